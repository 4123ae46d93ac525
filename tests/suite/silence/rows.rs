//! Every way of filling in a row, under any level and any waiver: what must come of it is worked out
//! here from the order of precedence alone.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{MATRIX, with};
use crate::support::{cases, check, folder, number, text};

/// The letters of the two published cells, provider and customer, by feature.
const PUBLISHED: [(&str, [&str; 2]); 2] = [("house", ["C", "RA"]), ("garden", ["RA", "C"])];
const PARTIES: [&str; 4] = ["provider", "customer", "msp", "stranger"];
/// The rules that a configuration can change and that speak of rows.
const CHANGEABLE: [(&str, u8); 6] = [
    ("203", 3),
    ("204", 2),
    ("306", 3),
    ("309", 2),
    ("401", 3),
    ("406", 2),
];
const LEVELS: [&str; 4] = ["off", "info", "warning", "error"];

/// A row of one document.
struct Row {
    feature: usize,
    /// The letters of each party; nothing where it has no cell.
    cells: [Option<String>; 4],
    owner: bool,
    evidence: bool,
    /// A rule, and whether its waiver names the feature.
    waiver: Option<(&'static str, bool)>,
}

/// The weight of the rules that a configuration has changed; 0 is off.
type Weights = BTreeMap<&'static str, u8>;

impl Row {
    fn any(rng: &mut fastrand::Rng) -> Self {
        let cells = PARTIES.map(|party| {
            let absent = match party {
                "stranger" => 90,
                "msp" => 50,
                _ => 10,
            };
            (rng.u32(0..100) >= absent).then(|| letters(rng))
        });
        let mut row = Self {
            feature: rng.usize(0..2),
            cells,
            owner: rng.bool(),
            evidence: rng.bool(),
            waiver: rng
                .bool()
                .then(|| (CHANGEABLE[rng.usize(0..CHANGEABLE.len())].0, rng.bool())),
        };
        // Most rows of chance have no A or two, which end the matter: others keep one published cell.
        if rng.u32(0..100) < 60 {
            let (_, published) = PUBLISHED[row.feature];
            let side = rng.usize(0..2);
            row.cells[side] = Some(published[side].to_owned());
        }
        row
    }

    fn letters(&self, party: usize) -> &str {
        self.cells[party].as_deref().unwrap_or_default()
    }

    fn yaml(&self, number: usize) -> String {
        let (feature, _) = PUBLISHED[self.feature];
        let mut row = String::new();
        for (party, letters) in PARTIES.iter().zip(&self.cells) {
            if let Some(letters) = letters {
                let letters: Vec<String> = letters.chars().map(String::from).collect();
                write!(row, "{party}: [{}], ", letters.join(", ")).expect("text");
            }
        }
        let mut line = format!("  {feature}: {{raci: {{{row}}}");
        if self.owner {
            line.push_str(", owner: ops");
        }
        if self.evidence {
            line.push_str(", evidence: ['https://w.gov.au']");
        }
        line.push('}');
        let head = with("system: pier", &format!("system: pier-{number}"));
        let start = format!("  {feature}:");
        let old = head
            .lines()
            .find(|line| line.starts_with(&start))
            .expect("a row");
        let mut text = head.replace(old, &line);
        if let Some((rule, narrow)) = self.waiver {
            let about = if narrow {
                format!("feature: {feature}, ")
            } else {
                String::new()
            };
            writeln!(
                text,
                "waivers: [{{rule: CRISP{rule}, {about}reason: r, approvedBy: Jo, expires: 2027-03-01}}]"
            )
            .expect("text");
        }
        text
    }

    /// Everything that can be said of the row, as a code and the party that it is about, before
    /// anything that can be switched off silences anything.
    fn said(&self) -> Vec<(&'static str, usize)> {
        const ROW: usize = 9;
        let (_, published) = PUBLISHED[self.feature];
        let owner = usize::from(self.feature == 0);
        let has = |party: usize, letter: char| self.letters(party).contains(letter);
        let holders: Vec<usize> = (0..3).filter(|party| has(*party, 'A')).collect();
        let mut said: Vec<_> = (0..3)
            .filter(|party| !redundant(self.letters(*party)).is_empty())
            .map(|party| ("204", party))
            .collect();
        if holders.len() > 1 {
            said.push(("202", ROW));
        }
        if self.cells[3].is_some() {
            said.push(("205", 3));
            return said;
        }
        let works: Vec<usize> = (0..3).filter(|party| has(*party, 'R')).collect();
        if holders.is_empty() {
            said.push(("201", ROW));
        }
        if works.is_empty() {
            said.push(("203", ROW));
        }
        let agreed = holders == [owner];
        match holders.as_slice() {
            [2] => said.push(("308", 2)),
            [0] if !agreed => said.push(("305", 0)),
            [1] if !agreed => said.push(("307", 1)),
            _ => {}
        }
        if agreed || holders.is_empty() {
            // A third party is on the customer's side.
            let wrong = works
                .iter()
                .filter(|party| usize::from(**party > 0) != owner);
            said.extend(wrong.map(|party| ("306", *party)));
        }
        if agreed {
            let differs =
                |party: &usize| !differing(self.letters(*party), published[*party]).is_empty();
            said.extend((0..2).filter(differs).map(|party| ("309", party)));
            if owner == 1 && !self.owner {
                said.push(("401", ROW));
            }
            if owner == 1 && !self.evidence {
                said.push(("406", ROW));
            }
        }
        said
    }

    /// What must be reported: codes, each with its status where that is not open.
    fn expected(&self, weights: &Weights) -> Vec<String> {
        let said = self.said();
        let (_, published) = PUBLISHED[self.feature];
        let weight = |code: &str| weights.get(code).copied().unwrap_or(3);
        let is_waived = |code: &str| self.waiver.is_some_and(|(rule, _)| rule == code);
        let beside = |loud: &str, party: Option<usize>, silent: &str| {
            let stands = said
                .iter()
                .any(|(code, at)| *code == loud && party.is_none_or(|party| party == *at));
            stands && !is_waived(loud) && weight(loud) > 0 && weight(loud) >= weight(silent)
        };
        let is_silent = |(code, party): &(&str, usize)| match *code {
            "401" | "406" => beside("306", None, code),
            "309" => {
                let letters = self.letters(*party);
                let mut differing = differing(letters, published[*party]).into_iter();
                let named = redundant(letters);
                beside("306", None, code)
                    || beside("203", None, code)
                    || (differing.all(|letter| named.contains(&letter))
                        && beside("204", Some(*party), code))
            }
            _ => false,
        };
        let left = said
            .iter()
            .filter(|one| weight(one.0) > 0 && !is_silent(one));
        let word = |code: &str| {
            let status = if is_waived(code) { " waived" } else { "" };
            format!("{code}{status}")
        };
        let mut left: Vec<String> = left.map(|(code, _)| word(code)).collect();
        if let Some((rule, _)) = self.waiver
            && !left.contains(&format!("{rule} waived"))
        {
            left.push("503".to_owned());
        }
        left.sort();
        left
    }
}

/// Up to five letters, seldom one twice.
fn letters(rng: &mut fastrand::Rng) -> String {
    let mut letters: Vec<char> = "RACI".chars().filter(|_| rng.u32(0..100) < 40).collect();
    if !letters.is_empty() && rng.u32(0..100) < 15 {
        letters.push(letters[rng.usize(0..letters.len())]);
    }
    rng.shuffle(&mut letters);
    letters.into_iter().collect()
}

fn acts(letters: &str) -> bool {
    letters.contains(['R', 'A'])
}

/// The letters that CRISP204 names.
fn redundant(letters: &str) -> Vec<char> {
    let all = letters.char_indices();
    let twice = |at: usize, letter: char| letters[..at].contains(letter);
    let idle = |letter: char| acts(letters) && matches!(letter, 'C' | 'I');
    all.filter(|(at, letter)| twice(*at, *letter) || idle(*letter))
        .map(|(_, letter)| letter)
        .collect()
}

/// The C and I that are not as published.
fn differing(letters: &str, published: &str) -> Vec<char> {
    let differs = |letter: &char| match (letters.contains(*letter), published.contains(*letter)) {
        (false, true) => !acts(published),
        (has, is_published) => has != is_published,
    };
    ['C', 'I'].into_iter().filter(differs).collect()
}

/// `CRISPLINT_CASES` runs more.
#[test]
fn a_row_says_what_the_order_of_precedence_leaves() {
    let seed = number("CRISPLINT_SEED").unwrap_or(14);
    let batches = cases(2_000, 10_000) / 1000;
    for batch in 0..batches {
        let mut rng = fastrand::Rng::with_seed(seed.wrapping_mul(1_000_003).wrapping_add(batch));
        let mut weights: Weights = CHANGEABLE.into_iter().collect();
        let mut levels = String::new();
        for (code, weight) in &mut weights {
            if rng.u32(0..100) < 60 {
                let level = rng.usize(0..LEVELS.len());
                *weight = u8::try_from(level).expect("four levels");
                write!(levels, "CRISP{code}: {}, ", LEVELS[level]).expect("text");
            }
        }
        // A whole row of 16 × 16 cells needs more than this; the seed moves on with the batches.
        let rows: Vec<Row> = (0..250).map(|_| Row::any(&mut rng)).collect();
        let documents = rows
            .iter()
            .enumerate()
            .map(|(number, row)| row.yaml(number));
        let documents: Vec<String> = documents.collect();
        let found = run(&documents.join("---\n"), &levels, rows.len());
        for ((row, found), document) in rows.iter().zip(found).zip(&documents) {
            assert_eq!(
                found,
                row.expected(&weights),
                "with {{{levels}}} in\n{document}"
            );
        }
    }
}

/// The codes that are found in each of several documents.
fn run(manifests: &str, levels: &str, documents: usize) -> Vec<Vec<String>> {
    let folder = folder(&[
        ("tiny.yaml", MATRIX),
        ("a.crisp.yaml", manifests),
        (".crisplint.yaml", &format!("rules: {{{levels}}}\n")),
    ]);
    let arguments = ["--matrix", "tiny.yaml", "--format", "json", "a.crisp.yaml"];
    let report = check(folder.path(), &arguments).json();
    assert_eq!(report["summary"]["documents"], documents, "all are read");
    let mut found = vec![Vec::new(); documents];
    for finding in report["findings"].as_array().expect("findings") {
        let code = text(&finding["code"]).trim_start_matches("CRISP");
        let document = finding["document"]
            .as_u64()
            .and_then(|at| usize::try_from(at).ok());
        let status = match text(&finding["status"]) {
            "open" => String::new(),
            other => format!(" {other}"),
        };
        found[document.expect("a document")].push(format!("{code}{status}"));
    }
    for codes in &mut found {
        codes.sort();
    }
    found
}
