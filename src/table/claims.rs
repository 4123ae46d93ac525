//! What a person says about the columns and the tables of a file, and how they can say it.

use super::meanings::Meanings;

/// Whose roles a column has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// The provider's.
    Provider,
    /// The customer's.
    Customer,
    /// Those of a third party, by its number among those that are declared.
    Third(usize),
}

impl Holder {
    /// Whose a column is, in words.
    pub fn whose(self) -> &'static str {
        match self {
            Self::Provider => "the provider's",
            Self::Customer => "the customer's",
            Self::Third(_) => "a third party's",
        }
    }
}

/// The options by which a person names columns: `init` uses two of the names for other things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Names the provider's column.
    pub provider: &'static str,
    /// Names the customer's column.
    pub customer: &'static str,
}

impl Options {
    /// Those of `matrix import` and `matrix diff`.
    pub const IMPORT: Self = Self {
        provider: "--provider",
        customer: "--customer",
    };
    /// Those of `init`.
    pub const INIT: Self = Self {
        provider: "--provider-column",
        customer: "--customer-column",
    };
}

/// A third party that is declared, with what its column can be called.
#[derive(Clone, Debug, Default)]
pub struct Third<'a> {
    /// Its key.
    pub key: &'a str,
    /// Its name.
    pub name: &'a str,
}

/// What is known of columns beside what is in them.
#[derive(Clone)]
pub struct Claims<'a> {
    /// How columns are named.
    pub options: Options,
    /// The column of the titles.
    pub feature: Option<&'a str>,
    /// The provider's columns.
    pub provider: Vec<&'a str>,
    /// The customer's columns.
    pub customer: Vec<&'a str>,
    /// Columns of other parties, which are left out.
    pub other_parties: Vec<&'a str>,
    /// Columns of no party, which are left out.
    pub skipped_columns: Vec<&'a str>,
    /// Tables that are left out, by their headings.
    pub skipped_tables: Vec<&'a str>,
    /// What words in cells mean.
    pub meanings: Meanings,
    /// Whether a row with one filled cell is a heading.
    pub sections: bool,
    /// What the provider can be called in a heading.
    pub providers: Vec<&'a str>,
    /// What the customer can be called in a heading, beside the usual words.
    pub customers: Vec<&'a str>,
    /// Third parties, which have columns of their own.
    pub thirds: Vec<Third<'a>>,
    /// Whether a heading is that of another field, which has neither titles nor roles.
    pub is_field: fn(&str) -> bool,
    /// Whether a title is known, where that says which column has the titles.
    pub is_known: Option<&'a dyn Fn(&str) -> bool>,
}

impl Default for Claims<'_> {
    fn default() -> Self {
        Self {
            options: Options::IMPORT,
            feature: None,
            provider: Vec::new(),
            customer: Vec::new(),
            other_parties: Vec::new(),
            skipped_columns: Vec::new(),
            skipped_tables: Vec::new(),
            meanings: Meanings::default(),
            sections: false,
            providers: Vec::new(),
            customers: Vec::new(),
            thirds: Vec::new(),
            is_field: |_| false,
            is_known: None,
        }
    }
}

impl Claims<'_> {
    /// The option that names a party's column.
    pub fn option(&self, holder: Holder) -> &'static str {
        match holder {
            Holder::Provider => self.options.provider,
            Holder::Customer => self.options.customer,
            Holder::Third(_) => "--third-party",
        }
    }

    /// The names that a person has given for a party's columns.
    pub fn named(&self, holder: Holder) -> &[&str] {
        match holder {
            Holder::Provider => &self.provider,
            Holder::Customer => &self.customer,
            Holder::Third(_) => &[],
        }
    }
}
