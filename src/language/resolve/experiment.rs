//! Puts an experiment together from what its statements said.

use super::arrays;
use super::size::Totals;
use super::{cases, noise};
use crate::engine::scheme::{ChosenScheme, External, proposed};
use crate::language::diagnostic::error::ModelError;
use crate::language::diagnostic::error::experiment::{ExperimentError, Unsolved};
use crate::language::diagnostic::error::request::RequestError;
use crate::language::diagnostic::error::sweep::{NoBudget, SweepError};
use crate::language::read::claim;
use crate::language::read::draft::{Derived, Draft};
use crate::language::read::sweep::SweepDraft;
use crate::language::scenario::Experiment;
use crate::language::scenario::formula::{Formula, Symbol, late};
use crate::language::scenario::grid::Grid;
use crate::language::scenario::settings::chooser;
use crate::language::scenario::sweep::Target;
use crate::language::syntax::Span;
use crate::language::syntax::library::Library;
use crate::language::vocabulary::choices::{Constraint, Problem};
use crate::language::vocabulary::table;
use crate::language::vocabulary::table::arrays::ArrayFormat;

/// How many coherence blocks an estimation is compared with: nothing else depends on it.
const SAMPLES: &str = "samples";

/// Puts an experiment together from what its statements say; none where it has faults.
pub(crate) fn complete(
    draft: Draft,
    library: &Library<'_>,
    totals: &mut Totals,
    errors: &mut Vec<ModelError>,
) -> Option<Experiment> {
    let mut composer = Composer {
        draft,
        sound: errors.is_empty(),
    };
    let experiment = composer.experiment(library, totals);
    let faultless = composer.draft.errors.is_empty();
    errors.append(&mut composer.draft.errors);
    experiment.filter(|_| faultless)
}

struct Composer {
    draft: Draft,
    /// Whether deployments and experiments before have no faults.
    sound: bool,
}

impl Composer {
    fn experiment(&mut self, library: &Library<'_>, totals: &mut Totals) -> Option<Experiment> {
        let Some(problem) = self.problem() else {
            self.unknown_in_claims(library);
            return None;
        };
        let (constraint, budget) = match self.check_budget(problem) {
            Some((constraint, grid)) => (constraint, Some(grid)),
            None => (Constraint::Delta, None),
        };
        let schemes = self.schemes();
        self.check_schemes(problem, &schemes);
        self.check_conditions(budget.as_ref().map(|_| constraint));
        self.check_derived();
        self.check_overrides();
        let zips = cases::check_zips(&self.draft, budget.as_ref(), schemes.len());
        self.draft.errors.extend(zips);
        let uncertain = !self.draft.errors.is_empty() || self.draft.given.assumed;
        let (claims, errors) =
            claim::read(&self.draft, library, budget.as_ref().map(|_| constraint));
        // Settings may be others than those meant, where there are faults elsewhere.
        let uncertain = uncertain || !(self.sound || errors.is_empty());
        self.draft.errors.extend(errors);
        self.check_claims(&claims, library, budget.as_ref().map(|_| constraint));
        if uncertain {
            // A sweep that could not be read would make the cases wrong, and so would settings of another deployment.
            return None;
        }
        let (cases, errors) = cases::enumerate(&self.draft);
        self.draft.errors.extend(errors);
        let draft = &self.draft;
        let solve = draft.solve.map(|(_, span)| span);
        let experiment = Experiment {
            name: draft.given.name.clone(),
            span: draft.given.span,
            deployment: draft.given.deployment.clone(),
            settings: draft.given.settings.clone(),
            seed: draft.whole("seed"),
            realizations: draft.small("realizations"),
            precision: draft.precision.clone(),
            starts: draft.small("starts"),
            samples: draft.small(SAMPLES),
            boundary_tolerance: draft.tolerance("boundary_tolerance"),
            region_tolerance: draft.tolerance("region_tolerance"),
            problem,
            derived: draft.derived.iter().map(Derived::resolved).collect(),
            conditions: draft.conditions.iter().map(|c| c.span).collect(),
            filters: self.filters(),
            external: self.external(&schemes),
            metrics: Vec::new(),
            schemes,
            sweeps: draft.sweeps.iter().map(SweepDraft::resolved).collect(),
            groups: draft.groups.clone(),
            cases,
            find: draft.find,
            expectations: claims.expectations,
            goldens: claims.goldens,
            left_out: Vec::new(),
            exemption: draft.exemption.clone(),
            plots: claims.plots,
            record: draft.record.clone(),
            array_format: match draft.array_format {
                Some((format, span)) => (format, Some(span)),
                None => (ArrayFormat::default(), None),
            },
            constraint,
            budget,
        };
        totals.add(&experiment, &mut self.draft.errors);
        cases::check_channels(&experiment, &mut self.draft.errors);
        cases::check_places(&experiment, &mut self.draft.errors);
        arrays::check(&experiment, solve, &mut self.draft.errors);
        cases::check_objective(&experiment, &mut self.draft.errors);
        noise::check_bandwidth(&experiment, &mut self.draft.errors);
        noise::check_sweeps(&experiment, &mut self.draft.errors);
        cases::check_targets(&experiment, &mut self.draft.errors);
        Some(experiment)
    }

    /// Claims are about the whole table, and so the same at every value of a swept `let`.
    fn check_claims(
        &mut self,
        claims: &claim::Claims,
        library: &Library<'_>,
        budget: Option<Constraint>,
    ) {
        let swept = self
            .draft
            .sweeps
            .iter()
            .find(|s| matches!(s.target, Target::Name));
        let Some(by) = swept.map(|sweep| sweep.name_span) else {
            return;
        };
        let mut errors: Vec<ModelError> = Vec::new();
        for variant in &self.draft.variants {
            let (others, _) = claim::read(variant, library, budget);
            let pairs = claims.expectations.iter().zip(&others.expectations);
            if let Some((own, _)) = pairs.into_iter().find(|(own, other)| own != other) {
                let (name, span) = ("expect".to_owned(), own.span);
                errors.push(SweepError::FollowsLet { name, span, by }.into());
                break;
            }
        }
        self.draft.errors.extend(errors);
    }

    /// Words of claims that nothing knows, whatever is solved: all that is certain of them while that is not known.
    fn unknown_in_claims(&mut self, library: &Library<'_>) {
        let (_, errors) = claim::read(&self.draft, library, None);
        let unknown = |error: &ModelError| matches!(error, ModelError::Unknown { what, .. } if *what != "name");
        self.draft.errors.extend(errors.into_iter().filter(unknown));
    }

    fn problem(&mut self) -> Option<Problem> {
        if let Some((problem, _)) = self.draft.solve {
            return Some(problem);
        }
        // Where a statement could not be read, `solve` may well be in it.
        if self.draft.errors.is_empty() && self.draft.given.broken.is_empty() {
            let place = match (self.draft.given.span, self.draft.sweeps.last()) {
                (Some(span), _) => Some((span, Unsolved::Experiment)),
                (None, Some(last)) => Some((last.span.after(), Unsolved::LastSweep)),
                (None, None) => None,
            };
            self.report(ExperimentError::NothingSolved { place });
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
        let error = match (problem, swept, stated) {
            (Problem::Isac, Some((swept, sweep)), Some((constraint, _, at))) => {
                let (stated, span) = (*at, sweep.name_span);
                if swept == *constraint {
                    ExperimentError::BudgetTwice {
                        constraint: swept,
                        stated,
                        swept: span,
                    }
                } else {
                    ExperimentError::TwoBudgets {
                        stated,
                        swept: span,
                    }
                }
            }
            // Where a statement could not be read, the budget may well be in it.
            (Problem::Isac, None, None)
                if !self.draft.errors.is_empty() || !self.draft.given.broken.is_empty() =>
            {
                return None;
            }
            (Problem::Isac, None, None) => ExperimentError::NoBudget { solve },
            (Problem::Isac, Some((constraint, sweep)), None) => {
                return sweep.grid.clone().map(|grid| (constraint, grid));
            }
            (Problem::Isac, None, Some((constraint, formula, _))) => {
                return Some((*constraint, Grid::List(vec![formula.clone()])));
            }
            (_, None, None) => return None,
            (_, Some((constraint, sweep)), at) => ExperimentError::UnusedBudget {
                problem,
                constraint,
                span: at.map_or(sweep.name_span, |(.., at)| *at),
                solve,
            },
            (_, None, Some((constraint, _, at))) => ExperimentError::UnusedBudget {
                problem,
                constraint: *constraint,
                span: *at,
                solve,
            },
        };
        self.report(error);
        None
    }

    fn schemes(&mut self) -> Vec<ChosenScheme> {
        let swept = self
            .draft
            .sweeps
            .iter()
            .find(|sweep| matches!(sweep.target, Target::Scheme));
        if let Some(sweep) = swept {
            if let Some((_, span)) = &self.draft.scheme {
                self.draft.errors.push(ModelError::Clash {
                    what: "setting",
                    name: "scheme".into(),
                    span: sweep.name_span,
                    first: *span,
                });
            }
            return sweep.schemes.clone();
        }
        if let Some((stated, _)) = &self.draft.scheme {
            return vec![stated.clone()];
        }
        // An experiment that declares a scheme and names no other means that one.
        if let [(_, first), (_, second), ..] = self.draft.given.schemes.as_slice() {
            self.draft.errors.push(ModelError::Clash {
                what: "setting",
                name: "scheme".into(),
                span: *second,
                first: *first,
            });
        }
        let declared = self.draft.given.schemes.first();
        let declared = declared.map(|(name, _)| ChosenScheme::Caller(External::named(name)));
        vec![declared.unwrap_or(proposed::SCHEME.into())]
    }

    /// The schemes of the caller among these, and where they are declared.
    fn external(&self, schemes: &[ChosenScheme]) -> Vec<(String, Span)> {
        let external = schemes.iter().filter_map(ChosenScheme::external);
        let declared = external.filter_map(|external| {
            let span = self.draft.given.bindings.scheme(external.name())?;
            Some((external.name().to_owned(), span))
        });
        declared.collect()
    }

    /// Only the proposed beams come with the slope by which a boundary is walked to a tolerance, and a scheme of the
    /// caller chooses the beams of all users.
    fn check_schemes(&mut self, problem: Problem, schemes: &[ChosenScheme]) {
        let other = match problem {
            Problem::Region => schemes.iter().find(|scheme| !scheme.searches()),
            Problem::Sensing | Problem::Estimation => {
                schemes.iter().find(|scheme| scheme.external().is_some())
            }
            Problem::Communication | Problem::Isac => None,
        };
        let Some(other) = other else { return };
        let swept = self
            .draft
            .sweeps
            .iter()
            .find_map(|sweep| match sweep.target {
                Target::Scheme => Some(sweep.name_span),
                _ => None,
            });
        let stated = self.draft.scheme.as_ref().map(|(_, span)| *span);
        let declared = self.draft.given.schemes.first().map(|(_, span)| *span);
        let (scheme, span) = (other.name().to_owned(), stated.or(swept).or(declared));
        let solve = self.draft.solve.map(|(_, span)| span);
        self.report(match problem {
            Problem::Region => ExperimentError::RegionScheme {
                scheme,
                span,
                solve,
            },
            _ => ExperimentError::ExternalScheme {
                scheme,
                problem,
                span,
                solve,
            },
        });
    }

    fn report(&mut self, error: ExperimentError) {
        self.draft.errors.push(error.into());
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

    /// A setting is swept or follows from others, not both.
    fn check_derived(&mut self) {
        for derived in &self.draft.derived {
            let same = |sweep: &&SweepDraft| matches!(sweep.target, Target::Setting(row) if row.path == derived.row.path);
            if let Some(sweep) = self.draft.sweeps.iter().find(same) {
                self.draft.errors.push(ModelError::Clash {
                    what: "setting",
                    name: derived.row.path.into(),
                    span: derived.span,
                    first: sweep.name_span,
                });
            }
        }
    }

    /// A value from outside must change something.
    fn check_overrides(&mut self) {
        let draft = &self.draft;
        let steps = |path: &str| {
            let swept = draft.sweeps.iter().find_map(|sweep| match sweep.target {
                Target::Setting(row) if row.path == path => Some(sweep.name_span),
                _ => None,
            });
            let derived = || {
                draft
                    .derived
                    .iter()
                    .find(|derived| derived.row.path == path)
            };
            swept.or_else(|| derived().map(|derived| derived.span))
        };
        let experiment = || draft.given.name.clone();
        let mut errors: Vec<ModelError> = Vec::new();
        let lets = draft
            .sweeps
            .iter()
            .filter(|sweep| matches!(sweep.target, Target::Name));
        errors.extend(lets.filter_map(|sweep| {
            let span = draft.given.overrides.let_set(&sweep.let_name)?;
            let stepped = RequestError::Stepped {
                name: sweep.let_name.clone(),
                span,
                experiment: experiment(),
                by: sweep.name_span,
            };
            Some(ModelError::from(stepped))
        }));
        for (&path, &span) in &draft.given.overrides.stated {
            if let Some(by) = steps(path) {
                let name = path.to_owned();
                let stepped = RequestError::Stepped {
                    name,
                    span,
                    experiment: experiment(),
                    by,
                };
                errors.push(stepped.into());
                continue;
            }
            let chooser = table::setting(path).and_then(chooser);
            if let Some((choice, needed)) = chooser
                && !draft.given.settings.is_active(path)
                && steps(choice.path).is_none()
            {
                let without = RequestError::NoEffect {
                    name: path,
                    span,
                    experiment: experiment(),
                    chooser: (choice.path, draft.given.settings.word(choice.path)),
                    needed: needed.clone(),
                };
                errors.push(without.into());
            }
        }
        let solved = draft.solve.map(|(problem, _)| problem);
        if let Some(problem) = solved.filter(|problem| *problem != Problem::Estimation)
            && let Some(&(_, span)) = draft.given.overrides.controls.get(SAMPLES)
        {
            let without = RequestError::NoEffect {
                name: SAMPLES,
                span,
                experiment: experiment(),
                chooser: ("solve", problem.text()),
                needed: vec![Problem::Estimation.text()],
            };
            errors.push(without.into());
        }
        self.draft.errors.extend(errors);
    }

    fn check_conditions(&mut self, budget: Option<Constraint>) {
        for condition in &self.draft.conditions {
            let names = if budget.is_none() && condition.formula.mentions(late) {
                NoBudget::Late
            } else if condition
                .formula
                .mentions(|s| matches!(s, Symbol::Budget(named) if Some(named) != budget))
            {
                NoBudget::Other
            } else {
                continue;
            };
            let span = condition.span;
            let without = SweepError::ConditionWithoutEffect { span, names };
            self.draft.errors.push(without.into());
        }
    }
}
