//! Texts with runs of their own style: shared strings, and those that are in a cell.

use super::xml::{self, Element, Piece};

/// A text, and what its runs look like.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    /// What is on the line.
    pub(super) plain: String,
    /// What is raised, as footnote marks are.
    pub(super) raised: String,
    pub(super) is_struck: bool,
    /// Whether all of its runs are bold.
    pub(super) is_bold: bool,
}

/// Puts texts together.
#[derive(Debug, Default)]
pub(super) struct Builder {
    text: Text,
    run: Run,
    /// Inside of `<t>`, and inside of `<rPh>`, which says how a text is pronounced.
    is_open: bool,
    is_silent: bool,
    runs: usize,
    bold_runs: usize,
}

/// How a run looks.
#[derive(Debug, Default)]
struct Run {
    struck: bool,
    bold: bool,
    raised: bool,
}

impl Builder {
    pub(super) fn open(&mut self, element: &Element) {
        match element.name.as_str() {
            "r" => self.run = Run::default(),
            "rPh" => self.is_silent = true,
            "strike" | "dstrike" => self.run.struck = element.is_set(),
            "b" => self.run.bold = element.is_set(),
            "vertAlign" => self.run.raised = element.get("val") == Some("superscript"),
            "t" => self.is_open = !self.is_silent,
            _ => {}
        }
    }

    pub(super) fn push(&mut self, text: &str) {
        if !self.is_open {
            return;
        }
        let text = unescaped(text);
        if self.run.raised {
            self.text.raised.push_str(&text);
            return;
        }
        if !text.trim().is_empty() {
            self.runs += 1;
            self.bold_runs += usize::from(self.run.bold);
            self.text.is_struck |= self.run.struck;
        }
        self.text.plain.push_str(&text);
    }

    pub(super) fn close(&mut self, name: &str) {
        match name {
            "t" => self.is_open = false,
            "rPh" => self.is_silent = false,
            "r" => self.run = Run::default(),
            _ => {}
        }
    }

    /// The text; the builder is as new afterwards.
    pub(super) fn take(&mut self) -> Text {
        let mut text = std::mem::take(&mut self.text);
        text.is_bold = self.runs > 0 && self.runs == self.bold_runs;
        *self = Self::default();
        text
    }
}

/// The strings that cells share.
pub(super) fn read(text: &str) -> Result<Vec<Text>, String> {
    let mut strings = Vec::new();
    let mut builder = Builder::default();
    xml::read(text, |piece| match piece {
        Piece::Open(element) => builder.open(&element),
        Piece::Text(text) => builder.push(&text),
        Piece::Close(name) if name == "si" => strings.push(builder.take()),
        Piece::Close(name) => builder.close(&name),
    })?;
    Ok(strings)
}

/// A text in which `_x000D_` stands for the character of that number.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("_x") {
        plain.push_str(before);
        let code = after.get(..4).filter(|_| after.get(4..5) == Some("_"));
        let character = code.and_then(|code| u32::from_str_radix(code, 16).ok());
        match character.and_then(char::from_u32) {
            Some(character) => {
                plain.push(character);
                rest = after.get(5..).unwrap_or_default();
            }
            None => {
                plain.push_str("_x");
                rest = after;
            }
        }
    }
    plain + rest
}
