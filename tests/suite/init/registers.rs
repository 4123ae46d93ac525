//! A register that says otherwise than the matrix, in ways that cannot be read, is never made to
//! say what the matrix publishes.

use serde_json::{Value, json};

use super::{faults, init, json};
use crate::support::{changed, folder, manifest};

const PUBLISHED: &str = "Feature,Provider,Customer\n";

/// Makes a manifest of a register: the exit code, what is said, the features.
fn made(name: &str, register: &str, options: &[&str]) -> (i32, String, Value) {
    let folder = folder(&[(name, register)]);
    let arguments = ["payroll", "--from", name, "-o", "-"];
    let run = init(folder.path(), &[&arguments, options].concat());
    let features = if run.code == 2 {
        Value::Null
    } else {
        json(&run.stdout)["features"].take()
    };
    (run.code, run.stderr, features)
}

/// The roles of a feature that nobody can tell.
fn assert_open(name: &str, register: &str) {
    let (code, said, features) = made(name, register, &[]);
    assert_eq!(code, 1, "{register}: {said}");
    assert_eq!(features["databases"]["raci"], "TODO", "{register}: {said}");
    assert!(said.contains("in place of `raci: TODO`"), "{said}");
    for (id, feature) in features.as_object().expect("features") {
        assert_eq!(feature["raci"], "TODO", "{id} of {register}");
    }
}

/// The matrix says that the customer is accountable for databases. Each of these says that it is
/// the provider, or nothing at all.
#[test]
fn what_cannot_be_read_is_left_open() {
    for row in [
        "databases,x,",
        "databases,✓,",
        "databases,\"R, A*\",C",
        "databases,Yes,No",
        "databases,\"R, A (storage)\",C",
        "databases,\"R, А\",C",
        "databases,R A ?,C",
        "databases,N/A,\"R, A\"",
        "databases,,",
        "databases,-,–",
        "databases,\"R, A\"",
        "databases,\"R, A\",C,surplus",
        "databases,\"R, A\",C\ndatabases,C,\"R, A\"",
        "databases,C,\"R, A\"\nConfiguration and management of databases,,",
        "telepathy,\"R, A\",C",
        ",\"R, A\",C",
    ] {
        assert_open("r.csv", &format!("{PUBLISHED}{row}\n"));
    }
    assert_open(
        "r.tsv",
        "feature\tprovider\tcustomer\ndatabases\tVerantwortlich\tC\n",
    );
    assert_open("r.csv", PUBLISHED);
}

/// Columns of roles under names of their own.
#[test]
fn roles_of_columns_that_nobody_claims_are_left_open() {
    for register in [
        "Feature,Responsible party\ndatabases,AUCloud\n",
        "Feature,Who\ndatabases,AUCloud\n",
        "Feature,Who\ndatabases,AUCloud / Customer\n",
        "Feature,Owner\ndatabases,AUCloud\n",
        "Feature,Owner\ndatabases,AUCloud NOC <noc@aucloud.example>\n",
        "Feature,Performed by\ndatabases,AUCloud operations\n",
        "Feature,Verantwortlich\ndatabases,Anbieter\n",
        "Feature,RACI\ndatabases,\"AUCloud: R, A\"\n",
        "Feature,AUCloud role,Customer role\ndatabases,does it,looks on\n",
        "Feature,Operator\ndatabases,R\n",
        "Feature,Operator\ndatabases,Responsible and accountable\n",
        "Feature,Responsible,Accountable,Consulted\ndatabases,Contoso,Contoso,Customer\n",
        "Feature,Operator,Guard,Agency\ndatabases,\"R, A\",I,C\n",
        "Feature,Customer,Customer\ndatabases,\"R, A\",C\n",
        "Feature,Customer,Notes\ndatabases,C,\"R, A\"\n",
    ] {
        assert_open("r.csv", register);
    }
    // The customer's own name is a name of the customer.
    let register = "Feature,AUCloud,Examples\ndatabases,C,does it\nserver-vms,C,\n";
    let (code, said, features) = made("r.csv", register, &["--customer", "Examples"]);
    assert_eq!((code, &features["databases"]["raci"]), (1, &json!("TODO")));
    assert!(
        said.contains("r.csv:2:13: `databases`: `does it` is not a role of `customer`: "),
        "{said}"
    );
    assert_eq!(features["server-vms"]["raci"], json!({"provider": "C"}));
}

#[test]
fn roles_that_are_read_are_the_register_s_and_no_other() {
    let register = "Feature,Customer\ndatabases,C\nserver-vms,\"R, A\"\n";
    let (code, _, features) = made("r.csv", register, &[]);
    assert_eq!(code, 1);
    // There is no column that says what the provider does.
    assert_eq!(features["databases"]["raci"], json!({"customer": "C"}));
    assert_eq!(
        features["server-vms"]["raci"],
        json!({"customer": ["R", "A"]})
    );
    let register = "Feature,AUCyber,Customer\ndatabases,\"R, A\",C\n";
    let (_, _, features) = made("r.csv", register, &[]);
    let swapped = json!({"provider": ["R", "A"], "customer": "C"});
    assert_eq!(features["databases"]["raci"], swapped);
    // What the matrix has stands beside it, and the teams of both sides.
    let register = "Feature,Provider,Customer,Published provider,Published customer,Done by\n\
                    databases,\"R, A\",C,C,\"R, A\",AUCloud operations\n";
    let (_, said, features) = made("r.csv", register, &[]);
    assert_eq!(features["databases"]["raci"], swapped, "{said}");
}

/// Registers that say it in other words, or with other columns: the customer is not accountable, which
/// `check` has to find.
#[test]
fn a_swap_is_read_in_every_layout() {
    let swapped = json!({"provider": ["R", "A"], "customer": "C"});
    for (name, register) in [
        (
            "r.csv",
            "Feature,AUCloud (IaaS),Customer\ndatabases,\"R, A\",C\n",
        ),
        ("r.csv", "Feature,Operator,Agency\ndatabases,\"R, A\",C\n"),
        (
            "r.csv",
            "Activity,AUCloud role,Customer role\nConfiguration and management of databases,\"R, A\",C\n",
        ),
        (
            "r.csv",
            "Feature,Provider,Customer\ndatabases,\"Responsible, Accountable\",Consulted\n",
        ),
        (
            "r.csv",
            "Feature,Responsible,Accountable,Consulted,Informed\ndatabases,AUCloud,AUCloud,Customer,\n",
        ),
        (
            "r.csv",
            "Feature,R,A,C,I\ndatabases,AUCyber,Provider,Agency,\n",
        ),
        ("r.txt", "feature\tprovider\tcustomer\ndatabases\tR, A\tC\n"),
        (
            "r.md",
            "| Feature | AUCloud | Customer |\n|---|---|---|\n| **Data** | | |\n| databases | R, A | C |\n",
        ),
        (
            "r.html",
            "<table><tr><th>Feature<th>AUCloud<th>Customer<tr><td>databases<td>R, A<td>C</table>",
        ),
        (
            "r.md",
            "<table><tr><td>Id</td><td>Feature</td><td>AUCloud</td><td>Customer</td></tr><tr><td>1</td><td>databases</td><td>R<br>A</td><td>C</td></tr></table>\n",
        ),
    ] {
        let (code, said, features) = made(name, register, &[]);
        assert_eq!(code, 1, "{register}: {said}");
        assert_eq!(features["databases"]["raci"], swapped, "{register}: {said}");
        assert_eq!(features["server-vms"]["raci"], "TODO", "{register}");
        let folder = folder(&[(name, register)]);
        init(
            folder.path(),
            &["payroll", "--from", name, "-o", "new.crisp.yaml"],
        );
        let found = faults(folder.path(), &["new.crisp.yaml"]);
        let expected = "CRISP305 /features/databases/raci/provider".to_owned();
        assert!(found.contains(&expected), "{register}: {found:?}");
    }
}

/// Options name what the register does not say.
#[test]
fn columns_of_a_register_are_named_by_options() {
    let register = "Control,Hoster team,Us,Auditor\ndatabases,\"R, A\",C,I\nserver-vms,S,✓,\n";
    let options = [
        "--provider-column=Hoster team",
        "--customer-column=us",
        "--other-party=Auditor",
        "--map=S=C",
        "--map=✓=RA",
    ];
    let (_, said, features) = made("r.csv", register, &options);
    let swapped = json!({"provider": ["R", "A"], "customer": "C"});
    assert_eq!(features["databases"]["raci"], swapped, "{said}");
    let published = json!({"provider": "C", "customer": ["R", "A"]});
    assert_eq!(features["server-vms"]["raci"], published, "{said}");
    assert!(!said.contains("could not be placed"), "{said}");
    let register = "Feature,Who\ndatabases,Shared\nserver-vms,Them\n";
    let options = [
        "--map=Shared=provider:R,customer:RA",
        "--map=them=provider:RA",
    ];
    let (_, said, features) = made("r.csv", register, &options);
    let shared = json!({"provider": "R", "customer": ["R", "A"]});
    assert_eq!(features["databases"]["raci"], shared, "{said}");
    assert_eq!(
        features["server-vms"]["raci"],
        json!({"provider": ["R", "A"]})
    );
}

/// Nothing in these is about roles.
#[test]
fn a_register_without_roles_gets_the_published_ones_and_is_told() {
    for register in [
        "Feature,Owner\ndatabases,Jo <jo@examples.gov.au>\n",
        "Feature,Owner,Notes,Ticket,Last reviewed,Provider contact,Control ID,Status\n\
         databases,Jo,Hosted by AUCloud,CR-12,2026-01-01,noc@aucloud.example,ISM-1,Done\n",
        "Feature,Notes\n",
    ] {
        let (code, said, features) = made("r.csv", register, &[]);
        assert_eq!(code, 0, "{said}");
        let published = json!({"provider": "C", "customer": ["R", "A"]});
        assert_eq!(features["databases"]["raci"], published, "{register}");
        let expected = "r.csv does not say who does what: the roles are those that \
                        aucloud-iaas@2023-02-01 publishes\n";
        assert!(said.contains(expected), "{said}");
    }
}

const DATABASES: &str = "databases: {raci: {provider: C, customer: [R, A]}";

#[test]
fn an_older_manifest_gets_no_more_than_it_says() {
    for (written, comment) in [
        (
            "databases: {raci: {provider: RA, customer: C}",
            "\"provider\":\"RA\"",
        ),
        (
            "databases: {raci: {provider: [R, A, X], customer: C}",
            "\"X\"",
        ),
        (
            "databases: {raci: {aucloud: [R, A], customer: C}",
            "\"aucloud\"",
        ),
        ("databases: {raci: {customer: R, A}", "\"A\":null"),
        ("databases: {raci: 'R, A'", "\"R, A\""),
        ("databases: {raci: [R, A]", "[\"R\",\"A\"]"),
        ("databases: {raci: {provider: , customer: ''}", ""),
        ("databases: {raci: {}", ""),
        ("databases: {raci:", ""),
        (
            "databases: {Raci: {provider: [R, A], customer: C}",
            "Raci: ",
        ),
        (
            "databases: {roles: {provider: [R, A], customer: C}",
            "roles: ",
        ),
        ("databases: {raci: TODO", ""),
        ("databases: {raci: {provider: TODO, customer: C}", ""),
        ("databases: {notApplicable: []", "notApplicable: []"),
        (
            "databasez: {raci: {provider: [R, A], customer: C}",
            "databasez: ",
        ),
        (
            "databases: {raci: {provider: C, provider: [R, A], customer: C}",
            "provider",
        ),
        (
            "databases: {raci: {customer: [R, A]}, raci: {provider: [R, A]}",
            "\"customer\":[\"R\",\"A\"]",
        ),
    ] {
        let folder = folder(&[("old.yaml", changed(DATABASES, written))]);
        let arguments = ["payroll", "--from", "old.yaml", "-o", "new.crisp.yaml"];
        let run = init(folder.path(), &arguments);
        assert_eq!(run.code, 1, "{written}: {}", run.stderr);
        let new = super::read(folder.path(), "new.crisp.yaml");
        let databases = &json(&new)["features"]["databases"];
        let is_left = databases["raci"] == "TODO" || databases["raci"]["provider"] == "TODO";
        assert!(is_left, "{written}: {databases}");
        assert!(new.contains(comment), "{written}: {new}");
        let found = faults(folder.path(), &["new.crisp.yaml"]);
        let is_red = |one: &String| one.contains("/features/databases/raci");
        assert!(found.iter().any(is_red), "{written}: {found:?}");
        // Again it comes to the same.
        let arguments = ["payroll", "--from", "new.crisp.yaml", "-o", "-"];
        let again = init(folder.path(), &arguments);
        assert_eq!(
            (again.code, json(&again.stdout)),
            (1, json(&new)),
            "{written}"
        );
    }
}

/// Features under two names, under none, or under one that is misspelt.
#[test]
fn features_that_cannot_be_told_are_left_open() {
    let (head, features) = manifest()
        .split_once("\nfeatures:\n")
        .map(|(head, features)| (head.to_owned(), features.to_owned()))
        .expect("features");
    let twice = format!(
        "{head}\nfeatures:\n{features}  Configuration and management of databases: \
         {{raci: {{provider: [R, A]}}}}\n"
    );
    let (code, _, found) = made("old.yaml", &twice, &[]);
    assert_eq!((code, &found["databases"]["raci"]), (1, &json!("TODO")));
    for broken in [
        format!("{head}\nFeatures:\n{features}"),
        head.replacen(
            "metadata:",
            "metadata:\n  features: {databases: {raci: {provider: A}}}",
            1,
        ),
        format!("{head}\nfeatures: [databases]\n"),
        format!("{head}\nfeatures:\n  databases: {{provider: [R, A]}}\n"),
        format!("{head}\nfeatures:\n  databases: AUCloud\n"),
    ] {
        assert_open("old.yaml", &broken);
    }
    for silent in [
        format!("{head}\n"),
        format!("{head}\nfeatures:\n  databases: {{owner: platform}}\n"),
    ] {
        let (code, said, found) = made("old.yaml", &silent, &[]);
        let published = json!({"provider": "C", "customer": ["R", "A"]});
        assert_eq!(
            (code, &found["databases"]["raci"]),
            (0, &published),
            "{said}"
        );
        assert!(
            said.contains("old.yaml does not say who does what: "),
            "{said}"
        );
    }
}

/// Of these no manifest is made at all.
#[test]
fn what_is_no_register_is_refused() {
    for (name, register) in [
        (
            "r.yaml",
            "Feature,Provider,Customer\ndatabases,\"R, A\",C\n",
        ),
        ("r.csv", "Owner,Notes\nJo,none\n"),
    ] {
        let (code, said, _) = made(name, register, &[]);
        assert_eq!(code, 2, "{name}: {said}");
    }
}
