//! In a terminal: like a release note, with a headline and a block for each kind of change.

use owo_colors::{OwoColorize, Style};

use super::blocks::{Block, Comparison, Entry, blocks, headline, impact_headline, side, touched};
use crate::diff::Impact;
use crate::finding::Finding;
use crate::render::full::Look;
use crate::render::{concise, errors};
use crate::text::one_line;

/// Renders everything; without the headlines where they are not wanted.
pub fn render(comparison: &Comparison<'_>, look: Look, headlines: bool) -> String {
    let mut page = Page {
        out: String::new(),
        color: look.color,
    };
    let diff = comparison.diff;
    if headlines {
        page.headline(&headline(diff));
        let (old, new) = (
            side(diff.old, comparison.old_file),
            side(diff.new, comparison.new_file),
        );
        page.line(&format!("from {}", one_line(&old)));
        page.line(&format!("to   {}", one_line(&new)));
    }
    for block in blocks(diff) {
        page.block(&block);
    }
    if let Some(impact) = comparison.impact {
        if headlines {
            page.gap();
            page.headline(&format!("impact: {}", impact_headline(impact, diff)));
        }
        page.impact(impact);
    }
    page.out + &errors(comparison.errors, look.color)
}

struct Page {
    out: String,
    color: bool,
}

impl Page {
    fn line(&mut self, safe: &str) {
        self.out.push_str(safe);
        self.out.push('\n');
    }

    fn gap(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    /// A line that leads others.
    fn headline(&mut self, text: &str) {
        let text = one_line(text);
        if self.color {
            let bold = text.style(Style::new().bold()).to_string();
            self.line(&bold);
        } else {
            self.line(&text);
        }
    }

    fn title(&mut self, title: &str) {
        self.gap();
        self.headline(title);
    }

    fn block(&mut self, block: &Block) {
        self.title(block.title);
        for entry in &block.entries {
            self.entry(entry);
        }
    }

    fn entry(&mut self, entry: &Entry) {
        self.line(&format!(
            "  {}: {}",
            one_line(&entry.name),
            one_line(&entry.what)
        ));
        if !entry.detail.is_empty() {
            self.line(&format!("      {}", one_line(&entry.detail.join(" → "))));
        }
    }

    fn impact(&mut self, impact: &Impact) {
        if !impact.touched.is_empty() {
            self.title("Affected manifests");
            for one in &impact.touched {
                let Entry { name, what, .. } = touched(one);
                let (name, path) = (one_line(&name), one_line(&one.path.shown));
                self.line(&format!("  {name} ({path}): {}", one_line(&what)));
            }
        }
        let open = |findings: &'_ [Finding]| findings.iter().any(Finding::is_open);
        if open(&impact.opened) {
            self.title("New findings");
            for finding in impact.opened.iter().filter(|finding| finding.is_open()) {
                self.finding("", finding);
                if let Some(help) = &finding.help {
                    self.line(&format!("      help: {}", one_line(help)));
                }
            }
        }
        if open(&impact.closed) {
            self.title("Findings that disappear");
            for finding in impact.closed.iter().filter(|finding| finding.is_open()) {
                self.finding("", finding);
            }
        }
        if impact.covered().next().is_some() {
            self.title("Waived or baselined findings (do not count)");
            for (finding, comes) in impact.covered() {
                self.finding(if comes { "new: " } else { "gone: " }, finding);
            }
        }
    }

    fn finding(&mut self, word: &str, finding: &Finding) {
        self.line(&format!("  {word}{}", concise::line(finding)));
    }
}
