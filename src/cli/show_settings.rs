//! `crisplint check --show-settings`: what holds, and where each value comes from.

use clap::ValueEnum;

use super::show::FailOn;
use crate::check::Settings;
use crate::config::Config;
use crate::discover::Root;
use crate::finding::Severity;
use crate::rules::RULES;
use crate::text::one_line;

/// Which settings the command line gives.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of its own"
)]
pub(super) struct Given {
    pub(super) config: bool,
    pub(super) fail_on: bool,
    pub(super) today: bool,
    pub(super) matrix: bool,
}

/// A line for each setting: `name = value  # origin`.
pub(super) fn rows(
    config: &Config,
    (root, settings): (&Root, &Settings),
    include: &[String],
    fail_on: FailOn,
    given: &Given,
) -> String {
    let policy = &settings.policy;
    let file = config.path.as_ref().map(|path| one_line(&path.shown));
    let line = |key: &str| match (config.lines.get(key), &file) {
        (Some(line), Some(file)) => format!("{file}:{line}"),
        _ => "default".to_owned(),
    };
    let option = |given: bool, otherwise: &str| {
        let origin = if given { "command line" } else { otherwise };
        origin.to_owned()
    };
    let name = |file: &Option<String>| file.clone().unwrap_or_else(|| "none".to_owned());
    let matrices: Vec<String> = settings.registry.names().collect();
    let contacts = policy.contacts.iter().map(|contact| &contact.key);
    let contacts: Vec<&String> = contacts.collect();
    let fail_on = fail_on.to_possible_value();
    let fail_on = fail_on
        .map(|value| value.get_name().to_owned())
        .unwrap_or_default();
    let baseline = config.baseline.as_ref();
    let baseline = baseline.map(|file| one_line(&file.to_string_lossy()));
    let mut rows = vec![
        (
            "configuration".to_owned(),
            name(&file),
            option(given.config, "found"),
        ),
        (
            "root".to_owned(),
            one_line(&root.folder.to_string_lossy()),
            "found".to_owned(),
        ),
        (
            "today".to_owned(),
            policy.today.to_string(),
            option(given.today, "clock, in UTC"),
        ),
        (
            "include".to_owned(),
            format!("{include:?}"),
            line("include"),
        ),
        (
            "exclude".to_owned(),
            format!("{:?}", config.exclude),
            line("exclude"),
        ),
        (
            "matrices".to_owned(),
            format!("{matrices:?}"),
            option(given.matrix, &line("matrices")),
        ),
        (
            "contacts".to_owned(),
            format!("{contacts:?}"),
            line("contacts"),
        ),
        (
            "review.maxAgeDays".to_owned(),
            policy.max_age_days.to_string(),
            line("review"),
        ),
        (
            "waivers.maxDays".to_owned(),
            policy.waiver_max_days.to_string(),
            line("waivers"),
        ),
        (
            "waivers.noticeDays".to_owned(),
            policy.waiver_notice_days.to_string(),
            line("waivers"),
        ),
        (
            "failOn".to_owned(),
            fail_on,
            option(given.fail_on, &line("failOn")),
        ),
        ("baseline".to_owned(), name(&baseline), line("baseline")),
    ];
    for (rule, _) in RULES {
        let changed = config.levels.get(rule.code);
        let level = changed.map_or(Some(rule.severity), |level| *level);
        rows.push((
            format!("rules.{} ({})", rule.code, rule.name),
            level.map_or("off", Severity::as_str).to_owned(),
            if changed.is_some() {
                line("rules")
            } else {
                "default".to_owned()
            },
        ));
    }
    let lines = rows
        .iter()
        .map(|(name, value, origin)| format!("{name} = {value}  # {origin}\n"));
    lines.collect::<Vec<_>>().concat()
}
