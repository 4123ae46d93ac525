//! `include` and `exclude`: what a pattern takes is what it says, and what can match nothing is an error.

use std::path::Path;

use serde_json::Value;

use crate::support::{Run, check, folder, write};

const FILES: [&str; 15] = [
    "a.yaml",
    "a.yml",
    "a,b.yaml",
    "b.YAML",
    "[x].yaml",
    "{a,b}.yaml",
    "!x.yaml",
    ".dot/a.yaml",
    "old/a.yaml",
    "old/deep/a.yaml",
    "old/deep/er/c.yaml",
    "sub/old/a.yaml",
    "sub/a.txt",
    "Old2/a.yaml",
    "c/x y.yaml",
];

fn files(root: &Path, key: &str, pattern: &str) -> Run {
    let mut config = format!("{key}: [{}]\n", Value::from(pattern));
    if key == "exclude" {
        config = format!("include: ['*']\n{config}");
    }
    write(root, ".crisplint.yaml", config.as_bytes());
    check(root, &["--show-files", "--allow-empty", "."])
}

fn tree() -> tempfile::TempDir {
    folder(&FILES.map(|name| (name, "x: y\n")))
}

#[test]
fn an_include_takes_what_it_says() {
    let root = tree();
    for (pattern, expected) in [
        (
            "a.yaml",
            &[
                ".dot/a.yaml",
                "Old2/a.yaml",
                "a.yaml",
                "old/a.yaml",
                "old/deep/a.yaml",
                "sub/old/a.yaml",
            ][..],
        ),
        ("/a.yaml", &["a.yaml"]),
        ("./a.yaml", &["a.yaml"]),
        (
            "a.y{a,}ml",
            &[
                ".dot/a.yaml",
                "Old2/a.yaml",
                "a.yaml",
                "a.yml",
                "old/a.yaml",
                "old/deep/a.yaml",
                "sub/old/a.yaml",
            ],
        ),
        ("/a.{yaml,yml}", &["a.yaml", "a.yml"]),
        ("/{a,b}.{yaml,yml,YAML}", &["a.yaml", "a.yml", "b.YAML"]),
        (
            "{/a.yaml,old/{a,deep/{a,b}}.yaml}",
            &["a.yaml", "old/a.yaml", "old/deep/a.yaml"],
        ),
        ("[{]a,b[}].yaml", &["{a,b}.yaml"]),
        ("\\{a,b\\}.yaml", &["{a,b}.yaml"]),
        ("{a\\,b,zz}.yaml", &["a,b.yaml"]),
        ("[[]x[]].yaml", &["[x].yaml"]),
        ("\\[x\\].yaml", &["[x].yaml"]),
        ("\\!x.yaml", &["!x.yaml"]),
        ("/[!a].YAML", &["b.YAML"]),
        ("/?.yaml", &["a.yaml"]),
        ("*.YAML", &["b.YAML"]),
        ("old/*.yaml", &["old/a.yaml"]),
        (
            "old/**/*.yaml",
            &["old/a.yaml", "old/deep/a.yaml", "old/deep/er/c.yaml"],
        ),
        ("**/deep/*.yaml", &["old/deep/a.yaml"]),
        ("old//deep/./a.yaml", &["old/deep/a.yaml"]),
        ("*/a.yaml", &[".dot/a.yaml", "Old2/a.yaml", "old/a.yaml"]),
        ("x y.yaml", &["c/x y.yaml"]),
        ("OLD/a.yaml", &[]),
    ] {
        let run = files(root.path(), "include", pattern);
        assert_eq!(run.code, 0, "{pattern}: {}", run.stdout);
        let found: Vec<&str> = run.stdout.lines().collect();
        assert_eq!(found, expected, "{pattern}");
    }
}

#[test]
fn an_exclude_leaves_out_what_it_says() {
    let root = tree();
    for (pattern, expected) in [
        (
            "old",
            &[
                "old/a.yaml",
                "old/deep/a.yaml",
                "old/deep/er/c.yaml",
                "sub/old/a.yaml",
            ][..],
        ),
        (
            "old/",
            &[
                "old/a.yaml",
                "old/deep/a.yaml",
                "old/deep/er/c.yaml",
                "sub/old/a.yaml",
            ],
        ),
        (
            "/old/",
            &["old/a.yaml", "old/deep/a.yaml", "old/deep/er/c.yaml"],
        ),
        (
            "old/**",
            &["old/a.yaml", "old/deep/a.yaml", "old/deep/er/c.yaml"],
        ),
        ("old/deep/er", &["old/deep/er/c.yaml"]),
        (
            "**/old/",
            &[
                "old/a.yaml",
                "old/deep/a.yaml",
                "old/deep/er/c.yaml",
                "sub/old/a.yaml",
            ],
        ),
        ("{sub,c}/", &["c/x y.yaml", "sub/a.txt", "sub/old/a.yaml"]),
        ("Old", &[]),
        ("Old?", &["Old2/a.yaml"]),
    ] {
        let run = files(root.path(), "exclude", pattern);
        assert_eq!(run.code, 0, "{pattern}: {}", run.stdout);
        let found: Vec<&str> = run.stdout.lines().collect();
        let missing: Vec<&str> = sorted().filter(|name| !found.contains(name)).collect();
        assert_eq!(missing, expected, "{pattern}");
    }
}

fn sorted() -> impl Iterator<Item = &'static str> {
    let mut all = FILES;
    all.sort_unstable();
    all.into_iter()
}

/// Each is an error in both lists, which says what is wrong.
#[test]
fn a_pattern_that_can_match_nothing_is_an_error() {
    let root = tree();
    let real = root.path().canonicalize().expect("a folder");
    let real = real.to_str().expect("UTF-8").replace('\\', "/");
    let below = format!("{real}/old/*.yaml");
    let nested = "{a,b}".repeat(12);
    for (pattern, says) in [
        ("!x.yaml", "a pattern cannot start with `!`"),
        ("!", "a pattern cannot start with `!`"),
        ("../x", "crisplint searches nothing above the root"),
        ("old/../a.yaml", "crisplint searches nothing above the root"),
        ("{a,../b}", "crisplint searches nothing above the root"),
        ("..", "crisplint searches nothing above the root"),
        ("old\\a.yaml", "folders are separated by `/`"),
        ("old\\2.yaml", "folders are separated by `/`"),
        ("old\\", "folders are separated by `/`"),
        ("C:/old/*.yaml", "has no drive"),
        ("c:\\old\\*.yaml", "has no drive"),
        ("\\\\machine\\share", "has no drive"),
        (&real, "a pattern is relative to the root"),
        (&below, "a pattern is relative to the root"),
        ("", "is empty"),
        ("/", "it is empty"),
        (".", "it is empty"),
        ("{a,b", "its braces do not match"),
        ("a}b", "its braces do not match"),
        ("{a,{b}", "its braces do not match"),
        (&nested, "more than 1000 patterns"),
        ("[", "is not a valid pattern"),
        ("[a", "is not a valid pattern"),
        ("a***b", "is not a valid pattern"),
        ("a**", "is not a valid pattern"),
    ] {
        for key in ["include", "exclude"] {
            let run = files(root.path(), key, pattern);
            assert_eq!(run.code, 2, "{key} {pattern}: {}", run.stdout);
            let said = run.stdout.clone() + &run.stderr;
            assert!(said.contains(says), "{key} {pattern}: {said}");
        }
    }
}
