//! What the report is made of, whatever it is written in: sections, the blocks in them, and tables of
//! typed cells. The page and the Markdown write the same sections; each answers for every kind of
//! block and of cell, so what is added to a section appears in both.

use std::borrow::Cow;

use crate::audit::fleet::{JudgeView, RowView, SystemView};
use crate::audit::state::State;
use crate::check::facts::{Owner, Published};
use crate::finding::Finding;
use crate::git::Commit;
use crate::model::raci::Roles;
use crate::rules::evidence_not_found::Standing;

use super::excerpt::Line;

/// Where a section, a block or a column appears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shown {
    /// Everywhere.
    #[default]
    Both,
    /// On the page only.
    Page,
    /// In Markdown only.
    Text,
}

/// A part of the report under a heading of its own.
#[derive(Default)]
pub(super) struct Section<'a> {
    /// By which links find it.
    pub(super) id: &'static str,
    /// The heading.
    pub(super) heading: &'static str,
    /// Where it appears.
    pub(super) shown: Shown,
    /// Whether the contents leave it out, since it is not always there.
    pub(super) is_unlisted: bool,
    /// What stands in it.
    pub(super) blocks: Vec<Block<'a>>,
}

/// Something in a section.
pub(super) enum Block<'a> {
    /// A sentence for one of the two.
    Note(Shown, &'static str),
    /// The numbers that count, each with its state, where it has one.
    Tiles([(&'static str, usize, Option<State>); 6]),
    /// How many features are in each state, and what that means.
    States(Shown, [(State, usize); 7]),
    /// Systems and features side by side.
    Map(Map<'a>),
    /// Findings that count, each with the lines that it marks.
    Findings(Vec<Open<'a>>),
    /// A system.
    System(Box<System<'a>>),
    /// Facts: what, and the value.
    Facts(Vec<Fact<'a>>),
    /// Rows and columns.
    Table(Table<'a>),
}

/// A fact.
pub(super) struct Fact<'a> {
    /// What it is about.
    pub(super) what: &'static str,
    /// What is so.
    pub(super) value: Cell<'a>,
    /// Its class on the page.
    pub(super) class: Option<&'static str>,
}

/// The features of a matrix, for every system that it judged.
pub(super) struct Map<'a> {
    /// The matrix.
    pub(super) judge: &'a JudgeView<'a>,
    /// The systems, each with the states of its features in the order of the matrix.
    pub(super) systems: Vec<(&'a SystemView<'a>, Vec<State>)>,
}

/// A finding that counts.
pub(super) struct Open<'a> {
    /// The finding.
    pub(super) finding: &'a Finding,
    /// The lines that it marks.
    pub(super) lines: Vec<Line>,
    /// The system that it is about.
    pub(super) view: Option<&'a SystemView<'a>>,
}

/// A system.
pub(super) struct System<'a> {
    /// Its facts beside its findings.
    pub(super) view: &'a SystemView<'a>,
    /// Its facts in a few lines.
    pub(super) facts: Vec<Fact<'a>>,
    /// Its features.
    pub(super) table: Table<'a>,
}

/// Rows and columns.
#[derive(Default)]
pub(super) struct Table<'a> {
    /// Where it appears.
    pub(super) shown: Shown,
    /// The heading above it in Markdown.
    pub(super) title: Option<&'static str>,
    /// What Markdown says above it; names stand in backticks.
    pub(super) intro: Option<String>,
    /// What a wide table is called on the page, where it scrolls.
    pub(super) label: Option<String>,
    /// Its class on the page.
    pub(super) class: Option<&'static str>,
    /// What the page says above it.
    pub(super) caption: Cell<'a>,
    /// The columns.
    pub(super) columns: Vec<Column>,
    /// A cell for each column; a wide one stands for several.
    pub(super) rows: Vec<Vec<Cell<'a>>>,
    /// What the page and Markdown say where there are no rows.
    pub(super) none: Option<(&'static str, Option<&'static str>)>,
    /// Whether Markdown writes each row as a list of what is so.
    pub(super) is_list: bool,
}

/// A column.
#[derive(Clone, Copy)]
pub(super) struct Column {
    /// Its name.
    pub(super) name: &'static str,
    /// Its name in Markdown, where that is another.
    pub(super) text_name: &'static str,
    /// Where it appears.
    pub(super) shown: Shown,
    /// What its cells hold, as a class on the page.
    pub(super) class: Option<&'static str>,
}

/// A column that appears everywhere.
pub(super) fn column(name: &'static str) -> Column {
    Column {
        name,
        text_name: name,
        shown: Shown::Both,
        class: None,
    }
}

impl Column {
    /// The column on the page only.
    pub(super) fn on_page(mut self) -> Self {
        self.shown = Shown::Page;
        self
    }

    /// The column in Markdown only.
    pub(super) fn in_text(mut self) -> Self {
        self.shown = Shown::Text;
        self
    }

    /// The column with cells of a class.
    pub(super) fn of(mut self, class: &'static str) -> Self {
        self.class = Some(class);
        self
    }

    /// The column under another name in Markdown.
    pub(super) fn named_in_text(mut self, name: &'static str) -> Self {
        self.text_name = name;
        self
    }
}

/// What a cell holds.
#[derive(Default)]
pub(super) enum Cell<'a> {
    /// Nothing.
    #[default]
    Empty,
    /// Text from a file.
    Text(Cow<'a, str>),
    /// Words of ours, in which nothing could be markup.
    Words(Cow<'a, str>),
    /// A sentence of ours, in which names stand in backticks.
    Sentence(Cow<'a, str>),
    /// A name and what the page has in small letters below it.
    Noted(Cow<'a, str>, Cow<'a, str>),
    /// Cells below each other.
    Lines(Vec<Cell<'a>>),
    /// What the page shows, and what Markdown does.
    Either(Box<(Cell<'a>, Cell<'a>)>),
    /// The name of a system, which leads to its section.
    System(&'a SystemView<'a>),
    /// Text that leads to the section of a system.
    Link(&'a SystemView<'a>, String),
    /// A finding in few words.
    Finding(&'a Finding),
    /// A feature: title, id, clauses.
    Feature(&'a RowView<'a>),
    /// Roles as declared, and as published.
    Roles(Option<Roles>, Option<Roles>),
    /// The other parties with their roles.
    Parties(Vec<String>),
    /// What stands in place of three cells of roles, and the published ones.
    NoRoles(String, Option<&'a Published>),
    /// Who owns a feature.
    Owner(Option<&'a Owner>),
    /// Paths and links, and where they stand.
    Evidence(&'a [(String, Standing)]),
    /// How a feature stands.
    State(&'a RowView<'a>),
    /// A commit.
    Commit(&'a Commit),
}

impl<'a> Cell<'a> {
    /// Text from a file.
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// Words of ours.
    pub(super) fn words(words: impl Into<Cow<'a, str>>) -> Self {
        Self::Words(words.into())
    }

    /// A sentence of ours.
    pub(super) fn sentence(sentence: impl Into<Cow<'a, str>>) -> Self {
        Self::Sentence(sentence.into())
    }

    /// What the page shows, and what Markdown does.
    pub(super) fn either(page: Self, text: Self) -> Self {
        Self::Either(Box::new((page, text)))
    }

    /// How many columns it takes.
    pub(super) fn width(&self) -> usize {
        match self {
            Self::NoRoles(..) => 3,
            _ => 1,
        }
    }
}

impl Table<'_> {
    /// The cells of a row that appear beside those for both, each with its column.
    pub(super) fn cells<'t>(
        &'t self,
        row: &'t [Cell<'t>],
        shown: Shown,
    ) -> impl Iterator<Item = (&'t Column, &'t Cell<'t>)> {
        let mut at = 0;
        let placed = row.iter().filter_map(move |cell| {
            let column = self.columns.get(at);
            at += cell.width();
            Some((column?, cell))
        });
        placed.filter(move |(column, _)| column.is_in(shown))
    }

    /// The columns that appear beside those for both.
    pub(super) fn heads(&self, shown: Shown) -> impl Iterator<Item = &Column> {
        let columns = self.columns.iter();
        columns.filter(move |column| column.is_in(shown))
    }
}

impl Column {
    fn is_in(&self, shown: Shown) -> bool {
        self.shown.is_in(shown)
    }
}

impl Shown {
    /// Whether it appears there.
    pub(super) fn is_in(self, place: Self) -> bool {
        self == Self::Both || self == place
    }
}
