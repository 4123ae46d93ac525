//! CRISP102: a misspelt field would be passed over in silence.

use super::shape::field;
use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::model::place::entry_of;
use crate::model::schema::{Belongs, Meant, Misnamed, Schema, Step};
use crate::text::{code, list, nearest, quote};
use crate::yaml::write::{Place, line};
use crate::yaml::{Node, Route, Shape, parent, pointer};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP102",
    name: "unknown-field",
    severity: Severity::Error,
    fixed: true,
    baselinable: false,
    family: Family::Shape,
    needs: Needs::Document,
    hides: Hides::Value,
    summary: "a field is not in the schema",
    page: include_str!("../../rules/CRISP102.md"),
    ..Rule::USUAL
};

/// The entries of a mapping among which the one before a key is looked for.
const LOOKED_AT: usize = 100;

/// A field that the object `value` at `at` does not have.
pub fn fault(schema: &Schema, at: &str, name: &str, value: Node<'_>) -> Fault {
    let annotation = schema.annotation(at);
    let object = field::object(at).unwrap_or_else(|| "the document".to_owned());
    // What is there already would stand there twice.
    let missing = annotation
        .fields()
        .filter(|field| value.get(field).is_none());
    let help = match (nearest(name, missing), cut(value, name)) {
        (Some(meant), _) => format!("did you mean {}?", quote(meant)),
        (None, Some(entry)) => format!("the comma ended the text; write {}", code(&entry)),
        (None, None) => {
            let fields: Vec<String> = annotation.fields().map(quote).collect();
            let own = format!("x-{}", private(name).unwrap_or(name));
            let own = match value.get(&own) {
                None => format!("write {}", quote(&own)),
                Some(_) => "use a name that starts with `x-`".to_owned(),
            };
            let fields = list(&fields, "and");
            format!("the fields of {object} are {fields}; for your own data {own}")
        }
    };
    let message = format!("{object} has no field {}", quote(name));
    Fault::new(&RULE, Route::key(pointer(at, name)), message).help(help)
}

/// The rest of a key that begins nearly as one's own data do.
fn private(name: &str) -> Option<&str> {
    ["x_", "X-", "X_"]
        .iter()
        .find_map(|start| name.strip_prefix(start))
}

/// The keys of a block that a help names one by one.
const NAMED: usize = 4;

/// A key, or a block of keys, that is known under another name or in another place.
pub fn misnamed(one: &Misnamed<'_>) -> Fault {
    let first = one.keys.first().map_or("", String::as_str);
    let message = match entry_of(&one.parent) {
        Some(kind) => format!("{} is not {kind}", quote(first)),
        None => {
            let object = field::object(&one.parent);
            let object = object.unwrap_or_else(|| "the document".to_owned());
            format!("{object} has no field {}", quote(first))
        }
    };
    let fault = Fault::new(&RULE, Route::key(pointer(&one.parent, first)), message);
    match &one.meant {
        Meant::Field { name, there: false } => fault.help(format!("did you mean {}?", quote(name))),
        Meant::Field { name, there: true } => {
            let help = format!(
                "{} is already there; move the value to it, and remove {}",
                quote(name),
                quote(first)
            );
            fault.help(help)
        }
        Meant::Elsewhere(places) => fault.help(elsewhere(one, first, places)),
    }
}

/// Where a key belongs, and how it gets there.
fn elsewhere(one: &Misnamed<'_>, first: &str, places: &[Belongs<'_>]) -> String {
    let [only] = places else {
        let places: Vec<String> = places.iter().map(|place| to("into", place)).collect();
        return format!("move {} {}", quote(first), list(&places, "or"));
    };
    let name = only.field.filter(|name| *name != first);
    if only.there {
        let name = quote(only.field.unwrap_or(first));
        let there = to("in", only);
        let (belong, these) = match one.keys.as_slice() {
            [_] => ("it belongs".to_owned(), quote(first)),
            keys => (format!("{} belong", block(keys)), "these".to_owned()),
        };
        return format!(
            "{belong} {there}, where {name} already is; move the value there, and remove {these} here"
        );
    }
    let inside = match one.inside.as_slice() {
        [] => String::new(),
        keys if keys.len() <= NAMED => format!(", with {} below it,", block(keys)),
        keys => format!(", with the {} keys below it,", keys.len()),
    };
    let keys = block(&one.keys) + &inside;
    let further = one.further.iter();
    let further = further.map(|(keys, around)| format!(", {} {}", block(keys), to("into", around)));
    let to = to("into", only) + &further.collect::<String>();
    let absent = only.object.as_deref().filter(|_| only.absent);
    let added = absent.and_then(|at| parent(at));
    let add = added.map(|(_, name)| format!("add {} and ", code(&format!("{name}:"))));
    let rename = match name {
        Some(name) if one.keys.len() > 1 => {
            format!(", and rename {} to {}", quote(first), quote(name))
        }
        Some(name) => format!(", and rename it to {}", quote(name)),
        None => String::new(),
    };
    format!("{}move {keys} {to}{rename}", add.unwrap_or_default())
}

/// The keys of a block.
fn block(keys: &[String]) -> String {
    let named: Vec<String> = keys.iter().take(NAMED).map(|key| quote(key)).collect();
    match named.as_slice() {
        [first, ..] if keys.len() > NAMED => {
            format!("{first} and the {} keys after it", keys.len() - 1)
        }
        named => list(named, "and"),
    }
}

/// Where a key belongs, behind a word such as `in` or `into`.
fn to(word: &str, belongs: &Belongs<'_>) -> String {
    match (belongs.path.as_slice(), word) {
        ([], "into") => "to the top level".to_owned(),
        ([], _) => "at the top level".to_owned(),
        _ => format!("{word} {}", place(belongs)),
    }
}

/// An object in which a key belongs, as a help names it.
fn place(belongs: &Belongs<'_>) -> String {
    if let Some(at) = &belongs.object {
        return field::object(at).unwrap_or_default();
    }
    let any = |list: &str| match list {
        "features" => "a feature".to_owned(),
        "contacts" => "a contact".to_owned(),
        "waivers" => "a waiver".to_owned(),
        other => format!("an item of {}", quote(other)),
    };
    match belongs.path.as_slice() {
        [.., Step::Field(list), Step::Any] => any(list),
        [.., Step::Field(list), Step::Any, Step::Field(name)] => {
            format!("{} of {}", quote(name), any(list))
        }
        [.., Step::Field(name)] => quote(name),
        _ => String::new(),
    }
}

/// The entry of which a key is the end: `{name: Jo Citizen, CISO}` reads as two.
fn cut(object: Node<'_>, key: &str) -> Option<String> {
    if !object.written().starts_with('{') || object.get(key)?.shape() != Shape::Null {
        return None;
    }
    let entries = object.entries().take(LOOKED_AT);
    let mut pairs = entries.zip(object.entries().skip(1));
    let (before, _) = pairs.find(|(_, entry)| entry.key == key)?;
    // In quotes it would have gone on.
    let text = before.value.as_str()?;
    let whole = line(&format!("{text}, {key}"), Place::Flow);
    (before.value.written() == text).then(|| format!("{}: {whole}", before.key))
}
