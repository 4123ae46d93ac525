//! Which files a run reads: folders, files, patterns, and what is passed over.

use std::fs;
use std::path::Path;

use crate::support::{Run, check, folder, manifest, run, write};

const BROKEN: &str = "kind: ControlOwnershp\n";

#[test]
fn folders_files_and_patterns_are_searched_once_each() {
    let files = [
        "a/control-ownership.yaml",
        "a/old-control-ownership-2.yml",
        "b/x.crisp.yaml",
        "b/y.crisp.yml",
        "b/z.yaml",
        "ignored/x.crisp.yaml",
        "c/skipped.crisp.yaml",
        ".hidden/h.crisp.yaml",
        ".git/g.crisp.yaml",
    ];
    let folder = folder(&files.map(|name| (name, BROKEN)));
    write(folder.path(), ".gitignore", b"ignored/\n");
    write(folder.path(), ".ignore", b"skipped*\n");
    let paths = |arguments: &[&str]| {
        let mut all = vec!["-q", "--format", "concise"];
        all.extend(arguments);
        let output = check(folder.path(), &all).stdout;
        output
            .lines()
            .map(|line| line.split(':').next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    let found = [
        ".hidden/h.crisp.yaml",
        "a/control-ownership.yaml",
        "a/old-control-ownership-2.yml",
        "b/x.crisp.yaml",
        "b/y.crisp.yml",
    ];
    assert_eq!(paths(&["."]), found);
    assert_eq!(paths(&[]), found, "the current folder is the default");
    assert_eq!(
        paths(&["b", "./b/x.crisp.yaml", "b/../b"]),
        ["b/x.crisp.yaml", "b/y.crisp.yml"]
    );
    assert_eq!(
        paths(&["b/z.yaml", "ignored/x.crisp.yaml"]),
        ["b/z.yaml", "ignored/x.crisp.yaml"]
    );
    assert_eq!(paths(&["**/z.*"]), ["b/z.yaml"]);
}

/// The paths that a run would read.
fn files(folder: &Path, paths: &[&str]) -> Run {
    let arguments = [&["check", "--show-files"], paths].concat();
    run(folder, &arguments)
}

#[test]
fn patterns_name_what_a_shell_would_and_search_the_folders_among_it() {
    let names = [
        "a.crisp.yaml",
        "notes.md",
        "[b]/c.crisp.yaml",
        "b/d.crisp.yaml",
        "b/deep/e.crisp.yaml",
        "b/deep/er/f.crisp.yaml",
        "b/deep/notes.md",
        "b/.git/g.crisp.yaml",
        ".h/i.crisp.yaml",
    ];
    let folder = folder(&names.map(|name| (name, manifest())));
    for (pattern, expected) in [
        ("*.crisp.yaml", &["a.crisp.yaml"][..]),
        ("*.CRISP.yaml", &[]),
        ("./b/*.yaml", &["b/d.crisp.yaml"]),
        ("b//d.*", &["b/d.crisp.yaml"]),
        ("b/deep/../*.yaml", &["b/d.crisp.yaml"]),
        ("b/*/*.yaml", &["b/deep/e.crisp.yaml"]),
        ("?/deep/*.md", &["b/deep/notes.md"]),
        ("b/d*p", &["b/deep/e.crisp.yaml", "b/deep/er/f.crisp.yaml"]),
        ("b/*/", &["b/deep/e.crisp.yaml", "b/deep/er/f.crisp.yaml"]),
        (
            "b/deep/**",
            &["b/deep/e.crisp.yaml", "b/deep/er/f.crisp.yaml"],
        ),
        ("b/**/f*", &["b/deep/er/f.crisp.yaml"]),
        ("b/**/er/*", &["b/deep/er/f.crisp.yaml"]),
        (
            "**/[e-i].*",
            &[
                ".h/i.crisp.yaml",
                "b/deep/e.crisp.yaml",
                "b/deep/er/f.crisp.yaml",
            ],
        ),
        ("[[]b]/*", &["[b]/c.crisp.yaml"]),
        ("[b]/c.crisp.yaml", &["[b]/c.crisp.yaml"]),
        ("b/*/../*.yaml", &[]),
        ("nowhere/*", &[]),
    ] {
        let run = files(folder.path(), &[pattern]);
        let complaint = match expected {
            [] => format!("error: there is no file or folder `{pattern}`\n"),
            _ => String::new(),
        };
        let found: Vec<&str> = run.stdout.lines().collect();
        assert_eq!(
            (found.as_slice(), &run.stderr),
            (expected, &complaint),
            "{pattern}"
        );
        assert_eq!(
            run.code,
            if expected.is_empty() { 2 } else { 0 },
            "{pattern}"
        );
    }
    for pattern in ["b**/x", "b/[x"] {
        let run = files(folder.path(), &[pattern]);
        let said = format!("error: `{pattern}` is not a valid pattern: ");
        assert!(
            run.code == 2 && run.stderr.starts_with(&said),
            "{}",
            run.stderr
        );
    }
}

/// A folder's own name is no pattern.
#[test]
fn a_pattern_is_meant_from_the_current_folder_on() {
    let folder = folder(&[("w1/x.crisp.yaml", manifest())]);
    write(folder.path(), "w[1]/x.crisp.yaml", BROKEN.as_bytes());
    let run = check(
        &folder.path().join("w[1]"),
        &["-q", "--format", "concise", "*.yaml"],
    );
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stdout.starts_with("x.crisp.yaml:"), "{}", run.stdout);
}

#[test]
fn patterns_of_the_configuration_are_read_as_git_reads_them() {
    let names = [
        "archive/a.crisp.yaml",
        "sub/archive/b.crisp.yaml",
        "sub/c.CRISP.yaml",
    ];
    let included = |setting: &str| {
        let folder = folder(&names.map(|name| (name, manifest())));
        write(folder.path(), ".crisplint.yaml", setting.as_bytes());
        files(folder.path(), &["--allow-empty", "."]).stdout
    };
    let found = included;
    let (first, second) = ("archive/a.crisp.yaml\n", "sub/archive/b.crisp.yaml\n");
    let both = format!("{first}{second}");
    let all = format!("{both}sub/c.CRISP.yaml\n");
    assert_eq!(
        found("exclude: []\n"),
        all,
        "the usual names are taken in any case"
    );
    let found = |setting: &str| found(&format!("include: ['*.crisp.yaml']\n{setting}"));
    assert_eq!(found("exclude: []\n"), both, "case counts");
    for (pattern, expected) in [
        ("Archive", both.as_str()),
        ("archive", ""),
        ("archive/", ""),
        ("/archive", second),
        ("./archive/", second),
        ("/sub/archive/", first),
        ("sub/*", first),
    ] {
        assert_eq!(
            found(&format!("exclude: [{pattern:?}]\n")),
            expected,
            "{pattern}"
        );
    }
    assert_eq!(included("include: ['Archive/*.yaml']\n"), "");
    assert_eq!(included("include: ['/sub/*.yaml']\n"), "sub/c.CRISP.yaml\n");
}

/// Git does not look above the repository either.
#[test]
fn lists_above_the_repository_do_not_count() {
    let above = folder(&[("repository/sub/a.crisp.yaml", manifest())]);
    let repository = above.path().join("repository");
    write(above.path(), ".gitignore", b"*.crisp.yaml\n");
    assert_eq!(files(&repository, &["--allow-empty", "."]).stdout, "");
    fs::create_dir(repository.join(".git")).expect("a folder");
    assert_eq!(files(&repository, &["."]).stdout, "sub/a.crisp.yaml\n");
    write(&repository, ".gitignore", b"sub/a*\n");
    for (current, path) in [(&repository, "sub"), (&repository.join("sub"), ".")] {
        let run = files(current, &["--allow-empty", path]);
        assert_eq!(run.stdout, "", "{path}");
    }
}

/// A line that git makes nothing of excludes nothing, and the lines beside it count.
#[test]
fn a_line_that_git_tolerates_is_tolerated() {
    let names = ["a.crisp.yaml", "old/b.crisp.yaml", "old/deep/c.crisp.yaml"];
    let folder = folder(&names.map(|name| (name, manifest())));
    for line in [
        &b"bin\\"[..],
        b"[a-",
        b"[[:nothing:]]",
        b"a**[",
        b"\xff\xfe",
        b"\xffold",
        b"{a",
        b"\\",
        b"!",
        b"/",
        b"deep/[z-a]",
    ] {
        write(folder.path(), ".gitignore", line);
        for (current, paths, expected) in [
            ("", &[][..], &names[..]),
            ("", &["old"], &names[1..]),
            ("old", &["."], &["b.crisp.yaml", "deep/c.crisp.yaml"]),
        ] {
            let run = files(&folder.path().join(current), paths);
            let found: Vec<&str> = run.stdout.lines().collect();
            let text = line.escape_ascii();
            assert_eq!((found.as_slice(), &*run.stderr), (expected, ""), "{text}");
        }
        let more = [line, b"\n", b"deep/ \r\n"].concat();
        write(folder.path(), ".gitignore", &more);
        let run = files(folder.path(), &["."]);
        let left = "a.crisp.yaml\nold/b.crisp.yaml\n";
        assert_eq!(run.stdout, left, "{}", line.escape_ascii());
    }
}

#[test]
fn an_ignore_file_decides_before_a_gitignore() {
    let names = ["a.crisp.yaml", "sub/a.crisp.yaml", "sub/b.crisp.yaml"];
    let folder = folder(&names.map(|name| (name, manifest())));
    let path = folder.path();
    write(path, ".gitignore", b"*.crisp.yaml\n");
    write(path, ".ignore", b"!a.*\n");
    let both = "a.crisp.yaml\nsub/a.crisp.yaml\n";
    assert_eq!(files(path, &["."]).stdout, both);
    write(path, "sub/.gitignore", b"a.*\n!b.*\n");
    let all = "a.crisp.yaml\nsub/a.crisp.yaml\nsub/b.crisp.yaml\n";
    assert_eq!(files(path, &["."]).stdout, all);
    write(path, "sub/.ignore", b"a.*\n");
    let nearer = "a.crisp.yaml\nsub/b.crisp.yaml\n";
    assert_eq!(files(path, &["."]).stdout, nearer);
}

/// A folder that is named is searched, and only what the lists say of the files in it counts.
#[test]
fn a_folder_that_is_passed_over_is_searched_where_it_is_named() {
    let names = ["old/a.crisp.yaml", "old/deep/b.crisp.yaml"];
    let folder = folder(&names.map(|name| (name, manifest())));
    write(folder.path(), ".gitignore", b"old/\n!a.crisp.yaml\n");
    assert_eq!(files(folder.path(), &["--allow-empty", "."]).stdout, "");
    let both = "old/a.crisp.yaml\nold/deep/b.crisp.yaml\n";
    assert_eq!(files(folder.path(), &["old"]).stdout, both);
    assert_eq!(
        files(folder.path(), &["old/deep"]).stdout,
        "old/deep/b.crisp.yaml\n"
    );
    write(folder.path(), ".gitignore", b"old/**\n!old/a.crisp.yaml\n");
    assert_eq!(files(folder.path(), &["old"]).stdout, "old/a.crisp.yaml\n");
}

/// Of a repository in another the outer one may pass over the whole; inside, its own lists count.
#[test]
fn the_lists_of_a_repository_end_at_the_next() {
    let names = ["a.crisp.yaml", "inner/a.crisp.yaml", "left/a.crisp.yaml"];
    let folder = folder(&names.map(|name| (name, manifest())));
    let path = folder.path();
    write(path, "inner/.git", b"gitdir: elsewhere\n");
    write(path, "left/.git", b"gitdir: elsewhere\n");
    write(path, ".gitignore", b"a.crisp.yaml\nleft\n");
    assert_eq!(files(path, &["."]).stdout, "inner/a.crisp.yaml\n");
}

/// Git reads no list through a link.
#[cfg(unix)]
#[test]
fn a_list_that_is_a_link_is_none() {
    let folder = folder(&[("a.crisp.yaml", manifest())]);
    write(folder.path(), "list", b"*.yaml\n");
    for name in [".gitignore", ".ignore"] {
        std::os::unix::fs::symlink("list", folder.path().join(name)).expect("a link");
    }
    assert_eq!(files(folder.path(), &["."]).stdout, "a.crisp.yaml\n");
}
