//! The house as CONTRIBUTING.md draws it: each floor looks down only, no two files look at each
//! other, and each package has one home.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::Path;

use syn::visit::{self, Visit};
use syn::{File, Item, ItemMod, ItemUse, UseTree};

use crate::support::repository;

/// A module by its steps from the crate: `["yaml", "tree"]`.
type Module = Vec<String>;

#[test]
fn each_floor_looks_down_only() {
    let floors = floors();
    let house = House::read();
    let level = |module: &Module| {
        let room = module.first().map(String::as_str).unwrap_or_default();
        let found = floors
            .iter()
            .position(|floor| floor.iter().any(|one| one == room));
        found.unwrap_or_else(|| panic!("CONTRIBUTING.md has no floor for the room `{room}`"))
    };
    let mut wrong = Vec::new();
    for (module, seen) in &house.arrows {
        if module.is_empty() {
            continue; // lib.rs names all rooms
        }
        for other in seen.iter().filter(|other| !other.is_empty()) {
            if module.first() != other.first() && level(other) <= level(module) {
                wrong.push(format!(
                    "{} looks up to {}",
                    module.join("::"),
                    other.join("::")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_two_files_look_at_each_other() {
    let house = House::read();
    let circles: Vec<String> = house
        .arrows
        .keys()
        .filter_map(|start| house.way_back(start))
        .map(|way| {
            way.iter()
                .map(|module| module.join("::"))
                .collect::<Vec<_>>()
                .join(" -> ")
        })
        .collect();
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

/// A rule knows its own facts: nothing else decides by a code.
#[test]
fn no_code_of_a_rule_stands_outside_its_own_file() {
    let mut wrong = Vec::new();
    for (file, code) in sources() {
        if file.starts_with("src/rules/") {
            continue;
        }
        let mut codes = Codes::default();
        codes.visit_file(&code);
        wrong.extend(
            codes
                .found
                .iter()
                .map(|code| format!("{file} names {code}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The texts of a file that are a code of a rule and nothing else.
#[derive(Default)]
struct Codes {
    found: Vec<String>,
}

impl<'f> Visit<'f> for Codes {
    fn visit_item_mod(&mut self, module: &'f ItemMod) {
        if module.ident != "tests" {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_lit_str(&mut self, text: &'f syn::LitStr) {
        let text = text.value();
        let digits = text.strip_prefix("CRISP").unwrap_or_default();
        if digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            self.found.push(text);
        }
    }
}

#[test]
fn each_package_stays_at_home() {
    let homes = homes();
    let text = fs::read_to_string(repository().join("Cargo.toml")).expect("Cargo.toml");
    let section = text.split("[dependencies]").nth(1).expect("dependencies");
    let section = section.split("\n[").next().unwrap_or_default();
    let packages = section
        .lines()
        .filter_map(|line| Some(line.split_once(" = ")?.0));
    let files: Vec<(String, Vec<Vec<String>>)> = sources()
        .into_iter()
        .map(|(file, code)| (file, Paths::of(&code).found))
        .collect();
    let mut wrong = Vec::new();
    for package in packages {
        let Some(homes) = homes.get(package) else {
            wrong.push(format!("CONTRIBUTING.md names no home of `{package}`"));
            continue;
        };
        let name = package.replace('-', "_");
        for (file, paths) in &files {
            // A module or a function of ours can have the same name.
            let is_ours = paths
                .iter()
                .any(|path| path.len() > 1 && path.last() == Some(&name) && path[0] != name);
            let is_used = !is_ours && paths.iter().any(|path| path[0] == name);
            let is_home = homes.iter().any(|home| file.starts_with(home.as_str()));
            if is_used && !is_home {
                wrong.push(format!("{file} uses `{package}`, whose home is {homes:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The floors of CONTRIBUTING.md from the top down, the rooms of each.
fn floors() -> Vec<Vec<String>> {
    let rows = table("| floor |");
    rows.into_iter().map(|row| code(&row[0])).collect()
}

/// The homes of each package, as CONTRIBUTING.md names them.
fn homes() -> BTreeMap<String, Vec<String>> {
    let rows = table("| package |");
    let homes = rows.into_iter().flat_map(|row| {
        let homes: Vec<String> = code(&row[1])
            .iter()
            .map(|home| format!("src/{home}"))
            .collect();
        code(&row[0])
            .into_iter()
            .map(move |package| (package, homes.clone()))
    });
    homes.collect()
}

/// The rows of a table of CONTRIBUTING.md, by how its head begins.
fn table(head: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(repository().join("CONTRIBUTING.md")).expect("CONTRIBUTING.md");
    let lines = text
        .lines()
        .skip_while(|line| !line.starts_with(head))
        .skip(2);
    let rows = lines.take_while(|line| line.starts_with('|')).map(|line| {
        let cells = line.trim_matches('|').split('|');
        cells.map(|cell| cell.trim().to_owned()).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    assert!(!rows.is_empty(), "CONTRIBUTING.md has no table {head}");
    rows
}

/// The pieces of a text that stand in backticks.
fn code(text: &str) -> Vec<String> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The files of `src/`, tests left out.
fn sources() -> Vec<(String, File)> {
    let mut waiting = vec![repository().join("src")];
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs")
            {
                let text = fs::read_to_string(&path).expect("a file");
                found.push((name(&path), syn::parse_file(&text).expect("Rust")));
            }
        }
    }
    found
}

fn name(path: &Path) -> String {
    let below = path
        .strip_prefix(repository())
        .expect("a path below the root");
    below.to_string_lossy().replace('\\', "/")
}

/// Every path of a file, those of its `use` written out.
#[derive(Default)]
struct Paths {
    found: Vec<Vec<String>>,
    /// What the file hands on: the name under which it does, and the path.
    handed_on: Vec<(String, Vec<String>)>,
}

impl Paths {
    fn of(code: &File) -> Self {
        let mut paths = Self::default();
        paths.visit_file(code);
        paths
    }

    fn spread(&mut self, before: &[String], tree: &UseTree, public: bool) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        let (name, path) = match tree {
            UseTree::Path(path) => return self.spread(&with(&path.ident), &path.tree, public),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.spread(before, tree, public);
                }
                return;
            }
            UseTree::Name(name) if name.ident == "self" => (String::new(), before.to_vec()),
            UseTree::Name(name) => (name.ident.to_string(), with(&name.ident)),
            UseTree::Rename(name) => (name.rename.to_string(), with(&name.ident)),
            UseTree::Glob(_) => (String::new(), before.to_vec()),
        };
        if public {
            self.handed_on.push((name, path.clone()));
        }
        self.found.push(path);
    }
}

impl<'f> Visit<'f> for Paths {
    fn visit_item_mod(&mut self, module: &'f ItemMod) {
        if module.ident != "tests" {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &'f ItemUse) {
        let public = !matches!(item.vis, syn::Visibility::Inherited);
        self.spread(&[], &item.tree, public);
    }

    fn visit_path(&mut self, path: &'f syn::Path) {
        let steps = path.segments.iter().map(|step| step.ident.to_string());
        self.found.push(steps.collect());
        visit::visit_path(self, path);
    }

    /// Who may see something is no look at it.
    fn visit_visibility(&mut self, _: &'f syn::Visibility) {}
}

/// The modules of the crate, and at which others each looks.
struct House {
    arrows: BTreeMap<Module, BTreeSet<Module>>,
}

impl House {
    fn read() -> Self {
        let files = sources().into_iter().map(|(file, code)| {
            let is_list = code
                .items
                .iter()
                .all(|item| matches!(item, Item::Mod(_) | Item::Use(_)));
            (module(&file), (Paths::of(&code), is_list))
        });
        let files: BTreeMap<Module, (Paths, bool)> = files.collect();
        let arrows = files.iter().map(|(module, (paths, is_list))| {
            // A file that only names its parts looks at none of them.
            let seen = paths.found.iter().filter(|_| !is_list);
            let seen = seen.filter_map(|path| target(&files, module, path));
            (
                module.clone(),
                seen.filter(|other| other != module).collect(),
            )
        });
        Self {
            arrows: arrows.collect(),
        }
    }

    /// The shortest way from a module back to itself, told once for each circle.
    fn way_back(&self, start: &Module) -> Option<Vec<Module>> {
        let mut from: BTreeMap<&Module, &Module> = BTreeMap::new();
        let mut waiting = VecDeque::from([start]);
        while let Some(module) = waiting.pop_front() {
            for other in self.arrows.get(module).into_iter().flatten() {
                if other == start {
                    let mut way = vec![start.clone(), module.clone()];
                    let mut at = module;
                    while let Some(before) = from.get(at) {
                        way.push((*before).clone());
                        at = before;
                    }
                    way.reverse();
                    return (way.iter().min() == Some(start)).then_some(way);
                }
                if !from.contains_key(other) {
                    from.insert(other, module);
                    waiting.push_back(other);
                }
            }
        }
        None
    }
}

/// The module to which a path leads, through what others hand on; nothing where it leaves the crate.
fn target(
    files: &BTreeMap<Module, (Paths, bool)>,
    from: &Module,
    path: &[String],
) -> Option<Module> {
    let below =
        |module: &Module, step: &String| [module.as_slice(), std::slice::from_ref(step)].concat();
    let mut at = from.clone();
    let mut steps = path.iter().peekable();
    match steps.peek()?.as_str() {
        "crate" => at.clear(),
        "super" | "self" => {}
        step if files.contains_key(&below(from, &step.to_owned())) => {}
        _ => return None,
    }
    for step in steps {
        match step.as_str() {
            "crate" | "self" => continue,
            "super" => {
                at.pop();
                continue;
            }
            _ => {}
        }
        if files.contains_key(&below(&at, step)) {
            at = below(&at, step);
            continue;
        }
        let handed_on = &files.get(&at)?.0.handed_on;
        let origin = handed_on.iter().find(|(name, _)| name == step);
        return match origin {
            Some((_, path)) => target(files, &at, path).or(Some(at)),
            None => Some(at),
        };
    }
    Some(at)
}

fn module(file: &str) -> Module {
    let path = file.trim_start_matches("src/").trim_end_matches(".rs");
    let mut steps: Module = path.split('/').map(str::to_owned).collect();
    if steps
        .last()
        .is_some_and(|last| last == "mod" || last == "lib")
    {
        steps.pop();
    }
    steps
}
