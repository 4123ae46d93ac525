//! The parts of a workbook: an archive, read with limits.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::xml;
use crate::table::encoding;
use crate::text::quote;

/// Parts of an archive.
const MAX_PARTS: usize = 4_000;

/// Bytes of one part, and of all that are read.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// How many times larger a part may be than it is in the archive, if it is large at all.
const MAX_RATIO: u64 = 250;
const LARGE: u64 = 4 * 1024 * 1024;

/// The first bytes of a file that holds what a password locks, and of workbooks before 2007.
const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// An archive with its limits.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    left: u64,
}

impl<'b> Package<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, String> {
        if bytes.starts_with(&COMPOUND) {
            return Err(compound(bytes));
        }
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| "it is not an Excel workbook (.xlsx), or it is damaged".to_owned())?;
        if archive.len() > MAX_PARTS {
            return Err(format!("the workbook has more than {MAX_PARTS} parts"));
        }
        Ok(Self {
            archive,
            left: MAX_BYTES,
        })
    }

    /// The text of a part that has to be there.
    pub(super) fn part(&mut self, name: &str) -> Result<String, String> {
        let text = self.find(name)?;
        text.ok_or_else(|| {
            format!(
                "the workbook has no part {}: open it in a spreadsheet program and save it again",
                quote(name)
            )
        })
    }

    /// The text of a part that a workbook can do without, if it names one.
    pub(super) fn part_of(&mut self, name: Option<&str>) -> Result<Option<String>, String> {
        match name {
            Some(name) => self.part(name).map(Some),
            None => Ok(None),
        }
    }

    /// The text of a part, if it is there.
    pub(super) fn find(&mut self, name: &str) -> Result<Option<String>, String> {
        let shown = quote(name);
        let left = self.left;
        let part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(why)) if why.to_lowercase().contains("password") => {
                return Err(locked());
            }
            Err(_) => return Err(format!("the part {shown} of the workbook is damaged")),
        };
        let packed = part.compressed_size().max(1);
        let mut bytes = Vec::new();
        let read = part.take(left + 1).read_to_end(&mut bytes);
        read.map_err(|_| format!("the part {shown} of the workbook is damaged"))?;
        let size = bytes.len() as u64;
        if size > left || (size > LARGE && size / packed > MAX_RATIO) {
            return Err(format!(
                "the part {shown} of the workbook is too large: the parts may have {} MiB together, and a part {MAX_RATIO} times its size in the file",
                MAX_BYTES / 1024 / 1024
            ));
        }
        self.left -= size;
        let source = encoding::text(bytes, None).ok();
        let source = source.filter(|source| source.invalid_at().is_none());
        match source {
            Some(source) => Ok(Some(source.text().to_owned())),
            None => Err(format!("the part {shown} of the workbook is not a text")),
        }
    }

    /// The parts that have comments on the cells of a sheet.
    pub(super) fn comments_of(&mut self, sheet: &str) -> Result<Vec<String>, String> {
        let (folder, name) = sheet.rsplit_once('/').unwrap_or(("", sheet));
        let relations = self.find(&format!("{folder}/_rels/{name}.rels"))?;
        let Some(relations) = relations else {
            return Ok(Vec::new());
        };
        let relations = xml::relations(&relations, folder)?;
        let comments = relations.into_iter().filter(|one| {
            one.kind.ends_with("/comments") || one.kind.ends_with("/threadedComment")
        });
        Ok(comments.map(|one| one.target).collect())
    }
}

fn locked() -> String {
    "the workbook is locked by a password: save it without one".to_owned()
}

/// What a file of the older form is.
fn compound(bytes: &[u8]) -> String {
    let locks: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    if bytes.windows(locks.len()).any(|part| part == locks) {
        locked()
    } else {
        "it is a workbook of the form before 2007: save it as an Excel workbook (.xlsx)".to_owned()
    }
}
