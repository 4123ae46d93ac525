//! The picture of a fault, for people: the source with the characters marked, what is wrong, and
//! what to write. The home of miette.
//!
//! What is shown of a file is an excerpt made for each finding: its lines with a neighbour on each
//! side, characters that could steer a terminal written as escapes, and long lines clipped around
//! the mark. The marks move with the text; line and column are those of the file.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, SourceCode,
    SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};

use owo_colors::Style;

use super::summary::errors;
use crate::finding::{Finding, Location, Report, Severity, Status, Text, Waived};
use crate::text::{Source, Span, is_hidden, one_line};

/// Lines shown on each side of a marked one.
const CONTEXT: usize = 1;
/// Characters of a line that are shown before it is clipped.
const LINE: usize = 160;
/// Further places of a finding that are shown.
const RELATED: usize = 16;
/// Characters kept before the mark on a clipped line.
const BEFORE: usize = 60;

/// How the picture looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether colours are wanted.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
}

impl Look {
    /// For files and pipes: what they receive does not depend on the window.
    pub const PLAIN: Self = Self {
        color: false,
        width: 100,
    };
}

/// Renders the whole report.
pub fn render(report: &Report, style: Look) -> String {
    pictures(report, style) + &errors(report.unshown_errors(), style.color)
}

/// Renders every finding.
pub fn pictures(report: &Report, style: Look) -> String {
    let handler = |theme: GraphicalTheme| {
        GraphicalReportHandler::new_themed(theme)
            .with_width(style.width)
            .with_context_lines(CONTEXT)
            .with_links(false)
            .with_break_words(false)
            // A path, a date or an id that is to be copied stays whole.
            .with_word_separator(textwrap::WordSeparator::AsciiSpace)
            .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
    };
    let (open, covered) = if style.color {
        (handler(GraphicalTheme::unicode()), handler(dimmed()))
    } else {
        let plain = handler(GraphicalTheme::unicode_nocolor());
        (plain.clone(), plain)
    };
    let mut out = String::new();
    // What stood when the gate was switched on is counted in the summary, and not shown again.
    let findings = report.findings.iter();
    for finding in findings.filter(|finding| !matches!(finding.status, Status::Baselined(_))) {
        let handler = if finding.is_open() { &open } else { &covered };
        let source = report.sources.get(&finding.location.path.relative);
        let picture = Picture::new(finding, source.map(AsRef::as_ref));
        // Writing to a string does not fail, and the excerpt answers for every label in it.
        let _ = handler.render_report(&mut out, &picture);
        out.push('\n');
    }
    out
}

/// The theme of findings that do not count.
fn dimmed() -> GraphicalTheme {
    let dim = Style::new().dimmed();
    GraphicalTheme {
        characters: ThemeCharacters::unicode(),
        styles: ThemeStyles {
            error: dim,
            warning: dim,
            advice: dim,
            help: dim,
            link: dim,
            linum: dim,
            highlights: vec![dim],
        },
    }
}

/// A finding as miette wants it.
#[derive(Debug)]
struct Picture {
    code: String,
    message: String,
    help: Option<String>,
    severity: Severity,
    /// Nothing where the file gave no text.
    excerpt: Option<Excerpt>,
    labels: Vec<LabeledSpan>,
}

impl Picture {
    fn new(finding: &Finding, source: Option<&Source>) -> Self {
        let here = &finding.location;
        let mut help: Vec<String> = finding.help.iter().map(|help| one_line(help)).collect();
        let mut word = finding.severity.to_string();
        if let Status::Waived(waiver) = &finding.status {
            word = format!("waived {word}");
            let Waived {
                expires,
                approved_by,
                reason,
                ..
            } = waiver.as_ref();
            help = vec![one_line(&format!(
                "waived until {expires} by {approved_by}: {reason}"
            ))];
        }
        let label = finding.label.clone().unwrap_or_default();
        let mut marks = vec![(here, label)];
        // Pictures take time with the square of their marks, and nobody reads so many.
        let left_out = finding.related.len().saturating_sub(RELATED);
        for related in finding.related.iter().take(RELATED) {
            let place = &related.location;
            if place.path == here.path {
                marks.push((place, related.message.clone()));
            } else {
                let path = one_line(&place.path.shown);
                let at = format!("{path}:{}:{}", place.start.line, place.start.column);
                help.push(format!("{}: {at}", one_line(&related.message)));
            }
        }
        match left_out {
            0 => {}
            1 => help.push("1 more place is not shown".to_owned()),
            more => help.push(format!("{more} more places are not shown")),
        }
        let (excerpt, spans) = match source {
            Some(source) => {
                let (excerpt, spans) = Excerpt::new(source, here, &marks);
                (Some(excerpt), spans)
            }
            None => (None, Vec::new()),
        };
        let labels = marks
            .iter()
            .zip(spans)
            .enumerate()
            .map(|(index, ((_, message), span))| {
                let message = (!message.is_empty()).then(|| one_line(message));
                if index == 0 {
                    LabeledSpan::new_primary_with_span(message, span)
                } else {
                    LabeledSpan::new_with_span(message, span)
                }
            });
        Self {
            code: format!("{word}[{}] {}", finding.rule.code, finding.rule.name),
            message: one_line(&finding.message),
            help: (!help.is_empty()).then(|| help.join("\n")),
            severity: finding.severity,
            labels: labels.collect(),
            excerpt,
        }
    }
}

impl fmt::Display for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Picture {}

impl Diagnostic for Picture {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt
            .as_ref()
            .map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// The lines of a file that one picture shows.
#[derive(Debug)]
struct Excerpt {
    name: String,
    text: String,
    lines: Vec<ExcerptLine>,
    /// Where each mark begins in the excerpt, and in which column of the file.
    columns: Vec<(usize, usize)>,
}

#[derive(Debug)]
struct ExcerptLine {
    /// Counted from 1, in the file.
    number: usize,
    start: usize,
    end: usize,
}

impl Excerpt {
    /// Copies the lines of all marks, and says where the marks are in the copy.
    fn new(
        source: &Source,
        here: &Location,
        marks: &[(&Location, Text)],
    ) -> (Self, Vec<SourceSpan>) {
        let mut numbers: Vec<usize> = marks
            .iter()
            .flat_map(|(at, _)| {
                at.start.line.saturating_sub(CONTEXT).max(1)..=at.start.line + CONTEXT
            })
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut excerpt = Self {
            name: one_line(&here.path.shown),
            text: String::new(),
            lines: Vec::new(),
            columns: Vec::new(),
        };
        let mut spans = vec![SourceSpan::from(0..0); marks.len()];
        for number in numbers {
            let Some(line) = source.line(number) else {
                continue;
            };
            excerpt.push(source, number, line, marks, &mut spans);
        }
        (excerpt, spans)
    }

    fn push(
        &mut self,
        source: &Source,
        number: usize,
        line: Span,
        marks: &[(&Location, Text)],
        spans: &mut [SourceSpan],
    ) {
        let start = self.text.len();
        let on_line = || {
            marks
                .iter()
                .enumerate()
                .filter(|(_, (at, _))| at.start.line == number)
        };
        let first = on_line()
            .map(|(_, (at, _))| at.span.start() - line.start())
            .min()
            .unwrap_or(0);
        let shown = Clipped::new(source.slice(line), first);
        self.text.push_str(&shown.text);
        self.text.push('\n');
        for (index, (at, _)) in on_line() {
            // A mark of several lines is shown on its first.
            let from = start + shown.at(at.span.start() - line.start());
            let to = start + shown.at(at.span.end().min(line.end()).saturating_sub(line.start()));
            if let Some(span) = spans.get_mut(index) {
                *span = SourceSpan::from(from..to.max(from));
            }
            self.columns.push((from, at.start.column));
        }
        let end = self.text.len();
        self.lines.push(ExcerptLine { number, start, end });
    }

    /// The index of the line that holds an offset.
    fn line_of(&self, offset: usize) -> usize {
        self.lines
            .partition_point(|line| line.end <= offset)
            .min(self.lines.len().saturating_sub(1))
    }
}

/// A line as it is shown, and where its bytes have gone.
struct Clipped {
    text: String,
    /// For each step in which the two texts drift apart: byte of the line, byte of what is shown.
    steps: Vec<(usize, usize)>,
}

impl Clipped {
    /// `mark` is the byte at which the first mark begins. Nothing here may take longer for a longer line:
    /// it can have a finding for every few of its characters.
    fn new(line: &str, mark: usize) -> Self {
        let long = line.chars().nth(LINE).is_some();
        let before = line.get(..mark).unwrap_or(line).char_indices();
        let kept = before.rev().nth(BEFORE - 1).filter(|_| long);
        let skip = kept.map_or(0, |(at, _)| at);
        let mut shown = Self {
            text: String::new(),
            steps: vec![(0, 0)],
        };
        if skip > 0 {
            shown.text.push('…');
        }
        let mut width = 0;
        let mut characters = line
            .get(skip..)
            .unwrap_or_default()
            .char_indices()
            .peekable();
        // Escapes are long: the mark has to be shown, what is behind it need not.
        while let Some((at, character)) =
            characters.next_if(|(at, _)| skip + at <= mark || width < LINE)
        {
            let at = skip + at;
            shown.steps.push((at, shown.text.len()));
            if is_hidden(character) {
                let escape = character.escape_unicode();
                width += escape.len();
                shown.text.extend(escape);
            } else {
                width += 1;
                shown.text.push(character);
            }
        }
        let rest = characters.next().map(|(at, _)| skip + at);
        shown
            .steps
            .push((rest.unwrap_or(line.len()), shown.text.len()));
        if rest.is_some() {
            shown.text.push('…');
        }
        shown
    }

    /// Where a byte of the line has gone; bytes that are not shown are at the nearest end.
    fn at(&self, byte: usize) -> usize {
        let after = self.steps.partition_point(|(from, _)| *from <= byte);
        let step = after.checked_sub(1).and_then(|index| self.steps.get(index));
        step.map_or(0, |(_, to)| *to)
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let mut first = self.line_of(span.offset());
        let mut last = self
            .line_of((span.offset() + span.len().max(1)) - 1)
            .max(first);
        let number = |index: usize| self.lines.get(index).map(|line| line.number);
        for _ in 0..before {
            let above = first.checked_sub(1);
            if above.and_then(number).map(|above| above + 1) == number(first) && first > 0 {
                first -= 1;
            }
        }
        for _ in 0..after {
            if number(last + 1).is_some() && number(last + 1) == number(last).map(|last| last + 1) {
                last += 1;
            }
        }
        let (Some(top), Some(bottom)) = (self.lines.get(first), self.lines.get(last)) else {
            return Err(MietteError::OutOfBounds);
        };
        let column = self
            .columns
            .iter()
            .find(|(at, _)| *at == span.offset() && before == 0);
        Ok(Box::new(Contents {
            excerpt: self,
            data: self.text.get(top.start..bottom.end).unwrap_or_default(),
            span: SourceSpan::from(top.start..bottom.end),
            line: top.number - 1,
            column: column.map_or(0, |(_, column)| column - 1),
            line_count: last - first + 1,
        }))
    }
}

struct Contents<'a> {
    excerpt: &'a Excerpt,
    data: &'a str,
    span: SourceSpan,
    line: usize,
    column: usize,
    line_count: usize,
}

impl<'a> SpanContents<'a> for Contents<'a> {
    fn data(&self) -> &'a [u8] {
        self.data.as_bytes()
    }

    fn span(&self) -> &SourceSpan {
        &self.span
    }

    fn name(&self) -> Option<&str> {
        Some(&self.excerpt.name)
    }

    fn line(&self) -> usize {
        self.line
    }

    fn column(&self) -> usize {
        self.column
    }

    fn line_count(&self) -> usize {
        self.line_count
    }
}
