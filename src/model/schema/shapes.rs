//! The embedded schemas: what is valid, and where a document is not.
//!
//! The validator finds the violation; what a property is for, and what a good value looks like, is
//! read back from the schema's own annotations, so that the editor and the linter say the same.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use jsonschema::error::{TypeKind, ValidationError, ValidationErrorKind};
use jsonschema::{EmailOptions, Validator};
use serde_json::{Map, Value, json};

use super::face::{Member, Tree};
use super::pattern;
use crate::yaml::write::flow;
use crate::yaml::{Document, pointer_steps};

/// The shape of a control ownership manifest.
pub static MANIFEST: Schema = Schema::new(include_str!(
    "../../../schemas/control-ownership.schema.json"
));

/// The shape of a responsibility matrix.
pub static MATRIX: Schema = Schema::new(include_str!(
    "../../../schemas/responsibility-matrix.schema.json"
));

/// The shape of the configuration.
pub static CONFIG: Schema = Schema::new(include_str!("../../../schemas/configuration.schema.json"));

/// One embedded schema, compiled when it is first asked for.
#[derive(Debug)]
pub struct Schema {
    text: &'static str,
    json: OnceLock<Value>,
    validator: OnceLock<Validator<Tree>>,
}

/// Something in a document that its schema does not allow.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// A JSON Pointer to the value, or to the object where a field is missing or unknown.
    pub pointer: String,
    /// What is wrong.
    pub kind: ViolationKind,
}

/// The ways in which a value can miss its schema.
#[derive(Clone, Debug, PartialEq)]
pub enum ViolationKind {
    /// The object has no such field.
    Missing(String),
    /// The object has neither of two fields of which it needs one.
    MissingBoth,
    /// The object has both of two fields that exclude each other.
    HasBoth,
    /// The schema does not know the field.
    Unknown(String),
    /// A value of another type than these.
    Type(Vec<&'static str>),
    /// None of these values.
    Option(Vec<String>),
    /// Text that is not in the form that the pattern asks for.
    Pattern,
    /// Not a `date`, not an `email`.
    Format(String),
    /// A name that no entry of the object may have.
    Name(String),
}

/// What the schema says about a property.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Annotation<'s> {
    /// What it is for, as sentences.
    pub description: &'s str,
    examples: &'s [Value],
    /// The one value that it takes, if there is only one.
    only: Option<&'s Value>,
    /// Whether it is a date.
    is_date: bool,
    /// Whether it has fields, entries or items.
    is_collection: bool,
    fields: Option<&'s Map<String, Value>>,
}

impl<'s> Annotation<'s> {
    /// Good values, as they would be written anywhere, between braces, too. They are examples: what a
    /// person is told to write is [`Annotation::form`].
    pub fn examples(&self) -> impl Iterator<Item = String> + use<'s> {
        self.examples.iter().map(flow)
    }

    /// What may be written as it is: the only value that there is, or the form of one. Never a date, a
    /// name or an address, which would be taken for a fact. Nothing for what has fields or items.
    pub fn form(&self) -> Option<String> {
        match self.only {
            Some(only) => Some(flow(only)),
            None if self.is_collection => None,
            None if self.is_date => Some("YYYY-MM-DD".to_owned()),
            None => Some("…".to_owned()),
        }
    }

    /// Whether it is a date.
    pub fn is_date(&self) -> bool {
        self.is_date
    }

    /// The names of the fields, where it is an object that knows its fields.
    pub fn fields(&self) -> impl Iterator<Item = &'s str> + use<'s> {
        let fields = self.fields.into_iter().flat_map(Map::keys);
        fields.map(String::as_str)
    }
}

impl Schema {
    const fn new(text: &'static str) -> Self {
        Self {
            text,
            json: OnceLock::new(),
            validator: OnceLock::new(),
        }
    }

    /// The schema as it stands in the repository.
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// Every place where a document does not fit, in the order of the file's keys.
    pub fn violations(&self, document: &Document<'_>) -> Vec<Violation> {
        let root = Member::Node(document.root());
        // Most documents are valid, and the short answer costs half of the long one.
        if self.validator().is_valid(root) {
            return Vec::new();
        }
        let errors = self.validator().iter_errors(root);
        let mut found: Vec<Violation> = errors.flat_map(violations).collect();
        // A value of the wrong type breaks whatever else is asked of it: one fault, one finding.
        let wrong: BTreeSet<String> = found
            .iter()
            .filter(|violation| matches!(violation.kind, ViolationKind::Type(_)))
            .map(|violation| violation.pointer.clone())
            .collect();
        found.retain(|violation| {
            matches!(violation.kind, ViolationKind::Type(_)) || !wrong.contains(&violation.pointer)
        });
        found
    }

    /// What the schema says about the property at a pointer into a document.
    pub fn annotation(&self, pointer: &str) -> Annotation<'_> {
        let Some(node) = self.property(pointer) else {
            return Annotation::default();
        };
        let own = |key| self.own(node, key);
        let examples = own("examples").and_then(Value::as_array);
        let only = own("const");
        let kind = own("type").and_then(Value::as_str);
        Annotation {
            description: own("description")
                .and_then(Value::as_str)
                .unwrap_or_default(),
            examples: examples.map(Vec::as_slice).unwrap_or_default(),
            only,
            is_date: own("format").and_then(Value::as_str) == Some("date"),
            is_collection: matches!(kind, Some("object" | "array")),
            fields: own("properties").and_then(Value::as_object),
        }
    }

    /// Whether the property at a pointer into a document takes a text that is no date and no address.
    pub fn takes_text(&self, pointer: &str, text: &str) -> bool {
        let Some(node) = self.property(pointer) else {
            return false;
        };
        let own = |key| self.own(node, key);
        let options = own("enum").and_then(Value::as_array);
        own("type").is_some_and(is_text)
            && own("format").is_none()
            && own("const").is_none_or(|only| only == text)
            && options.is_none_or(|options| options.iter().any(|option| option == text))
            && own("pattern").is_none_or(|form| pattern::fits(form, text))
    }

    /// Whether the property at a pointer into a document takes a date.
    pub fn takes_date(&self, pointer: &str) -> bool {
        let node = self.property(pointer);
        node.and_then(|node| self.own(node, "format"))
            .is_some_and(|format| format == "date")
    }

    /// What the schema asks of the property at a pointer into a document.
    fn property(&self, pointer: &str) -> Option<&Value> {
        let mut steps = pointer_steps(pointer);
        steps.try_fold(self.json(), |node, step| self.child(node, &step))
    }

    /// The schema as JSON.
    #[expect(clippy::expect_used, reason = "an embedded asset, read by every test")]
    pub fn json(&self) -> &Value {
        self.json
            .get_or_init(|| serde_json::from_str(self.text).expect("the schema is JSON"))
    }

    #[expect(
        clippy::expect_used,
        reason = "an embedded asset, compiled by every test"
    )]
    fn validator(&self) -> &Validator<Tree> {
        self.validator.get_or_init(|| {
            // The compiler checks what it is given against the metaschema of its draft, which takes
            // longer than all the rest and has been done by a test. It is given a reference in the
            // oldest draft, whose metaschema is the shortest; the schema behind it keeps its own.
            let name = self.json().get("$id").and_then(Value::as_str);
            let entry = json!({"$ref": name});
            let registry = jsonschema::Registry::new()
                .add(name.unwrap_or_default(), self.json())
                .and_then(jsonschema::RegistryBuilder::prepare);
            jsonschema::options_for::<Tree>()
                .with_draft(jsonschema::Draft::Draft4)
                .with_registry(&registry.expect("the schema has a name"))
                .should_validate_formats(true)
                .with_email_options(address_alone())
                .with_keyword("pattern", pattern::keyword)
                .offline()
                .build(&entry)
                .expect("the schema compiles")
        })
    }

    fn child<'v>(&'v self, node: &'v Value, step: &str) -> Option<&'v Value> {
        let node = self.target(node);
        let named = node
            .get("properties")
            .and_then(|properties| properties.get(step));
        let other = || {
            node.get("additionalProperties")
                .filter(|other| other.is_object())
        };
        named.or_else(other).or_else(|| node.get("items"))
    }

    /// A keyword of a node, or of what its `$ref` points at.
    pub(super) fn own<'v>(&'v self, node: &'v Value, key: &str) -> Option<&'v Value> {
        node.get(key).or_else(|| self.target(node).get(key))
    }

    /// What a `$ref` points at; a node without one stands for itself.
    pub(super) fn target<'v>(&'v self, node: &'v Value) -> &'v Value {
        let reference = node.get("$ref").and_then(Value::as_str);
        let pointer = reference.and_then(|reference| reference.strip_prefix('#'));
        pointer
            .and_then(|pointer| self.json().pointer(pointer))
            .unwrap_or(node)
    }
}

/// An email is an address: JSON Schema has the `Mailbox` of RFC 5321, which has no name before it.
fn address_alone() -> EmailOptions {
    EmailOptions::default().without_display_text()
}

/// Whether a text is an `email` as the schemas have it.
pub fn is_email(text: &str) -> bool {
    static EMAIL: OnceLock<Option<Validator>> = OnceLock::new();
    let validator = EMAIL.get_or_init(|| {
        let options = jsonschema::options().should_validate_formats(true);
        let options = options.with_email_options(address_alone());
        options.build(&json!({"format": "email"})).ok()
    });
    validator
        .as_ref()
        .is_some_and(|validator| validator.is_valid(&json!(text)))
}

/// Whether a `type` is text, or has it among others.
fn is_text(types: &Value) -> bool {
    let several = types.as_array().into_iter().flatten();
    std::iter::once(types)
        .chain(several)
        .any(|one| one == "string")
}

fn violations(error: ValidationError<'_>) -> Vec<Violation> {
    let error = error.into_parts();
    let at = |kind| Violation {
        pointer: error.instance_path.as_str().to_owned(),
        kind,
    };
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let kind = match error.kind {
        ValidationErrorKind::Required { property } => ViolationKind::Missing(text(&property)),
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            return unexpected
                .into_iter()
                .map(ViolationKind::Unknown)
                .map(at)
                .collect();
        }
        ValidationErrorKind::OneOfNotValid { .. } => ViolationKind::MissingBoth,
        ValidationErrorKind::OneOfMultipleValid { .. } => ViolationKind::HasBoth,
        ValidationErrorKind::Type { kind } => ViolationKind::Type(match kind {
            TypeKind::Single(only) => vec![only.as_str()],
            TypeKind::Multiple(several) => {
                several.iter().map(jsonschema::JsonType::as_str).collect()
            }
        }),
        ValidationErrorKind::Constant { expected_value } => {
            ViolationKind::Option(vec![text(&expected_value)])
        }
        ValidationErrorKind::Enum { options } => {
            let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
            ViolationKind::Option(options.iter().map(text).collect())
        }
        ValidationErrorKind::Format { format } => ViolationKind::Format(format),
        ValidationErrorKind::PropertyNames { error } => ViolationKind::Name(text(error.instance())),
        // Our schemas use no other keyword that can fail on text.
        _ => ViolationKind::Pattern,
    };
    vec![at(kind)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_are_valid_against_the_metaschema() {
        for schema in [&MANIFEST, &MATRIX, &CONFIG] {
            jsonschema::meta::validate(schema.json()).expect("JSON Schema 2020-12");
            schema.validator();
        }
    }

    /// An editor completes and explains from these two.
    #[test]
    fn every_property_has_a_title_and_a_description() {
        fn walk(schema: &Schema, node: &Value, path: &str) {
            for (name, property) in node
                .get("properties")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
            {
                let path = format!("{path}/{name}");
                for key in ["title", "description"] {
                    let own = property
                        .get(key)
                        .or_else(|| schema.target(property).get(key));
                    assert!(own.is_some_and(Value::is_string), "{path} has no {key}");
                }
                walk(schema, property, &path);
            }
            for key in ["additionalProperties", "items"] {
                if let Some(child) = node.get(key) {
                    walk(schema, child, &format!("{path}/{key}"));
                }
            }
            for (name, definition) in node
                .get("$defs")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
            {
                walk(schema, definition, &format!("{path}/$defs/{name}"));
            }
        }
        walk(&MANIFEST, MANIFEST.json(), "");
        walk(&MATRIX, MATRIX.json(), "");
        walk(&CONFIG, CONFIG.json(), "");
    }

    /// What an example says can be typed: it is taken, and it reads as what it is.
    #[test]
    fn every_example_fits_and_reads_as_it_is_shown() {
        fn walk(schema: &Schema, node: &Value, seen: &mut usize) {
            let examples = node.get("examples").and_then(Value::as_array);
            for example in examples.into_iter().flatten() {
                let mut alone = node.clone();
                alone["$defs"] = schema.json()["$defs"].clone();
                let validator = jsonschema::options().should_validate_formats(true);
                let validator = validator.build(&alone).expect("a schema");
                assert!(validator.is_valid(example), "{example}");
                let text = format!("key: {}", flow(example));
                let read = crate::yaml::read(&text).into_iter().flatten().next();
                let document = read.expect("a document").expect("YAML");
                let value = crate::yaml::json_value(document.find("/key").expect("a value"));
                assert_eq!(value, *example);
                *seen += 1;
            }
            let children = node.as_object().into_iter().flat_map(Map::values);
            let items = node.as_array().into_iter().flatten();
            for child in children.chain(items) {
                walk(schema, child, seen);
            }
        }
        let mut seen = 0;
        for schema in [&MANIFEST, &MATRIX, &CONFIG] {
            walk(schema, schema.json(), &mut seen);
        }
        assert!(seen > 60, "{seen}");
    }

    #[test]
    fn every_collection_but_a_whole_document_has_an_example() {
        fn walk(node: &Value, path: &str, without: &mut Vec<String>) {
            let collection = matches!(node["type"].as_str(), Some("object" | "array"));
            if collection && node["title"].is_string() && node.get("examples").is_none() {
                without.push(path.to_owned());
            }
            for (key, child) in node.as_object().into_iter().flatten() {
                walk(child, &format!("{path}/{key}"), without);
            }
        }
        let mut without = Vec::new();
        for (name, schema) in [
            ("manifest", &MANIFEST),
            ("matrix", &MATRIX),
            ("configuration", &CONFIG),
        ] {
            walk(schema.json(), name, &mut without);
        }
        // Whole documents, and what an import writes with a hash.
        assert_eq!(
            without,
            [
                "manifest",
                "matrix",
                "matrix/properties/metadata/properties/provenance",
                "configuration"
            ]
        );
    }
}
