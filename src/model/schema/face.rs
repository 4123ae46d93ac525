//! The tree as JSON, without a copy: what the schema validator walks. With `schema`, the home of
//! jsonschema.

use std::borrow::Cow;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node as JsonNode, NodeIdentity, Object, cmp};
use serde_json::{Number, Value};

use crate::yaml::{Entry, Kind, Node, json_value};

/// [`Document`](crate::yaml::Document) as a representation of JSON for the validator.
#[derive(Debug)]
pub enum Tree {}

/// A value of the tree, or the name of a member, which the validator treats as a value too.
#[derive(Clone, Copy)]
pub enum Member<'a> {
    /// A value.
    Node(Node<'a>),
    /// A name.
    Name(&'a str),
}

impl Json for Tree {
    type Node<'a> = Member<'a>;
    type PreparedKey = String;
    type StringBuffer = ();
    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>((): &mut (), string: &str, f: impl FnOnce(Member<'_>) -> T) -> T {
        f(Member::Name(string))
    }
}

impl<'a> JsonNode<'a, Tree> for Member<'a> {
    type Object = Node<'a>;
    type Array = Node<'a>;
    type Number = TreeNumber<'a>;

    fn as_object(&self) -> Option<Node<'a>> {
        match self {
            Self::Node(node) if matches!(node.kind(), Kind::Mapping(_)) => Some(*node),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<Node<'a>> {
        match self {
            Self::Node(node) if matches!(node.kind(), Kind::Sequence(_)) => Some(*node),
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match self {
            Self::Node(node) => node.as_str().map(Cow::Borrowed),
            Self::Name(name) => Some(Cow::Borrowed(name)),
        }
    }

    fn as_number(&self) -> Option<TreeNumber<'a>> {
        match self {
            Self::Node(node) => match node.kind() {
                Kind::Number(number) => Some(TreeNumber(number)),
                _ => None,
            },
            Self::Name(_) => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self {
            Self::Node(node) => match node.kind() {
                Kind::Bool(value) => Some(*value),
                _ => None,
            },
            Self::Name(_) => None,
        }
    }

    fn is_null(&self) -> bool {
        self.json_type() == JsonType::Null
    }

    fn json_type(&self) -> JsonType {
        let Self::Node(node) = self else {
            return JsonType::String;
        };
        match node.kind() {
            Kind::Null | Kind::Alias(_) => JsonType::Null,
            Kind::Bool(_) => JsonType::Boolean,
            Kind::Number(_) => JsonType::Number,
            Kind::String(_) => JsonType::String,
            Kind::Sequence(_) => JsonType::Array,
            Kind::Mapping(_) => JsonType::Object,
        }
    }

    /// Numbers are equal by what they are worth, as JSON Schema has it: 1 is 1.0, in a list, too.
    fn equals_value(&self, expected: &Value) -> bool {
        match (self.as_string(), expected) {
            (Some(text), Value::String(expected)) => text == *expected,
            (Some(_), _) => false,
            (None, expected) => cmp::equal(&self.to_value(), expected),
        }
    }

    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(match self {
            Self::Node(node) => json_value(*node),
            Self::Name(name) => Value::String((*name).to_owned()),
        })
    }

    /// Our schemas have no circle of references to guard against.
    fn identity(&self) -> Option<NodeIdentity> {
        None
    }
}

impl<'a> Object<'a, Tree> for Node<'a> {
    type Node = Member<'a>;
    type MemberName = &'a str;
    type MembersIter = Members<'a>;

    fn len(&self) -> usize {
        self.entries().len()
    }

    fn get(&self, key: &String) -> Option<Member<'a>> {
        Node::get(*self, key).map(Member::Node)
    }

    fn members(&self) -> Members<'a> {
        Members {
            mapping: *self,
            next: 0,
        }
    }
}

/// The members of a mapping in order.
pub struct Members<'a> {
    mapping: Node<'a>,
    next: usize,
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, Member<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let Entry { key, value, .. } = self.mapping.nth_entry(self.next)?;
        self.next += 1;
        Some((key, Member::Node(value)))
    }
}

impl<'a> Array<'a, Tree> for Node<'a> {
    type Node = Member<'a>;
    type ElementsIter = Elements<'a>;

    fn len(&self) -> usize {
        self.items().len()
    }

    fn elements(&self) -> Elements<'a> {
        Elements {
            sequence: *self,
            next: 0,
        }
    }
}

/// The elements of a list in order.
pub struct Elements<'a> {
    sequence: Node<'a>,
    next: usize,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Member<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let element = self.sequence.nth_item(self.next)?;
        self.next += 1;
        Some(Member::Node(element))
    }
}

/// A number where it stands in the tree.
pub struct TreeNumber<'a>(&'a Number);

impl JsonNumber for TreeNumber<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.0.as_u64()
    }

    fn as_i64(&self) -> Option<i64> {
        self.0.as_i64()
    }

    fn as_f64(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Owned(self.0.to_string())
    }

    fn to_number(&self) -> Cow<'_, Number> {
        Cow::Borrowed(self.0)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Every kind of value, equal ones and nearly equal ones among them.
    const VALUES: &str = "[~, true, false, 0, 1, -1, 1.0, 1.5, 1e3, 18446744073709551615, \
         -9223372036854775808, '', a, A, \"1\", 'true', [], [1, a], [a, 1], [1, 1], [1, 1.0], [a, a], \
         [{a: 1}, {a: 1}], {}, {a: 1}, {a: 1, b: ~}, {b: ~, a: 1}, {ab: a}, {a: {a: [~]}}]";

    /// What a schema asks, whatever our own schemas ask by now, it has to ask of the tree as of JSON.
    #[test]
    fn the_validator_says_of_the_tree_what_it_says_of_json() {
        let mut documents = crate::yaml::read(VALUES).into_iter().flatten();
        let document = documents.next().expect("a document").expect("YAML");
        let values: Vec<Value> = document.root().items().map(json_value).collect();
        let types = [
            "null", "boolean", "number", "integer", "string", "array", "object",
        ];
        let mut schemas: Vec<Value> = types.map(|one| json!({"type": one})).to_vec();
        schemas.extend(values.iter().map(|value| json!({"const": value})));
        schemas.extend([
            json!({"type": ["null", "boolean"]}),
            json!({"enum": [null, true, 1, "a", [1, "a"], {"a": 1}]}),
            json!({"enum": ["a", "b"]}),
            json!({"minimum": 1}),
            json!({"exclusiveMaximum": 1}),
            json!({"multipleOf": 1.5}),
            json!({"minLength": 1, "pattern": "^[a-z]"}),
            json!({"uniqueItems": true}),
            json!({"contains": {"const": 1}, "maxItems": 2}),
            json!({"items": {"type": "integer"}}),
            json!({"required": ["a"], "properties": {"a": {"const": 1}}}),
            json!({"propertyNames": {"maxLength": 1}}),
            json!({"propertyNames": {"enum": ["a", 1]}}),
            json!({"propertyNames": {"const": "a"}}),
            json!({"propertyNames": {"type": "string"}, "minProperties": 1}),
            json!({"propertyNames": {"not": {"type": ["null", "boolean", "number"]}}}),
            json!({"additionalProperties": {"type": ["null", "integer"]}}),
        ]);
        for schema in &schemas {
            let tree = jsonschema::options_for::<Tree>()
                .build(schema)
                .expect("a schema");
            let plain = jsonschema::validator_for(schema).expect("a schema");
            for (node, value) in document.root().items().zip(&values) {
                let node = Member::Node(node);
                assert_eq!(
                    tree.is_valid(node),
                    plain.is_valid(value),
                    "{schema} of {value}"
                );
                let said = |errors: Vec<String>| errors.join("; ");
                let ours = tree
                    .iter_errors(node)
                    .map(|error| error.to_string())
                    .collect();
                let theirs = plain
                    .iter_errors(value)
                    .map(|error| error.to_string())
                    .collect();
                assert_eq!(said(ours), said(theirs), "{schema} of {value}");
            }
        }
    }
}
