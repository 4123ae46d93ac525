//! CRISP104: the value has the right type, but means nothing here.

use jiff::civil::Date;

use super::shape::{field, meant};
use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::model::place;
use crate::model::raci::{LETTERS_SHOWN, Role, pieces};
use crate::model::schema::Schema;
use crate::text::{code, is_blank, list, quote};
use crate::yaml::write::flow;
use crate::yaml::{Node, Route, pointer};
use serde_json::json;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP104",
    name: "invalid-value",
    severity: Severity::Error,
    fixed: true,
    baselinable: false,
    family: Family::Shape,
    needs: Needs::Document,
    hides: Hides::Value,
    summary: "a value is not allowed or has the wrong format",
    page: include_str!("../../rules/CRISP104.md"),
    ..Rule::USUAL
};

const LETTERS: &str = "R (responsible), A (accountable), C (consulted) or I (informed)";

/// Text that is not in the form which the schema asks for.
pub fn pattern(schema: &Schema, at: &str, value: &str) -> Fault {
    let name = field::object(at).unwrap_or_default();
    let message = if is_blank(value) {
        blank(&name, value)
    } else {
        format!("{} is not a valid value for {name}", quote(value))
    };
    let help = match meant::form(schema, at, value) {
        Some(form) => write(schema, at, &code(&flow(&json!(form)))),
        None => field::what_to_write(schema, at),
    };
    Fault::new(&RULE, Route::value(at), message).help(help)
}

/// A value that is none of those which the schema lists.
pub fn option(schema: &Schema, at: &str, value: Node<'_>, options: &[String]) -> Fault {
    let written = value.as_str().unwrap_or_default();
    if options
        .iter()
        .all(|option| Role::from_letter(option).is_some())
    {
        return role(Route::value(at), written, Within::List);
    }
    let options: Vec<String> = options.iter().map(|option| quote(option)).collect();
    let name = field::object(at).unwrap_or_default();
    let message = format!("{} is not a valid value for {name}", quote(written));
    let help = write(schema, at, &list(&options, "or"));
    Fault::new(&RULE, Route::value(at), message).help(help)
}

/// Text that is no `date` or no `email`.
pub fn format(schema: &Schema, at: &str, value: &str, format: &str) -> Fault {
    let (what, meant) = match format {
        "date" => {
            let days = meant::days(value).into_iter();
            (no_date(value), days.map(|day| day.to_string()).collect())
        }
        "email" => match meant::address(value) {
            Some(address) => (
                "not just an email address".to_owned(),
                vec![flow(&json!(address))],
            ),
            None => ("not an email address".to_owned(), Vec::new()),
        },
        other => (other.to_owned(), Vec::new()),
    };
    let help = if meant.is_empty() {
        field::what_to_write(schema, at)
    } else {
        let meant: Vec<String> = meant.iter().map(|text| code(text)).collect();
        write(schema, at, &list(&meant, "or"))
    };
    let message = if is_blank(value) {
        blank(&field::object(at).unwrap_or_default(), value)
    } else {
        std::format!("{} is {what}", quote(value))
    };
    Fault::new(&RULE, Route::value(at), message).help(help)
}

/// What a text without anything to see is.
fn blank(name: &str, value: &str) -> String {
    let what = if value.is_empty() {
        "is empty"
    } else {
        "contains only spaces"
    };
    std::format!("{name} {what}")
}

/// What a text is that is no date: of another form, or of the right one and not in the calendar.
fn no_date(text: &str) -> String {
    let number = |part: &str| {
        let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse::<i16>().ok()).flatten()
    };
    let parts: Vec<&str> = text.split('-').collect();
    let widths = parts.iter().map(|part| part.len());
    let numbers: Option<Vec<i16>> = parts.iter().map(|part| number(part)).collect();
    let limit = match numbers.as_deref() {
        Some(&[year, month, day]) if widths.eq([4, 2, 2]) => beyond(year, month, day),
        _ => None,
    };
    match limit {
        Some(limit) => std::format!("not a valid date: {limit}"),
        None => "not a date in the form YYYY-MM-DD".to_owned(),
    }
}

/// What the calendar has less of than these three ask for.
fn beyond(year: i16, month: i16, day: i16) -> Option<String> {
    if !(1..=12).contains(&month) {
        return Some("the month must be 01 to 12".to_owned());
    }
    let first = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
    let days = i16::from(first.days_in_month());
    let month = first.strftime("%B %Y");
    (!(1..=days).contains(&day)).then(|| std::format!("{month} has {days} days"))
}

/// A name that the entries of the object at `at` may not have.
pub fn name(at: &str, entries: Node<'_>, name: &str) -> Fault {
    let route = Route::key(pointer(at, name));
    if at == place::FEATURES {
        let message = format!("{} is not a valid feature id", quote(name));
        let form = "lower-case letters, digits and hyphens";
        let id = meant::id(name).filter(|id| entries.get(id).is_none());
        let help = match id {
            Some(id) => std::format!("write {} ({form})", code(&id)),
            None => std::format!("use {form}, for example `server-vms`"),
        };
        return Fault::new(&RULE, route, message).help(help);
    }
    Fault::new(
        &RULE,
        route,
        format!(
            "{} is reserved; a third party cannot use it as its key",
            quote(name)
        ),
    )
    .help(std::format!(
        "use another key for the third party, for example `msp`; the {name} itself belongs in `parties`"
    ))
}

/// A feature that both declares its roles and calls itself not applicable.
pub fn both(at: &str) -> Fault {
    let name = field::object(at).unwrap_or_default();
    let message = std::format!("{name} has both `raci` and `notApplicable`");
    Fault::new(&RULE, Route::key(pointer(at, "notApplicable")), message)
        .help("if the feature applies to this system, keep `raci`; otherwise keep `notApplicable`")
        .related(Route::key(pointer(at, "raci")), "roles here")
}

/// Roles in one string: a fault for each piece between the commas that is no letter, up to a number.
pub fn cell(at: &str, value: Node<'_>) -> Vec<Fault> {
    let text = value.as_str().unwrap_or_default();
    let mut pieces: Vec<(usize, &str)> = pieces(text)
        .filter(|(_, piece)| Role::from_letter(piece).is_none())
        .take(LETTERS_SHOWN)
        .collect();
    // Nothing beside a comma has no characters of its own: the cell is marked, and once is enough.
    let mut missing = false;
    pieces.retain(|(_, piece)| !piece.is_empty() || !std::mem::replace(&mut missing, true));
    let faults = pieces.into_iter().map(|(start, piece)| {
        if piece.is_empty() {
            return Fault::new(
                &RULE,
                Route::value(at),
                "a role letter is missing before or after a comma",
            )
            .help(std::format!(
                "separate the letters with one comma, for example `R, A` ({LETTERS})"
            ));
        }
        let route = Route::slice(at, start..start + piece.len());
        // Between braces a comma would end a value without quotes.
        let within = if value.written() == piece {
            Within::Nothing
        } else {
            Within::Text
        };
        role(route, piece, within).pointer(at)
    });
    faults.collect()
}

/// What stands around the letters of a role.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// They are the value, without quotes.
    Nothing,
    /// A text with commas or in quotes.
    Text,
    /// A list.
    List,
}

fn role(route: Route, written: &str, within: Within) -> Fault {
    let letters: Vec<String> = written
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '/' | '+' | '&' | ',' | '*'))
        .map(|letter| letter.to_uppercase().to_string())
        .collect();
    let roles = letters
        .iter()
        .all(|letter| Role::from_letter(letter).is_some());
    let word = Role::ALL
        .into_iter()
        .find(|role| role.word().eq_ignore_ascii_case(written));
    let help = if let Some(role) = word {
        std::format!("write {}", quote(role.letter()))
    } else if roles && !letters.is_empty() && letters.len() <= 4 {
        let joined = letters.join(", ");
        match within {
            Within::Nothing if letters.len() > 1 => {
                std::format!("write {}", quote(&std::format!("[{joined}]")))
            }
            Within::List if letters.len() > 1 => {
                std::format!("write each letter as its own list item: {}", quote(&joined))
            }
            _ => std::format!("write {}", quote(&joined)),
        }
    } else {
        std::format!("use {LETTERS}; leave the value empty for no role")
    };
    let name = if written.is_empty() {
        "an empty list item".to_owned()
    } else {
        quote(written)
    };
    Fault::new(&RULE, route, std::format!("{name} is not a role")).help(help)
}

/// To write this, and what the schema says of the property.
fn write(schema: &Schema, at: &str, what: &str) -> String {
    field::sentence(
        &std::format!("write {what}"),
        schema.annotation(at).description,
    )
}
