//! The tree as its readers make it.

use super::*;
use crate::text::Source;

fn one(text: &str) -> Document<'_> {
    let mut documents = read(text).into_iter().flatten();
    documents.next().expect("a document").expect("YAML")
}

/// The characters that a route means, and those that it stands for.
fn located(text: &str, route: &Route) -> (String, Option<String>) {
    let source = Source::from_bytes(text.as_bytes().to_vec());
    let document = one(text);
    let at = document.locate(route, &source);
    let slice = |span| source.slice(span).to_owned();
    (slice(at.span), at.origin.map(slice))
}

fn value(text: &str, pointer: &str) -> String {
    located(text, &Route::value(pointer)).0
}

#[test]
fn a_whole_number_is_one_however_it_is_written() {
    for (text, expected) in [
        ("30", Some(30)),
        ("30.0", Some(30)),
        ("-3e1", Some(-30)),
        ("1.5", None),
        ("'30'", None),
        ("1e300", None),
    ] {
        assert_eq!(one(text).root().as_integer(), expected, "{text}");
    }
}

#[test]
fn values_know_their_own_characters() {
    for (text, pointer, expected) in [
        ("a: plain # it's\n", "/a", "plain"),
        ("a: 'it''s' # x\n", "/a", "'it''s'"),
        ("a: !!str \"q\" # \"c\"\n", "/a", "\"q\""),
        ("a: &x  val\n", "/a", "val"),
        ("a: &x\n  b: c\n", "/a/b", "c"),
        ("a: [1, [2, 3], {b: 4}]\n", "/a/1", "[2, 3]"),
        ("a: [1, [2, 3], {b: 4}]\n", "/a/2", "{b: 4}"),
        ("a: [1, [2, 3], {b: 4}]\n", "/a", "[1, [2, 3], {b: 4}]"),
        ("a: !x [1]\n", "/a", "[1]"),
        ("a: {b: c, }\n", "/a", "{b: c, }"),
        ("a: &x !y {b: c , # d\n }\n", "/a", "{b: c , # d\n }"),
        ("- [x]: 1\n  y: 2\n", "/0/y", "2"),
        ("a: &x\n  [x]: 1\n  y: {  }\n", "/a/y", "{  }"),
        ("a: [1 ]  # c\nb: [{c: d} , {}]  # e\n", "/a", "[1 ]"),
        ("a: [1 ]  # c\nb: [{c: d} , {}]  # e\n", "/b/0", "{c: d}"),
        ("é: [ü, 'ö']\n", "/é/1", "'ö'"),
        ("a: |\n  one\n  two\nb: 1\n", "/a", "one\n  two"),
        ("\"a/b~c\": 1\n", "/a~1b~0c", "1"),
        ("- - x\n  - y\n", "/0/1", "y"),
        // Nothing to point at but the key.
        ("a:\nb: 1\n", "/a", "a"),
        ("{a: , b: }\n", "/b", "b"),
        ("a:\n  b: 1\n  c: 2\n", "/a", "a"),
        ("a:\n- 1\n", "/a", "a"),
        // A route that leads nowhere ends at what exists.
        ("a: {b: 1}\n", "/a/c/d", "{b: 1}"),
    ] {
        assert_eq!(value(text, pointer), expected, "{text}");
    }
}

#[test]
fn keys_and_slices_know_theirs() {
    let key = |text, pointer: &str| located(text, &Route::key(pointer)).0;
    assert_eq!(key("a: {'b c': 1}\n", "/a/b c"), "'b c'");
    assert_eq!(key("\n# c\nx: 1\n", ""), "x");
    assert_eq!(key("a:\n- b: 1\n  c: 2\n", "/a/0"), "b");
    let word = |text| located(text, &Route::slice("/a", 3..7)).0;
    assert_eq!(word("a: >\n  no\n  TODO: yes\n"), "TODO");
    assert_eq!(word("a: \"\\x61b TODO\"\n"), "TODO");
    let slice = |text| located(text, &Route::slice("/a", 3..4)).0;
    assert_eq!(slice("a: R, A\n"), "A");
    assert_eq!(slice("a: \"R, A\"\n"), "A");
    assert_eq!(
        slice("a: \"R,\\x20A\"\n"),
        "\"R,\\x20A\"",
        "escapes are shown whole"
    );
}

#[test]
fn aliases_point_at_themselves_and_at_their_anchor() {
    let text = "x: &x {p: [R, A]}\ny: *x\nz: {<<: *x, q: 1}\n";
    for pointer in ["/y/p/1", "/z/p/1"] {
        let (shown, origin) = located(text, &Route::slice(pointer, 0..1));
        assert_eq!(
            (shown.as_str(), origin.as_deref()),
            ("*x", Some("A")),
            "{pointer}"
        );
    }
    let (shown, origin) = located(text, &Route::key("/z/p"));
    assert_eq!((shown.as_str(), origin.as_deref()), ("*x", Some("p")));
}

#[test]
fn own_keys_win_over_merged_ones_and_all_stand_in_order() {
    let text = "a: &a {p: 1, q: 1}\nb: &b {q: 2, r: 2}\nc: {o: 0, <<: [*a, *b], p: 3}\n";
    let merged = one(text).find("/c").map(json_value);
    let expected = serde_json::json!({"o": 0, "q": 1, "r": 2, "p": 3});
    assert_eq!(merged, Some(expected));
    let document = one(text);
    let keys = document
        .find("/c")
        .into_iter()
        .flat_map(Node::entries)
        .map(|entry| entry.key);
    assert_eq!(keys.collect::<Vec<_>>(), ["o", "q", "r", "p"]);
}

#[test]
fn merge_keys_that_stand_twice_merge_both_all_the_same() {
    let anchors = "a: &a {p: 1, q: 1}\nb: &b {q: 2, r: 2}\nl: &l [*a]\n";
    for (mapping, merged, expected) in [
        (
            "{<<: *a, <<: *b}",
            Some("[*a, *b]"),
            serde_json::json!({"p": 1, "q": 1, "r": 2}),
        ),
        (
            "{<<: *b, q: 3, <<: *a}",
            Some("[*b, *a]"),
            serde_json::json!({"r": 2, "q": 3, "p": 1}),
        ),
        (
            "{<<: [*b], << : {s: 4}}",
            Some("[*b, {s: 4}]"),
            serde_json::json!({"q": 2, "r": 2, "s": 4}),
        ),
        (
            "{<<: *l, <<: *b}",
            None,
            serde_json::json!({"p": 1, "q": 1, "r": 2}),
        ),
        (
            "\n  <<: *a\n  <<:\n    r: 5\n",
            None,
            serde_json::json!({"p": 1, "q": 1, "r": 5}),
        ),
    ] {
        let text = format!("{anchors}c: {mapping}\n");
        let document = one(&text);
        let found: Vec<_> = document.duplicates.iter().collect();
        assert_eq!(found.len(), 1, "{mapping}");
        assert_eq!(found[0].merged.as_deref(), merged, "{mapping}");
        assert_eq!(
            document.find("/c").map(json_value),
            Some(expected),
            "{mapping}"
        );
        assert!(document.misfits.is_empty(), "{mapping}");
    }
}

#[test]
fn a_list_behind_an_alias_that_merges_nothing_is_one_misfit() {
    for (text, expected) in [
        ("l: &l [a, b, {c: 1}]\nm: {<<: *l}\n", &["*l"][..]),
        ("l: &l [a, b]\nm: {<<: [*l, c]}\n", &["*l", "c"]),
        ("l: &l x\nm: {<<: *l}\n", &["*l"]),
        ("m: {<<: [a, b]}\n", &["a", "b"]),
        ("l: &l [{c: 1}]\nm: {<<: *l}\n", &[]),
    ] {
        let document = one(text);
        let shown = document.misfits.iter();
        let shown: Vec<&str> = shown.filter_map(|one| text.get(one.span.range())).collect();
        assert_eq!(shown, expected, "{text}");
    }
}

#[test]
fn doubled_keys_are_kept_as_facts() {
    let document = one("a: {b: 1, 'b': 2}\nc:\n- {d: 1, d: 2, d: 3}\n");
    let pointers = document.duplicates.iter().map(|one| one.pointer.as_str());
    assert_eq!(pointers.collect::<Vec<_>>(), ["/a/b", "/c/0/d", "/c/0/d"]);
    assert_eq!(
        document.to_json(),
        serde_json::json!({"a": {"b": 1}, "c": [{"d": 1}]})
    );
    let keys: Vec<String> = (0..60).map(|key| format!("k{key}: x\n")).collect();
    let many = keys.concat() + &keys[..40].concat();
    assert_eq!(one(&many).duplicates.len(), 40);
    // As many by merge keys, which the mapping's own length does not announce.
    let maps = keys.chunks(20).enumerate();
    let maps =
        maps.map(|(at, keys)| format!("- &m{at}\n  {}", keys.concat().replace('\n', "\n  ")));
    let maps: Vec<String> = maps.map(|map| map.trim_end().to_owned() + "\n").collect();
    let text = format!(
        "maps:\n{}all: {{own: 1, <<: [*m0, *m1, *m2], k7: y, k59: y, k7: z, own: z}}\n",
        maps.concat()
    );
    let document = one(&text);
    let pointers = document.duplicates.iter().map(|one| one.pointer.as_str());
    assert_eq!(pointers.collect::<Vec<_>>(), ["/all/k7", "/all/own"]);
    let all = document.find("/all").map(json_value).expect("a mapping");
    assert_eq!(
        (all["k7"].as_str(), all["k59"].as_str()),
        (Some("y"), Some("y"))
    );
    assert_eq!(
        (
            all["k8"].as_str(),
            all.as_object().map(serde_json::Map::len)
        ),
        (Some("x"), Some(61))
    );
}

#[test]
fn a_failure_ends_its_document_only() {
    for (text, expected) in [
        ("a: 1\n---\n\"b\n---\nc: 1\n", "ok failed ok"),
        ("a: [1\n---\nc: 1\n", "failed ok"),
        ("\"a\n--- # x\nb: 1\n---\n", "failed ok empty"),
        ("a: 1\n...\n%BAD x\nb\n---\nc: 1\n", "ok failed ok"),
        ("a: *b\n---\nc: 1\n", "failed ok"),
        ("---\n---\na: 1\n", "empty ok"),
        ("# nothing\n", ""),
    ] {
        let outcomes = read(text).into_iter().map(|outcome| match outcome {
            None => "empty",
            Some(Ok(_)) => "ok",
            Some(Err(_)) => "failed",
        });
        assert_eq!(outcomes.collect::<Vec<_>>().join(" "), expected, "{text}");
    }
}
