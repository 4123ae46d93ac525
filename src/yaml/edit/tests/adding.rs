//! What is added.

use super::*;

#[test]
fn an_entry_goes_behind_its_neighbours_in_their_style() {
    let text = "f:\n  x: # c\n    raci: {provider: C}\n  # end\nz: 1\n";
    let expected = "f:\n  x: # c\n    raci: {provider: C}\n  w:\n    raci: {provider: C, customer: [R, A]}\n  # end\nz: 1\n";
    is(add(text, "f", "w", &row()), expected);
    let text = "f:\r\n    x:\r\n        raci:\r\n            provider: C\r\n            customer:\r\n            - A\r\n";
    let expected = "    w:\r\n        raci:\r\n            provider: C\r\n            customer:\r\n                - R\r\n                - A\r\n";
    is(add(text, "f", "w", &row()), &[text, expected].concat());
    is(
        add("f:\n  x: {raci: {a: C}}", "f", "w", &row()),
        "f:\n  x: {raci: {a: C}}\n  w: {raci: {provider: C, customer: [R, A]}}",
    );
    is(
        add("a: 1 # c\n# end\n---\n", "", "b", &json!(2)),
        "a: 1 # c\nb: 2\n# end\n---\n",
    );
    is(
        add("- a: 1\n- b: 1\n", "0", "c", &json!("yes")),
        "- a: 1\n  c: \"yes\"\n- b: 1\n",
    );
    is(add("a: \"1\"", "", "b", &json!("x")), "a: \"1\"\nb: \"x\"");
    is(
        add("a: |+\n  x\n\n# c\n", "", "b", &json!(1)),
        "a: |+\n  x\n\nb: 1\n# c\n",
    );
    is(add("? a\n: b\n", "", "c", &json!(1)), "? a\n: b\nc: 1\n");
    assert_eq!(add("a: 1\n", "", "a", &json!(1)), Err(Refusal::Taken));
    assert_eq!(add("a: [b]\n", "a", "b", &json!(1)), Err(Refusal::Shape));
}

#[test]
fn an_entry_goes_between_braces() {
    is(
        add("a: {b: 1} # c\n", "a", "d", &json!("x, y")),
        "a: {b: 1, d: \"x, y\"} # c\n",
    );
    is(
        add("a: {b: 1,}\n", "a", "d", &json!(2)),
        "a: {b: 1, d: 2,}\n",
    );
    is(add("a: {}\n", "a", "d", &json!(["R"])), "a: {d: [R]}\n");
    is(
        add("a: {} # c\nz: 1\n", "a", "d", &row()),
        "a: # c\n  d:\n    raci: {provider: C, customer: [R, A]}\nz: 1\n",
    );
    is(
        add("a: {}", "a", "d", &row()),
        "a:\n  d:\n    raci: {provider: C, customer: [R, A]}",
    );
    let lines = "a: {\n  b: 1, # c\n  d: 2 # e\n  }\n";
    is(
        add(lines, "a", "x", &json!(3)),
        "a: {\n  b: 1, # c\n  d: 2, # e\n  x: 3\n  }\n",
    );
    let commas = "a: {\n  b: 1, # c\n  d: 2, # e\n  }\n";
    is(
        add(commas, "a", "x", &json!(3)),
        "a: {\n  b: 1, # c\n  d: 2, # e\n  x: 3,\n  }\n",
    );
    is(
        add("a: { # c\n  }\n", "a", "x", &json!(3)),
        "a: {x: 3 # c\n  }\n",
    );
    is(
        add("{a: {b: }}\n", "a", "x", &json!(3)),
        "{a: {b: , x: 3 }}\n",
    );
    is(
        add("a: [{b: {}}]\n", "a/0/b", "x", &row()),
        "a: [{b: {x: {raci: {provider: C, customer: [R, A]}}}}]\n",
    );
}

#[test]
fn an_entry_is_the_first_below_its_key() {
    is(
        add("f: # c\nz: 1\n", "f", "x", &json!(1)),
        "f: # c\n  x: 1\nz: 1\n",
    );
    is(
        add("f:\n  # none yet\nz: 1\n", "f", "x", &json!(1)),
        "f:\n  # none yet\n  x: 1\nz: 1\n",
    );
    is(add("f: ~ # c\n", "f", "x", &json!(1)), "f: # c\n  x: 1\n");
    is(
        add("f:", "f", "x", &row()),
        "f:\n  x:\n    raci: {provider: C, customer: [R, A]}",
    );
    is(
        add("g:\n    a: 1\nf:\r\n", "f", "x", &json!(1)),
        "g:\n    a: 1\nf:\r\n    x: 1\r\n",
    );
    is(
        add("f:\n-\n- a\n", "f/0", "x", &row()),
        "f:\n- x:\n    raci: {provider: C, customer: [R, A]}\n- a\n",
    );
    is(
        add("f: {a: , b: 1}\n", "f/a", "x", &json!(1)),
        "f: {a: {x: 1} , b: 1}\n",
    );
}

#[test]
fn an_item_goes_behind_the_last() {
    is(
        push("a:\n- b # c\n# end\n", "a", &[json!("x")]),
        "a:\n- b # c\n- x\n# end\n",
    );
    is(
        push("a:\n  - 'b'", "a", &[json!("x")]),
        "a:\n  - 'b'\n  - 'x'",
    );
    is(
        push("a: [b] # c\n", "a", &[json!("x"), json!("y: z")]),
        "a: [b, x, 'y: z'] # c\n",
    );
    is(
        push("a: [\n  b, # c\n  ]\n", "a", &[json!("x")]),
        "a: [\n  b, # c\n  x,\n  ]\n",
    );
    is(push("a: []\n", "a", &[json!("x")]), "a: [x]\n");
    is(push("a: # c\n", "a", &[json!("x")]), "a: [x] # c\n");
    is(
        push("a:\n- b: 1\n  c: 2\n", "a", &[json!({"b": 3, "c": 4})]),
        "a:\n- b: 1\n  c: 2\n- b: 3\n  c: 4\n",
    );
    is(
        push("- - a\n  - b\n- c\n", "0", &[json!("x")]),
        "- - a\n  - b\n  - x\n- c\n",
    );
    assert_eq!(push("a: b\n", "a", &[json!("x")]), Err(Refusal::Shape));
}
