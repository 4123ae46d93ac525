//! Where a key belongs in a document, and what nobody is to miss there.

use super::homes::{self, Step};
use super::misnamed::Belongs;
use super::search::{Parent, Search, Target};
use crate::yaml::{Node, Shape, ancestor, pointer};

/// An object that a key could belong in.
enum Instance<'d> {
    There(String, Node<'d>),
    /// It is empty, or absent altogether: nobody is to miss what is at this pointer.
    Hollow(String),
}

impl Instance<'_> {
    fn pointer(self) -> String {
        match self {
            Self::There(at, _) | Self::Hollow(at) => at,
        }
    }
}

impl<'s, 'd> Search<'s, 'd> {
    /// Works out where a key belongs, and lets nobody miss it there.
    pub(super) fn belongs(
        &mut self,
        parent: &Parent<'s, 'd, '_>,
        key: &str,
        target: Target<'s>,
    ) -> Belongs<'s> {
        let Target { object, field } = target;
        let shared = homes::shared(&parent.place.path, &object);
        let (around, rest) = object.split_at_checked(shared).unwrap_or_default();
        let base = ancestor(parent.pointer, shared).to_owned();
        let name = field.unwrap_or(key);
        let only = concrete(&base, rest);
        let beside = match only {
            Some(_) => None,
            None => self.beside(parent, &object, name),
        };
        let instances = match &beside {
            Some(Instance::Hollow(at)) => vec![Instance::Hollow(at.clone())],
            _ => self.instances(base, rest, name),
        };
        let mut there = !instances.is_empty();
        for instance in instances {
            there &= !self.hide(parent, key, instance, field, only.is_some());
        }
        let absent = only
            .as_ref()
            .is_some_and(|at| self.document.find(at).is_none());
        let mut at = only.or_else(|| beside.map(Instance::pointer));
        // What is there already can be meant for another such object.
        if there && field.is_some() && around.contains(&Step::Any) {
            for instance in self.instances(String::new(), &object, name) {
                if self.hide(parent, key, instance, field, false) {
                    (there, at) = (false, None);
                }
            }
        }
        Belongs {
            path: object,
            object: at,
            field,
            there,
            absent,
        }
    }

    /// Lets nobody miss a field of an object, or an entry of a map. No if it is there.
    fn hide(
        &mut self,
        parent: &Parent<'_, '_, '_>,
        key: &str,
        instance: Instance<'_>,
        field: Option<&str>,
        only: bool,
    ) -> bool {
        let (at, node) = match instance {
            Instance::Hollow(at) => {
                self.names.hidden.insert(at);
                return true;
            }
            Instance::There(at, node) => (at, node),
        };
        let name = field.unwrap_or(key);
        if node
            .get(name)
            .is_some_and(|value| value.shape() != Shape::Null)
        {
            return false;
        }
        // A feature that has one of these is not waiting for the other.
        let instead = match name {
            "raci" => Some("notApplicable"),
            "notApplicable" => Some("raci"),
            _ => None,
        };
        if !only && instead.is_some_and(|other| node.get(other).is_some()) {
            return false;
        }
        if field.is_none() {
            let moved = self.names.moved.entry(at.clone()).or_default();
            moved.push((parent.pointer.to_owned(), key.to_owned()));
        }
        self.names.hidden.insert(pointer(&at, name));
        true
    }

    /// The object right in front of a key that lacks it, where a key is too far to the left.
    fn beside(
        &self,
        parent: &Parent<'s, 'd, '_>,
        object: &[Step<'s>],
        name: &str,
    ) -> Option<Instance<'d>> {
        let before = parent.before?;
        let mut at = pointer(parent.pointer, before.key);
        let mut place = parent.place.step(self.schema, before.key)?;
        let mut node = before.value;
        while place.path != object {
            let last = node.last_entry()?;
            place = place.step(self.schema, last.key)?;
            at = pointer(&at, last.key);
            node = last.value;
        }
        match node.shape() {
            Shape::Null => Some(Instance::Hollow(at)),
            Shape::Mapping if node.get(name).is_none() => Some(Instance::There(at, node)),
            _ => None,
        }
    }

    /// Every object that a key could belong in, the first time that it is asked for.
    fn instances(&mut self, base: String, rest: &[Step<'s>], name: &str) -> Vec<Instance<'d>> {
        let Some(node) = self.document.find(&base) else {
            return Vec::new();
        };
        let asked = (base.clone(), rest.to_vec(), name.to_owned());
        if rest.contains(&Step::Any) && !self.looked_for.insert(asked) {
            return Vec::new();
        }
        let mut instances = Vec::new();
        let mut open = vec![(base, node, rest)];
        while let Some((at, node, rest)) = open.pop() {
            let Some((step, rest)) = rest.split_first() else {
                instances.push(match node.shape() {
                    Shape::Null => Instance::Hollow(at),
                    _ => Instance::There(at, node),
                });
                continue;
            };
            match step {
                Step::Field(name) => match node.get(name) {
                    Some(value) => open.push((pointer(&at, name), value, rest)),
                    None if node.shape() == Shape::Mapping => {
                        instances.push(Instance::Hollow(pointer(&at, name)));
                    }
                    None => instances.push(Instance::Hollow(at)),
                },
                Step::Any if node.shape() == Shape::Null => instances.push(Instance::Hollow(at)),
                Step::Any => {
                    let entries = node
                        .entries()
                        .map(|entry| (pointer(&at, entry.key), entry.value));
                    let items = node.items().enumerate();
                    let items = items.map(|(index, item)| (pointer(&at, &index.to_string()), item));
                    let inside = entries.chain(items);
                    open.extend(inside.map(|(at, value)| (at, value, rest)));
                }
            }
        }
        instances
    }
}

/// The pointer of an object behind some steps, if it can be only one.
fn concrete(base: &str, rest: &[Step<'_>]) -> Option<String> {
    rest.iter()
        .try_fold(base.to_owned(), |at, step| match step {
            Step::Field(name) => Some(pointer(&at, name)),
            Step::Any => None,
        })
}
