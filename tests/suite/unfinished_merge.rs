//! What git leaves in a file when nobody has finished a merge is called so, wherever it stands and whatever
//! the parser makes of it.

use crate::support::{changed, check, findings, folder, manifest, text};

const ROW: &str = "  databases: {raci: {provider: C, customer: [R, A]}, owner: platform";

/// The manifest with a text before the row of the databases, which is line 23.
fn with(before: &str) -> String {
    changed(ROW, &format!("{before}{ROW}"))
}

#[test]
fn the_first_marker_of_a_document_is_the_finding() {
    let sides = "<<<<<<< HEAD\n  x-a: 1\n=======\n  x-a: 2\n>>>>>>> other\n";
    let three =
        "<<<<<<< ours\n  x-a: 1\n||||||| 0123abc\n  x-a: 0\n=======\n  x-a: 2\n>>>>>>> theirs\n";
    for lines in [
        sides,
        three,
        "=======\n",
        ">>>>>>> other\n",
        "||||||| 0123abc\n",
        "<<<<<<< HEAD\n",
    ] {
        let text = with(lines);
        assert_eq!(findings(&text), ["CRISP003 23:1"], "{lines}");
        let crlf = text.replace('\n', "\r\n");
        assert_eq!(findings(&crlf), ["CRISP003 23:1"], "{lines} with CRLF");
    }
}

#[test]
fn a_marker_is_the_finding_whatever_else_is_wrong() {
    let marker = ">>>>>>> other\n";
    for other in [
        "  a: b: c\n",
        "\t- x\n",
        "  \"open\n",
        "  x: *nothing\n",
        "@\n",
    ] {
        let before = with(&format!("{other}{marker}"));
        assert_eq!(findings(&before), ["CRISP003 24:1"], "{other}");
    }
}

#[test]
fn what_stands_between_markers_can_be_yaml() {
    let json = "{\n\"kind\": \"ControlOwnership\",\n\"x-a\": [\n<<<<<<< HEAD\na,\n=======\nb,\n>>>>>>> other\n]\n}\n";
    assert_eq!(findings(json), ["CRISP003 4:1"]);
    // Each document has its own; one without anything is passed over.
    let text = format!("<<<<<<< HEAD\n---\n{}=======\n---\n", manifest());
    let last = text.lines().count() - 1;
    let expected = ["CRISP003 1:1".to_owned(), format!("CRISP003 {last}:1")];
    assert_eq!(findings(&text), expected);
}

#[test]
fn what_only_looks_like_a_marker_is_none() {
    for lines in [
        "  # <<<<<<< HEAD\n",
        "# =======\n",
        "  x-a: |\n    <<<<<<< HEAD\n    =======\n    >>>>>>> other\n",
        "  x-a: \">>>>>>> other\"\n",
    ] {
        let text = changed(
            "features:\n",
            &format!("{}features:\n", lines.replace("  x-a", "x-a")),
        );
        assert_eq!(findings(&text), [""; 0], "{lines}");
    }
}

#[test]
fn a_configuration_and_a_matrix_are_read_by_the_same_reader() {
    let conflict = "<<<<<<< HEAD\nfailOn: error\n=======\nfailOn: warning\n>>>>>>> other\n";
    let set = folder(&[
        ("a.crisp.yaml", manifest()),
        (".crisplint.yaml", conflict.to_owned()),
    ]);
    let run = check(set.path(), &["--format", "json", "."]);
    assert_eq!(
        (run.code, run.places()),
        (2, vec!["CRISP003 1:1".to_owned()])
    );
    let matrix = format!("apiVersion: crisplint/v1\n{conflict}");
    let own = folder(&[("a.crisp.yaml", manifest()), ("m.yaml", matrix)]);
    let run = check(own.path(), &["--format", "json", "--matrix", "m.yaml", "."]);
    assert_eq!(
        (run.code, run.places()),
        (2, vec!["CRISP003 2:1".to_owned()])
    );
    let message = &run.json()["findings"][0]["message"];
    assert!(text(message).contains("merge"), "{message}");
}
