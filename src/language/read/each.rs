//! `for each NAME` at the end of an expectation: the places where it must hold.

use std::sync::Arc;

use super::axes::{Axis, Reader};
use super::sweep::SweepDraft;
use crate::language::diagnostic::error::claim::ClaimFault;
use crate::language::diagnostic::error::expected::{Found, Hint, Wanted};
use crate::language::diagnostic::error::{Fix, ModelError};
use crate::language::scenario::axis::{AxisValue, Place, Selection};
use crate::language::scenario::sweep::Target;
use crate::language::syntax::{Cursor, Name};

impl Reader<'_, '_> {
    /// The values of the swept variable; none where the expectation has no `for each`.
    ///
    /// # Errors
    /// When nothing of this name is swept, or its values are known only after solving.
    pub(crate) fn each(&self, cursor: &mut Cursor<'_>) -> Result<Option<Arc<[Place]>>, ModelError> {
        if cursor.take_word("for").is_none() {
            return Ok(None);
        }
        let named = cursor
            .take_word("each")
            .and_then(|_| cursor.peek_word())
            .map(str::to_owned);
        let Some(text) = named else {
            // `for users`: the word before the name is missing.
            let here = cursor.here();
            let missing = cursor.peek_word().filter(|_| {
                cursor
                    .previous()
                    .is_some_and(|token| token.kind.is_word("for"))
            });
            return Err(ModelError::Expected {
                span: here,
                found: Found::next(cursor),
                expected: Wanted::Each,
                hint: Some(match missing {
                    Some(name) => Hint::Write(Fix::replace(here, format!("each {name}"))),
                    None => Hint::Example("expect mean sum_rate > 0 for each area"),
                }),
            });
        };
        let name = Name {
            text,
            span: cursor.here(),
        };
        cursor.advance();
        let values = match self.axis(&name)? {
            Axis::Swept(sweep) => self.places(sweep),
            // A stated budget is one value: every row has it.
            Axis::Budget(_) => return Ok(None),
        };
        let Some(values) = values else {
            let own = ClaimFault::EachOwnGrid { name: name.text };
            return Err(own.at(name.span).into());
        };
        Ok(Some(values))
    }
}

impl Reader<'_, '_> {
    /// The values of a sweep, made once for all that is said of them; none where they are known only after
    /// solving.
    fn places(&self, sweep: &SweepDraft) -> Option<Arc<[Place]>> {
        let mut known = self.places.borrow_mut();
        if let Some(places) = known.get(&sweep.name) {
            return Some(Arc::clone(places));
        }
        let places: Arc<[Place]> = values(sweep)?.into();
        known.insert(sweep.name.clone(), Arc::clone(&places));
        Some(places)
    }
}

fn values(sweep: &SweepDraft) -> Option<Vec<Place>> {
    let values: Vec<AxisValue> = match (sweep.target, &sweep.grid) {
        (Target::Budget(_), Some(grid)) => {
            let numbers = grid.constants()?;
            numbers.into_iter().map(AxisValue::Number).collect()
        }
        _ => sweep.steps.iter().map(|step| step.key.clone()).collect(),
    };
    let place = |value: AxisValue| Place {
        text: format!("{} {}", sweep.name, value.shown(&sweep.unit, sweep.written)),
        at: Selection {
            axis: sweep.name.clone(),
            value,
        },
    };
    Some(values.into_iter().map(place).collect())
}
