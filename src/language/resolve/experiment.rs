//! Puts an experiment together from what its statements said.

use super::cases;
use crate::language::diagnostic::error::ModelError;
use crate::language::read::claim;
use crate::language::read::draft::{Derived, Draft};
use crate::language::read::sweep::SweepDraft;
use crate::language::scenario::Experiment;
use crate::language::scenario::formula::{Formula, Symbol, late};
use crate::language::scenario::grid::Grid;
use crate::language::scenario::settings::Value;
use crate::language::scenario::sweep::Target;
use crate::language::syntax::Span;
use crate::language::syntax::library::Library;
use crate::language::vocabulary::choices::{Constraint, Problem, Scheme};

/// Puts an experiment together from what its statements say; none where it has faults.
pub fn complete(
    draft: Draft,
    library: &Library<'_>,
    errors: &mut Vec<ModelError>,
) -> Option<Experiment> {
    let mut composer = Composer { draft };
    let experiment = composer.experiment(library);
    let faultless = composer.draft.errors.is_empty();
    errors.append(&mut composer.draft.errors);
    experiment.filter(|_| faultless)
}

struct Composer {
    draft: Draft,
}

impl Composer {
    fn experiment(&mut self, library: &Library<'_>) -> Option<Experiment> {
        let problem = self.problem()?;
        let (constraint, budget) = match self.check_budget(problem) {
            Some((constraint, grid)) => (constraint, Some(grid)),
            None => (Constraint::Delta, None),
        };
        let schemes = self.schemes();
        self.check_region(problem, &schemes);
        self.check_conditions(budget.as_ref().map(|_| constraint));
        let zips = cases::check_zips(&self.draft, budget.as_ref(), schemes.len());
        self.draft.errors.extend(zips);
        let (claims, errors) =
            claim::read(&self.draft, library, budget.as_ref().map(|_| constraint));
        self.draft.errors.extend(errors);
        if !self.draft.errors.is_empty() || self.draft.given.assumed {
            // A sweep that could not be read would make the cases wrong, and so would settings of another deployment.
            return None;
        }
        let (cases, errors) = cases::enumerate(&self.draft);
        self.draft.errors.extend(errors);
        let draft = &self.draft;
        let experiment = Experiment {
            name: draft.given.name.clone(),
            span: draft.given.span,
            deployment: draft.given.deployment.clone(),
            settings: draft.given.settings.clone(),
            seed: draft.whole("seed"),
            realizations: draft.small("realizations"),
            precision: draft.precision.clone(),
            starts: draft.small("starts"),
            samples: draft.small("samples"),
            boundary_tolerance: draft.tolerance("boundary_tolerance"),
            region_tolerance: draft.tolerance("region_tolerance"),
            problem,
            derived: draft.derived.iter().map(Derived::resolved).collect(),
            conditions: draft
                .conditions
                .iter()
                .map(|condition| condition.span)
                .collect(),
            filters: self.filters(),
            schemes,
            sweeps: draft.sweeps.iter().map(SweepDraft::resolved).collect(),
            groups: draft.groups.clone(),
            cases,
            expectations: claims.expectations,
            goldens: claims.goldens,
            plots: claims.plots,
            record: draft.record.clone(),
            constraint,
            budget,
        };
        cases::check_size(&experiment, &mut self.draft.errors);
        cases::check_channels(&experiment, &mut self.draft.errors);
        Some(experiment)
    }

    fn problem(&mut self) -> Option<Problem> {
        if let Some((problem, _)) = self.draft.solve {
            return Some(problem);
        }
        // Where a statement could not be read, `solve` may well be in it.
        if self.draft.errors.is_empty() && self.draft.given.broken.is_empty() {
            let (place, what) = match (self.draft.given.span, self.draft.sweeps.last()) {
                (Some(span), _) => (Some(span), "this experiment"),
                (None, Some(last)) => (Some(last.span.after()), "the last sweep"),
                (None, None) => (None, "the file"),
            };
            self.draft.errors.push(ModelError::Experiment {
                code: "solve",
                message: "nothing is solved".into(),
                labels: place
                    .map(|span| (span, format!("{what} has no `solve`")))
                    .into_iter()
                    .collect(),
                help: Some("end the last sweep with `solve isac`, or write `solve sensing`".into()),
            });
        }
        None
    }

    /// The budget comes from a sweep or from `solve`, and from one of them only.
    fn check_budget(&mut self, problem: Problem) -> Option<(Constraint, Grid)> {
        let swept = self
            .draft
            .sweeps
            .iter()
            .find_map(|sweep| match sweep.target {
                Target::Budget(constraint) => Some((constraint, sweep)),
                _ => None,
            });
        let stated = self.draft.budget.as_ref();
        let solve = self.draft.solve.map(|(_, span)| span);
        let wrong =
            |message: &str, labels: Vec<(Option<Span>, &str)>, help: &str| ModelError::Experiment {
                code: "budget",
                message: message.into(),
                labels: labels
                    .into_iter()
                    .filter_map(|(span, text)| span.map(|span| (span, text.to_owned())))
                    .collect(),
                help: Some(help.into()),
            };
        let sweep_span = swept.map(|(_, sweep)| sweep.name_span);
        let error = match (problem, swept, stated) {
            (Problem::Isac, Some((swept, _)), Some((stated, _, at))) => wrong(
                &if swept == *stated {
                    format!("{} is both swept and stated", swept.text())
                } else {
                    "isac has one budget, either delta or zeta".to_owned()
                },
                vec![(Some(*at), "stated here"), (sweep_span, "swept here")],
                "leave out one of them",
            ),
            // Where a statement could not be read, the budget may well be in it.
            (Problem::Isac, None, None)
                if !self.draft.errors.is_empty() || !self.draft.given.broken.is_empty() =>
            {
                return None;
            }
            (Problem::Isac, None, None) => wrong(
                "`solve isac` needs a budget, delta or zeta",
                vec![(solve, "without a budget")],
                "write `solve isac at delta 2 * S_min`, or sweep delta before it",
            ),
            (Problem::Isac, Some((constraint, sweep)), None) => {
                return sweep.grid.clone().map(|grid| (constraint, grid));
            }
            (Problem::Isac, None, Some((constraint, formula, _))) => {
                return Some((*constraint, Grid::List(vec![formula.clone()])));
            }
            (_, None, None) => return None,
            (_, sweep, at) => {
                let name = sweep
                    .map(|(constraint, _)| constraint)
                    .or(at.map(|(constraint, ..)| *constraint))
                    .map_or("", Constraint::text);
                wrong(
                    &format!("`solve {}` has no budget {name}", problem.text()),
                    vec![
                        (at.map(|(.., span)| *span).or(sweep_span), "without effect"),
                        (solve, "solved here"),
                    ],
                    &format!("solve isac, or leave out {name}"),
                )
            }
        };
        self.draft.errors.push(error);
        None
    }

    fn schemes(&mut self) -> Vec<Scheme> {
        let swept = self
            .draft
            .sweeps
            .iter()
            .find(|sweep| matches!(sweep.target, Target::Scheme));
        if let Some(sweep) = swept {
            if let Some((_, span)) = self.draft.controls.get("scheme") {
                self.draft.errors.push(ModelError::Clash {
                    what: "setting",
                    name: "scheme".into(),
                    span: sweep.name_span,
                    first: *span,
                });
            }
            return sweep.schemes.clone();
        }
        let stated = match self.draft.controls.get("scheme") {
            Some((Value::Word(word), _)) => Scheme::read(word),
            _ => None,
        };
        vec![stated.unwrap_or(Scheme::Proposed)]
    }

    /// Only the proposed beams come with the slope by which a boundary is walked to a tolerance.
    fn check_region(&mut self, problem: Problem, schemes: &[Scheme]) {
        let other = schemes.iter().find(|&&scheme| scheme != Scheme::Proposed);
        let (Problem::Region, Some(other)) = (problem, other) else {
            return;
        };
        let swept = self
            .draft
            .sweeps
            .iter()
            .find_map(|sweep| match sweep.target {
                Target::Scheme => Some(sweep.name_span),
                _ => None,
            });
        let scheme = self
            .draft
            .controls
            .get("scheme")
            .map(|(_, span)| *span)
            .or(swept);
        let labels = [
            (scheme, format!("asks for `{}`", other.text())),
            (
                self.draft.solve.map(|(_, span)| span),
                "solved here".to_owned(),
            ),
        ];
        self.draft.errors.push(ModelError::Experiment {
            code: "region",
            message: "`solve region` has the boundary of the proposed beams only".into(),
            labels: labels
                .into_iter()
                .filter_map(|(span, text)| Some((span?, text)))
                .collect(),
            help: Some(
                "compare schemes by `sweep delta from S_min to 10 points 20 solve isac`".into(),
            ),
        });
    }

    /// Conditions that need what is known only at a point.
    fn filters(&self) -> Vec<Formula> {
        self.draft
            .conditions
            .iter()
            .map(|c| &c.formula)
            .filter(|formula| formula.mentions(late))
            .cloned()
            .collect()
    }

    fn check_conditions(&mut self, budget: Option<Constraint>) {
        for condition in &self.draft.conditions {
            let label = if budget.is_none() && condition.formula.mentions(late) {
                "it names a result or a budget"
            } else if condition
                .formula
                .mentions(|s| matches!(s, Symbol::Budget(named) if Some(named) != budget))
            {
                "it names the other budget"
            } else {
                continue;
            };
            self.draft.errors.push(ModelError::Sweep {
                code: "where",
                message: "this condition can leave nothing out".into(),
                labels: vec![(condition.span, label.into())],
                help: Some(
                    "conditions on results choose among the values of the budget of `solve isac`"
                        .into(),
                ),
            });
        }
    }
}
