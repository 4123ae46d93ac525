//! What is said about a page that cannot be read with certainty. The rules are those of manifests
//! and matrices: what is absent, unknown, doubled or no value there is so here.

use super::context::Context;
use super::entry::Entry;
use super::values::{self, counted};
use crate::finding::Fault;
use crate::rules::{
    duplicate_key, invalid_value, missing_field, multiple_accountable, no_accountable,
    unknown_field, unknown_party,
};
use crate::table::bound::{Sense, Trouble};
use crate::table::claims::{Claims, Holder};
use crate::table::columns::bind;
use crate::table::filled::is_letters;
use crate::table::letters::Unread;
use crate::table::roster;
use crate::table::words::{self, Heading};
use crate::table::{Cell, Flaw, Row, Table, Torn, Unread as Unshown};
use crate::text::{Span, code, list, nearest, quote, single_spaced};
use crate::yaml::pointer;

/// A cell that holds no roles, and no empty one.
pub(super) fn cell(cell: &Cell, unread: Unread, title: &str, holder: Holder) -> Fault {
    let whose = holder.whose();
    let text = quote(if cell.text.is_empty() {
        &cell.marks
    } else {
        &cell.text
    });
    let row = quote(title);
    let (message, help) = match unread {
        Unread::NoLetter => (
            format!("{row}: {text} in {whose} column is not a letter of a role"),
            format!(
                "write R, A, C and I, several as `R, A`; leave the cell empty if the party has no role; {} gives a word a meaning",
                code(&typed("--map", &format!("{}=RA", cell.text.lines().next().unwrap_or_default())))
            ),
        ),
        Unread::MarkAlone => (
            format!("{row}: {text} in {whose} column is the mark of a footnote and not a letter of a role"),
            "write the letters that the footnote explains, several as `R, A`; leave the cell empty if the party has no role".to_owned(),
        ),
        Unread::Ambiguous => (
            format!("{row}: {text} in {whose} column means R in one chart and A in another"),
            "write R for the party that does the work, and A for the party that is accountable".to_owned(),
        ),
        Unread::Support => (
            format!("{row}: {text} in {whose} column has S, which is not a RACI role"),
            "S is support in a RASCI chart: `--map S=C` reads it as consulted, `--map S=R` as responsible".to_owned(),
        ),
        Unread::NoReason => (
            format!("{row}: {text} in {whose} column gives no reason"),
            "leave the cell empty if the party has no role, or give the reason: `N/A: reason`".to_owned(),
        ),
        Unread::Twice(role) => (
            format!("{row}: {text} in {whose} column has {} twice", role.letter()),
            format!("find out what was meant beside {}, and write each letter once", role.letter()),
        ),
        Unread::Lookalike(character) => (
            format!("{row}: {text} in {whose} column is not a letter of a role"),
            format!(
                "the cell holds U+{:04X}, which is not one of the Latin letters R, A, C and I",
                u32::from(character)
            ),
        ),
    };
    Fault::new(&invalid_value::RULE, cell.span, message).help(help)
}

/// A cell of which nobody can say what it holds.
pub(super) fn flaw(cell: &Cell, flaw: Flaw, title: &str) -> Fault {
    let (what, help) = match flaw {
        Flaw::Struck => (
            "a part of the cell is struck out",
            "find out what is valid, and leave only that in the cell",
        ),
        Flaw::Merged => (
            "the cell spans several rows or columns",
            "split the cell, and write the roles of each row and each party into a cell of its own",
        ),
        Flaw::Uncomputed => (
            "the cell is a formula, and the file has no value of it",
            "open the file in a spreadsheet program and save it, or write the roles in place of the formula",
        ),
        Flaw::Error => (
            "the cell holds an error of a formula",
            "write the roles in place of the formula",
        ),
        Flaw::Coloured => (
            "the cell has no text, but a colour or a picture",
            "write what the colour or the picture means: R, A, C and I, several as `R, A`",
        ),
    };
    let message = match cell.text.as_str() {
        "" => format!("{}: {what}", quote(title)),
        text if text == title => format!("{}: {what}", quote(title)),
        text => format!("{}: {what}: {}", quote(title), quote(text)),
    };
    Fault::new(&invalid_value::RULE, cell.span, message).help(help)
}

/// A cell with a character that controls a terminal or ends a text.
pub(super) fn control(cell: &Cell, character: char, title: &str) -> Fault {
    let message = format!(
        "{}: the cell holds the control character U+{:04X}",
        quote(title),
        u32::from(character)
    );
    Fault::new(&invalid_value::RULE, cell.span, message)
        .help("remove the character; nobody sees it, and it could end or hide a text")
}

/// Two columns of one party that both say A.
pub(super) fn accountable_twice(title: &str, holder: Holder, first: Span, again: Span) -> Fault {
    let message = format!(
        "{}: two columns of {} are accountable",
        quote(title),
        match holder {
            Holder::Provider => "the provider",
            _ => "the customer",
        }
    );
    Fault::new(&multiple_accountable::RULE, again, message)
        .label("A again here")
        .related(first, "A here")
        .help("exactly one party is accountable for a feature: leave one A and remove the rest")
}

/// A row that has a title and no roles.
pub(super) fn no_roles(entry: &Entry, sections: bool) -> Fault {
    let id = &entry.id;
    let message = format!("{}: nobody is accountable", quote(id));
    let help = if sections {
        "give A to exactly one party"
    } else {
        "give A to exactly one party; is it a heading? `--sections` reads a row with one filled cell as a heading"
    };
    Fault::new(&no_accountable::RULE, entry.span, message)
        .help(help)
        .label("no role here")
        .pointer(pointer("/features", id))
}

/// A row with fewer or more cells than its header.
pub(super) fn ragged(row: &Row, title: &str, header: usize) -> Fault {
    let count = row.cells.len();
    let message = format!(
        "{} has {}, and the header has {header}",
        quote(title),
        counted(count, "cell")
    );
    let (rule, help) = if count < header {
        (
            &missing_field::RULE,
            "write every cell of the row, also the empty cells: nobody can say which of them is missing",
        )
    } else {
        (
            &unknown_field::RULE,
            "remove the cell that is too many; inside a cell, a pipe is written `\\|`, and in CSV a cell with a comma is written in quotation marks",
        )
    };
    Fault::new(rule, row.span, message)
        .help(help)
        .missing(title)
}

/// A row without a title.
pub(super) fn untitled(row: &Row) -> Fault {
    Fault::new(&missing_field::RULE, row.span, "the row has no title")
        .help("write what the row is about")
}

/// A title that stands in two rows.
pub(super) fn doubled(id: &str, title: &str, again: Span, first: Span) -> Fault {
    let message = format!("{} is given twice", quote(title));
    Fault::new(&duplicate_key::RULE, again, message)
        .help("keep one of the two rows, or give them titles that tell them apart")
        .label("again here")
        .related(first, "first here")
        .pointer(pointer("/features", id))
}

/// A table with columns of parties, and no letter in them.
pub(super) fn silent(table: &Table, columns: &[usize], context: &Context<'_>) -> Fault {
    let values = values::of(table, columns);
    let names: Vec<String> = columns.iter().map(|at| quote(&table.name(*at))).collect();
    let message = format!(
        "no cell of {} holds a letter of a role, but {}",
        list(&names, "and"),
        values::shown(&values)
    );
    let word = values.first().map_or("Yes", |(word, _)| word);
    let word = if word.chars().count() > 24 {
        "Yes"
    } else {
        word
    };
    let help = format!(
        "say what the words mean, for example {}, or leave the table out with {}",
        code(&typed("--map", &format!("{word}=RA"))),
        code(&typed("--skip-table", &context.skipped_by(table)))
    );
    Fault::new(&invalid_value::RULE, table.header.span, message).help(help)
}

/// A table of letters in which no row has an A.
pub(super) fn unaccountable(table: &Table, columns: &[usize], context: &Context<'_>) -> Fault {
    let values = values::of(table, columns);
    let (message, help) = match values.as_slice() {
        [(only, count)] => (
            format!(
                "only {} is in the cells of roles, {count} times",
                quote(only)
            ),
            if only == "C" {
                "is C the customer? Then write `--map \"C=provider:-,customer:RA\"`, or write R, A, C and I".to_owned()
            } else {
                "exactly one party is accountable for a feature: give A to one party in each row"
                    .to_owned()
            },
        ),
        values => (
            format!(
                "no cell of this table holds A, but {}",
                values::shown(values)
            ),
            "exactly one party is accountable for a feature: give A to one party in each row"
                .to_owned(),
        ),
    };
    let help = format!(
        "{help}; {} leaves the table out",
        code(&typed("--skip-table", &context.skipped_by(table)))
    );
    Fault::new(&no_accountable::RULE, table.header.span, message).help(help)
}

/// A column of a party in which no cell holds a letter.
pub(super) fn wordless(table: &Table, at: usize, holder: Holder) -> Fault {
    let values = values::of(table, &[at]);
    let name = quote(&table.name(at));
    let message = format!(
        "no cell of {name}, {} column, holds a letter of a role, but {}",
        holder.whose(),
        values::shown(&values)
    );
    let word = values.first().map_or("Yes", |(word, _)| word.as_str());
    let span = table
        .header
        .cells
        .get(at)
        .map_or(table.header.span, |cell| cell.span);
    Fault::new(&invalid_value::RULE, span, message).help(format!(
        "write R, A, C and I, or say what the words mean, for example {}",
        code(&typed("--map", &format!("{word}=RA")))
    ))
}

/// Why the columns of a table are not known.
pub(super) fn trouble(table: &Table, trouble: &Trouble, context: &Context<'_>) -> Fault {
    let span = |at: usize| {
        let cell = table
            .header
            .cells
            .get(at)
            .filter(|cell| !cell.text.is_empty());
        cell.map_or(table.header.span, |cell| cell.span)
    };
    match trouble {
        Trouble::Party(holder, candidates, options) => {
            party(table, *holder, candidates, options, context)
        }
        Trouble::Unclaimed(at) => unclaimed(table, *at, span(*at), context.claims),
        Trouble::Twice(at) => {
            let name = quote(&table.name(*at));
            let message = format!("the column {name} is named for two things");
            Fault::new(&duplicate_key::RULE, span(*at), message)
                .help("name each column with one option")
        }
        Trouble::Titles(named) => titles(table, named, context),
    }
}

fn party(
    table: &Table,
    holder: Holder,
    candidates: &[usize],
    options: &[(&'static str, usize)],
    context: &Context<'_>,
) -> Fault {
    let names: Vec<String> = candidates
        .iter()
        .map(|at| quote(&table.name(*at)))
        .collect();
    let whose = holder.whose();
    let given = context.claims.named(holder);
    let given: Vec<String> = given.iter().map(|name| quote(name)).collect();
    let called = format!("no column of this table is called {}", list(&given, "or"));
    let message = match names.as_slice() {
        [] if !given.is_empty() => called,
        [] => format!("no column of this table is {whose}"),
        [one] if !given.is_empty() => format!("{called}; {one} holds letters of roles"),
        [one] => format!("nobody says whose the column {one} is"),
        some if !given.is_empty()
            && options.len() > 1
            && candidates
                .iter()
                .all(|at| is_letters(table, *at, context.claims))
            && !is_one_name(table, candidates) =>
        {
            format!("{called}; {} hold letters of roles", list(some, "and"))
        }
        some => format!(
            "nobody can say which column is {whose}: {} could be it",
            list(some, "or")
        ),
    };
    let options: Vec<String> = options
        .iter()
        .map(|(option, at)| typed(option, &table.name(*at)))
        .collect();
    let skip = code(&typed("--skip-table", &context.skipped_by(table)));
    let help = if options.is_empty() {
        format!(
            "name it with `{} NAME`, or leave the table out with {skip}",
            context.claims.option(holder)
        )
    } else {
        format!(
            "say whose each column is, for example {}, or leave the table out with {skip}",
            code(&options.join(" "))
        )
    };
    Fault::new(&missing_field::RULE, table.header.span, message)
        .help(help)
        .missing(context.claims.option(holder))
}

/// Whether columns have one name between them.
fn is_one_name(table: &Table, columns: &[usize]) -> bool {
    let names = columns.iter().filter_map(|at| table.header.cells.get(*at));
    let mut names: Vec<String> = names
        .map(|cell| single_spaced(&cell.text).to_lowercase())
        .collect();
    names.dedup();
    names.len() == 1
}

fn unclaimed(table: &Table, at: usize, span: Span, claims: &Claims<'_>) -> Fault {
    let name = table.name(at);
    let message = format!(
        "the column {} holds letters of roles, and nobody says whose they are",
        quote(&name)
    );
    let option = |option: &str| code(&typed(option, &name));
    let help = format!(
        "write {} if it is another party's and stays out, {} if it is not a party's, {} or {} if it is one of theirs",
        option("--other-party"),
        option("--skip-column"),
        option(claims.options.provider),
        option(claims.options.customer),
    );
    // `CI` is two letters, and a title.
    let is_of_titles = words::heading(&name, &claims.providers) == Some(Heading::Titles);
    let help = if is_of_titles && claims.feature.is_none() {
        format!("{help}, {} if it has the titles", option("--feature"))
    } else {
        help
    };
    Fault::new(&unknown_party::RULE, span, message)
        .help(help)
        .missing(name)
}

fn titles(table: &Table, named: &[usize], context: &Context<'_>) -> Fault {
    let claims = context.claims;
    let options = |columns: &[usize]| {
        let options = columns
            .iter()
            .map(|at| typed("--feature", &table.name(*at)));
        let options: Vec<String> = options.map(|option| code(&option)).collect();
        list(&options, "or")
    };
    let (message, help) = if named.is_empty() {
        let free = (0..table.width()).filter(|at| !is_letters(table, *at, claims));
        let free: Vec<usize> = free.collect();
        let help = if free.is_empty() {
            format!(
                "a table of roles has a column that says what each row is about; {} leaves the table out",
                code(&typed("--skip-table", &context.skipped_by(table)))
            )
        } else {
            format!("name it: {}", options(&free))
        };
        (
            "no column of this table reads like the titles of its rows".to_owned(),
            help,
        )
    } else {
        let names: Vec<String> = named.iter().map(|at| quote(&table.name(*at))).collect();
        let message = format!(
            "nobody can say which column holds the titles: {} could be it",
            list(&names, "or")
        );
        (message, format!("name one: {}", options(named)))
    };
    Fault::new(&missing_field::RULE, table.header.span, message)
        .help(help)
        .missing("--feature")
}

/// Parties in the cells of a table that nobody has named.
pub(super) fn strangers(span: Span, strangers: &[(String, usize)], claims: &Claims<'_>) -> Fault {
    let message = format!(
        "the cells of this table are parties, and nobody says which side these are: {}",
        values::shown(strangers)
    );
    let first = strangers.first().map_or("", |(name, _)| name);
    let option = |option: &str| code(&typed(option, first));
    let help = format!(
        "for each of them, write {}, {} or {} (which leaves it out)",
        option(claims.options.provider),
        option(claims.options.customer),
        option("--other-party")
    );
    Fault::new(&unknown_party::RULE, span, message).help(help)
}

/// Whether a name is that of a party in the cells of a table whose columns are roles.
pub(super) fn is_party_of(table: &Table, name: &str, claims: &Claims<'_>) -> bool {
    let Sense::Parties(found) = bind(table, claims) else {
        return false;
    };
    let columns = found.roles.iter().map(|(_, at)| *at);
    let mut cells = columns.flat_map(|at| table.column(at));
    cells.any(|cell| roster::parts(&cell.text).any(|part| roster::is_name(&part, name)))
}

/// An option and its value, as they are typed in a shell.
pub(super) fn typed(option: &str, value: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,+".contains(c);
    if !value.is_empty() && value.chars().all(plain) && option == "--map" {
        return format!("{option} {value}");
    }
    if value.contains(['"', '$', '`', '\\', '!']) {
        return format!("{option} '{}'", value.replace('\'', "'\\''"));
    }
    format!("{option} \"{value}\"")
}

/// Lines that were meant as a table.
pub(super) fn torn(torn: &Torn) -> Fault {
    Fault::new(&invalid_value::RULE, torn.span, torn.why).help(torn.help)
}

/// A table with letters where none is read.
pub(super) fn unread(one: &Unshown, line: usize) -> Fault {
    let message = format!(
        "this table has letters of roles and is not read: {}",
        one.why
    );
    let skip = code(&typed("--skip-table", &format!("line {line}")));
    Fault::new(&invalid_value::RULE, one.span, message)
        .help(format!("{}, or leave it out with {skip}", one.help))
}

/// What was probably meant by a name that no column has.
pub(super) fn meant<'c>(name: &str, known: impl IntoIterator<Item = &'c str>) -> String {
    let meant = nearest(name, known);
    meant.map_or_else(String::new, |meant| {
        format!("; did you mean {}?", quote(meant))
    })
}
