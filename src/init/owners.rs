//! Owners as spreadsheets name them, and the contacts that they become.

use serde_json::{Map, Value, json};

use super::facts::{Contact, Given, PLACEHOLDER};
use crate::model::schema::MANIFEST;
use crate::yaml;
use crate::yaml::write::{self, Place};

/// The contacts of a manifest that is being made.
#[derive(Debug)]
pub(super) struct Owners {
    /// Keys that the caller or the configuration has.
    known: Vec<String>,
    contacts: Vec<Contact>,
    /// How many of the contacts the caller gives.
    given: usize,
}

impl Owners {
    pub(super) fn new(given: &Given) -> Self {
        let own = given.contacts.iter().map(|contact| contact.key.clone());
        Self {
            known: own.chain(given.shared.iter().cloned()).collect(),
            contacts: given.contacts.clone(),
            given: given.contacts.len(),
        }
    }

    /// The key of an owner: a key itself, a name, `Name <email>` or an email. Who is not known yet
    /// becomes a contact.
    pub(super) fn key(&mut self, owner: &str) -> String {
        let is_open = ["todo", "tbd", "fixme", "???"].contains(&owner.to_lowercase().as_str());
        if is_open {
            return PLACEHOLDER.to_owned();
        }
        if let Some(key) = self.known.iter().find(|key| *key == owner) {
            return key.clone();
        }
        let (name, email) = parts(owner);
        if let Some(contact) = self
            .contacts
            .iter_mut()
            .find(|known| is_same(known, name, email))
        {
            for (field, found) in [(&mut contact.name, name), (&mut contact.email, email)] {
                if let (PLACEHOLDER, Some(found)) = (field.as_str(), found) {
                    found.clone_into(field);
                }
            }
            return contact.key.clone();
        }
        let local = email.and_then(|email| email.split('@').next());
        let key = self.free(name.or(local).unwrap_or(owner));
        let field = |found: Option<&str>| found.unwrap_or(PLACEHOLDER).to_owned();
        self.known.push(key.clone());
        self.contacts.push(Contact {
            key: key.clone(),
            name: field(name),
            email: field(email),
        });
        key
    }

    /// The key of an owner whose email is in a cell of its own.
    pub(super) fn reached(&mut self, owner: &str, email: &str) -> String {
        match parts(owner) {
            (Some(name), None) => self.key(&format!("{name} <{email}>")),
            _ => self.key(owner),
        }
    }

    /// Whether an owner is written like a key.
    pub(super) fn is_key(owner: &str) -> bool {
        let is_plain =
            |c: char| c.is_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
        owner.chars().all(is_plain)
    }

    /// The key of an owner that is a key, and whose name and email stand in cells of their own.
    pub(super) fn named(&mut self, owner: &str, name: Option<&str>, email: Option<&str>) -> String {
        if !self.known.iter().any(|key| key == owner) {
            self.known.push(owner.to_owned());
            self.contacts.push(Contact {
                key: owner.to_owned(),
                name: name.unwrap_or(PLACEHOLDER).to_owned(),
                email: email.unwrap_or(PLACEHOLDER).to_owned(),
            });
        }
        owner.to_owned()
    }

    /// The contacts that the caller has not given.
    pub(super) fn contacts(&self) -> Map<String, Value> {
        let new = self.contacts.iter().skip(self.given);
        new.map(|contact| {
            let value = json!({"name": contact.name, "email": contact.email});
            (contact.key.clone(), value)
        })
        .collect()
    }

    /// A key that nobody has.
    fn free(&self, name: &str) -> String {
        let slug = slug(name, char::is_alphanumeric);
        let slug = if slug.is_empty() { "owner" } else { &slug };
        let mut keys = (1..).map(|number: usize| match number {
            1 => slug.to_owned(),
            number => format!("{slug}-{number}"),
        });
        let free = keys.find(|key| !self.known.contains(key));
        free.unwrap_or_default()
    }
}

/// The name and the email of an owner, as far as they are there.
fn parts(owner: &str) -> (Option<&str>, Option<&str>) {
    if let Some((name, email)) = owner
        .strip_suffix('>')
        .and_then(|rest| rest.rsplit_once('<'))
    {
        let (name, email) = (name.trim().trim_matches('"').trim(), email.trim());
        if is_email(email) {
            return (Some(name).filter(|name| !name.is_empty()), Some(email));
        }
    }
    if is_email(owner) {
        (None, Some(owner))
    } else {
        (Some(owner), None)
    }
}

/// Whether an owner is a known contact: the same email, or the same name where one of the two has
/// no email.
fn is_same(known: &Contact, name: Option<&str>, email: Option<&str>) -> bool {
    let lower = |text: &str| text.to_lowercase();
    let same_name = name.is_some_and(|name| lower(name) == lower(&known.name));
    match email {
        Some(email) if known.email != PLACEHOLDER => lower(email) == lower(&known.email),
        _ => same_name,
    }
}

/// Whether the schema takes a text for an email.
fn is_email(text: &str) -> bool {
    let yaml = format!(
        "contacts: {{k: {{email: {}}}}}",
        write::line(text, Place::Flow)
    );
    let mut documents = yaml::read(&yaml).into_iter().flatten().flatten();
    documents.next().is_some_and(|document| {
        let violations = MANIFEST.violations(&document);
        violations
            .iter()
            .all(|one| one.pointer != "/contacts/k/email")
    })
}

/// A name in the characters that `keep` takes, lower-case, with hyphens for all others.
pub fn slug(name: &str, keep: impl Fn(char) -> bool) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|character| !keep(character));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_become_contacts_once() {
        let mut owners = Owners::new(&Given {
            contacts: vec![Contact {
                key: "soc".to_owned(),
                name: "Security desk".to_owned(),
                email: "soc@examples.gov.au".to_owned(),
            }],
            shared: vec!["storage".to_owned()],
            ..Given::default()
        });
        for (owner, key) in [
            ("soc", "soc"),
            ("storage", "storage"),
            ("security DESK", "soc"),
            ("SOC@examples.gov.au", "soc"),
            ("Jo Citizen", "jo-citizen"),
            ("Jo Citizen <jo@examples.gov.au>", "jo-citizen"),
            ("jo@examples.gov.au", "jo-citizen"),
            ("Jo Citizen <other@examples.gov.au>", "jo-citizen-2"),
            ("pat@examples.gov.au", "pat"),
            ("Pat Doe <pat@examples.gov.au>", "pat"),
            ("Kim <no address>", "kim-no-address"),
            ("安全", "安全"),
            ("!!!", "owner"),
            ("Storage", "storage-2"),
            ("tbd", "TODO"),
        ] {
            assert_eq!(owners.key(owner), key, "{owner}");
        }
        let contacts = Value::Object(owners.contacts());
        let expected = json!({
            "jo-citizen": {"name": "Jo Citizen", "email": "jo@examples.gov.au"},
            "jo-citizen-2": {"name": "Jo Citizen", "email": "other@examples.gov.au"},
            "pat": {"name": "Pat Doe", "email": "pat@examples.gov.au"},
            "kim-no-address": {"name": "Kim <no address>", "email": "TODO"},
            "安全": {"name": "安全", "email": "TODO"},
            "owner": {"name": "!!!", "email": "TODO"},
            "storage-2": {"name": "Storage", "email": "TODO"},
        });
        assert_eq!(contacts, expected);
    }
}
