//! Names that `let` gives, and those of schemes that the caller brings.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::language::scenario::exact::Real;
use crate::language::syntax::Span;
use crate::language::vocabulary::units::{Dimension, Quantity};

/// A `let`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Binding {
    /// Its value, in the canonical unit of its dimension.
    pub value: Real,
    /// What it measures.
    pub dimension: Dimension,
    /// The unit that it is written in, where that is one.
    pub written: Option<&'static str>,
    /// Where its name is given.
    pub span: Span,
}

/// Names given by `let`, and by `scheme NAME external`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bindings {
    known: BTreeMap<String, Binding>,
    /// Schemes of the caller, each with the place of its name.
    schemes: BTreeMap<String, Span>,
    /// Names whose `let` has a fault.
    faulty: BTreeSet<String>,
    /// Whether a file that may give more names could not be read.
    incomplete: bool,
    /// What every `let` gave, those of blocks included: copies of these names share it.
    log: Rc<RefCell<BTreeMap<Span, Quantity>>>,
}

impl Bindings {
    /// What a name means.
    pub(crate) fn get(&self, name: &str) -> Option<&Binding> {
        self.known.get(name)
    }

    /// Every name with its meaning.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &Binding)> {
        self.known.iter()
    }

    /// What every `let` of the file gave, by the place of its name.
    pub(crate) fn values(&self) -> BTreeMap<Span, Quantity> {
        self.log.borrow().clone()
    }

    /// Gives a name.
    pub(crate) fn insert(&mut self, name: String, binding: Binding) {
        let quantity = Quantity {
            value: binding.value.value(),
            dimension: binding.dimension,
        };
        self.log.borrow_mut().insert(binding.span, quantity);
        self.known.insert(name, binding);
    }

    /// Where a scheme of the caller is declared.
    pub(crate) fn scheme(&self, name: &str) -> Option<Span> {
        self.schemes.get(name).copied()
    }

    /// The schemes of the caller.
    pub(crate) fn schemes(&self) -> impl Iterator<Item = (&String, &Span)> {
        self.schemes.iter()
    }

    /// Declares a scheme of the caller.
    pub(crate) fn declare_scheme(&mut self, name: &str, span: Span) {
        self.schemes.entry(name.to_owned()).or_insert(span);
    }

    /// Notes that the `let` of a name has a fault, which is reported there.
    pub(crate) fn fail(&mut self, name: &str) {
        if !self.known.contains_key(name) {
            self.faulty.insert(name.to_owned());
        }
    }

    /// Notes that a file which may give names could not be read.
    pub(crate) fn lose(&mut self) {
        self.incomplete = true;
    }

    /// Takes over what is not known of another file's names.
    pub(crate) fn take_faults(&mut self, other: &Self) {
        self.faulty.extend(other.faulty.iter().cloned());
        self.incomplete |= other.incomplete;
    }

    /// Whether the `let` of a name has a fault.
    pub(crate) fn is_faulty(&self, name: &str) -> bool {
        self.faulty.contains(name)
    }

    /// Whether a file that may give names could not be read.
    pub(crate) fn is_incomplete(&self) -> bool {
        self.incomplete
    }

    /// Whether a name is unknown only because of another fault.
    pub(crate) fn excuse(&self, name: &str) -> bool {
        self.incomplete || self.is_faulty(name)
    }
}
