//! What a reader has to know of a whole run, beside its findings.

use crate::text::{counted, list, quote};

/// One fact about a run. It is no finding: nobody has done anything wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Evidence is in these submodules, which are not checked out.
    UncheckedEvidence(Vec<String>),
    /// This folder was taken for a root, since nothing marks one.
    TakenRoot(String),
    /// A matrix was loaded under the id of one that is part of the program.
    LoadedMatrix {
        /// `id@version` of the loaded one.
        loaded: String,
        /// `id@version` of the shipped one.
        shipped: String,
        /// How many features differ.
        features: usize,
        /// Whether the names of the provider differ.
        provider: bool,
    },
}

/// Names in one sentence. Who has more of them knows where to look.
const NAMED: usize = 5;

impl Note {
    /// What it is, for programs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::UncheckedEvidence(_) => "uncheckedEvidence",
            Self::TakenRoot(_) => "takenRoot",
            Self::LoadedMatrix { .. } => "loadedMatrix",
        }
    }

    /// One sentence.
    pub fn message(&self) -> String {
        match self {
            Self::TakenRoot(root) => format!(
                "the root is {}, because neither `.git` nor `.crisplint.yaml` marks another folder",
                quote(root)
            ),
            Self::LoadedMatrix {
                loaded,
                shipped,
                features,
                provider,
            } => {
                let differ = match features {
                    0 => "no feature differs".to_owned(),
                    1 => "1 feature differs".to_owned(),
                    many => format!("{} differ", counted(*many, "feature")),
                };
                let provider = if *provider {
                    ", and its provider has other names"
                } else {
                    ""
                };
                format!(
                    "the matrix {} was loaded under the id of a matrix that crisplint ships: \
                     {differ} from {}{provider}",
                    quote(loaded),
                    quote(shipped)
                )
            }
            Self::UncheckedEvidence(submodules) => {
                let names = submodules.iter().take(NAMED);
                let mut names: Vec<String> = names.map(|name| quote(name)).collect();
                let more = submodules.len() - names.len();
                if more > 0 {
                    names.push(format!("{more} more"));
                }
                let (noun, verb) = match submodules.len() {
                    1 => ("the submodule", "which is"),
                    _ => ("the submodules", "which are"),
                };
                let names = list(&names, "and");
                format!(
                    "evidence in {noun} {names}, {verb} not checked out, was not checked: run \
                     `git submodule update --init` first"
                )
            }
        }
    }
}
