//! The sections that say what was found right, and what produced the report.

use super::section::{Block, Cell, Fact, Section, Shown, Table, column};
use super::words::{NOTHING, VERIFY, limits, ran};
use crate::audit::Root;
use crate::audit::fleet::{Fleet, JudgeView};
use crate::audit::ran::{Ran, RuleView};
use crate::git::Commit;
use crate::text::counted;

/// The positive evidence, and what became of every rule.
pub(super) fn checked<'a>(fleet: &'a Fleet<'a>) -> Section<'a> {
    let heading = "Passed checks";
    let checks = fleet.checks().into_iter().map(|(check, right, asked)| {
        vec![
            Cell::words(check.topic),
            Cell::words(format!("{} of {}", check.good, check.of)),
            Cell::words(format!("{right} of {asked}")),
            Cell::words(check.codes()),
            Cell::words(check.clauses),
        ]
    });
    let checks = Table {
        label: Some(heading.to_owned()),
        caption: Cell::words(
            "Totals for all systems. The results for one system are in its section.",
        ),
        columns: vec![
            column("Check"),
            column("Passed").of("num"),
            column("Systems that pass completely")
                .of("num")
                .named_in_text("Systems"),
            column("Rules"),
            column("Clauses"),
        ],
        rows: checks.collect(),
        none: Some(("No manifest was read, so no check passed.", None)),
        ..Table::default()
    };
    Section {
        id: "checked",
        heading,
        blocks: vec![Block::Table(checks), Block::Table(rules(&fleet.rules()))],
        ..Section::default()
    }
}

fn rules<'a>(rules: &[RuleView<'_>]) -> Table<'a> {
    let count = |wanted: &dyn Fn(Ran) -> bool| rules.iter().filter(|view| wanted(view.ran)).count();
    let idle = match count(&|ran| ran == Ran::Idle) {
        0 => String::new(),
        idle => format!(", {idle} did not apply"),
    };
    let rows = rules.iter().map(|view| {
        let (code, name) = (view.rule.code, view.rule.name);
        vec![
            Cell::either(Cell::words(format!("{code} {name}")), Cell::words(code)),
            Cell::words(name),
            Cell::words(view.rule.summary),
            Cell::text(ran(view)),
        ]
    });
    Table {
        title: Some("Rules"),
        class: Some("rules"),
        caption: Cell::words(format!(
            "{} rules: {} reported nothing, {} reported findings, {} switched off in the configuration{idle}",
            rules.len(),
            count(&|ran| ran == Ran::Raised(0)),
            count(&|ran| matches!(ran, Ran::Raised(1..))),
            count(&|ran| ran == Ran::Off),
        )),
        columns: vec![
            column("Rule"),
            column("Name").in_text(),
            column("Reported when").on_page(),
            column("In this run").of("short"),
        ],
        rows: rows.collect(),
        ..Table::default()
    }
}

/// What produced the report.
pub(super) fn section<'a>(fleet: &'a Fleet<'a>) -> Section<'a> {
    let known = fleet.provenance;
    let tool = format!("crisplint {}", known.tool_version);
    let mut facts = vec![
        fact("Tool", Cell::words(tool)),
        fact("Date used as today", Cell::words(&*fleet.report.today)),
    ];
    if let Some(root) = fleet.only_root() {
        facts.push(fact("Limits", Cell::words(limits(root))));
        facts.push(fact("Commit", Cell::Commit(&root.commit)));
    }
    let mut blocks = vec![Block::Facts(facts)];
    let is_one_of_several = fleet.only_root().is_none();
    if is_one_of_several {
        blocks.push(Block::Table(roots(&known.roots)));
    }
    let differing = known.roots.iter();
    let differing = differing.filter_map(|root| differing_files(root, is_one_of_several));
    blocks.extend(differing.map(Block::Table));
    blocks.push(Block::Table(matrices(&fleet.judges)));
    blocks.push(Block::Table(files(fleet)));
    Section {
        id: "provenance",
        heading: "Provenance",
        blocks,
        ..Section::default()
    }
}

fn fact<'a>(what: &'static str, value: Cell<'a>) -> Fact<'a> {
    Fact {
        what,
        value,
        class: None,
    }
}

/// The roots, where there are several. What was not judged has no limits.
fn roots(roots: &[Root]) -> Table<'_> {
    let rows = roots.iter().map(|root| {
        let limits = if root.judged {
            Cell::words(limits(root))
        } else {
            Cell::words("not checked")
        };
        vec![Cell::text(&root.name), limits, Cell::Commit(&root.commit)]
    });
    Table {
        label: Some("Roots".to_owned()),
        caption: Cell::words("The roots, each checked with its own configuration"),
        columns: vec![
            column("Root").of("mono"),
            column("Limits"),
            column("Commit"),
        ],
        rows: rows.collect(),
        is_list: true,
        ..Table::default()
    }
}

/// What is not as the commit of a root has it, which Markdown says beside the commit.
fn differing_files(root: &Root, is_one_of_several: bool) -> Option<Table<'_>> {
    let Commit::Known(_, differing) = &root.commit else {
        return None;
    };
    let rows = differing.iter();
    let rows = rows.map(|(path, how)| vec![Cell::text(path), Cell::words(*how)]);
    let mut caption = "Files that differ from the commit".to_owned();
    if is_one_of_several {
        caption.push_str(&format!(", of the root {}", root.name));
    }
    (!differing.is_empty()).then(|| Table {
        shown: Shown::Page,
        caption: Cell::text(caption),
        columns: vec![column("Path").of("mono"), column("How it differs")],
        rows: rows.collect(),
        ..Table::default()
    })
}

fn matrices<'a>(judges: &'a [JudgeView<'a>]) -> Table<'a> {
    Table {
        // The page leaves it out where there is none.
        shown: if judges.is_empty() {
            Shown::Text
        } else {
            Shown::Both
        },
        title: Some("Matrices"),
        intro: Some(format!("To verify a hash: `{VERIFY}`")),
        label: Some("Matrices".to_owned()),
        caption: Cell::sentence(format!(
            "Matrices used for the checks. To verify a hash, run `{VERIFY}`; add `--matrix FILE` for your own matrix"
        )),
        columns: vec![
            column("Matrix"),
            column("Version"),
            column("Title and source").on_page(),
            column("Title").in_text(),
            column("Source").in_text(),
            column("SHA-256").of("hash"),
        ],
        rows: judges.iter().map(matrix).collect(),
        ..Table::default()
    }
}

fn matrix<'a>(view: &'a JudgeView<'a>) -> Vec<Cell<'a>> {
    let judge = view.judge;
    let roots = view.roots.join(", ");
    let id = if view.has_namesake {
        let page = Cell::Noted(judge.id.as_str().into(), format!("of {roots}").into());
        Cell::either(page, Cell::text(format!("{} of {roots}", judge.id)))
    } else {
        Cell::text(&judge.id)
    };
    let title = judge.title.as_deref().unwrap_or(NOTHING);
    let source = judge.source.as_deref();
    vec![
        id,
        Cell::text(&judge.version),
        source.map_or(Cell::text(title), |source| {
            Cell::Noted(title.into(), source.into())
        }),
        Cell::text(title),
        Cell::text(source.unwrap_or(NOTHING)),
        Cell::words(&judge.sha256),
    ]
}

fn files<'a>(fleet: &'a Fleet<'a>) -> Table<'a> {
    let row = |path: &'a str, what: Cell<'a>, hash: Option<&'a str>| {
        vec![
            Cell::text(path),
            what,
            Cell::words(hash.unwrap_or("not read")),
        ]
    };
    let files = fleet.files.iter().map(|file| {
        let documents = Cell::words(counted(file.documents.len(), "document"));
        row(&file.path.relative, documents, file.sha256.as_deref())
    });
    let settings = fleet.provenance.settings.iter();
    let settings = settings.map(|one| row(&one.path, Cell::words(one.kind), one.sha256.as_deref()));
    Table {
        title: Some("Files"),
        label: Some("Files".to_owned()),
        caption: Cell::sentence(
            "All files that were read. You can verify each hash with `sha256sum`",
        ),
        columns: vec![
            column("Path").of("mono"),
            column("What"),
            column("SHA-256").of("hash"),
        ],
        rows: files.chain(settings).collect(),
        ..Table::default()
    }
}
