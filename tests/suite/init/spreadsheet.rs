//! What a spreadsheet's CSV says.

use super::{assert_only_placeholders, init, json, read};
use crate::support::folder;

const REGISTER: &str = "\
Notes,OWNER,Evidence,Feature,Customer,aucloud,Contoso,System,Not applicable
hello,Storage <st@examples.gov.au>,\"runbooks/b.md; https://wiki.gov.au/a§3
'=x.md\",Backups & replication (storage),A,c,r,pay,
,soc,,databases,RX,C,,pay,
,,,telepathy,R,C,,pay,
\"a
b\",,,users-customer,A/R,,,pay,No PaaS here
,SOC@examples.gov.au,,logging-customer,,,,pay,yes
,Jo,,server-vms
,,,Configuration and management of databases,R,,,pay,
,,,databases,R,,,other,
,,,,,,,pay,
,Kim,,databases,,,,,
,Storage,'-/x.md,network-access,C,\"R, A\",,pay,no
,soc,,server-vms,N/A: ours,С,?,pay,
";

#[test]
fn rows_become_features_and_the_rest_is_listed() {
    let folder = folder(&[
        ("r.csv", REGISTER),
        ("runbooks/b.md", "x"),
        ("-/x.md", "x"),
        ("=x.md", "x"),
    ]);
    let arguments = [
        "pay",
        "--from=r.csv",
        "--third-party=msp=Contoso",
        "--contact=soc=Security <soc@examples.gov.au>",
        "--title=Pay",
    ];
    let run = init(folder.path(), &arguments);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let listed: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(
        listed,
        [
            "r.csv:1:1: `Notes` is not a column of a manifest",
            "r.csv:4:17: `databases`: `RX` is not a role of `customer`: the letters are R, A, C and I",
            "r.csv:5:1: `telepathy` is not a feature of `aucloud-iaas@2023-02-01`",
            "r.csv:7:21: `users-customer` is not applicable, so its roles have no place",
            "r.csv:8:47: `logging-customer`: `yes` is not a reason why it does not apply",
            "r.csv:9:1: the row has 4 cells, and the header 9",
            "r.csv:10:1: `databases` has a row already",
            "r.csv:12:1: the row names no feature",
            "r.csv:13:1: the row names no system",
            "r.csv:15:18: `server-vms`: `N/A: ours` is not a role of `customer`: a reason for the whole feature belongs into a column `notApplicable`",
            "r.csv:15:28: `server-vms`: `С` is not a role of `provider`: \\u{421} only looks like a letter of ours",
            "r.csv:15:30: `server-vms`: `?` is not a role of `msp`: the letters are R, A, C and I",
            "12 facts of r.csv could not be placed: they stand at the end as comments",
            "r.csv does not say who does what for 15 features, or not so that it can be read: write the roles in place of `raci: TODO` for `change-management-iaas`, `change-management-customer`, `physical-network-devices`, `virtual-network-devices`, `server-vms` and 10 more",
            "wrote pay.crisp.yaml: 18 features, 32 placeholders wait for a person",
            "fill in each TODO, then run `crisplint check pay.crisp.yaml`",
        ]
    );
    let written = read(folder.path(), "pay.crisp.yaml");
    let (_, kept) = written.split_once("\n\n").expect("comments");
    assert!(
        kept.starts_with(
            "# Could not be placed, from r.csv:\n\
             # 1:1: `Notes` is not a column of a manifest\n\
             #   Backups & replication (storage): hello\n\
             #   users-customer: a\\nb\n\
             # 4:17: "
        ),
        "{kept}"
    );
    assert!(kept.contains("\n#   ,Jo,,server-vms\n"), "{kept}");
    let new = json(&written);
    let features = &new["features"];
    let expected = serde_json::json!({
        "backups-and-replication": {
            "raci": {"provider": "C", "customer": "A", "msp": "R"},
            "owner": "storage",
            "evidence": ["runbooks/b.md", "https://wiki.gov.au/a§3", "=x.md"],
        },
        "databases": {
            "raci": "TODO",
            "owner": "soc",
            "evidence": ["TODO"],
        },
        "users-customer": {"notApplicable": "No PaaS here"},
        "logging-customer": {
            "raci": "TODO",
            "owner": "soc",
            "evidence": ["TODO"],
        },
        "network-access": {
            "raci": {"provider": ["R", "A"], "customer": "C"},
            "owner": "storage",
            "evidence": ["-/x.md"],
        },
        "server-vms": {
            "raci": "TODO",
            "owner": "soc",
            "evidence": ["TODO"],
        },
    });
    for (id, feature) in expected.as_object().expect("features") {
        assert_eq!(&features[id], feature, "{id}");
    }
    let contacts = serde_json::json!({
        "storage": {"name": "Storage", "email": "st@examples.gov.au"},
        "soc": {"name": "Security", "email": "soc@examples.gov.au"},
    });
    assert_eq!(new["contacts"], contacts);
    assert_eq!(
        assert_only_placeholders(folder.path(), "pay.crisp.yaml", &[]),
        32
    );
}

#[test]
fn any_separator_and_a_byte_order_mark_will_do() {
    for (name, text) in [
        (
            "a.csv",
            "\u{feff}feature;provider;customer;owner\r\ndatabases;C;R, A;Jo <jo@examples.gov.au>\r\n",
        ),
        (
            "a.tsv",
            "feature\tprovider\tcustomer\towner\ndatabases\tC\tRA\tjo@examples.gov.au\n",
        ),
        (
            "a.CSV",
            "Owner,Feature\n\"Jo <jo@examples.gov.au>\",Configuration and  management of databases\n",
        ),
    ] {
        let folder = folder(&[(name, text)]);
        let run = init(folder.path(), &["pay", "--from", name, "-o", "-"]);
        assert_eq!(run.code, i32::from(name != "a.CSV"), "{}", run.stderr);
        assert!(
            !run.stderr.contains("could not be placed"),
            "{}",
            run.stderr
        );
        let expected = serde_json::json!({
            "raci": {"provider": "C", "customer": ["R", "A"]},
            "owner": "jo",
            "evidence": ["TODO"],
        });
        assert_eq!(
            json(&run.stdout)["features"]["databases"],
            expected,
            "{name}"
        );
    }
}

#[test]
fn a_table_that_cannot_be_used_is_refused() {
    for (name, text, expected) in [
        (
            "a.csv",
            "",
            "`a.csv`: it holds no table, whose first row names its columns",
        ),
        (
            "a.csv",
            "ticket,owner\n12,Jo\n",
            "`a.csv`: it has no column of features, but `ticket` and `owner`: name the column with `--feature`",
        ),
        (
            "a.csv",
            "feature,owner\ndatabases,\"Jo\nserver-vms,Kim\n",
            "`a.csv`: line 2, column 11: the quotation mark that opens this cell is not closed where the cell ends",
        ),
        (
            "a.csv",
            "feature,system\ndatabases,leave\nserver-vms,tax\ndatabases,tax\n",
            "`a.csv`: it holds no system `pay`, but `leave` and `tax`",
        ),
        (
            "a.ods",
            "PK",
            "`a.ods` is a spreadsheet of another kind: save it as an Excel workbook (.xlsx), and name that file",
        ),
    ] {
        let folder = folder(&[(name, text)]);
        let run = init(folder.path(), &["pay", "--from", name]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert_eq!(run.stderr, format!("error: {expected}\n"));
        assert!(!folder.path().join("pay.crisp.yaml").exists());
    }
}

#[test]
fn hostile_cells_are_text_and_nothing_else() {
    let hostile = "\u{1b}]0x\u{7}\u{202e}";
    let table = format!(
        "feature,owner,evidence,{hostile}\n\
         databases,\"</script> {hostile}: # [x\",\"'@SUM(1); {hostile}; - x: y\",z{hostile}\n\
         {hostile},,,\n"
    );
    let folder = folder(&[("a.csv", table)]);
    let run = init(folder.path(), &["pay", "--from", "a.csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let written = read(folder.path(), "pay.crisp.yaml");
    for text in [&written, &run.stderr] {
        assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{text:?}");
    }
    let new = json(&written);
    let owner = new["features"]["databases"]["owner"]
        .as_str()
        .expect("an owner");
    assert_eq!(
        new["contacts"][owner]["name"],
        format!("</script> {hostile}: # [x")
    );
    let evidence = serde_json::json!(["@SUM(1)", hostile, "- x: y"]);
    assert_eq!(new["features"]["databases"]["evidence"], evidence);
}
