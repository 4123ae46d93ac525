//! What goes, and what moves.

use super::*;

#[test]
fn an_entry_goes_with_its_line_and_its_comments() {
    let text = "f:\n  # of f\n\n  # own\n  a: 1 # own\n  # of b\n  b: 2\n    # deep\n";
    let expected = "f:\n  # of f\n\n  # of b\n  b: 2\n    # deep\n";
    is(remove(text, "f/a", Rest::Empty), expected);
    let expected = "f:\n  # of f\n\n  # own\n  a: 1 # own\n    # deep\n";
    is(remove(text, "f/b", Rest::Empty), expected);
    is(
        remove("# of the file\na: 1\nb: 2\n", "a", Rest::Empty),
        "# of the file\nb: 2\n",
    );
    is(
        remove(
            "a: 1\r\n# own\r\nb:\r\n  c: 1\r\nd: 1\r\n",
            "b",
            Rest::Empty,
        ),
        "a: 1\r\nd: 1\r\n",
    );
    is(remove("a: 1\nb: 2", "b", Rest::Empty), "a: 1");
    is(
        remove("a: |\n  x\n  # text\nb: 2\n", "b", Rest::Empty),
        "a: |\n  x\n  # text\n",
    );
    is(
        remove("a: |+\n  x\nb: 2\n\nc: 1\n", "b", Rest::Empty),
        "a: |+\n  x\nc: 1\n",
    );
    is(remove("- a: 1\n  b: 2\n", "0/a", Rest::Empty), "- b: 2\n");
    is(
        remove("- a: 1 # own\n  # of b\n  b: 2\n", "0/a", Rest::Empty),
        "-\n  # of b\n  b: 2\n",
    );
    is(remove("? a\n: 1\nb: 2\n", "a", Rest::Empty), "b: 2\n");
    is(remove("a: &n 1\nb: 2\n", "a", Rest::Empty), "b: 2\n");
    // The comment would be part of the text.
    let spoilt = remove("a: |\n  x\nb: 2\n   # deep\n", "b", Rest::Empty);
    assert_eq!(spoilt, Err(Refusal::Form));
}

#[test]
fn an_entry_goes_with_its_comma() {
    for (key, expected) in [
        ("b", "c: 2, d: 3"),
        ("c", "b: 1, d: 3"),
        ("d", "b: 1, c: 2"),
    ] {
        let path = format!("a/{key}");
        let expected = format!("a: {{{expected}}} # c\n");
        is(
            remove("a: {b: 1, c: 2, d: 3} # c\n", &path, Rest::Empty),
            &expected,
        );
    }
    is(
        remove("a: {b: 1, c: 2,}\n", "a/c", Rest::Empty),
        "a: {b: 1,}\n",
    );
    let lines = "a: {\n  b: 1, # own\n  # own\n  c: 2 # own\n  }\n";
    is(
        remove(lines, "a/c", Rest::Empty),
        "a: {\n  b: 1 # own\n  }\n",
    );
    is(
        remove(lines, "a/b", Rest::Empty),
        "a: {\n  # own\n  c: 2 # own\n  }\n",
    );
    is(
        remove("a: {b: 1\n  , c: 2}\n", "a/b", Rest::Empty),
        "a: {\n  c: 2}\n",
    );
    is(
        remove("a: {b: 1 # c\n  , c: 2}\n", "a/c", Rest::Empty),
        "a: {b: 1 # c\n   }\n",
    );
    is(remove("a: { b: 1 }\n", "a/b", Rest::Empty), "a: {}\n");
    is(
        remove("a: { # c\n  b: 1 }\n", "a/b", Rest::Empty),
        "a: { # c\n   }\n",
    );
}

#[test]
fn what_is_left_of_the_last_is_as_asked() {
    let text = "a: # c\n  # own\n  b: 1 # own\n  # end\nz: 1\n";
    is(
        remove(text, "a/b", Rest::Empty),
        "a: {} # c\n  # end\nz: 1\n",
    );
    is(remove(text, "a/b", Rest::Nothing), "  # end\nz: 1\n");
    is(remove("a: &n\n  b: 1\n", "a/b", Rest::Empty), "a: &n {}\n");
    is(remove("a:\n  b: 1", "a/b", Rest::Empty), "a: {}");
    is(
        remove("- b: 1 # c\n- x\n", "0/b", Rest::Empty),
        "- {} # c\n- x\n",
    );
    is(remove("- b: 1 # c\n- x\n", "0/b", Rest::Nothing), "- x\n");
    is(remove("a: 1 # c\n", "a", Rest::Empty), "{} # c\n");
    is(
        remove("z: {a: [{b: 1}], c: 1}\n", "z/a/0/b", Rest::Nothing),
        "z: {c: 1}\n",
    );
    is(
        remove("z:\n  a: [{b: 1}]\n", "z/a/0/b", Rest::Nothing),
        "{}\n",
    );
    is(take("a:\n- b\n- c\nz: 1\n", "a", &[0, 1]), "a: []\nz: 1\n");
}

#[test]
fn items_go_together() {
    is(take("a: [b, c, d, e]\n", "a", &[0, 2, 3]), "a: [c]\n");
    is(take("a: [b, c]\n", "a", &[]), "a: [b, c]\n");
    is(
        take("a:\n- b\n# own\n- c # own\n- d\n", "a", &[1]),
        "a:\n- b\n- d\n",
    );
    is(
        take("a:\n  - b: 1\n    c: 2\n  - d\n", "a", &[0]),
        "a:\n  - d\n",
    );
    is(take("- - a\n  - b\n- c\n", "0", &[0]), "- - b\n- c\n");
    is(
        take(
            "a: [\n  b, # own\n  c, # own\n  d, # of d\n  ]\n",
            "a",
            &[0, 1],
        ),
        "a: [\n  d, # of d\n  ]\n",
    );
}

#[test]
fn an_entry_moves_with_its_lines() {
    let text = "a:\n  # own\n  b: # own\n    - 1\n\n    - |\n      x\n  c: 1\nd:\n    e: 1\nz: 1\n";
    let expected = "a:\n  c: 1\nd:\n    e: 1\n    # own\n    b: # own\n      - 1\n\n      - |\n        x\nz: 1\n";
    is(shift(text, "a/b", "d"), expected);
    is(shift("a:\n  b: 1\nc:\n", "a/b", "c"), "a: {}\nc:\n  b: 1\n");
    is(shift("a:\n  b: {c: 1}\n", "a/b", ""), "a: {}\nb: {c: 1}\n");
    is(
        shift("a: 1\nm:\n  b: 2\n", "a", "m"),
        "m:\n  b: 2\n  a: 1\n",
    );
    is(shift("m:\n  b: 2\na: 1", "a", "m"), "m:\n  b: 2\n  a: 1");
    is(
        shift("a: 1\r\nm: {b: 2}\r\n", "a", "m"),
        "m: {b: 2, a: 1}\r\n",
    );
    is(shift("m: {b: 2, c: 3}\n", "m/b", ""), "m: {c: 3}\nb: 2\n");
    is(
        shift("- a: 1\n  b: 2\n- c: 3\n", "0/a", "1"),
        "- b: 2\n- c: 3\n  a: 1\n",
    );
    is(
        shift("m: {}\na:\n  b: 1\n", "a", "m"),
        "m:\n  a:\n    b: 1\n",
    );
    assert_eq!(shift("a: 1 # c\nm: {b: 2}\n", "a", "m"), Err(Refusal::Form));
    assert_eq!(shift("a: {b: {}}\n", "a", "a/b"), Err(Refusal::Shape));
    assert_eq!(shift("a: 1\nm: {a: 2}\n", "a", "m"), Err(Refusal::Taken));
    // The alias would come before its anchor.
    assert_eq!(
        shift("m: {b: 2}\nn: &n 1\na: {c: *n}\n", "a", "m"),
        Err(Refusal::Shared)
    );
}
