//! The one place that asks git: which commit the repository stands at, and which files of a run are
//! not as that commit has them.
//!
//! Git is asked to look, never to change: no lock, no hook, no file system monitor. What a hook's
//! environment says about another repository is taken away, and only the root itself is looked at.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::audit::Commit;
use crate::discover::encoded;

/// The most bytes that are read of an answer.
const ANSWER: u64 = 256 * 1024 * 1024;

/// The commit of a repository. `read` are the paths of the run, relative to its root.
pub(super) fn commit(root: &Path, read: &[String]) -> Commit {
    if !root.join(".git").exists() {
        return Commit::None("the files are in no git repository".to_owned());
    }
    let Some(answer) = ask(root, &["rev-parse", "--show-prefix", "HEAD"]) else {
        return Commit::None("git is not there, or names none".to_owned());
    };
    let answer = String::from_utf8_lossy(&answer);
    let mut lines = answer.lines();
    // A prefix would mean that another repository answers.
    let (prefix, id) = (lines.next(), lines.next().unwrap_or_default());
    if prefix != Some("") || id.len() < 40 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Commit::None("git names none".to_owned());
    }
    let differing = differing(root, read);
    let differing = differing.unwrap_or_else(|| {
        let all = "every file".to_owned();
        vec![(all, "git does not say whether it is as committed")]
    });
    Commit::Known(id.to_owned(), differing)
}

/// The paths that are not as committed, and how.
fn differing(root: &Path, read: &[String]) -> Option<Vec<(String, &'static str)>> {
    let changed = ask(
        root,
        &[
            "status",
            "--porcelain=v1",
            "-z",
            "--untracked-files=all",
            "--ignore-submodules=all",
        ],
    )?;
    let changed = changes(&changed);
    let tracked = ask(root, &["ls-files", "-v", "-z", "--full-name"])?;
    let tracked: BTreeMap<String, u8> = entries(&tracked)
        .filter_map(|entry| Some((encoded(entry.get(2..)?).into_owned(), *entry.first()?)))
        .collect();
    let differing = read.iter().filter_map(|path| {
        let how = match (changed.get(path), tracked.get(path)) {
            _ if Path::new(path).has_root() => "outside the repository",
            (Some(b'?' | b'A'), _) | (None, None) => "not in the commit",
            (Some(_), _) => "changed since the commit",
            // `S` is skip-worktree, lower case is assume-unchanged: git does not look.
            (None, Some(tag)) if *tag == b'S' || tag.is_ascii_lowercase() => {
                "git is told not to compare it"
            }
            (None, Some(_)) => return None,
        };
        Some((path.clone(), how))
    });
    Some(differing.collect())
}

fn entries(answer: &[u8]) -> impl Iterator<Item = &[u8]> {
    answer
        .split(|byte| *byte == 0)
        .filter(|entry| !entry.is_empty())
}

/// The changed paths of `git status --porcelain=v1 -z`, each with the letter of its change.
fn changes(answer: &[u8]) -> BTreeMap<String, u8> {
    let mut changes = BTreeMap::new();
    let mut entries = entries(answer);
    while let Some(entry) = entries.next() {
        let (Some([index, tree]), Some(path)) = (entry.first_chunk::<2>(), entry.get(3..)) else {
            continue;
        };
        if [index, tree]
            .into_iter()
            .any(|letter| matches!(letter, b'R' | b'C'))
        {
            entries.next(); // where it was before
        }
        let letter = if matches!(index, b'R' | b'C') {
            b'A'
        } else {
            *index
        };
        changes.insert(encoded(path).into_owned(), letter);
    }
    changes
}

/// What git answers; nothing where it cannot be run, refuses, or does not come to an end.
fn ask(root: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let mut git = Command::new("git");
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("GIT_") && !is_configuration(&text) {
            git.env_remove(&name);
        }
    }
    if let Some(above) = root.parent() {
        git.env("GIT_CEILING_DIRECTORIES", above);
    }
    git.env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .args(["--no-optional-locks", "-c", "core.fsmonitor=false"])
        .args(arguments)
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut git = git.spawn().ok()?;
    let mut answer = Vec::new();
    let stdout = git.stdout.take();
    let read = stdout.map(|stdout| stdout.take(ANSWER + 1).read_to_end(&mut answer));
    let whole = matches!(read, Some(Ok(_))) && answer.len() as u64 <= ANSWER;
    if !whole {
        let _ = git.kill();
    }
    let ended = git.wait().ok()?;
    (whole && ended.success()).then_some(answer)
}

/// Whether a variable says how git behaves for this person or machine, such as which folders are
/// safe. The others say where a repository is.
fn is_configuration(name: &str) -> bool {
    const KEPT: [&str; 4] = [
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM",
        "GIT_CONFIG_NOSYSTEM",
    ];
    KEPT.contains(&name)
        || name.starts_with("GIT_CONFIG_KEY_")
        || name.starts_with("GIT_CONFIG_VALUE_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_change_is_read() {
        let answer = b" M a\0?? b c\0R  new\0old\0A  d\0MM e\0!! f\xff\0";
        let changes = changes(answer);
        let pairs: Vec<(&str, char)> = changes
            .iter()
            .map(|(path, letter)| (path.as_str(), char::from(*letter)))
            .collect();
        assert_eq!(
            pairs,
            [
                ("a", ' '),
                ("b c", '?'),
                ("d", 'A'),
                ("e", 'M'),
                ("f\\xff", '!'),
                ("new", 'A'),
            ]
        );
    }
}
