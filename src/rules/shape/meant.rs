//! What a refused value was most likely meant to be, so that a help can say it whole.

use jiff::civil::Date;

use crate::model::schema::{Schema, is_email};
use crate::yaml::{Node, Shape};

/// The most characters of a value that is repeated in a help.
const REPEATED: usize = 100;

/// How a day is written elsewhere, where it can be no other day.
const FORMS: [&str; 13] = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%d %B %Y",
    "%d %b %Y",
    "%d-%B-%Y",
    "%d-%b-%Y",
    "%d. %B %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%B %d %Y",
    "%b %d %Y",
];

/// Whether a text is short enough to be repeated in a help.
pub(in crate::rules) fn is_short(text: &str) -> bool {
    text.chars().count() <= REPEATED && !text.contains('\n')
}

/// The days that a text may stand for: two where the day and the month could each be the other.
pub(in crate::rules) fn days(text: &str) -> Vec<Date> {
    let text = text.trim();
    // Of a moment only the day counts.
    let day = match text.split_at_checked(10) {
        Some((day, time)) if time.starts_with(['T', 't', ' ']) => day,
        _ => text,
    };
    let read = |form: &str| {
        let date = Date::strptime(form, day).ok();
        // Two digits are no year.
        date.filter(|date| (1900..2200).contains(&date.year()))
    };
    if let Some(date) = FORMS.into_iter().find_map(read) {
        return vec![date];
    }
    let orders = [["%d", "%m", "%Y"], ["%m", "%d", "%Y"]];
    let forms = orders
        .iter()
        .flat_map(|order| ["/", ".", "-"].map(|mark| order.join(mark)));
    let mut days: Vec<Date> = forms.filter_map(|form| read(&form)).collect();
    days.dedup();
    days
}

/// A text in the form that the schema asks for at a pointer, where nothing but its case, blanks or
/// separators kept it out.
pub(in crate::rules) fn form(schema: &Schema, at: &str, text: &str) -> Option<String> {
    if !is_short(text) {
        return None;
    }
    let text = text.trim();
    // An id may have a version behind it, which is no part of the name.
    let named = match text.split_once('@') {
        Some((name, version)) if !version.trim().is_empty() => {
            id(name).map(|id| format!("{id}@{}", version.trim()))
        }
        Some((name, _)) => id(name),
        None => id(text),
    };
    // A version stands behind a space, too, where a place takes one.
    let spaced = text.rsplit_once(char::is_whitespace);
    let spaced = spaced.filter(|(_, version)| version.starts_with(|c: char| c.is_ascii_digit()));
    let versioned = spaced.and_then(|(name, version)| Some(format!("{}@{version}", id(name)?)));
    [
        Some(text.to_owned()),
        Some(text.to_lowercase()),
        versioned,
        named,
    ]
    .into_iter()
    .flatten()
    .find(|form| schema.takes_text(at, form))
}

/// The address in a text that has a name or a scheme before it.
pub(in crate::rules) fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let between = text
        .strip_suffix('>')
        .and_then(|text| text.rsplit_once('<'))
        .map(|(_, address)| address);
    let address = between.unwrap_or(text).trim();
    let address = address.strip_prefix("mailto:").unwrap_or(address);
    (is_short(text) && is_email(address)).then(|| address.to_owned())
}

/// A name in lower-case letters, digits and hyphens, where something of it is left.
pub(in crate::rules) fn id(name: &str) -> Option<String> {
    let id = slug::slugify(name);
    (is_short(name) && !id.is_empty()).then_some(id)
}

/// The one item of a list where the schema asks for that item alone.
pub(in crate::rules) fn item(schema: &Schema, at: &str, list: Node<'_>) -> Option<String> {
    let mut items = list.items();
    let (Some(item), None) = (items.next(), items.next()) else {
        return None;
    };
    let text = (item.shape() == Shape::String).then(|| item.as_str())??;
    let takes = schema.takes_text(at, text)
        || schema.takes_date(at) && days(text).iter().any(|day| day.to_string() == text);
    (takes && is_short(text)).then(|| text.to_owned())
}
