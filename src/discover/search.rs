//! From starts to files: which root each belongs to, and what a search of a folder finds.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::ignored::Ignored;
use super::overlooked;
use super::place::{Place, common};
use super::root::{Below, Mark, Root, config_of};
use super::starts::{Kind, LEADS_OUT, Start, shown};
use super::territory::{Discovered, Filter, Missing, Territory, reason};
use crate::check::{Content, Input};
use crate::text::quote;

pub(super) struct Search<'a> {
    filter: &'a mut dyn FnMut(&Root) -> Filter,
    realms: Vec<Realm>,
    /// The realm of each root's folder.
    known: HashMap<PathBuf, usize>,
    /// The root of what stands in a folder, where something marks it.
    marked: HashMap<PathBuf, Option<Root>>,
    /// By absolute path. Links are followed, so that no file is read twice.
    found: BTreeMap<PathBuf, Found>,
    /// The files among these that were named outright.
    named: HashSet<PathBuf>,
    /// Files that look like YAML and that no pattern matches.
    candidates: BTreeMap<PathBuf, Found>,
    missing: Vec<Missing>,
}

/// A root that was met.
struct Realm {
    root: Root,
    filter: Filter,
    strays: BTreeSet<PathBuf>,
    whole: bool,
}

/// A file that was found.
struct Found {
    realm: usize,
    stands: PathBuf,
    shown: PathBuf,
    content: Content,
}

/// Where a walk is: in which realm from which depth on.
struct Level {
    depth: usize,
    realm: usize,
}

/// The roots of what nothing marks.
struct Unmarked {
    /// The outermost of the folders that are named.
    folders: Vec<PathBuf>,
    /// The nearest folder that holds all else.
    common: Option<PathBuf>,
}

impl<'a> Search<'a> {
    pub(super) fn new(filter: &'a mut dyn FnMut(&Root) -> Filter) -> Self {
        Self {
            filter,
            realms: Vec::new(),
            known: HashMap::new(),
            marked: HashMap::new(),
            found: BTreeMap::new(),
            named: HashSet::new(),
            candidates: BTreeMap::new(),
            missing: Vec::new(),
        }
    }

    /// Searches from all starts. What is missing has a root, too, by which the run is judged.
    pub(super) fn run(&mut self, starts: &[Start], missing: &[PathBuf]) {
        for path in missing {
            let folder = path.ancestors().find_map(|above| above.canonicalize().ok());
            if let Some(root) = folder.and_then(|folder| self.marked(&folder)) {
                self.realm(root);
            }
        }
        let unmarked = self.unmarked(starts);
        for start in starts {
            let folder = start.folder();
            let root = self.marked(folder).unwrap_or_else(|| unmarked.root(start));
            let realm = self.realm(root);
            self.look_for_strays(realm, folder);
            match &start.kind {
                Kind::Folder { .. } => self.folder(realm, start),
                Kind::File => self.file(realm, start, Content::File(start.stands.clone())),
                Kind::Text(content) => self.file(realm, start, content.clone()),
                Kind::Link => {
                    self.file(realm, start, Content::Unreadable(LEADS_OUT.to_owned()));
                }
                Kind::Unreadable(reason) => {
                    self.unreadable(realm, start.stands.clone(), start.shown.clone(), reason);
                }
            }
        }
    }

    fn marked(&mut self, folder: &Path) -> Option<Root> {
        if let Some(root) = self.marked.get(folder) {
            return root.clone();
        }
        let root = Root::marked(folder);
        self.marked.insert(folder.to_owned(), root.clone());
        root
    }

    fn unmarked(&mut self, starts: &[Start]) -> Unmarked {
        let mut folders: Vec<PathBuf> = Vec::new();
        let mut others: Vec<&Path> = Vec::new();
        for start in starts {
            let folder = start.folder();
            if self.marked(folder).is_some() {
                continue;
            }
            match start.kind {
                Kind::Folder { named: true } => folders.push(folder.to_owned()),
                _ => others.push(folder),
            }
        }
        let all = folders.clone();
        folders.retain(|one| {
            !all.iter()
                .any(|other| one != other && one.starts_with(other))
        });
        others.retain(|one| !folders.iter().any(|folder| one.starts_with(folder)));
        Unmarked {
            common: common(others.into_iter()),
            folders,
        }
    }

    /// The number of a root's realm.
    fn realm(&mut self, root: Root) -> usize {
        if let Some(realm) = self.known.get(&root.folder) {
            return *realm;
        }
        let realm = self.realms.len();
        self.known.insert(root.folder.clone(), realm);
        self.realms.push(Realm {
            filter: (self.filter)(&root),
            root,
            strays: BTreeSet::new(),
            whole: false,
        });
        realm
    }

    /// Takes every configuration between a folder and its root for one that judges nothing.
    fn look_for_strays(&mut self, realm: usize, folder: &Path) {
        let Some(realm) = self.realms.get_mut(realm) else {
            return;
        };
        let root = &realm.root.folder;
        let below = folder.ancestors().take_while(|folder| folder != root);
        realm.strays.extend(below.filter_map(config_of));
    }

    /// Takes a file that was asked for by name.
    fn file(&mut self, number: usize, start: &Start, content: Content) {
        let Some(realm) = self.realms.get(number) else {
            return;
        };
        let (filter, root) = (&realm.filter, &realm.root.folder);
        let unnamed = start.shown.as_os_str() == "<stdin>";
        if filter.force_exclude && !unnamed && filter.excludes(&start.stands, root) {
            return;
        }
        let real = start.stands.canonicalize();
        let content = match (&real, content) {
            (Ok(real), Content::File(_)) if !real.starts_with(root) => {
                Content::Unreadable(LEADS_OUT.to_owned())
            }
            (_, content) => content,
        };
        let real = real.unwrap_or_else(|_| start.stands.clone());
        // The name that a person wrote wins over the one that a walk found, and a text over its file.
        if self.named.insert(real.clone()) || matches!(content, Content::Text(_)) {
            let found = Found {
                realm: number,
                stands: start.stands.clone(),
                shown: start.shown.clone(),
                content,
            };
            self.found.insert(real, found);
        }
    }

    fn folder(&mut self, number: usize, start: &Start) {
        let tree = start.stands.canonicalize();
        let tree = tree.unwrap_or_else(|_| start.stands.clone());
        let Some(realm) = self.realms.get_mut(number) else {
            return;
        };
        let root = realm.root.folder.clone();
        if !tree.starts_with(&root) {
            let reason = Content::Unreadable(LEADS_OUT.to_owned());
            return self.take(number, tree, start.shown.clone(), reason);
        }
        if tree == root {
            realm.whole = true;
        } else if realm.filter.excludes(&tree, &root) {
            return;
        }
        let shown = |path: &Path| shown(path, &tree, &start.shown);
        // Nobody knows what a list passes over that cannot be read, so its folder is not searched.
        let mut ignored = match Ignored::new(&root, &tree) {
            Ok(ignored) => ignored,
            Err((list, content)) => return self.take(number, list.clone(), shown(&list), content),
        };
        let mut levels = vec![Level {
            depth: 0,
            realm: number,
        }];
        let mut walk = WalkDir::new(&tree)
            // By name, since they stand in one folder; to take the names out of the paths would take longer.
            .sort_by(|a, b| a.path().as_os_str().cmp(b.path().as_os_str()))
            .into_iter();
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry) => {
                    levels.truncate(surrounding(&levels, entry.depth()));
                    let goes_in = self.entry(&entry, &mut levels, &mut ignored, &shown);
                    // Of what is no folder this would leave out all that stands beside it.
                    if !goes_in && entry.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                }
                Err(error) => {
                    levels.truncate(surrounding(&levels, error.depth()));
                    let realm = levels.last().map_or(number, |level| level.realm);
                    let path = error.path().unwrap_or(&tree).to_owned();
                    let kind = error.io_error().map(io::Error::kind);
                    let (name, reason) = (shown(&path), reason(&error));
                    // A folder that is gone by now holds no manifest, and what is no folder is a finding alone.
                    if kind == Some(ErrorKind::NotFound) || !path.is_dir() {
                        self.take(realm, path, name, Content::Unreadable(reason));
                    } else {
                        self.unreadable(realm, path, name, &reason);
                    }
                }
            }
        }
    }

    /// Takes what a walk met. Returns whether the walk goes into it.
    fn entry(
        &mut self,
        entry: &DirEntry,
        levels: &mut Vec<Level>,
        ignored: &mut Ignored,
        shown: &dyn Fn(&Path) -> PathBuf,
    ) -> bool {
        let Some(level) = levels.last() else {
            return false;
        };
        let Some(realm) = self.realms.get_mut(level.realm) else {
            return false;
        };
        let (number, path, kind) = (level.realm, entry.path(), entry.file_type());
        if entry.depth() > 0 {
            let is_excluded = realm.filter.exclude.matches(path, &realm.root.folder);
            if entry.file_name() == ".git" || is_excluded || ignored.excludes(path, kind.is_dir()) {
                return false;
            }
        }
        if !kind.is_dir() {
            self.leaf(number, entry, shown);
            return true;
        }
        let below = match entry.depth() {
            0 => Below::Part,
            _ => realm.root.below(path),
        };
        if matches!(below, Below::Worktree) {
            return false;
        }
        let is_root = path == realm.root.folder || matches!(below, Below::Own(_));
        match below {
            Below::Part | Below::Worktree => {}
            Below::Stray(config) => {
                realm.strays.insert(config);
            }
            Below::Own(root) => {
                let realm = self.realm(root);
                if let Some(realm) = self.realms.get_mut(realm) {
                    realm.whole = true;
                }
                levels.push(Level {
                    depth: entry.depth(),
                    realm,
                });
            }
        }
        match ignored.enter(path, is_root) {
            Ok(()) => true,
            Err((list, content)) => {
                let realm = levels.last().map_or(number, |level| level.realm);
                self.take(realm, list.clone(), shown(&list), content);
                false
            }
        }
    }

    /// Takes what a walk met and that is no folder, if it is a manifest by its name.
    fn leaf(&mut self, number: usize, entry: &DirEntry, shown: &dyn Fn(&Path) -> PathBuf) {
        let Some(realm) = self.realms.get(number) else {
            return;
        };
        let (path, kind) = (entry.path(), entry.file_type());
        let root = &realm.root.folder;
        if !realm.filter.include.matches(path, root) {
            let looks = realm.filter.look_for_overlooked && kind.is_file();
            if looks && overlooked::looks_like_yaml(path) {
                let content = Content::Overlooked(path.to_owned());
                let found = found(number, path, shown(path), content);
                self.candidates.insert(path.to_owned(), found);
            }
            return;
        }
        if !kind.is_symlink() {
            let content = Content::File(path.to_owned());
            if !self.named.contains(path) {
                self.take(number, path.to_owned(), shown(path), content);
            }
            return;
        }
        let content = match path.canonicalize() {
            Ok(real) if real.is_dir() => return,
            // A file and a link to it are one; the file's own name is shown.
            Ok(real) if real.starts_with(root) => {
                let content = Content::File(path.to_owned());
                let link = found(number, path, shown(path), content);
                self.found.entry(real).or_insert(link);
                return;
            }
            Ok(_) => LEADS_OUT.to_owned(),
            Err(error) => error.to_string(),
        };
        self.take(
            number,
            path.to_owned(),
            shown(path),
            Content::Unreadable(content),
        );
    }

    /// Takes a folder that nobody can look into: what is in it was not searched.
    fn unreadable(&mut self, realm: usize, path: PathBuf, shown: PathBuf, reason: &str) {
        let name = quote(&shown.to_string_lossy());
        self.missing.push(Missing {
            message: format!("cannot read the folder {name}: {reason}"),
            path: shown.clone(),
        });
        self.take(realm, path, shown, Content::Unreadable(reason.to_owned()));
    }

    fn take(&mut self, realm: usize, path: PathBuf, shown: PathBuf, content: Content) {
        let found = found(realm, &path, shown, content);
        self.found.insert(path, found);
    }

    /// Names what was found, once it is known from where.
    pub(super) fn finish(mut self, current: &Path, mut missing: Vec<Missing>) -> Discovered {
        missing.append(&mut self.missing);
        self.candidates
            .retain(|path, _| !self.found.contains_key(path));
        let mut overlooked: Vec<Found> = self.candidates.into_values().collect();
        overlooked::keep(&mut overlooked, |found| &found.stands);
        let all: Vec<Found> = self.found.into_values().chain(overlooked).collect();
        let used: BTreeSet<usize> = all.iter().map(|found| found.realm).collect();
        let realms = self.realms.iter().enumerate();
        let realms = realms.filter(|(number, _)| used.is_empty() || used.contains(number));
        let place = Place::of(current, realms.map(|(_, realm)| &realm.root));
        let mut territories: Vec<Territory> = self.realms.into_iter().map(Realm::empty).collect();
        for found in all {
            if let Some(territory) = territories.get_mut(found.realm) {
                territory.inputs.push(Input {
                    path: place.name_at(&found.stands, &found.shown, &territory.root.folder),
                    content: found.content,
                });
            }
        }
        for territory in &mut territories {
            territory.inputs.sort_by(|a, b| a.path.cmp(&b.path));
        }
        territories.sort_by(|a, b| a.root.folder.cmp(&b.root.folder));
        Discovered {
            territories,
            missing,
            place,
        }
    }
}

impl Realm {
    fn empty(self) -> Territory {
        Territory {
            root: self.root,
            inputs: Vec::new(),
            strays: self.strays.into_iter().collect(),
            whole: self.whole,
        }
    }
}

impl Start {
    /// The folder by which its root is found: its own, or that in which it stands.
    fn folder(&self) -> &Path {
        match self.kind {
            Kind::Folder { .. } => &self.stands,
            _ => self.stands.parent().unwrap_or(&self.stands),
        }
    }
}

impl Unmarked {
    fn root(&self, start: &Start) -> Root {
        let folder = start.folder();
        let mut folders = self.folders.iter();
        let around = folders.find(|around| folder.starts_with(around));
        let root = around.or(self.common.as_ref());
        Root {
            folder: root.map_or(folder, PathBuf::as_path).to_owned(),
            mark: Mark::Nothing,
        }
    }
}

fn found(realm: usize, stands: &Path, shown: PathBuf, content: Content) -> Found {
    Found {
        realm,
        stands: stands.to_owned(),
        shown,
        content,
    }
}

/// How many levels are around an entry of a depth.
fn surrounding(levels: &[Level], depth: usize) -> usize {
    let around = levels
        .iter()
        .take_while(|level| level.depth == 0 || level.depth < depth);
    around.count().max(1)
}
