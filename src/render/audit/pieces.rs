//! Pieces of HTML that several parts of the page are made of.

use maud::{Markup, html};

use crate::audit::fleet::SystemView;
use crate::audit::state::State;
use crate::text::{split_scheme, visible};

/// Text from a file, with nothing hidden in it. A browser shows a line break as a blank; written as it
/// is, it could begin a line that commands whoever runs this.
pub(super) fn shown(text: &str) -> std::borrow::Cow<'_, str> {
    match visible(text) {
        text if text.contains('\n') => text.replace('\n', " ").into(),
        text => text,
    }
}

/// A sentence of ours, in which names stand in backticks.
pub(super) fn sentence(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (shown(part)) } } @else { (shown(part)) }
        }
    }
}

/// A link where that is one which a browser may open, else text.
pub(super) fn link(text: &str) -> Markup {
    let scheme = split_scheme(text).map(|(scheme, _)| scheme);
    let web = scheme.is_some_and(|scheme| {
        scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
    });
    let plain = !text.contains(|c: char| c.is_whitespace() || crate::text::is_hidden(c));
    html! {
        @if web && plain { a href=(text) rel="noreferrer" { (text) } } @else { (shown(text)) }
    }
}

/// A wide table, which scrolls on a narrow screen and can be reached by the keyboard.
pub(super) fn scroll(label: &str, table: &Markup) -> Markup {
    html! { div.scroll tabindex="0" role="group" aria-label=(shown(label)) { (table) } }
}

/// The class of a state.
pub(super) fn class(state: State) -> &'static str {
    match state {
        State::Open => "x",
        State::Unjudged => "u",
        State::Baselined => "b",
        State::Waived => "w",
        State::NotApplicable => "n",
        State::Provider => "p",
        State::Owned => "o",
    }
}

/// Where the section of a system begins.
pub(super) fn anchor(view: &SystemView<'_>) -> String {
    format!("s{}", view.number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_links_are_links() {
        for (text, expected) in [
            (
                "https://a.example/?b=1&c=\"",
                "<a href=\"https://a.example/?b=1&amp;c=&quot;\" rel=\"noreferrer\">https://a.example/?b=1&amp;c=&quot;</a>",
            ),
            (
                "HTTP://a",
                "<a href=\"HTTP://a\" rel=\"noreferrer\">HTTP://a</a>",
            ),
            ("javascript://%0aalert(1)", "javascript://%0aalert(1)"),
            ("javascript:alert(1)", "javascript:alert(1)"),
            ("data:text/html,<b>", "data:text/html,&lt;b&gt;"),
            ("https:evil", "https:evil"),
            ("https://a b", "https://a b"),
            ("https://a\u{202e}b", "https://a\\u{202e}b"),
            ("runbooks/a.md", "runbooks/a.md"),
        ] {
            assert_eq!(link(text).into_string(), expected, "{text}");
        }
    }
}
