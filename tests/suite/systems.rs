//! One system, one manifest for each matrix (CRISP601).

use crate::support::{check, folder, manifest, run_with_input, write};

const OTHER: &str = "apiVersion: crisplint/v1
kind: ResponsibilityMatrix
metadata: {id: nimbus, version: \"1\", title: Nimbus, source: example}
provider: {name: Nimbus}
features:
  store: {title: Store, raci: {provider: [R, A], customer: C}}
";

fn nimbus() -> String {
    let text = manifest();
    let (head, _) = text.split_once("features:\n").expect("features");
    let head = head
        .replace("matrix: aucloud-iaas@2023-02-01", "matrix: nimbus@1")
        .replace("provider: AUCloud", "provider: Nimbus");
    assert!(head.contains("matrix: nimbus@1"), "{head}");
    format!("{head}features:\n  store: {{raci: {{provider: [R, A], customer: C}}}}\n")
}

fn concise(folder: &tempfile::TempDir, arguments: &[&str]) -> String {
    let fixed = ["-q", "--format", "concise", "--matrix", "m/nimbus.yaml"];
    check(folder.path(), &[&fixed[..], arguments].concat()).stdout
}

#[test]
fn one_system_on_two_providers_is_two_manifests() {
    let folder = folder(&[
        ("a.crisp.yaml", manifest()),
        ("b.crisp.yaml", nimbus()),
        ("m/nimbus.yaml", OTHER.to_owned()),
    ]);
    assert_eq!(concise(&folder, &["."]), "");
    write(folder.path(), "c.crisp.yaml", nimbus().as_bytes());
    let twice = "c.crisp.yaml:4:11: error[CRISP601] the system `payroll` is declared twice\n";
    assert_eq!(concise(&folder, &["."]), twice);
    let without = nimbus().replace("matrix: nimbus@1", "matrix: nimbus");
    write(folder.path(), "c.crisp.yaml", without.as_bytes());
    assert_eq!(concise(&folder, &["."]), twice, "whatever the version");
}

#[test]
fn a_document_whose_matrix_cannot_be_read_is_not_compared() {
    let folder = folder(&[
        ("a.crisp.yaml", manifest()),
        ("b.crisp.yaml", manifest()),
        ("m/nimbus.yaml", OTHER.to_owned()),
    ]);
    assert_eq!(concise(&folder, &["."]).matches("CRISP601").count(), 1);
    for matrix in ["", "matrix:\n", "matrix: 3\n", "matrix: {id: x}\n"] {
        let text = manifest().replace("matrix: aucloud-iaas@2023-02-01\n", matrix);
        write(folder.path(), "b.crisp.yaml", text.as_bytes());
        let found = concise(&folder, &["."]);
        assert!(!found.contains("CRISP601"), "{matrix}: {found}");
        assert!(found.contains("b.crisp.yaml"), "{matrix}: {found}");
    }
}

#[test]
fn standard_input_stands_for_its_file_and_a_file_is_read_once() {
    let folder = folder(&[("a.crisp.yaml", manifest()), ("sub/b.txt", String::new())]);
    let once = "1 manifest in 1 file, 18 features: no findings\n";
    for name in ["a.crisp.yaml", "./sub/../a.crisp.yaml"] {
        let arguments = [
            "check",
            "--today",
            crate::support::TODAY,
            "-",
            ".",
            "--stdin-filename",
            name,
        ];
        let run = run_with_input(folder.path(), &arguments, manifest().as_bytes());
        assert_eq!((run.code, run.stdout.as_str()), (0, once), "{name}");
    }
    let absolute = folder.path().join("a.crisp.yaml");
    let absolute = absolute.to_str().expect("UTF-8");
    let run = check(
        folder.path(),
        &["a.crisp.yaml", "./a.crisp.yaml", ".", "*.yaml", absolute],
    );
    assert_eq!((run.code, run.stdout.as_str()), (0, once));
}

/// What stands in for a file is no output either.
#[test]
fn the_name_of_standard_input_is_no_output() {
    let folder = folder(&[("a.crisp.yaml", manifest())]);
    for output in [
        "--report=json=a.crisp.yaml",
        "--write-baseline=a.crisp.yaml",
    ] {
        let arguments = [
            "check",
            "-q",
            "-",
            "--stdin-filename",
            "a.crisp.yaml",
            output,
        ];
        let run = run_with_input(folder.path(), &arguments, manifest().as_bytes());
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains("this run reads"), "{run:?}");
    }
}
