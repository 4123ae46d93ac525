//! What the README shows is what happens: every `console` block is run as it stands.

use std::fs;

use crate::support::{repository, run};

/// A command and what it prints, standard output before standard error. A line `…` stands for any
/// number of lines.
struct Example {
    command: String,
    output: String,
}

fn examples(page: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    for block in page.split("```console\n").skip(1) {
        let block = block.split("```").next().expect("a block");
        for part in block.split("$ ").skip(1) {
            let (command, output) = part.split_once('\n').expect("a command");
            examples.push(Example {
                command: command.to_owned(),
                output: output.to_owned(),
            });
        }
    }
    examples
}

fn agrees(shown: &str, printed: &str) -> bool {
    match shown.split_once("…\n") {
        Some((head, tail)) => printed.starts_with(head) && printed.ends_with(tail),
        None => printed == shown,
    }
}

#[test]
fn the_readme_is_true() {
    let page = fs::read_to_string(repository().join("README.md")).expect("the README");
    let examples = examples(&page);
    assert!(examples.len() >= 5, "{} examples", examples.len());
    for Example { command, output } in examples {
        let arguments = command
            .strip_prefix("cargo run -- ")
            .or_else(|| command.strip_prefix("crisplint "))
            .unwrap_or_else(|| panic!("{command} is a command of ours"));
        let run = run(
            repository(),
            &arguments.split_whitespace().collect::<Vec<_>>(),
        );
        let printed = run.stdout + &run.stderr;
        assert!(agrees(&output, &printed), "{command} prints:\n{printed}");
    }
}
