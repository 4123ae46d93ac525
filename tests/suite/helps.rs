//! What a help says to type is typed, and the finding is gone.

use serde_json::Value;

use crate::support::{changed, check, folder, text};

#[test]
fn what_a_help_says_can_be_typed() {
    for (sound, broken, code, help, typed) in [
        (
            "databases: {raci: {provider: C, customer: [R, A]}",
            "databases: {raci: {provider: C, customer: R/A}",
            "CRISP104",
            "write `[R, A]`",
            "databases: {raci: {provider: C, customer: [R, A]}",
        ),
        (
            "databases: {raci: {provider: C, customer: [R, A]}",
            "databases: {raci: {provider: C, customer: 'R/A'}",
            "CRISP104",
            "write `R, A`",
            "databases: {raci: {provider: C, customer: 'R, A'}",
        ),
        (
            "databases: {raci: {provider: C, customer: [R, A]}",
            "databases: {raci: {provider: C, customer: [R/A]}",
            "CRISP104",
            "write each letter as its own list item: `R, A`",
            "databases: {raci: {provider: C, customer: [R, A]}",
        ),
        (
            "databases: {raci: {provider: C, customer: [R, A]}",
            "databases: {raci: {provider: C, customer: R, a}",
            "CRISP205",
            "the comma ended the value; write `customer: [R, A]`",
            "databases: {raci: {provider: C, customer: [R, A]}",
        ),
        (
            "crisp: {signedBy: \"Jo Citizen, CISO\", signedOn: 2026-01-15}",
            "crisp: {signedOn: 2026-01-15}",
            "CRISP101",
            "add `signedBy: …` (the name and position of the customer's CIO or CISO who signed the CRISP)",
            "crisp: {signedOn: 2026-01-15, signedBy: \"Jo Citizen, CISO\"}",
        ),
        (
            "crisp: {signedBy: \"Jo Citizen, CISO\", signedOn: 2026-01-15}",
            "crisp: {signedBy: Jo Citizen, CISO, signedOn: 2026-01-15}",
            "CRISP102",
            "the comma ended the text; write `signedBy: \"Jo Citizen, CISO\"`",
            "crisp: {signedBy: \"Jo Citizen, CISO\", signedOn: 2026-01-15}",
        ),
        (
            "databases: {raci: {provider: C, customer: [R, A]}",
            "databases: {raci: {provider: C, custmer: R, customer: [A]}",
            "CRISP205",
            "`customer` already has roles for this feature; write all its letters there",
            "databases: {raci: {provider: C, customer: [R, A]}",
        ),
        (
            "apiVersion: crisplint/v1\n",
            "",
            "CRISP101",
            "add `apiVersion: crisplint/v1` (the version of the manifest's format)",
            "apiVersion: crisplint/v1\n",
        ),
    ] {
        let (found, left) = before_and_after(sound, broken, typed);
        let said = (text(&found["code"]), text(&found["help"]));
        assert_eq!(said, (code, help), "{broken}");
        assert_eq!(left, serde_json::json!([]), "{typed}");
    }
}

/// A yes or a no in quotes would pass for the reason.
#[test]
fn true_and_false_are_no_reason_in_quotes_either() {
    for (written, help) in [
        (
            "false",
            "if the feature applies, remove `notApplicable` and add `raci`",
        ),
        (
            "true",
            "write the reason why the feature does not apply to this system",
        ),
    ] {
        let broken = format!("databases: {{notApplicable: {written}");
        let broken = changed("databases: {raci: {provider: C, customer: [R, A]}", &broken);
        let folder = folder(&[("a.crisp.yaml", broken)]);
        let report = check(folder.path(), &["--format", "json", "."]).json();
        assert_eq!(report["findings"][0]["code"], "CRISP103");
        assert_eq!(report["findings"][0]["help"], help);
    }
}

/// An example would be a lie where somebody copies it: a date is given back as the day that was meant.
#[test]
fn a_date_in_another_form_is_given_back_in_the_right_one() {
    let sound = "reviewed: 2026-09-30";
    let form = "is not a date in the form YYYY-MM-DD";
    let june = "is not a valid date: June 2026 has 30 days";
    let months = "is not a valid date: the month must be 01 to 12";
    let example = "write a date in the form YYYY-MM-DD";
    for (broken, message, write, typed) in [
        ("2026-8-1", form, "write `2026-08-01`", "2026-08-01"),
        ("'2026-08-01 '", form, "write `2026-08-01`", "2026-08-01"),
        (
            "2026-08-01T23:59:00+10:00",
            form,
            "write `2026-08-01`",
            "2026-08-01",
        ),
        ("2026-08-01 23:59", form, "write `2026-08-01`", "2026-08-01"),
        ("31/08/2026", form, "write `2026-08-31`", "2026-08-31"),
        ("8/31/2026", form, "write `2026-08-31`", "2026-08-31"),
        (
            "1.8.2026",
            form,
            "write `2026-08-01` or `2026-01-08`",
            "2026-01-08",
        ),
        ("8/8/2026", form, "write `2026-08-08`", "2026-08-08"),
        ("1 Aug 2026", form, "write `2026-08-01`", "2026-08-01"),
        ("August 1, 2026", form, "write `2026-08-01`", "2026-08-01"),
        ("01/08/26", form, example, "2026-08-01"),
        ("last spring", form, example, "2026-08-01"),
        ("2026-06-31", june, example, "2026-06-30"),
        ("2026-13-01", months, example, "2026-01-13"),
        ("2026-00-01", months, example, "2026-01-13"),
        ("2026-02-15-x", form, example, "2026-02-15"),
        ("2026-02-+5", form, example, "2026-02-05"),
    ] {
        let (found, left) = before_and_after(
            sound,
            &format!("reviewed: {broken}"),
            &format!("reviewed: {typed}"),
        );
        let value = broken.trim_matches('\'');
        assert_eq!(text(&found["code"]), "CRISP104", "{broken}");
        assert_eq!(text(&found["message"]), format!("`{value}` {message}"));
        let what = "the date of the last review of this manifest";
        assert_eq!(
            text(&found["help"]),
            format!("{write} ({what})"),
            "{broken}"
        );
        assert_eq!(left, serde_json::json!([]), "{typed}");
    }
}

/// So is a name of which only the case, the blanks or the brackets are wrong.
#[test]
fn a_name_in_another_form_is_given_back_in_the_right_one() {
    for (sound, broken, help, typed) in [
        (
            "system: payroll",
            "system: Payroll System/1",
            "write `payroll-system-1` (the system's name, unique in the repository)",
            "system: payroll-system-1",
        ),
        (
            "system: payroll",
            "system: ' 42'",
            "write `'42'` (the system's name, unique in the repository)",
            "system: '42'",
        ),
        (
            "system: payroll",
            "system: '***'",
            "write the system's name, unique in the repository",
            "system: payroll",
        ),
        (
            "matrix: aucloud-iaas@2023-02-01",
            "matrix: AUCloud IaaS @ 2023-02-01",
            "write `aucloud-iaas@2023-02-01` (the id of the matrix that the manifest is checked against)",
            "matrix: aucloud-iaas@2023-02-01",
        ),
        (
            "matrix: aucloud-iaas@2023-02-01",
            "matrix: aucloud-iaas@",
            "write `aucloud-iaas` (the id of the matrix that the manifest is checked against)",
            "matrix: aucloud-iaas",
        ),
        (
            "title: Fortnightly payroll",
            "title: ['Payroll: fortnightly']",
            "write a single value: `'Payroll: fortnightly'`",
            "title: 'Payroll: fortnightly'",
        ),
        (
            "reviewed: 2026-09-30",
            "reviewed: [2026-08-01]",
            "write a single value: `2026-08-01`",
            "reviewed: 2026-08-01",
        ),
        (
            "reviewed: 2026-09-30",
            "reviewed: 20260801",
            "write `2026-08-01`",
            "reviewed: 2026-08-01",
        ),
    ] {
        let (found, left) = before_and_after(sound, broken, typed);
        assert_eq!(text(&found["help"]), help, "{broken}");
        assert_eq!(left, serde_json::json!([]), "{typed}");
    }
}

/// The one finding of the sound manifest when it is broken, and those that are left when the help is typed.
fn before_and_after(sound: &str, broken: &str, typed: &str) -> (Value, Value) {
    let findings = |with: &str| {
        let folder = folder(&[("a.crisp.yaml", &changed(sound, with))]);
        check(folder.path(), &["--format", "json", "."]).json()["findings"].take()
    };
    let mut found = findings(broken);
    let found = found.as_array_mut().expect("findings");
    assert_eq!(found.len(), 1, "{broken}: {found:#?}");
    (found.remove(0), findings(typed))
}

/// An id that stands there already would be a key twice.
#[test]
fn an_id_that_is_taken_is_not_given_back() {
    for (other, help) in [
        (
            "databases",
            "write `server-vms` (lower-case letters, digits and hyphens)",
        ),
        (
            "server-vms",
            "use lower-case letters, digits and hyphens, for example `server-vms`",
        ),
    ] {
        let matrix = format!(
            "apiVersion: crisplint/v1\nkind: ResponsibilityMatrix\n\
             metadata: {{id: own, version: v1}}\nextends: aucloud-iaas\nfeatures:\n  \
             {other}: {{title: One, raci: {{provider: C, customer: [R, A]}}}}\n  \
             Server VMs: {{title: Two, raci: {{provider: C, customer: [R, A]}}}}\n"
        );
        let folder = folder(&[("own.crisp.yaml", matrix)]);
        let report = check(folder.path(), &["--format", "json", "."]).json();
        let found = report["findings"].as_array().expect("findings").iter();
        let said = found
            .filter(|one| one["code"] == "CRISP104")
            .map(|one| text(&one["help"]));
        assert_eq!(said.collect::<Vec<_>>(), [help], "{other}");
    }
}
