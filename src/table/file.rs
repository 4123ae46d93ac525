//! Files with tables, by the ends of their names: bytes in, a text with places and its tables out.

pub use super::encoding::{Encoding, Refused};

use super::encoding::text;
use super::{Page, csv, html, markdown, workbook};
use crate::text::Source;

/// What kind of file a table is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A Markdown page.
    Markdown,
    /// A page in HTML.
    Html,
    /// What a spreadsheet exports, separated by commas, semicolons or tabs.
    Csv,
    /// An Excel workbook.
    Workbook,
}

/// The ends of names that are read, for messages.
pub const ENDS: &str = ".md, .html, .xlsx, .csv, .tsv or .txt";

/// What a person says about a file.
#[derive(Clone, Debug, Default)]
pub struct Reading<'a> {
    /// The encoding of a text that is not in UTF-8 or UTF-16.
    pub encoding: Option<Encoding>,
    /// The sheets of a workbook that are read; all that can be seen, if none is named.
    pub sheets: Vec<&'a str>,
}

/// Reads the tables of a file.
pub fn open(bytes: Vec<u8>, kind: Kind, reading: &Reading<'_>) -> Result<(Source, Page), Refused> {
    if kind == Kind::Workbook {
        if reading.encoding.is_some() {
            let why = "`--encoding` is for texts, and a workbook says its encoding".to_owned();
            return Err(Refused::Unusable(why));
        }
        return workbook::read(bytes, &reading.sheets).map_err(Refused::Unusable);
    }
    if !reading.sheets.is_empty() {
        return Err(Refused::Unusable(
            "`--sheet` is for workbooks (.xlsx)".to_owned(),
        ));
    }
    let source = text(bytes, reading.encoding)?;
    if let Some(at) = source.invalid_at() {
        return Err(Refused::Bytes(Box::new(source), at));
    }
    let page = kind.read(source.text());
    Ok((source, page))
}

impl Kind {
    /// The kind of a file by the end of its name.
    pub fn of(name: &str) -> Option<Self> {
        let (_, end) = name.rsplit_once('.')?;
        match end.to_ascii_lowercase().as_str() {
            "md" | "markdown" | "mdx" => Some(Self::Markdown),
            "html" | "htm" | "xhtml" => Some(Self::Html),
            "xlsx" | "xlsm" => Some(Self::Workbook),
            "csv" | "tsv" | "txt" => Some(Self::Csv),
            _ => None,
        }
    }

    /// The tables of a text.
    pub fn read(self, text: &str) -> Page {
        match self {
            Self::Markdown => markdown::read(text),
            Self::Html => html::read(text),
            Self::Csv => csv::read(text),
            Self::Workbook => Page::default(), // it is no text
        }
    }
}
