//! What a source says and what names are in force in it, before its scenario is put together.

use std::collections::{BTreeMap, BTreeSet};

use crate::language::diagnostic::error::ModelError;
use crate::language::read::bindings::Bindings;
use crate::language::read::declaration::ExperimentHead;
use crate::language::read::setting::Layer;
use crate::language::read::unknown::unknown_deployment;
use crate::language::scenario::look::Look;
use crate::language::scenario::settings::Settings;
use crate::language::syntax::{Span, Statement};

/// A deployment, from its statement to its settings.
pub(crate) struct Declaration {
    /// The name.
    pub name: String,
    /// Where it is given; none for that of a file that only states settings.
    pub span: Option<Span>,
    /// What it extends, and where that is said.
    pub extends: Option<(String, Span)>,
    /// What its own statements say.
    pub layer: Settings,
    /// Its settings with all that it extends, once known.
    pub resolved: Option<Settings>,
}

/// The names that are in force in a source.
#[derive(Default)]
pub(crate) struct Scope {
    /// Names that `let` gives.
    pub bindings: Bindings,
    /// Deployments by name: index of the declaration.
    pub deployments: BTreeMap<String, usize>,
    /// Names of deployments whose heads have faults.
    pub lost: BTreeSet<String>,
    /// How figures look, by this source or by those that it uses, and where this source says so.
    pub style: (Look, Option<Span>),
}

impl Scope {
    /// How figures look.
    pub(crate) fn style(&self) -> Look {
        self.style.0.clone()
    }

    /// The names that `let` gives.
    pub(crate) fn lets(&self) -> impl Iterator<Item = &str> {
        self.bindings.iter().map(|(name, _)| name.as_str())
    }

    /// Why a deployment of a name is not found, unless that follows from another fault; `asks` is the one that extends it.
    pub(crate) fn no_deployment(&self, name: &str, asks: Option<&str>, span: Span) -> ModelError {
        if self.lost.contains(name) || self.bindings.is_incomplete() {
            return ModelError::Follows { span };
        }
        let known = self.deployments.keys().map(String::as_str);
        unknown_deployment(name, span, known.filter(|own| asks != Some(own)).collect())
    }
}

/// What a source says outside any deployment or experiment.
#[derive(Default)]
pub(crate) struct TopLevel<'t> {
    /// Settings.
    pub layer: Layer,
    /// Statements of the one experiment that the file is.
    pub statements: Vec<&'t Statement>,
    /// Schemes of the caller that it declares.
    pub schemes: Vec<(String, Span)>,
    /// Experiments that it declares.
    pub experiments: Vec<ExperimentHead<'t>>,
    /// Lines that could not be read.
    pub broken: Vec<Span>,
}

/// A source that was read.
pub(crate) struct Source<'t> {
    /// Its name without folder and ending.
    pub stem: String,
    /// The names in force in it.
    pub scope: Scope,
    /// What it says outside any deployment or experiment.
    pub top: TopLevel<'t>,
    /// Its own deployments: indices of declarations.
    pub own: Vec<usize>,
    /// What it describes as a whole, and the declaration that this restates, if any; none where there are several
    /// deployments to choose from.
    pub described: Option<(Option<usize>, Settings)>,
}
