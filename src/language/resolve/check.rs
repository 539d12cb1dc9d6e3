//! The check of a scenario: its sources, what they mean, and what is wrong with them.

use std::collections::BTreeMap;
use std::rc::Rc;

use unicode_normalization::UnicodeNormalization as _;

use super::deployments::Resolver;
use super::scenario::put_together;
use super::scope::Scope;
use super::{hyphens, load, noise};
use crate::language::diagnostic::error::ModelError;
use crate::language::diagnostic::text::Fault;
use crate::language::read::overrides;
use crate::language::scenario::Scenario;
use crate::language::scenario::request::Request;
use crate::language::syntax::library::Library;
use crate::language::syntax::{FileId, SourceProvider, Sources, Span, SyntaxError};
use crate::language::vocabulary::units::Quantity;

/// What checking a scenario gives.
#[derive(Debug)]
pub struct Checked {
    /// Every source that was read, for messages.
    pub sources: Sources,
    /// The scenario; none where it has faults.
    pub scenario: Option<Scenario>,
    /// The faults, in the order of the text.
    pub faults: Vec<Fault>,
    /// What was understood of a scenario with faults: its deployments, and the experiments that have none of their own.
    pub partial: Option<Scenario>,
    /// What each `let` gives, by the place of its name.
    pub values: BTreeMap<Span, Quantity>,
}

/// Reads and checks the scenario named `root`.
pub fn check(provider: &dyn SourceProvider, root: &str) -> Checked {
    check_as(provider, root, &Request::default())
}

/// Reads and checks the scenario named `root` with the values and for the experiments that a request names.
pub fn check_as(provider: &dyn SourceProvider, root: &str, request: &Request) -> Checked {
    let library = Library::new(provider);
    let mut loaded = load::load(&library, root);
    let (overrides, syntax, errors) = overrides::read(request, &library);
    loaded.syntax.extend(syntax);
    loaded.statements.extend(errors);
    let mut resolver = Resolver {
        library: &library,
        scopes: Vec::new(),
        declarations: Vec::new(),
        errors: loaded.statements,
        load_errors: loaded.errors,
        overrides: Rc::new(overrides),
        quota: Rc::default(),
    };
    let mut scenario = None;
    let count = loaded.units.len();
    for (index, unit) in loaded.units.iter().enumerate() {
        let source = resolver.unit(unit);
        // The source that is checked comes last, after those that it uses.
        if index + 1 == count {
            let only: Vec<String> = request
                .only
                .iter()
                .map(|name| name.nfc().collect())
                .collect();
            scenario = Some(put_together(&source, &only, &loaded.units, &mut resolver));
        }
        resolver.scopes.push(source.scope);
    }
    // A `let` may well be in what could not be read.
    if loaded.syntax.is_empty() && resolver.load_errors.is_empty() {
        let lets = resolver.scopes.iter().flat_map(Scope::lets);
        let unknown = resolver.overrides.unknown(lets);
        resolver.errors.extend(unknown);
    }
    noise::propose(&mut resolver.errors, &library);
    hyphens::join(&mut resolver.errors, &library);
    let unreliable: Vec<FileId> = loaded.syntax.iter().filter_map(misplaces_blocks).collect();
    let mut faults: Vec<Fault> = loaded.syntax.iter().map(Fault::from).collect();
    faults.extend(resolver.load_errors.iter().map(Fault::from));
    let certain = |fault: &Fault| {
        let in_doubt = fault
            .span()
            .is_none_or(|span| unreliable.contains(&span.file));
        !in_doubt || unreliable.is_empty() || !fault.depends_on_structure()
    };
    let first_hand = |error: &&ModelError| !matches!(error, ModelError::Follows { .. });
    let errors = resolver.errors.iter().filter(first_hand);
    faults.extend(errors.map(Fault::from).filter(certain));
    faults.sort_by_key(Fault::place);
    faults.dedup();
    let partial = scenario.take_if(|_| !faults.is_empty());
    let values = resolver
        .scopes
        .iter()
        .flat_map(|scope| scope.bindings.values());
    let values = values.collect();
    Checked {
        sources: library.into_sources(),
        scenario,
        faults,
        partial,
        values,
    }
}

/// The file of a fault after which the block of a statement is not known.
fn misplaces_blocks(error: &SyntaxError) -> Option<FileId> {
    match error {
        SyntaxError::Unclosed {
            open, closing: '}', ..
        } => Some(open.file),
        SyntaxError::StrayBrace { span, brace: '}' } => Some(span.file),
        _ => None,
    }
}
