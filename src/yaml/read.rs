//! From text to trees. `plain` reads what nearly all files hold, quickly; `events` asks the event
//! parser, which reads all of YAML. Both fill the tree of `build`, and both make the same of a text.

use super::controls::Ahead;
use super::events::Events;
use super::plain::{self, Found};
use super::tree::{Failure, MAX_DOCUMENTS, Outcome};
use crate::text::Span;

/// The documents of a file, one after the other; nothing stands for an empty one.
///
/// A failure ends its document; reading goes on at the next `---` in column 1.
pub fn documents(text: &str) -> Documents<'_> {
    Documents::new(text, true)
}

/// Reads every document of a file; nothing stands for an empty one.
pub fn read(text: &str) -> Vec<Option<Outcome<'_>>> {
    documents(text).collect()
}

/// The same by the event parser alone: what fuzzing holds the quick reader to.
pub fn read_by_events(text: &str) -> Vec<Option<Outcome<'_>>> {
    Documents::new(text, false).collect()
}

/// Whether the quick reader takes a whole text: what the texts of the tests are measured by, since those
/// that it leaves compare the event parser with itself.
pub fn is_plain(text: &str) -> bool {
    let mut documents = documents(text);
    documents.by_ref().for_each(drop);
    !documents.asked_parser
}

/// The documents of a file as they are read.
pub struct Documents<'s> {
    text: &'s str,
    /// Whether the quick reader is asked first.
    quick: bool,
    /// Whether characters are bytes. Asked once: a file can hold a million documents that fail.
    ascii: bool,
    controls: Ahead,
    reading: Reading<'s>,
    /// How many were read that are not empty.
    count: usize,
    /// Whether the event parser had anything to do.
    asked_parser: bool,
}

/// Who reads, and where.
enum Reading<'s> {
    /// Nobody yet.
    Nobody(usize),
    /// The quick reader.
    Plain(usize),
    /// The event parser.
    Events(Box<Events<'s>>),
    /// Nobody any more.
    Done,
}

impl<'s> Documents<'s> {
    fn new(text: &'s str, quick: bool) -> Self {
        Self {
            text,
            quick,
            ascii: text.is_ascii(),
            controls: Ahead::new(text),
            reading: Reading::Nobody(0),
            count: 0,
            asked_parser: false,
        }
    }

    /// Hands the text on to the event parser.
    fn ask_parser(&mut self, start: usize) {
        self.asked_parser = true;
        let control = self.controls.from(self.text, start);
        let events = Events::new(self.text, start, self.ascii, control);
        self.reading = Reading::Events(Box::new(events));
    }

    /// The next document, whatever its number.
    fn step(&mut self) -> Option<<Self as Iterator>::Item> {
        loop {
            match &mut self.reading {
                Reading::Done => return None,
                Reading::Nobody(start) => {
                    let start = *start;
                    // Before a forbidden character stands a fault in the making.
                    if self.quick && self.controls.from(self.text, start).is_none() {
                        self.reading = Reading::Plain(start);
                    } else {
                        self.ask_parser(start);
                    }
                }
                Reading::Plain(start) => {
                    let start = *start;
                    match plain::read(self.text, start) {
                        Found::Other => self.ask_parser(start),
                        Found::Nothing(next) => self.reading = plain_or_done(next),
                        Found::Document(document, next) => {
                            self.reading = plain_or_done(next);
                            return Some(document.map(Ok));
                        }
                    }
                }
                Reading::Events(events) => match events.next() {
                    Some(outcome) => return Some(outcome),
                    None => {
                        let next = events.next_start();
                        self.reading = next.map_or(Reading::Done, Reading::Nobody);
                    }
                },
            }
        }
    }
}

impl<'s> Iterator for Documents<'s> {
    type Item = Option<Outcome<'s>>;

    fn next(&mut self) -> Option<Self::Item> {
        let outcome = self.step()?;
        self.count += usize::from(outcome.is_some());
        match outcome {
            Some(outcome) if self.count > MAX_DOCUMENTS => {
                self.reading = Reading::Done;
                Some(Some(Err(Failure::TooManyDocuments(start_of(&outcome)))))
            }
            outcome => Some(outcome),
        }
    }
}

fn plain_or_done<'s>(next: Option<usize>) -> Reading<'s> {
    next.map_or(Reading::Done, Reading::Plain)
}

/// The first thing in a document.
fn start_of(outcome: &Outcome<'_>) -> Span {
    match outcome {
        Ok(document) => {
            let root = document.root();
            let first = root.entries().next();
            first.map_or(root.span(), |entry| entry.key_span)
        }
        Err(failure) => failure.span(),
    }
}
