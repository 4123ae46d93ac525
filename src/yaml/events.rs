//! The event parser's events to a tree: spans put right, scalars resolved, anchors remembered.
//!
//! Three facts about the event parser stay in this file: it counts characters where we count bytes,
//! it limits the depth of flow collections but not of block ones, and it reads control characters,
//! which no YAML has: at a NUL it even takes the text for ended.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, StrInput, Tag};

use super::build::{Builder, Subtree};
use super::conflict;
use super::controls::{self, Control};
use super::scalar::{quoted_length, resolve};
use super::tree::{Failure, NodeId, Outcome};
use crate::text::Span;

/// What stands between values. Other blanks of Unicode are text like any other.
const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

/// The documents from an offset up to the end or the first failure.
pub(super) struct Events<'s> {
    text: &'s str,
    parser: Parser<'s, StrInput<'s>>,
    offsets: Offsets<'s>,
    /// Where the first forbidden character stands.
    control: Option<Control>,
    /// Where the document that is read began.
    start: usize,
    tree: Assembly<'s>,
    /// Whether nothing comes any more.
    ended: bool,
    /// Where to go on behind a failure.
    next: Option<usize>,
}

impl<'s> Events<'s> {
    /// Starts the parser anew. `ascii` says whether characters are bytes.
    pub(super) fn new(text: &'s str, start: usize, ascii: bool, control: Option<Control>) -> Self {
        Self {
            text,
            parser: Parser::new_from_str(text.get(start..).unwrap_or_default()),
            offsets: Offsets::new(text, start, ascii),
            control,
            start,
            tree: Assembly::new(text),
            ended: false,
            next: None,
        }
    }

    /// Where to go on, once nothing comes any more.
    pub(super) fn next_start(&self) -> Option<usize> {
        self.next
    }

    fn forbidden(&self, end: usize) -> Option<Control> {
        self.control.filter(|control| control.at < end)
    }

    /// The next event with its characters; nothing at the end of the text.
    fn event(&mut self) -> Option<Result<(Event<'s>, Span), Failure>> {
        match self.parser.next_event()? {
            Ok((event, span)) => Some(Ok((event, self.offsets.span(span)))),
            Err(error) => {
                let end = next_marker(self.text, self.start).unwrap_or(self.text.len());
                let control = self.forbidden(end);
                Some(Err(control.map_or_else(
                    || self.offsets.failure(&error),
                    Control::failure,
                )))
            }
        }
    }

    /// The document that ends here, at the start of what comes behind it.
    fn document(&mut self, end: Span) -> Option<Outcome<'s>> {
        let started = std::mem::replace(&mut self.start, end.start());
        let built = std::mem::replace(&mut self.tree, Assembly::new(self.text));
        // What stands between two markers can be text to the parser.
        match conflict::failure(self.text, started, end.end()) {
            Some(conflict) => Some(Err(conflict)),
            None => built.builder.finish().map(Ok),
        }
    }

    /// Ends with a failure.
    fn fail(&mut self, failure: Failure, next: Option<usize>) -> Outcome<'s> {
        self.ended = true;
        self.next = next;
        Err(failure)
    }
}

impl<'s> Iterator for Events<'s> {
    /// Nothing stands for an empty document.
    type Item = Option<Outcome<'s>>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let failure = match self.event()? {
                Ok((event, span)) => {
                    // What comes behind the end of a stream has not been read at all.
                    let end = if event == Event::StreamEnd {
                        self.text.len()
                    } else {
                        span.end()
                    };
                    if let Some(control) = self.forbidden(end) {
                        let next = next_marker(self.text, control.at);
                        return Some(Some(self.fail(control.failure(), next)));
                    }
                    match event {
                        Event::StreamEnd => {
                            self.ended = true;
                            continue;
                        }
                        Event::DocumentStart(_) => {
                            self.start = span.start();
                            self.tree.builder.reserve();
                            continue;
                        }
                        Event::DocumentEnd => return Some(self.document(span)),
                        event => match self.tree.event(event, span) {
                            Ok(()) => continue,
                            Err(failure) => failure,
                        },
                    }
                }
                Err(failure) => failure,
            };
            // Whatever the parser makes of an unfinished merge, the merge is what is wrong.
            let next = next_marker(self.text, self.start);
            let end = next.unwrap_or(self.text.len());
            let conflict = conflict::failure(self.text, self.start, end);
            return Some(Some(self.fail(conflict.unwrap_or(failure), next)));
        }
        None
    }
}

/// A tree in the making, and what the events say beside it.
struct Assembly<'s> {
    text: &'s str,
    builder: Builder<'s>,
    open: Vec<Open>,
    anchors: HashMap<usize, Anchor>,
}

/// A collection whose end has not come yet.
struct Open {
    /// Whether it stands in brackets.
    flow: bool,
    anchor: usize,
}

/// What an anchor names.
#[derive(Clone, Copy)]
enum Anchor {
    /// A collection whose end has not been read.
    Open,
    Complete(Subtree),
}

impl<'s> Assembly<'s> {
    fn new(text: &'s str) -> Self {
        Self {
            text,
            builder: Builder::new(text),
            open: Vec::new(),
            anchors: HashMap::new(),
        }
    }

    fn event(&mut self, event: Event<'s>, span: Span) -> Result<(), Failure> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let properties = anchor != 0 || tag.is_some();
                let span = self.scalar_span(span, &text, style, properties);
                let node = self.scalar(text, style, tag.as_deref(), span, anchor != 0)?;
                let scalar = Subtree {
                    node,
                    count: 1,
                    height: 0,
                };
                self.name(anchor, Anchor::Complete(scalar));
                Ok(())
            }
            Event::SequenceStart(anchor, tag) => self.start(false, span, anchor, tag.is_some()),
            Event::MappingStart(anchor, tag) => self.start(true, span, anchor, tag.is_some()),
            Event::SequenceEnd | Event::MappingEnd => {
                self.end(span);
                Ok(())
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                None => {
                    let message = "the alias has no anchor before it".to_owned();
                    Err(Failure::Syntax(message, span))
                }
                Some(Anchor::Open) => Err(Failure::EndlessAlias(span)),
                Some(Anchor::Complete(target)) => self.builder.alias(*target, span),
            },
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
        }
    }

    /// Takes a scalar in. Returns the node that an alias of it stands for.
    fn scalar(
        &mut self,
        text: Cow<'s, str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
        span: Span,
        anchored: bool,
    ) -> Result<NodeId, Failure> {
        if !matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) {
            let written = self.text.get(span.range()).unwrap_or_default();
            if let Some(control) = controls::unquoted(written, span.start()) {
                return Err(control.failure());
            }
        }
        if !self.builder.expects_key() {
            return self.builder.value(resolve(text, style, tag), span);
        }
        // A key is text, but an alias of it in another place has its type.
        let typed = anchored.then(|| resolve(text.clone(), style, tag));
        let node = self.builder.key(text, span)?;
        typed.map_or(Ok(node), |kind| self.builder.push(kind, span))
    }

    fn name(&mut self, id: usize, anchor: Anchor) {
        if id != 0 {
            self.anchors.insert(id, anchor);
        }
    }

    fn start(
        &mut self,
        mapping: bool,
        span: Span,
        anchor: usize,
        tagged: bool,
    ) -> Result<(), Failure> {
        let start = if anchor != 0 || tagged {
            // What stands before the first key may belong to the key.
            self.after_properties(span.start()).min(span.end())
        } else {
            span.start()
        };
        let bracket = self.text.as_bytes().get(start);
        // The event of a block collection ends where the first child begins.
        let flow = start < span.end() && matches!(bracket, Some(b'[' | b'{'));
        self.builder.open(mapping, Span::new(start, span.end()))?;
        self.name(anchor, Anchor::Open);
        self.open.push(Open { flow, anchor });
        Ok(())
    }

    fn end(&mut self, span: Span) {
        let Some(Open { flow, anchor }) = self.open.pop() else {
            return;
        };
        let bracket = flow.then(|| self.after_bracket(span.start()));
        if let Some(subtree) = self.builder.close(bracket) {
            self.name(anchor, Anchor::Complete(subtree));
        }
    }

    /// Behind the closing bracket: the parser's end may begin at a comma before it, and run on into a
    /// comment behind it.
    fn after_bracket(&self, end: usize) -> usize {
        let mut rest = self.text.get(end..).unwrap_or_default();
        loop {
            let ahead = rest.trim_start_matches([' ', '\t', '\r', '\n', ',']);
            if !ahead.starts_with('#') {
                let bracket = usize::from(ahead.starts_with([']', '}']));
                return self.text.len() - ahead.len() + bracket;
            }
            rest = ahead
                .find(['\n', '\r'])
                .and_then(|end| ahead.get(end..))
                .unwrap_or_default();
        }
    }

    /// The characters of the scalar alone: the parser's span begins at an anchor or a tag, may run
    /// on into a comment, and is the token behind where there is no value.
    fn scalar_span(&self, span: Span, value: &str, style: ScalarStyle, properties: bool) -> Span {
        let mut start = span.start();
        if properties {
            start = self.after_properties(start).min(span.end());
        }
        let text = self.text.get(start..span.end()).unwrap_or_default();
        let length = match style {
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => quoted_length(text),
            ScalarStyle::Plain if value.is_empty() => 0,
            ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => {
                text.trim_end_matches(BLANK).len()
            }
        };
        Span::new(start, start + length)
    }

    /// Where the node's own characters begin, behind `&anchor` and `!tag`.
    fn after_properties(&self, start: usize) -> usize {
        let mut rest = self.text.get(start..).unwrap_or_default();
        loop {
            let ahead = rest.trim_start_matches(BLANK);
            if ahead.starts_with('#') {
                rest = ahead
                    .find(['\n', '\r'])
                    .and_then(|end| ahead.get(end..))
                    .unwrap_or_default();
            } else if ahead.starts_with(['&', '!']) {
                let flow = |c: char| BLANK.contains(&c) || matches!(c, ',' | '[' | ']' | '{' | '}');
                // A verbatim tag may hold all of these.
                let end = if ahead.starts_with("!<") {
                    ahead.find('>').map(|end| end + 1)
                } else {
                    ahead.find(flow)
                };
                rest = end.and_then(|end| ahead.get(end..)).unwrap_or_default();
            } else {
                return self.text.len() - ahead.len();
            }
        }
    }
}

/// The next `---` in column 1 after the line on which a document starts.
fn next_marker(text: &str, document_start: usize) -> Option<usize> {
    let mut line = document_start;
    loop {
        line += text.get(line..)?.find('\n')? + 1;
        let rest = text.get(line..)?.strip_prefix("---");
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n'])) {
            return Some(line);
        }
    }
}

/// The parser's character counts as byte offsets. Its marks move forward, give or take a token, so
/// a cursor that follows them walks every character about once.
struct Offsets<'s> {
    text: &'s str,
    /// Whether characters are bytes, so that there is nothing to do but to add the start.
    ascii: bool,
    start: usize,
    character: usize,
    byte: usize,
}

impl<'s> Offsets<'s> {
    fn new(text: &'s str, start: usize, ascii: bool) -> Self {
        Self {
            text,
            ascii,
            start,
            character: 0,
            byte: start,
        }
    }

    fn byte(&mut self, character: usize) -> usize {
        if self.ascii {
            return self.start + character;
        }
        if character >= self.character {
            let ahead = self.text.get(self.byte..).unwrap_or_default();
            let step = ahead.char_indices().nth(character - self.character);
            self.byte += step.map_or(ahead.len(), |(at, _)| at);
        } else {
            let behind = self.text.get(..self.byte).unwrap_or_default();
            let mut steps = behind.char_indices().rev();
            let step = steps.nth(self.character - character - 1);
            self.byte = step.map_or(self.start, |(at, _)| at);
        }
        self.character = character;
        self.byte
    }

    fn span(&mut self, span: saphyr_parser::Span) -> Span {
        let start = self.byte(span.start.index());
        Span::new(start, self.byte(span.end.index()))
    }

    fn failure(&mut self, error: &ScanError) -> Failure {
        let start = self.byte(error.marker().index());
        let start = match error.info() {
            // Here the marker is where the text begins, and not where the tab stands.
            "while scanning a plain scalar, found a tab"
            | "a block scalar content cannot start with a tab" => self.tab_below(start),
            // And here behind the tab.
            said if said.starts_with("tabs disallowed") => self.tab_before(start),
            _ => start,
        };
        let at = self.text.get(start..).and_then(|rest| rest.chars().next());
        let width = at
            .filter(|c| !matches!(c, '\r' | '\n'))
            .map_or(0, char::len_utf8);
        let span = Span::new(start, start + width);
        // The scanner reads ahead of the events, so its own limit can strike before ours.
        if error.info() == "recursion limit exceeded" {
            Failure::TooDeep(span)
        } else {
            Failure::Syntax(error.info().to_owned(), span)
        }
    }

    /// The tab right before `start`; without one, the start itself.
    fn tab_before(&self, start: usize) -> usize {
        let before = self.text.get(..start).unwrap_or_default();
        before.strip_suffix('\t').map_or(start, str::len)
    }

    /// The tab that ends a text from `start` on: the first in the indent of a line below, unless the
    /// line is blank or indented deeper than the key. Without one, the start itself.
    fn tab_below(&self, start: usize) -> usize {
        let (before, text) = self.text.split_at_checked(start).unwrap_or_default();
        let line = before.rsplit(['\r', '\n']).next().unwrap_or_default();
        let key = line.len() - line.trim_start_matches([' ', '-', '?']).len();
        let mut at = start;
        let lines = text.split_inclusive(['\r', '\n']);
        // What is not found in this document is not looked for in all the others.
        for line in lines.take_while(|line| !line.starts_with("---")) {
            let ahead = line.trim_start_matches(' ');
            let spaces = line.len() - ahead.len();
            let content = ahead.trim_start_matches(BLANK);
            let blank = content.is_empty() || content.starts_with('#');
            if at > start && ahead.starts_with('\t') && spaces <= key && !blank {
                return at + spaces;
            }
            at += line.len();
        }
        start
    }
}
