//! The words of headings: what parties, titles, clauses and remarks are called, in the languages in
//! which tables are published.

use crate::model::matrix::Provider;
use crate::model::raci::Role;

/// What a heading says of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// The titles of the rows.
    Titles,
    /// The provider's roles.
    Provider,
    /// The customer's roles.
    Customer,
    /// The clauses of the row.
    Clauses,
    /// Words about the row.
    Notes,
}

/// What a heading says of its column. `providers` are the names of known providers.
pub fn heading(text: &str, providers: &[&str]) -> Option<Heading> {
    let words = words(text);
    let any = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let is_provider = || any(PROVIDER) || providers.iter().any(|name| holds_name(text, name));
    if any(NOTES) {
        Some(Heading::Notes)
    } else if any(CLAUSES) {
        Some(Heading::Clauses)
    } else if any(CUSTOMER) {
        Some(Heading::Customer)
    } else if is_provider() {
        Some(Heading::Provider)
    } else if is_of_titles(&words) {
        Some(Heading::Titles)
    } else {
        None
    }
}

/// Whether a heading says that its column has the titles: all of its words do, `Control area`. In
/// `Service level` or `Control owner`, another word says what the column is.
fn is_of_titles(words: &[String]) -> bool {
    let is = |known: &[&str], word: &String| known.contains(&word.as_str());
    words.iter().any(|word| is(TITLES, word))
        && words
            .iter()
            .all(|word| is(TITLES, word) || is(OF_TITLES, word))
}

/// Whether a heading says that its column has classes of titles rather than titles: `Area`.
pub fn is_of_classes(text: &str) -> bool {
    let words = words(text);
    !words.is_empty() && words.iter().all(|word| CLASSES.contains(&word.as_str()))
}

/// Whether a heading is about something beside roles: `Customer contact`.
pub fn is_about_others(text: &str) -> bool {
    let is = |word: &String| OTHERS.contains(&word.as_str()) || NOTES.contains(&word.as_str());
    words(text).iter().any(is)
}

/// The role that a heading or a cell names by its letter or by a word for it.
pub fn role(text: &str) -> Option<Role> {
    let words = words(text);
    match words.as_slice() {
        [only] => {
            let letter = Role::from_letter(&only.to_uppercase());
            letter.or_else(|| role_of_word(only))
        }
        // `Responsible (R)`, `R: Responsible`, `Accountable party`
        [first, second] => {
            let (one, other) = (role(first), role(second));
            match (one, other) {
                (Some(one), Some(other)) => (one == other).then_some(one),
                (Some(one), None) if PARTY.contains(&second.as_str()) => Some(one),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The role that a word means in every chart.
pub fn role_of_word(word: &str) -> Option<Role> {
    let known = [
        (Role::Responsible, RESPONSIBLE),
        (Role::Accountable, ACCOUNTABLE),
        (Role::Consulted, CONSULTED),
        (Role::Informed, INFORMED),
    ];
    let word = word.to_lowercase();
    let found = known
        .into_iter()
        .find(|(_, words)| words.contains(&word.as_str()));
    found.map(|(role, _)| role)
}

/// Whether a word means R in some charts and A in others.
pub fn is_ambiguous(word: &str) -> bool {
    AMBIGUOUS.contains(&word.to_lowercase().as_str())
}

/// Whether a heading says no more than that the column is the provider's.
pub fn is_generic(header: &str) -> bool {
    let words = words(header);
    let known = |word: &String| {
        [PROVIDER, FILLING]
            .iter()
            .any(|set| set.contains(&word.as_str()))
    };
    words.iter().all(known)
}

/// Whether a name is in a heading, as words of its own.
pub fn holds_name(header: &str, name: &str) -> bool {
    let name = words(name);
    let header = words(header);
    !name.is_empty() && header.windows(name.len()).any(|part| part == name)
}

/// The name without what it has in brackets at its end.
pub fn without_brackets(header: &str) -> &str {
    match header.split_once('(') {
        Some((name, _)) if !name.trim().is_empty() => name.trim(),
        _ => header.trim(),
    }
}

/// The name without a word for its role: `Rôle HostCo`, `HostCo role`.
pub fn without_role(header: &str) -> &str {
    let is_role = |word: &str| ROLE.contains(&word.to_lowercase().as_str());
    match header.split_once(' ') {
        Some((first, rest)) if is_role(first) => return rest.trim(),
        _ => {}
    }
    match header.rsplit_once(' ') {
        Some((name, last)) if is_role(last) => name.trim(),
        _ => header,
    }
}

/// The names of providers that may be in a heading.
pub fn provider_names<'p>(providers: impl IntoIterator<Item = &'p Provider>) -> Vec<&'p str> {
    let providers = providers.into_iter();
    providers.flat_map(Provider::names).collect()
}

/// The words of a text in lower case.
pub fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

const NOTES: &[&str] = &[
    "note",
    "notes",
    "comment",
    "comments",
    "remark",
    "remarks",
    "description",
    "descriptions",
    "details",
    "evidence",
    "reference",
    "references",
    "rationale",
    "explanation",
    "bemerkung",
    "bemerkungen",
    "beschreibung",
    "hinweis",
    "hinweise",
    "remarque",
    "remarques",
    "commentaire",
    "commentaires",
    "nota",
    "notas",
    "comentario",
    "comentarios",
    "observaciones",
    "commento",
    "commenti",
    "osservazioni",
];
const CUSTOMER: &[&str] = &[
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
    "kunde",
    "kunden",
    "kundin",
    "auftraggeber",
    "cliente",
    "clientes",
    "clienti",
];
const PROVIDER: &[&str] = &[
    "provider",
    "providers",
    "csp",
    "vendor",
    "supplier",
    "hoster",
    "anbieter",
    "dienstleister",
    "auftragnehmer",
    "lieferant",
    "fournisseur",
    "prestataire",
    "hébergeur",
    "proveedor",
    "fornitore",
];
const TITLES: &[&str] = &[
    "feature",
    "features",
    "activity",
    "activities",
    "action",
    "actions",
    "task",
    "tasks",
    "control",
    "controls",
    "responsibility",
    "responsibilities",
    "service",
    "services",
    "item",
    "items",
    "area",
    "areas",
    "process",
    "processes",
    "function",
    "functions",
    "capability",
    "capabilities",
    "requirement",
    "requirements",
    "deliverable",
    "deliverables",
    "aktivität",
    "aktivitäten",
    "aufgabe",
    "aufgaben",
    "tätigkeit",
    "tätigkeiten",
    "leistung",
    "activité",
    "activités",
    "tâche",
    "tâches",
    "actividad",
    "actividades",
    "tarea",
    "tareas",
    "attività",
    "compito",
    "compiti",
];
/// Titles that are often classes of the titles in a column beside them.
const CLASSES: &[&str] = &[
    "area",
    "areas",
    "service",
    "services",
    "process",
    "processes",
];
/// Words beside those of titles.
const OF_TITLES: &[&str] = &[
    "the", "of", "and", "or", "name", "names", "title", "titles", "key",
];
const CLAUSES: &[&str] = &["clause", "clauses"];
/// Words beside the name of a party.
const FILLING: &[&str] = &[
    "cloud", "service", "services", "the", "s", "role", "roles", "raci", "rolle", "rôle", "ruolo",
    "rol",
];
const ROLE: &[&str] = &[
    "role",
    "roles",
    "rolle",
    "rôle",
    "ruolo",
    "rol",
    "responsibilities",
];
/// Words after that of a role.
const PARTY: &[&str] = &["party", "parties", "role", "team", "teams", "person"];
/// What makes a heading one about something beside roles.
const OTHERS: &[&str] = &[
    "address",
    "contact",
    "date",
    "document",
    "email",
    "id",
    "link",
    "name",
    "owner",
    "phone",
    "ticket",
    "status",
    "published",
];

const RESPONSIBLE: &[&str] = &[
    "responsible",
    "durchführungsverantwortlich",
    "durchführend",
    "ausführend",
    "réalisateur",
    "réalise",
    "ejecutor",
    "esecutore",
    "uitvoerend",
];
const ACCOUNTABLE: &[&str] = &[
    "accountable",
    "rechenschaftspflichtig",
    "gesamtverantwortlich",
    "approbateur",
    "imputable",
    "aprobador",
    "approvatore",
    "eindverantwoordelijk",
];
const CONSULTED: &[&str] = &[
    "consulted",
    "konsultiert",
    "konsultieren",
    "consulté",
    "consultée",
    "consultés",
    "consultées",
    "consultado",
    "consultada",
    "consultados",
    "consultato",
    "consultata",
    "consultati",
    "geraadpleegd",
];
const INFORMED: &[&str] = &[
    "informed",
    "informiert",
    "informieren",
    "informé",
    "informée",
    "informés",
    "informées",
    "informado",
    "informada",
    "informados",
    "informato",
    "informata",
    "informati",
    "geïnformeerd",
];
/// R in one chart and A in another.
const AMBIGUOUS: &[&str] = &[
    "verantwortlich",
    "verantwortung",
    "zuständig",
    "responsable",
    "responsables",
    "responsabile",
    "responsabili",
    "responsável",
    "verantwoordelijk",
    "owner",
    "lead",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_say_what_their_columns_are() {
        let providers = ["AUCloud"];
        for (text, expected) in [
            ("AUCloud (IaaS)", Some(Heading::Provider)),
            ("AUCloud Customer", Some(Heading::Customer)),
            ("Provider notes", Some(Heading::Notes)),
            ("Cloud service provider", Some(Heading::Provider)),
            ("Control area", Some(Heading::Titles)),
            ("Service level", None),
            ("Control owner", None),
            ("Kunde", Some(Heading::Customer)),
            ("CRISP clauses", Some(Heading::Clauses)),
            ("", None),
        ] {
            assert_eq!(heading(text, &providers), expected, "{text}");
        }
    }

    #[test]
    fn words_of_roles_mean_one_role() {
        for (text, expected) in [
            ("R", Some(Role::Responsible)),
            ("Accountable", Some(Role::Accountable)),
            ("Responsible (R)", Some(Role::Responsible)),
            ("Responsible (A)", None),
            ("Accountable party", Some(Role::Accountable)),
            ("Verantwortlich", None),
            ("Consulté", Some(Role::Consulted)),
            ("Informed of the date", None),
        ] {
            assert_eq!(role(text), expected, "{text}");
        }
        for words in [RESPONSIBLE, ACCOUNTABLE, CONSULTED, INFORMED] {
            assert!(words.iter().all(|word| !is_ambiguous(word)), "{words:?}");
        }
    }
}
