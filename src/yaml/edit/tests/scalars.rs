//! One value for another, and what is not edited.

use super::*;

#[test]
fn a_scalar_keeps_its_quotes_where_they_do() {
    let cases = [
        ("a: b # c\n", "x", "a: x # c\n"),
        ("a: b\n", "yes", "a: \"yes\"\n"),
        ("a: b\n", "1", "a: '1'\n"),
        ("a: b\n", "a: b", "a: 'a: b'\n"),
        ("a: b\n", "#x", "a: '#x'\n"),
        ("a: b\n", "R, A", "a: R, A\n"),
        ("a: b\n", "é 🎉", "a: é 🎉\n"),
        ("a: 'b'\n", "it's", "a: 'it''s'\n"),
        ("a: 'b'\n", "one\ntwo", "a: \"one\\ntwo\"\n"),
        ("a: \"b\"\n", "say \"so\"", "a: \"say \\\"so\\\"\"\n"),
        ("a: \"b\"\n", "x", "a: \"x\"\n"),
        ("a: 1\n", "x", "a: x\n"),
        ("a: # c\n", "x", "a: x # c\n"),
        ("a: ~ # c\n", "x", "a: x # c\n"),
        ("a:", "x", "a: x"),
        ("a: &n b\n", "x", "a: &n x\n"),
        ("a: &n\n", "x", "a: &n x\n"),
        ("\"a\": b\r\nc: d\r\n", "x", "\"a\": x\r\nc: d\r\n"),
        ("---\nz: 1\n---\na: b\n", "x", "---\nz: 1\n---\na: x\n"),
        ("a: one\n  two # c\nb: 1\n", "x", "a: x # c\nb: 1\n"),
        ("a: b\t# c\n", "x", "a: x\t# c\n"),
        ("? a\n: b\n", "x", "? a\n: x\n"),
    ];
    for (text, new, expected) in cases {
        is(set(text, "a", new), expected);
    }
}

#[test]
fn brackets_ask_for_more_quotes() {
    is(set("a: [b, c]\n", "a/0", "x, y"), "a: [\"x, y\", c]\n");
    is(set("a: {b: {c: d}}\n", "a/b/c", "]"), "a: {b: {c: ']'}}\n");
    is(set("a: {b: , c: d}\n", "a/b", "x"), "a: {b: x , c: d}\n");
    is(set("a: {b, c: d}\n", "a/b", "x"), "a: {b: x, c: d}\n");
    is(set("a:\n- b # c\n-\n", "a/1", "x"), "a:\n- b # c\n- x\n");
}

#[test]
fn a_block_of_text_stays_one_where_there_are_lines() {
    let text = "a:\n    b: | # c\n      one\n      two\n    d: 1\n";
    is(set(text, "a/b", "x"), "a:\n    b: x # c\n    d: 1\n");
    let expected = "a:\n    b: | # c\n        x\n        y\n    d: 1\n";
    is(set(text, "a/b", "x\ny\n"), expected);
    is(
        set("a: >-\n  one\n\n  two\n", "a", "x\n\ny"),
        "a: |-\n  x\n\n  y\n",
    );
    is(set("a: |+\n\n\nb: 1\n", "a", "x"), "a: x\nb: 1\n");
}

#[test]
fn what_is_shared_is_not_edited() {
    let shared = Err(Refusal::Shared);
    let text = "a: &n {b: c}\nd: *n\ne:\n  <<: *n\n  f: 1\ng:\n  <<: {h: 1}\n";
    for path in ["a/b", "d/b", "e/b", "g/h"] {
        assert_eq!(set(text, path, "x"), shared, "{path}");
        assert_eq!(rename(text, path, "x"), shared, "{path}");
        assert_eq!(remove(text, path, Rest::Empty), shared, "{path}");
    }
    for path in ["a", "d"] {
        assert_eq!(add(text, path, "x", &json!(1)), shared, "{path}");
    }
    // It would take the anchor with it.
    assert_eq!(remove(text, "a", Rest::Empty), shared);
    assert_eq!(rename("&n a: 1\nb: *n\n", "a", "x"), shared);
    // An alias is not what it stands for, and can go; so can the entry have another name.
    let without = "a: &n {b: c}\ne:\n  <<: *n\n  f: 1\ng:\n  <<: {h: 1}\n";
    is(remove(text, "d", Rest::Empty), without);
    is(rename("a: &n 1\nb: *n\n", "b", "x"), "a: &n 1\nx: *n\n");
    is(rename("a: &n 1\nb: *n\n", "a", "x"), "x: &n 1\nb: *n\n");
    is(set(text, "e/f", "x"), &text.replace("f: 1", "f: x"));
    is(set("a: &n b\n", "a", "x"), "a: &n x\n");
}

#[test]
fn is_shared_says_so() {
    let outcomes = yaml::read("a: &n {b: c}\nd: *n\ne: &m 1\nf:\n  <<: *n\n");
    let document = outcomes[0].as_ref().expect("a document");
    let document = document.as_ref().expect("YAML");
    let editor = Editor::new(document);
    let shared = |path| editor.is_shared(at(document.root(), path));
    for path in ["a", "a/b", "d", "d/b", "f/b"] {
        assert!(shared(path), "{path}");
    }
    for path in ["", "e", "f"] {
        assert!(!shared(path), "{path}");
    }
}

#[test]
fn a_tag_says_what_a_value_is() {
    assert_eq!(set("a: !!int 1\n", "a", "x"), Err(Refusal::Form));
    assert_eq!(cell("a: !!str R\n", "a", &["A"]), Err(Refusal::Form));
}

#[test]
fn a_key_keeps_its_quotes_its_value_and_its_comment() {
    is(rename("a: b # c\n", "a", "x"), "x: b # c\n");
    is(rename("'a': b\n", "a", "it's"), "'it''s': b\n");
    is(rename("\"a\": b\n", "a", "x"), "\"x\": b\n");
    is(rename("a: b\n", "a", "x: y"), "'x: y': b\n");
    is(rename("? a # c\n: b\n", "a", "x"), "? x # c\n: b\n");
    is(rename("z: {a, b: c}\n", "z/a", "x"), "z: {x, b: c}\n");
    is(
        rename("z: [a: b, c]\n", "z/0/a", "x, y"),
        "z: [\"x, y\": b, c]\n",
    );
    is(
        rename("a:\n  # c\n  b: 1\n", "a", "x"),
        "x:\n  # c\n  b: 1\n",
    );
    assert_eq!(rename("a: 1\nb: 2\n", "a", "b"), Err(Refusal::Taken));
    is(rename("a: 1\nb: 2\n", "a", "a"), "a: 1\nb: 2\n");
    is(rename("&n a: b\n", "a", "x"), "&n x: b\n");
}

#[test]
fn a_cell_keeps_its_style() {
    let cases: [(&str, &[&str], &str); 19] = [
        ("a: R # c\n", &["A"], "a: A # c\n"),
        ("a: R # c\n", &["R", "A"], "a: [R, A] # c\n"),
        ("a: 'R'\n", &["R", "A"], "a: 'R, A'\n"),
        ("a: \"R, A\"\n", &["A"], "a: \"A\"\n"),
        ("a: R, A\n", &["R", "C"], "a: R, C\n"),
        ("a: [R, A]\n", &["A"], "a: [A]\n"),
        ("a: [R, 'A']\n", &["R", "C"], "a: [R, 'C']\n"),
        ("a: [ R ]\n", &["R", "A"], "a: [ R, A ]\n"),
        ("a: [R]\n", &["A", "C"], "a: [A, C]\n"),
        ("a: []\n", &["A", "C"], "a: [A, C]\n"),
        ("a: [R]\n", &[], "a: []\n"),
        ("a:\n- R # c\n- A # d\n", &["R"], "a:\n- R # c\n"),
        ("a:\n  - R # c\n", &["R", "A"], "a:\n  - R # c\n  - A\n"),
        ("a:\n  - R\nb: 1\n", &[], "a: []\nb: 1\n"),
        ("a: # c\n", &["R"], "a: R # c\n"),
        ("a:\n", &["R", "A"], "a: [R, A]\n"),
        ("a: R # c\n", &[], "a: # c\n"),
        ("a: \"R\"\n", &[], "a: \"\"\n"),
        ("a: |\n  R\n", &["A"], "a: A\n"),
    ];
    for (text, letters, expected) in cases {
        is(cell(text, "a", letters), expected);
    }
    is(
        cell("z: {a: R, b: A}\n", "z/a", &["R", "A"]),
        "z: {a: [R, A], b: A}\n",
    );
    is(cell("z: {a: R, b: A}\n", "z/a", &[]), "z: {a: [], b: A}\n");
    is(
        cell("z: {a: , b: A}\n", "z/a", &["R"]),
        "z: {a: R , b: A}\n",
    );
    assert_eq!(
        cell("a: [&n R]\nb: *n\n", "a", &["A"]),
        Err(Refusal::Shared)
    );
    assert_eq!(cell("a: {R: A}\n", "a", &["R"]), Err(Refusal::Shape));
}

#[test]
fn one_becomes_a_list_and_a_list_of_one_becomes_one() {
    let listed = |text: &str| edited(text, |editor, root| editor.listed(at(root, "a")));
    is(listed("a: A # c\n"), "a: [A] # c\n");
    is(listed("a: b, c\n"), "a: [\"b, c\"]\n");
    is(listed("a: 'b'\n"), "a: ['b']\n");
    is(listed("a:\n"), "a: []\n");
    is(listed("a: | # c\n  x\n"), "a: [\"x\\n\"] # c\n");
    assert_eq!(listed("a: [b]\n"), Err(Refusal::Shape));
    let single = |text: &str| edited(text, |editor, root| editor.single(at(root, "a")));
    is(single("a: [A] # c\n"), "a: A # c\n");
    is(single("a: ['yes']\n"), "a: 'yes'\n");
    is(single("a:\n  - A\nb: 1\n"), "a: A\nb: 1\n");
    is(single("a:\n- A # c\n"), "a: A # c\n");
    is(single("a: # c\n- A # d\n"), "a: A # c\n# d\n");
    is(single("a:\n  - A"), "a: A");
    assert_eq!(single("a: [b, c]\n"), Err(Refusal::Shape));
    assert_eq!(single("a: [ # c\n  b]\n"), Err(Refusal::Form));
    let parts = |text: &str| {
        edited(text, |editor, root| {
            editor.set_list(at(root, "a"), &["x", "y: z"])
        })
    };
    is(parts("a: \"x, y: z\" # c\n"), "a: [x, 'y: z'] # c\n");
    is(
        parts("a: > # c\n  x,\n  y\nb: 1\n"),
        "a: [x, 'y: z'] # c\nb: 1\n",
    );
}

#[test]
fn edits_that_touch_an_insertion_overlap_unless_they_are_lines() {
    let edit = |start, end, text: &str| Edit {
        span: Span::new(start, end),
        text: text.to_owned(),
    };
    let text = "a: 1\nb: 2\n";
    let both = |edits: &[Edit]| apply(text, edits);
    let overlap = Err(Overlap {
        first: 1,
        second: 0,
    });
    assert_eq!(both(&[edit(1, 3, ""), edit(0, 2, "")]), overlap);
    assert_eq!(both(&[edit(3, 3, "x"), edit(0, 3, "")]), overlap);
    assert_eq!(
        both(&[edit(0, 3, ""), edit(3, 4, "x")]),
        Ok("x\nb: 2\n".to_owned())
    );
    let lines = [edit(5, 5, "x: 1\n"), edit(5, 5, "y: 1\n"), edit(0, 5, "")];
    assert_eq!(both(&lines), Ok("x: 1\ny: 1\nb: 2\n".to_owned()));
    assert!(!reads_back(text, &[edit(1, 3, "")], |outcomes| {
        matches!(outcomes, [Some(Ok(document))] if document.root().get("b").is_some())
    }));
}

#[test]
fn a_document_that_is_not_understood_is_not_edited() {
    assert_eq!(set("a: 1\n: 2\n", "a", "x"), Err(Refusal::Form));
    assert_eq!(set("text\n", "", "x"), Err(Refusal::Form));
}
