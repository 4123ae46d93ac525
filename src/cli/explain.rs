//! `crisplint explain RULE`: the page of a rule.

use super::output::Output;
use super::trouble::{Trouble, unknown};
use crate::finding::Exit;
use crate::render::writers::Writer;
use crate::rules;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The code or the name of a rule, for example `CRISP202` or `multiple-accountable`
    rule: String,
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Exit, Trouble> {
    let Some(rule) = rules::find(&args.rule) else {
        let names = rules::RULES
            .iter()
            .flat_map(|(rule, _)| [rule.code, rule.name]);
        return Err(unknown("rule", &args.rule, names));
    };
    output.print(&Writer::Page.prints(rule.page.to_owned()));
    Ok(Exit::Clean)
}
