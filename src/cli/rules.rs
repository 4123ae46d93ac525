//! `crisplint rules`: every rule in a table.

use clap::ValueEnum;
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use super::output::Output;
use super::trouble::Trouble;
use crate::finding::Exit;
use crate::render::writers::Writer;
use crate::rules::RULES;
use crate::text::json;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table
    Table,
    /// JSON, for programs
    Json,
}

#[derive(Serialize)]
struct WireRule {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    fixed: bool,
    summary: &'static str,
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "every command can fail, this one does not"
)]
pub(super) fn run(args: &Args, output: &mut Output) -> Result<Exit, Trouble> {
    let printed = match args.format {
        Format::Table => Writer::RulesTable.prints(table(output.look().width)),
        Format::Json => {
            let rules = RULES.iter().map(|(rule, _)| WireRule {
                code: rule.code,
                name: rule.name,
                severity: rule.severity.as_str(),
                fixed: rule.fixed,
                summary: rule.summary,
            });
            Writer::RulesJson.prints(json::to_text(&rules.collect::<Vec<_>>()))
        }
    };
    output.print(&printed);
    Ok(Exit::Clean)
}

fn table(width: usize) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX))
        .set_header(["code", "name", "severity", "reported when"]);
    for (rule, _) in RULES {
        let severity = format!("{}{}", rule.severity, if rule.fixed { " ●" } else { "" });
        table.add_row([rule.code, rule.name, &severity, rule.summary]);
    }
    format!(
        "{}\n\n● = the rule cannot be changed or waived. CRISP007 and CRISP501 to CRISP505 cannot be waived.\n",
        table.trim_fmt()
    )
}
