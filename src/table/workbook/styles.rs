//! How cells look, as far as that changes what they say.

use super::xml::{self, Piece};

/// How a cell looks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Style {
    pub(super) is_struck: bool,
    pub(super) is_bold: bool,
    /// The number of its colour, if it has one.
    pub(super) fill: Option<usize>,
}

/// All styles of a workbook, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Styles(Vec<Style>);

impl Styles {
    pub(super) fn of(&self, number: usize) -> Style {
        self.0.get(number).copied().unwrap_or_default()
    }
}

/// Reads the part with the styles.
pub(super) fn read(text: &str) -> Result<Styles, String> {
    let mut within: Vec<String> = Vec::new();
    let mut fonts: Vec<Style> = Vec::new();
    let mut fills: Vec<bool> = Vec::new();
    let mut styles = Vec::new();
    xml::read(text, |piece| match piece {
        Piece::Open(element) => {
            let parent = within.last().map(String::as_str);
            match (parent, element.name.as_str()) {
                (Some("fonts"), "font") => fonts.push(Style::default()),
                (Some("font"), "strike") => {
                    if let Some(font) = fonts.last_mut() {
                        font.is_struck = element.is_set();
                    }
                }
                (Some("font"), "b") => {
                    if let Some(font) = fonts.last_mut() {
                        font.is_bold = element.is_set();
                    }
                }
                (Some("fills"), "fill") => fills.push(false),
                (Some("fill"), "patternFill") => {
                    let is_plain =
                        matches!(element.get("patternType"), None | Some("none" | "gray125"));
                    if let Some(fill) = fills.last_mut() {
                        *fill = !is_plain;
                    }
                }
                (Some("fill"), "gradientFill") => {
                    if let Some(fill) = fills.last_mut() {
                        *fill = true;
                    }
                }
                (Some("cellXfs"), "xf") => {
                    let font = element.number("fontId").and_then(|at| fonts.get(at));
                    let fill = element.number("fillId");
                    let is_filled = fill.and_then(|at| fills.get(at)).copied();
                    styles.push(Style {
                        fill: fill.filter(|_| is_filled == Some(true)),
                        ..font.copied().unwrap_or_default()
                    });
                }
                _ => {}
            }
            within.push(element.name);
        }
        Piece::Close(_) => drop(within.pop()),
        Piece::Text(_) => {}
    })?;
    Ok(Styles(styles))
}
