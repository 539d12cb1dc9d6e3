//! Names of the files of an experiment.

use crate::language::Plot;
use crate::plot::Formats;

/// Names of the files that an experiment may have, figures apart. Check them with
/// [`OutputFolder::place`](crate::disk::files::OutputFolder::place) before a long run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileNames {
    /// A row per point, scheme and realization: `NAME.csv`.
    pub data: String,
    /// Means, intervals and counts.
    pub summary: String,
    /// Paired differences, where something is compared.
    pub paired: String,
    /// The mean boundary of a region.
    pub boundary: String,
    /// Samples of beampatterns, where they are asked for.
    pub beampattern: String,
    /// Places of everything, where they are asked for.
    pub layout: String,
    /// Arrays for NumPy, where they are asked for.
    pub npz: String,
    /// Arrays for MATLAB, where they are asked for.
    pub mat: String,
    /// What each user gets, where it is asked for.
    pub users: String,
    /// What a search found, where there is one.
    pub found: String,
    /// The description of all of them: `NAME.json`.
    pub description: String,
    /// Finished units, so that a run can go on where it was stopped.
    pub journal: String,
    /// Units that no longer belong to the journal.
    pub old_journal: String,
}

impl FileNames {
    /// The names of an experiment of this name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let with = |ending: &str| format!("{name}{ending}");
        Self {
            data: with(".csv"),
            summary: with(".summary.csv"),
            paired: with(".paired.csv"),
            boundary: with(".boundary.csv"),
            beampattern: with(".beampattern.csv"),
            layout: with(".layout.csv"),
            npz: with(".npz"),
            mat: with(".mat"),
            users: with(".users.csv"),
            found: with(".found.csv"),
            description: with(".json"),
            journal: with(".journal"),
            old_journal: with(".journal.old"),
        }
    }

    /// The names that a run may write: all but that of the old journal.
    pub fn written(self) -> impl Iterator<Item = String> {
        let Self {
            data,
            summary,
            paired,
            boundary,
            beampattern,
            layout,
            npz,
            mat,
            users,
            found,
            description,
            journal,
            old_journal: _,
        } = self;
        [
            data,
            summary,
            paired,
            boundary,
            beampattern,
            layout,
            npz,
            mat,
            users,
            found,
            description,
            journal,
        ]
        .into_iter()
    }
}

/// Names of the files of an experiment's figures, in the formats that are asked for.
#[must_use]
pub fn figure_names(experiment: &str, plots: &[Plot], formats: Formats) -> Vec<String> {
    let named = |plot: &Plot| {
        let stem = plot.file_stem(experiment);
        let each = formats.each();
        each.map(move |format| format!("{stem}.{}", format.ending()))
    };
    plots.iter().flat_map(named).collect()
}
