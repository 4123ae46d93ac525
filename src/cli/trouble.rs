//! What keeps a command from doing its job.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::finding::RunError;
use crate::text::{nearest, quote};

/// Why a command could not do its job, in one sentence.
#[derive(Debug)]
pub(super) struct Trouble(pub(super) String);

impl From<String> for Trouble {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Trouble {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<RunError> for Trouble {
    fn from(error: RunError) -> Self {
        Self(error.message.into_owned())
    }
}

/// The unknown name, and the one that was probably meant.
pub(super) fn unknown<'c>(
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = &'c str>,
) -> Trouble {
    let meant = nearest(name, known);
    let meant = meant.map(|meant| format!("; did you mean {}?", quote(meant)));
    Trouble(format!(
        "there is no {what} {}{}",
        quote(name),
        meant.unwrap_or_default()
    ))
}

/// Runs a part of the work. What panics in it is an error of the run, which its report tells.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, RunError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        let text = text.unwrap_or("stderr says more");
        RunError::new(format!("crisplint met an internal error: {text}"))
            .help("report it, with the files and the options that lead to it")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_panics_is_an_error_of_the_run_that_says_why() {
        assert_eq!(guarded(|| 1), Ok(1));
        let formatted: fn() = || panic!("no more {}", 7);
        let plain: fn() = || panic!("nothing");
        let other: fn() = || std::panic::panic_any(7);
        for (work, said) in [
            (formatted, "no more 7"),
            (plain, "nothing"),
            (other, "stderr says more"),
        ] {
            let error = guarded(work).err().map(|error| error.message);
            let expected = format!("crisplint met an internal error: {said}");
            assert_eq!(error.as_deref(), Some(expected.as_str()));
        }
    }
}
