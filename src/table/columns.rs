//! What the columns of a table are, by their names and never by their position.

use super::{Cell, Table};
use crate::model::matrix::Provider;
use crate::text::single_spaced;

/// The parts that a column can play in a table of roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The title or the id of the row.
    Feature,
    /// The provider's roles.
    Provider,
    /// The customer's roles.
    Customer,
    /// The clauses behind the row.
    Clauses,
    /// Words about the row.
    Notes,
}

impl Part {
    /// The option that names the column.
    pub fn option(self) -> &'static str {
        match self {
            Self::Provider => "--provider",
            Self::Customer => "--customer",
            _ => "--feature",
        }
    }
}

/// The names that a person has given for columns, where they have.
#[derive(Clone, Debug, Default)]
pub struct Names<'a> {
    /// Of the titles.
    pub feature: Option<&'a str>,
    /// Of the provider's roles.
    pub provider: Option<&'a str>,
    /// Of the customer's roles.
    pub customer: Option<&'a str>,
    /// What the provider can be called in a header.
    pub providers: Vec<&'a str>,
}

/// The columns of a table of roles, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The titles.
    pub feature: usize,
    /// The provider's roles.
    pub provider: usize,
    /// The customer's roles.
    pub customer: usize,
    /// The clauses, where there is such a column.
    pub clauses: Option<usize>,
    /// The columns that say nothing about roles.
    pub left_out: Vec<usize>,
}

/// Why the columns of a table are not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unbound {
    /// The part.
    pub part: Part,
    /// The columns that could play it; none where no column could.
    pub candidates: Vec<usize>,
    /// The columns that play another part.
    pub taken: Vec<usize>,
    /// Whether nothing else speaks for a table of roles, either.
    pub is_other: bool,
}

/// Finds the columns of a table.
pub fn bind(table: &Table, names: &Names<'_>) -> Result<Columns, Unbound> {
    let header = &table.header.cells;
    let parts: Vec<Option<Part>> = header.iter().map(|cell| part(&cell.text, names)).collect();
    let of = |wanted: Part| -> Vec<usize> {
        let columns = parts.iter().enumerate();
        let columns = columns.filter(|(_, part)| **part == Some(wanted));
        columns.map(|(at, _)| at).collect()
    };
    let find = |part: Part, named: Option<&str>| match named {
        Some(name) => positions(header, |cell| is_called(&cell.text, name)),
        None => of(part),
    };
    let provider = find(Part::Provider, names.provider);
    let customer = find(Part::Customer, names.customer);
    let unbound = |part, candidates| Unbound {
        part,
        candidates,
        taken: match part {
            Part::Provider => customer.clone(),
            Part::Customer => provider.clone(),
            _ => [provider.as_slice(), customer.as_slice()].concat(),
        },
        is_other: provider.is_empty() && customer.is_empty(),
    };
    let ([provider], [customer]) = (provider.as_slice(), customer.as_slice()) else {
        let (part, found) = if provider.len() == 1 {
            (Part::Customer, customer.clone())
        } else {
            (Part::Provider, provider.clone())
        };
        return Err(unbound(part, found));
    };
    let taken = [*provider, *customer];
    let clauses = of(Part::Clauses).first().copied();
    let mut feature = find(Part::Feature, names.feature);
    feature.retain(|at| !taken.contains(at));
    if feature.is_empty() && names.feature.is_none() {
        // The one column that nothing else is known of.
        feature = positions(&parts, Option::is_none);
        feature.retain(|at| !taken.contains(at) && !is_role_column(table, *at));
    }
    match feature.as_slice() {
        _ if provider == customer => Err(unbound(Part::Customer, vec![*provider])),
        [only] => {
            let known = [Some(*only), Some(*provider), Some(*customer), clauses];
            let left_out = (0..header.len()).filter(|at| !known.contains(&Some(*at)));
            Ok(Columns {
                feature: *only,
                provider: *provider,
                customer: *customer,
                clauses,
                left_out: left_out.collect(),
            })
        }
        found => Err(unbound(Part::Feature, found.to_vec())),
    }
}

/// Whether most texts of a column are letters of roles.
pub fn is_role_column(table: &Table, column: usize) -> bool {
    let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
    let texts: Vec<&str> = cells
        .map(|cell| cell.text.as_str())
        .filter(|text| !text.is_empty())
        .collect();
    let letters = texts.iter().filter(|text| super::letters::is_cell(text));
    let count = letters.count();
    count > 0 && count * 2 >= texts.len()
}

/// Whether a column is called so, with or without what stands in brackets behind its name.
pub fn is_called(header: &str, name: &str) -> bool {
    let name = normal(name);
    normal(header) == name || normal(without_brackets(header)) == name
}

/// The name without what stands in brackets at its end.
pub fn without_brackets(header: &str) -> &str {
    match header.split_once('(') {
        Some((name, _)) if !name.trim().is_empty() => name.trim(),
        _ => header.trim(),
    }
}

/// Whether a header says no more than that the column is the provider's.
pub fn is_generic(header: &str) -> bool {
    let words = words(header);
    !words.is_empty()
        && words
            .iter()
            .all(|word| PROVIDER.contains(&word.as_str()) || FILLING.contains(&word.as_str()))
}

/// Whether a name stands in a header, as words of its own.
pub fn holds_name(header: &str, name: &str) -> bool {
    let name = words(name);
    let header = words(header);
    !name.is_empty() && header.windows(name.len()).any(|part| part == name)
}

/// The names of providers that may stand in a header.
pub fn provider_names<'p>(providers: impl IntoIterator<Item = &'p Provider>) -> Vec<&'p str> {
    let providers = providers.into_iter();
    providers.flat_map(Provider::names).collect()
}

const NOTES: [&str; 13] = [
    "note",
    "notes",
    "comment",
    "comments",
    "remark",
    "remarks",
    "description",
    "details",
    "evidence",
    "reference",
    "references",
    "rationale",
    "explanation",
];
const CUSTOMER: [&str; 10] = [
    "customer",
    "customers",
    "client",
    "clients",
    "tenant",
    "consumer",
    "subscriber",
    "csc",
    "agency",
    "agencies",
];
const PROVIDER: [&str; 6] = [
    "provider",
    "providers",
    "csp",
    "vendor",
    "supplier",
    "hoster",
];
const FEATURE: [&str; 18] = [
    "feature",
    "features",
    "activity",
    "activities",
    "task",
    "tasks",
    "control",
    "controls",
    "responsibility",
    "responsibilities",
    "service",
    "services",
    "item",
    "area",
    "process",
    "function",
    "capability",
    "requirement",
];
const CLAUSES: [&str; 2] = ["clause", "clauses"];
/// Words beside the name of a party.
const FILLING: [&str; 8] = [
    "cloud", "service", "services", "the", "s", "role", "roles", "raci",
];

/// What a header says of its column.
fn part(header: &str, names: &Names<'_>) -> Option<Part> {
    let words = words(header);
    let any = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let named = || {
        let mut names = names.providers.iter();
        names.any(|name| holds_name(header, name))
    };
    if any(&NOTES) {
        Some(Part::Notes)
    } else if any(&CLAUSES) {
        Some(Part::Clauses)
    } else if any(&CUSTOMER) {
        Some(Part::Customer)
    } else if any(&PROVIDER) || named() {
        Some(Part::Provider)
    } else if any(&FEATURE) {
        Some(Part::Feature)
    } else {
        None
    }
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

fn normal(text: &str) -> String {
    single_spaced(text).to_lowercase()
}

fn positions<T>(items: &[T], is_wanted: impl Fn(&T) -> bool) -> Vec<usize> {
    let items = items.iter().enumerate();
    items
        .filter(|(_, item)| is_wanted(item))
        .map(|(at, _)| at)
        .collect()
}

/// The names of all columns.
pub fn names(header: &[Cell]) -> impl Iterator<Item = &str> {
    header.iter().map(|cell| cell.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::markdown;

    fn bound(header: &str, names: &Names<'_>) -> Result<Vec<String>, (Part, usize)> {
        let count = header.matches('|').count() + 1;
        let text = format!("{header}\n{}\n", vec!["-"; count].join("|"));
        let page = markdown::read(&text);
        let table = page.tables.first().expect("a table");
        let columns =
            bind(table, names).map_err(|unbound| (unbound.part, unbound.candidates.len()))?;
        let name = |at: usize| table.header.cells[at].text.clone();
        let parts = [columns.feature, columns.provider, columns.customer];
        Ok(parts.map(name).to_vec())
    }

    #[test]
    fn columns_are_found_by_name_in_any_order() {
        let aucloud = Names {
            providers: vec!["AUCloud", "AUCyber"],
            ..Names::default()
        };
        for (header, expected) in [
            (
                "Feature | AUCloud (IaaS) | Customer",
                ["Feature", "AUCloud (IaaS)", "Customer"],
            ),
            (
                "AUCloud Customer | Notes | AUCyber | Activity",
                ["Activity", "AUCyber", "AUCloud Customer"],
            ),
            ("CSP | Topic | Agency", ["Topic", "CSP", "Agency"]),
            (
                "Service | Cloud service provider | Client | Provider notes",
                ["Service", "Cloud service provider", "Client"],
            ),
        ] {
            assert_eq!(
                bound(header, &aucloud),
                Ok(expected.map(str::to_owned).to_vec())
            );
        }
        for (header, expected) in [
            (
                "Feature | AUCloud IaaS | AUCloud PaaS | Customer",
                (Part::Provider, 2),
            ),
            ("Feature | AUCloud | Us", (Part::Customer, 0)),
            ("Feature | Them | Us", (Part::Provider, 0)),
            ("Topic | Kind | AUCloud | Customer", (Part::Feature, 2)),
        ] {
            assert_eq!(bound(header, &aucloud), Err(expected), "{header}");
        }
    }

    #[test]
    fn a_given_name_wins() {
        let names = Names {
            feature: Some("kind"),
            provider: Some("aucloud paas"),
            customer: Some("Us"),
            providers: vec!["AUCloud"],
        };
        assert_eq!(
            bound(
                "Feature | Kind | AUCloud IaaS | AUCloud  PaaS (2026) | Us",
                &names
            ),
            Ok(["Kind", "AUCloud  PaaS (2026)", "Us"]
                .map(str::to_owned)
                .to_vec())
        );
    }
}
