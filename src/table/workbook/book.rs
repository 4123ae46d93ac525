//! What a workbook is made of.

use super::package::Package;
use super::xml::{self, Piece};

/// A sheet, and the part that it is in.
pub(super) struct SheetOf {
    pub(super) name: String,
    pub(super) part: String,
    pub(super) is_hidden: bool,
}

/// What a workbook is made of.
pub(super) struct Book {
    pub(super) sheets: Vec<SheetOf>,
    pub(super) styles: Option<String>,
    pub(super) strings: Option<String>,
}

/// The sheets of a workbook, and the parts that they share.
pub(super) fn read(package: &mut Package<'_>) -> Result<Book, String> {
    let no_book = "it is an archive, but not an Excel workbook (.xlsx)";
    let root = package.find("_rels/.rels")?.ok_or(no_book)?;
    let root = xml::relations(&root, "")?;
    let part = root
        .into_iter()
        .find(|one| one.kind.ends_with("/officeDocument"));
    let part = part.ok_or(no_book)?.target;
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", &part));
    let text = package.part(&part)?;
    let relations = package.part(&format!("{folder}/_rels/{name}.rels"))?;
    let relations = xml::relations(&relations, folder)?;
    let of = |kind: &str| {
        let found = relations.iter().find(|one| one.kind.ends_with(kind));
        found.map(|one| one.target.clone())
    };
    let mut named = Vec::new();
    xml::read(&text, |piece| {
        if let Piece::Open(element) = piece
            && element.name == "sheet"
        {
            named.push(element);
        }
    })?;
    let mut sheets = Vec::new();
    for element in named {
        let id = element.get("id").unwrap_or_default();
        let relation = relations.iter().find(|one| one.id == id);
        let Some(relation) = relation.filter(|one| one.kind.ends_with("/worksheet")) else {
            continue; // a chart
        };
        sheets.push(SheetOf {
            name: element.get("name").unwrap_or_default().to_owned(),
            part: relation.target.clone(),
            is_hidden: matches!(element.get("state"), Some("hidden" | "veryHidden")),
        });
    }
    if sheets.is_empty() {
        return Err("the workbook has no sheet".to_owned());
    }
    Ok(Book {
        sheets,
        styles: of("/styles"),
        strings: of("/sharedStrings"),
    })
}
