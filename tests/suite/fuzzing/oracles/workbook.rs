//! A workbook, and the part of one that has the cells.

use std::io::{Cursor, Write};

use crisplint::import::{self, Request};
use crisplint::table::file::{Kind, Reading, Refused, open};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{path, settings};

/// The parts that name a sheet.
const PARTS: [(&str, &str); 3] = [
    (
        "_rels/.rels",
        r#"<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook><sheets><sheet name="Roles &amp; more" id="b"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships><Relationship Id="b" Type="x/worksheet" Target="sheet.xml"/></Relationships>"#,
    ),
];

/// Bytes as a workbook, and as the part with the cells: each is refused with a sentence or read, twice
/// the same, and every fault has a cell.
pub fn workbook(bytes: &[u8]) {
    read(bytes);
    read(&with_sheet(bytes));
}

fn with_sheet(sheet: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let parts = PARTS.iter().map(|(name, text)| (*name, text.as_bytes()));
    for (name, text) in parts.chain([("xl/sheet.xml", sheet)]) {
        writer.start_file(name, options).expect("a part");
        writer.write_all(text).expect("a part");
    }
    writer.finish().expect("an archive").into_inner()
}

fn read(bytes: &[u8]) {
    let registry = settings(&[]).registry;
    let read = || open(bytes.to_vec(), Kind::Workbook, &Reading::default());
    let (source, page) = match read() {
        Ok(read) => read,
        Err(Refused::Unusable(why)) => {
            assert!(!why.is_empty() && !why.ends_with('.'), "{why}");
            return;
        }
        Err(Refused::Bytes(..)) => panic!("a workbook is no text"),
    };
    let (again, _) = read().expect("a second reading is the same");
    assert_eq!(source.text(), again.text());
    let imported = import::read(
        &source,
        &page,
        &path("book.xlsx"),
        &Request::default(),
        &registry,
    );
    for fault in imported.into_iter().flat_map(|imported| imported.faults) {
        assert!(
            fault.message.starts_with('`') && fault.message.contains('!'),
            "{fault:?}"
        );
    }
}
