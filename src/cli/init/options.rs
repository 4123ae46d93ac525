//! The values of options: their forms, and what is said where one does not fit.

use std::path::Path;

use crate::cli::trouble::Trouble;
use crate::init::{self, Contact};
use crate::model::matrix::Matrix;
use crate::model::schema::is_slug;
use crate::text::{code, list, one_line, quote};

pub(super) fn refuse_name(system: &str) -> Result<(), Trouble> {
    if is_slug(system) {
        return Ok(());
    }
    let slug = init::slug(system, |c| c.is_ascii_alphanumeric());
    let write = if slug.is_empty() { "payroll" } else { &slug };
    Err(Trouble(format!(
        "{} is not a valid system name (use lower-case letters, digits and hyphens); write {}",
        quote(system),
        quote(write)
    )))
}

pub(super) fn refuse_doubles<'a>(
    option: &str,
    keys: impl Iterator<Item = &'a str>,
) -> Result<(), Trouble> {
    let mut seen: Vec<&str> = Vec::new();
    for key in keys {
        if seen.contains(&key) {
            let text = format!("{}: {} is given twice", code(option), quote(key));
            return Err(Trouble(text));
        }
        seen.push(key);
    }
    Ok(())
}

/// Refuses a name that the matrix does not have for its provider.
pub(super) fn refuse_provider(provider: Option<&str>, matrix: &Matrix) -> Result<(), Trouble> {
    let known = |provider: &str| matrix.provider.names().any(|name| name == provider);
    let Some(provider) = provider.filter(|provider| !known(provider)) else {
        return Ok(());
    };
    let names: Vec<String> = matrix.provider.names().map(quote).collect();
    Err(Trouble(format!(
        "`--provider`: {} is not the provider of {}; write {}",
        quote(provider),
        quote(&matrix.id),
        list(&names, "or")
    )))
}

/// `KEY=NAME`.
pub(super) fn third_party(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=');
    let pair = pair.map(|(key, name)| (key.trim().to_owned(), name.trim().to_owned()));
    pair.filter(|(key, name)| !key.is_empty() && !name.is_empty())
        .ok_or_else(|| {
            "write it as KEY=NAME, for example `msp=Contoso Managed Services`".to_owned()
        })
}

/// `KEY=NAME <EMAIL>`.
pub(super) fn contact(text: &str) -> Result<Contact, String> {
    let parsed = third_party(text).ok().and_then(|(key, rest)| {
        let (name, email) = rest.strip_suffix('>')?.rsplit_once('<')?;
        let (name, email) = (name.trim().to_owned(), email.trim().to_owned());
        (!name.is_empty()).then_some(Contact { key, name, email })
    });
    parsed.ok_or_else(|| {
        "write it as KEY=NAME <EMAIL>, for example \
         `storage-team=Storage team <storage@examples.gov.au>`"
            .to_owned()
    })
}

/// The option that a value of the manifest came from.
pub(super) fn option_of(at: &str) -> Option<&'static str> {
    let options = [
        ("/metadata/title", "--title"),
        ("/metadata/classification", "--classification"),
        ("/metadata/reviewed", "--reviewed"),
        ("/metadata/crisp/signedBy", "--signed-by"),
        ("/metadata/crisp/signedOn", "--signed-on"),
        ("/parties/provider", "--provider"),
        ("/parties/customer", "--customer"),
        ("/parties/thirdParties", "--third-party"),
        ("/contacts", "--contact"),
    ];
    let option = options.iter().find(|(pointer, _)| at.starts_with(pointer));
    option.map(|(_, option)| *option)
}

/// A path as it is typed in a shell.
pub(super) fn shell(file: &Path) -> String {
    let text = one_line(&file.to_string_lossy());
    let text = if text.starts_with('-') {
        format!("./{text}")
    } else {
        text
    };
    let plain = |c: char| c.is_alphanumeric() || "-_./+,:@%".contains(c);
    if text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
