//! Workflow commands, which GitHub Actions turns into annotations of a pull request. A step shows
//! the first ten of each kind, so the most severe come first; what does not count is left out.

use std::cmp::Reverse;
use std::fmt::Write as _;

use crate::finding::{Finding, Report, RunError, Severity};
use crate::text::visible;

/// Renders what kept the run from being completed, every open finding, most severe first, and what else a
/// reader has to know.
pub fn render(report: &Report) -> String {
    let open = |finding: &&Finding| finding.is_open();
    let mut findings: Vec<&Finding> = report.findings.iter().filter(open).collect();
    findings.sort_by_key(|finding| Reverse(finding.severity)); // stable: then by place
    let mut out = String::new();
    for error in report.unshown_errors() {
        error_command(&mut out, error);
    }
    for finding in findings {
        command(&mut out, finding);
    }
    for note in &report.notes {
        let _ = writeln!(out, "::notice title=crisplint::{}", data(&note.message()));
    }
    out
}

/// What kept the run from being completed.
fn error_command(out: &mut String, error: &RunError) {
    let file = error.path.as_ref();
    let file = file.map(|path| format!("file={},line=1,", property(&path.relative)));
    let title = super::summary::INCOMPLETE;
    let _ = write!(
        out,
        "::error {}title={title}::{}",
        file.unwrap_or_default(),
        data(&error.message)
    );
    end(out, error.help.as_deref());
}

fn command(out: &mut String, finding: &Finding) {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let at = &finding.location;
    let _ = write!(
        out,
        "::{level} file={},line={},endLine={},col={},endColumn={},title={}::{}",
        property(&at.path.relative),
        at.start.line,
        at.end.line,
        at.start.column,
        at.end.column,
        property(&format!("{} {}", finding.rule.code, finding.rule.name)),
        data(&finding.message),
    );
    end(out, finding.help.as_deref());
}

/// What to do, and the end of a command.
fn end(out: &mut String, help: Option<&str>) {
    if let Some(help) = help {
        out.push_str("%0A");
        out.push_str(&data(help));
    }
    out.push('\n');
}

/// The text after `::`, in which nothing may end the line.
fn data(text: &str) -> String {
    visible(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property, in which nothing may begin another or end the list of them.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_line_a_property_or_the_list_of_properties() {
        assert_eq!(data("100%\n::error::x, y"), "100%25%0A::error::x, y");
        assert_eq!(property("a:b,c%\n::"), "a%3Ab%2Cc%25%0A%3A%3A");
    }

    #[test]
    fn what_steers_a_terminal_is_written_as_an_escape() {
        assert_eq!(data("\u{1b}[2J\r\u{202e}"), "\\u{1b}[2J\\u{d}\\u{202e}");
    }

    #[test]
    fn an_escape_in_the_text_stays_text() {
        assert_eq!(data("%0A::error::"), "%250A::error::");
    }
}
