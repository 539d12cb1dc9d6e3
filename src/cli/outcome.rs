//! What became of an experiment.

use std::sync::Arc;

use cfs::archive::write::Written;
use cfs::plan::Golden;
use cfs::session::golden::GoldenOutcome;
use cfs::session::journal::Journal;
use cfs::session::{Experiment, Results};

use super::exit::Exit;

/// What became of an experiment.
#[derive(Debug)]
pub(super) struct Outcome<'a> {
    /// Its results.
    pub results: Results<'a>,
    /// The files written, and the tables that they show.
    pub written: Written,
    /// Its goldens.
    pub goldens: Vec<(Golden, GoldenOutcome)>,
    /// The journal, where one is kept.
    pub journal: Option<Arc<Journal>>,
}

impl<'a> Outcome<'a> {
    /// The experiment.
    pub(super) fn experiment(&self) -> Experiment<'a> {
        self.results.experiment()
    }

    /// How the program ends after this.
    pub(super) fn exit(&self) -> Exit {
        let mut verdicts = self.results.verdicts().iter();
        let claims = verdicts.all(|verdict| verdict.outcome.passed)
            && self.goldens.iter().all(|(_, outcome)| outcome.passed())
            && self.results.unfound().is_none();
        if self.results.counts().all_failed() {
            Exit::Run
        } else if claims {
            Exit::Ok
        } else {
            Exit::Claim
        }
    }
}
