//! From paths, folders and patterns to the files of a run, each once and in a stable order.
//!
//! The walk follows no link to a folder, so that a folder which links to itself is no trap; a link
//! to a file is followed where it stays in the tree. Files are named here, never opened.

mod lists;
mod patterns;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};

use ignore::WalkBuilder;

use crate::finding::{FilePath, RunError};
use crate::source::Source;
use crate::text::quote;

use patterns::Glob;
pub use patterns::Patterns;

/// The names under which manifests are found in a folder.
pub const DEFAULT_INCLUDE: [&str; 4] = [
    "*control-ownership*.yaml",
    "*control-ownership*.yml",
    "*.crisp.yaml",
    "*.crisp.yml",
];

/// Where a run happens.
#[derive(Clone, Debug)]
pub struct Place {
    /// The current folder, absolute.
    pub current: PathBuf,
    /// The repository's root, absolute.
    pub root: PathBuf,
}

/// Something to check.
#[derive(Clone, Debug)]
pub struct Input {
    /// What it is called.
    pub path: Arc<FilePath>,
    /// Where its text comes from.
    pub content: Content,
}

/// Where a text comes from.
#[derive(Clone, Debug)]
pub enum Content {
    /// From a file, when its turn comes.
    File(PathBuf),
    /// It is here already: standard input.
    Text(Arc<Source>),
    /// From nowhere, for a reason in the system's words.
    Unreadable(String),
    /// From nowhere: it is over the limit.
    TooLarge,
}

/// The inputs of a run, and the paths that lead nowhere.
#[derive(Debug, Default)]
pub struct Discovered {
    /// Sorted by path.
    pub inputs: Vec<Input>,
    /// What is wrong with the paths that were asked for.
    pub errors: Vec<RunError>,
}

/// Which files a search takes.
#[derive(Clone, Debug)]
pub struct Filter {
    /// The files that a search of a folder finds.
    pub include: Patterns,
    /// The files and folders that it passes over.
    pub exclude: Patterns,
    /// Whether `exclude` counts for files that are named outright, too.
    pub force_exclude: bool,
}

impl Filter {
    /// Whether what is named outright is passed over all the same.
    pub fn passes_over(&self, named: &Path, place: &Place) -> bool {
        self.force_exclude && self.excludes(&clean(&place.current.join(named)), &place.root)
    }

    /// Whether the file, or a folder that holds it below the root, is excluded.
    fn excludes(&self, path: &Path, root: &Path) -> bool {
        if self.exclude.is_empty() {
            return false;
        }
        let mut below = path.ancestors().take_while(|path| *path != root);
        below.any(|path| self.exclude.matches(path, root))
    }
}

impl Place {
    /// Finds the repository's root: the nearest folder above with `.git`, else with
    /// `.crisplint.yaml`, else the current one.
    pub fn new(current: PathBuf) -> Self {
        let nearest = |holds: &dyn Fn(&Path) -> bool| {
            let mut folders = current.ancestors();
            folders.find(|folder| holds(folder))
        };
        let root = nearest(&|folder| folder.join(".git").exists());
        let root = root.or_else(|| nearest(&|folder| config_of(folder).is_some()));
        let root = root.unwrap_or(&current).to_owned();
        Self { current, root }
    }

    /// An absolute path as a person in the current folder would write it.
    pub fn from_here(&self, absolute: &Path) -> PathBuf {
        if let Ok(below) = absolute.strip_prefix(&self.current) {
            return below.to_owned();
        }
        match (
            self.current.strip_prefix(&self.root),
            absolute.strip_prefix(&self.root),
        ) {
            (Ok(down), Ok(rest)) => down
                .components()
                .map(|_| Component::ParentDir)
                .collect::<PathBuf>()
                .join(rest),
            _ => absolute.to_owned(),
        }
    }

    /// What a path of the command line is called: just as it was given.
    pub fn given(&self, path: &Path) -> Arc<FilePath> {
        Arc::new(FilePath {
            relative: self.name(path).relative.clone(),
            shown: slashed(path),
        })
    }

    /// What a path is called.
    pub fn name(&self, path: &Path) -> Arc<FilePath> {
        let absolute = clean(&self.current.join(path));
        let relative = absolute.strip_prefix(&self.root).unwrap_or(&absolute);
        Arc::new(FilePath {
            relative: slashed(relative),
            shown: slashed(&clean(path)),
        })
    }
}

/// The name under which a configuration is found.
pub const CONFIG: &str = ".crisplint.yaml";

/// The configuration in a folder. Anything of the name but a folder is meant as one: where it cannot be
/// read, to go on without it would judge by looser rules than were set.
pub fn config_of(folder: &Path) -> Option<PathBuf> {
    let file = folder.join(CONFIG);
    (file.symlink_metadata().is_ok() && !file.is_dir()).then_some(file)
}

/// Finds the files that `paths` name. A file that is named outright is always among them.
pub fn discover(place: &Place, paths: &[PathBuf], filter: &Filter) -> Discovered {
    let mut search = Search {
        place,
        filter,
        found: BTreeMap::new(),
        named: HashSet::new(),
        errors: Vec::new(),
    };
    for path in paths {
        search.path(path);
    }
    search.finish()
}

struct Search<'a> {
    place: &'a Place,
    filter: &'a Filter,
    /// By absolute path. Links are followed, so that no file is read twice.
    found: BTreeMap<PathBuf, Input>,
    named: HashSet<PathBuf>,
    errors: Vec<RunError>,
}

impl Search<'_> {
    fn path(&mut self, path: &Path) {
        let absolute = self.place.current.join(path);
        if absolute.is_dir() {
            self.folder(path);
            return;
        }
        match absolute.symlink_metadata() {
            Ok(_) => self.file(path),
            Err(error) => self.pattern(path, &error),
        }
    }

    /// Takes what there is no file of that name for, as a pattern.
    fn pattern(&mut self, path: &Path, missing: &io::Error) {
        let name = quote(&path.to_string_lossy());
        let complaint = match Glob::new(path) {
            Ok(Some(glob)) if self.matches(&glob, &mut HashSet::new()) => return,
            // It is there for all we know, and what cannot be read is a finding.
            Ok(None) if missing.kind() == ErrorKind::PermissionDenied => return self.file(path),
            Ok(_) => format!("there is no file or folder {name}"),
            Err(error) => format!("{name} is no pattern: {}", error.msg),
        };
        self.errors
            .push(RunError::new(complaint).path(&self.place.given(path)));
    }

    /// Takes what a pattern names. Returns whether there is anything. `walked` is what has been walked for
    /// it: a thousand links to one folder are a million ways through two of them.
    fn matches(&mut self, glob: &Glob, walked: &mut HashSet<(PathBuf, usize)>) -> bool {
        let (base, start) = (&glob.base, self.place.current.join(&glob.base));
        let tree = match start.canonicalize() {
            Ok(tree) if tree.is_dir() => tree,
            _ => return false,
        };
        if !walked.insert((tree.clone(), glob.steps())) {
            return false;
        }
        let leads_on = glob.leads_on();
        let walk = WalkBuilder::new(&tree)
            .standard_filters(false)
            // Of several names of a file the first is shown, on every machine the same.
            .sort_by_file_name(Ord::cmp)
            .max_depth(glob.depth())
            .filter_entry(move |entry| entry.file_name() != ".git" && leads_on(entry))
            .build();
        let shown = |path: &Path| shown(path, &tree, base);
        let mut found = false;
        // A folder in one that has been searched has been searched with it.
        let mut searched: Option<PathBuf> = None;
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.walk_error(&error, &shown);
                    found = true;
                    continue;
                }
            };
            let path = entry.path();
            let link = entry.path_is_symlink().then(|| path.canonicalize());
            if matches!(&link, Some(Ok(real)) if !self.is_within(real, &tree)) {
                continue;
            }
            let below = path.strip_prefix(&tree).unwrap_or(path);
            let is_folder = path.is_dir();
            let rest = link.and_then(|_| glob.below(shown(path), entry.depth()));
            if let Some(rest) = rest.filter(|_| is_folder) {
                // The walk goes through no link, and a step that is written out does.
                found |= self.matches(&rest, walked);
            } else if glob.takes(below, is_folder) {
                found = true;
                let is_in = |above: &PathBuf| path.starts_with(above);
                if !is_folder {
                    self.file(&shown(path));
                } else if !searched.as_ref().is_some_and(is_in) {
                    self.folder(&shown(path));
                    searched = Some(path.to_owned());
                }
            }
        }
        found
    }

    /// Whether what a link leads to stands in the tree that is searched, or in the repository.
    fn is_within(&self, real: &Path, tree: &Path) -> bool {
        real.starts_with(tree) || real.starts_with(&self.place.root)
    }

    /// Takes a file that was asked for by name.
    fn file(&mut self, path: &Path) {
        if self.filter.passes_over(path, self.place) {
            return;
        }
        let absolute = self.place.current.join(path);
        let real = absolute.canonicalize().unwrap_or_else(|_| clean(&absolute));
        if self.named.insert(real.clone()) {
            // The name that a person wrote wins over the one that a walk found.
            self.found.insert(real, self.input(path, None));
        }
    }

    fn folder(&mut self, folder: &Path) {
        let start = self.place.current.join(folder);
        let tree = start.canonicalize().unwrap_or_else(|_| clean(&start));
        let shown = |path: &Path| shown(path, &tree, folder);
        // Nobody knows what a list passes over that cannot be read, so its folder is not searched.
        if let Some((list, content)) = tree.ancestors().find_map(lists::strange) {
            self.list(&list, &shown(&list), content);
            return;
        }
        // In a repository a `.gitignore` counts as for git, which looks at none above it; elsewhere any.
        let repository = tree.ancestors().any(|folder| folder.join(".git").exists());
        let strange = Arc::new(Mutex::new(Vec::new()));
        let found = Arc::clone(&strange);
        let walk = WalkBuilder::new(&tree)
            .hidden(false)
            .git_global(false)
            .git_exclude(false)
            .require_git(repository)
            .filter_entry(move |entry| {
                let folder = entry.file_type().is_some_and(|kind| kind.is_dir());
                let list = folder.then(|| lists::strange(entry.path())).flatten();
                let searched = list.is_none();
                if let (Some(list), Ok(mut found)) = (list, found.lock()) {
                    found.push(list);
                }
                searched && entry.file_name() != ".git"
            })
            .build();
        for entry in walk {
            match entry {
                Ok(entry) => {
                    let kind = entry.file_type();
                    if kind.is_some_and(|kind| kind.is_dir()) || !self.is_included(entry.path()) {
                        continue;
                    }
                    let link = kind.is_some_and(|kind| kind.is_symlink());
                    self.entry(entry.path(), &shown(entry.path()), link, &tree);
                }
                Err(error) => self.walk_error(&error, &shown),
            }
        }
        let strange = strange.lock().map(|mut found| std::mem::take(&mut *found));
        for (list, content) in strange.unwrap_or_default() {
            self.list(&list, &shown(&list), content);
        }
    }

    /// Takes a list of what to pass over that cannot be read: a finding.
    fn list(&mut self, path: &Path, shown: &Path, content: Content) {
        let input = Input {
            path: self.place.name(shown),
            content,
        };
        self.found.insert(path.to_owned(), input);
    }

    fn is_included(&self, path: &Path) -> bool {
        let root = &self.place.root;
        self.filter.include.matches(path, root) && !self.filter.excludes(path, root)
    }

    /// Takes a file that a walk found.
    fn entry(&mut self, path: &Path, shown: &Path, link: bool, tree: &Path) {
        let real = if link {
            path.canonicalize()
        } else {
            Ok(path.to_owned())
        };
        let input = match &real {
            Ok(real) if link && !self.is_within(real, tree) => return,
            Ok(real) if link && real.is_dir() => return,
            Ok(_) => self.input(shown, None),
            Err(error) => self.input(shown, Some(error.to_string())),
        };
        // A file and a link to it are one; the file's own name is shown.
        let key = real.unwrap_or_else(|_| path.to_owned());
        if link {
            self.found.entry(key).or_insert(input);
        } else if !self.named.contains(&key) {
            self.found.insert(key, input);
        }
    }

    fn walk_error(&mut self, error: &ignore::Error, shown: &dyn Fn(&Path) -> PathBuf) {
        let Some(path) = error_path(error) else {
            self.errors.push(RunError::new(error.to_string()));
            return;
        };
        // The walk's own words name the path once more, and as the system has it.
        let reason = error.io_error().map_or_else(
            || error.to_string(),
            |error| match error.raw_os_error() {
                Some(number) => io::Error::from_raw_os_error(number).to_string(),
                None => error.kind().to_string(),
            },
        );
        let shown = shown(path);
        let kind = error.io_error().map(io::Error::kind);
        // A folder that is gone by now holds no manifest, and whatever is no folder is a finding alone.
        if path.is_dir() && kind != Some(ErrorKind::NotFound) {
            let name = self.place.name(&shown);
            let text = format!("cannot read the folder {}: {reason}", quote(&name.shown));
            self.errors.push(RunError::new(text).path(&name));
        }
        let input = self.input(&shown, Some(reason));
        self.found.insert(path.to_owned(), input);
    }

    fn input(&self, path: &Path, unreadable: Option<String>) -> Input {
        let file = self.place.current.join(path);
        Input {
            path: self.place.name(path),
            content: unreadable.map_or(Content::File(file), Content::Unreadable),
        }
    }

    fn finish(self) -> Discovered {
        let mut inputs: Vec<Input> = self.found.into_values().collect();
        inputs.sort_by(|a, b| a.path.cmp(&b.path));
        Discovered {
            inputs,
            errors: self.errors,
        }
    }
}

/// What a path below a folder is called, where the folder is called `name`.
fn shown(path: &Path, folder: &Path, name: &Path) -> PathBuf {
    match path.strip_prefix(folder) {
        Ok(below) => name.join(below),
        Err(_) => path.to_owned(),
    }
}

fn error_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            error_path(err)
        }
        _ => None,
    }
}

/// Takes `.` and what `..` undoes out of a path, without asking the disk.
pub(crate) fn clean(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(cleaned.components().next_back(), Some(Component::Normal(_))) =>
            {
                cleaned.pop();
            }
            other => cleaned.push(other),
        }
    }
    cleaned
}

/// A path with `/` between its parts. Bytes that are no text are written as `\xNN`, so that two
/// paths never read the same.
fn slashed(path: &Path) -> String {
    let mut joined = String::with_capacity(path.as_os_str().len());
    for (index, component) in path.components().enumerate() {
        if index > 0 {
            joined.push('/');
        }
        if component != Component::RootDir {
            joined.push_str(&encoded(component.as_os_str().as_encoded_bytes()));
        }
    }
    if joined.is_empty() {
        joined.push('.');
    }
    joined
}

/// A name as text; bytes that are none are written as `\xNN`.
pub fn encoded(name: &[u8]) -> Cow<'_, str> {
    use std::fmt::Write as _;
    if let Ok(name) = std::str::from_utf8(name) {
        return name.into();
    }
    let mut text = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text.into()
}
