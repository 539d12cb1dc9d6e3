//! The scenario of a share, carried in its file, so that shares are put together wherever they are.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::archive::description::sha256;
use crate::archive::origin::Origin;
use crate::disk::identity::resolved;
use crate::disk::sources::Files;
use crate::language::syntax::{ReadError, SourceProvider, resolve_beside};
use crate::language::{Request, SET};
use crate::session::scenario::{Faults, Scenario};

/// What begins an override of the number of realizations.
const REALIZATIONS: &str = "realizations=";

/// A scenario as it was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Carried {
    /// The folder in which it was run.
    folder: String,
    /// The texts by name, that of the scenario first.
    texts: Vec<(String, String)>,
    /// SHA-256 of data, by name.
    data: Vec<(String, String)>,
    set: Vec<String>,
    only: Vec<String>,
}

impl Carried {
    pub(super) fn of(scenario: &Scenario) -> Self {
        let sources = scenario.sources();
        let texts = sources.iter().filter(|(_, source)| source.name != SET);
        let meaning = scenario.meaning();
        let set = meaning.overrides.iter();
        Self {
            folder: resolved(Path::new(".")).to_string_lossy().into_owned(),
            texts: texts
                .map(|(_, source)| (source.name.clone(), source.text.clone()))
                .collect(),
            data: sources
                .data()
                .map(|(name, hash)| (name.to_owned(), hash.to_owned()))
                .collect(),
            set: set
                .map(|set| format!("{}={}", set.name, set.value))
                .collect(),
            only: meaning.only.clone(),
        }
    }

    /// A hash of the scenario, of what was asked of it, and of an experiment of it; the number of realizations aside where it was
    /// asked for from outside: shares of fewer are a part of those of more.
    pub(super) fn digest(&self, experiment: &str) -> String {
        let set: Vec<&String> = self
            .set
            .iter()
            .filter(|set| !set.starts_with(REALIZATIONS))
            .collect();
        sha256(
            format!(
                "{experiment:?} {:?} {:?} {set:?} {:?}",
                self.texts, self.data, self.only
            )
            .as_bytes(),
        )
    }

    /// The name of the scenario.
    pub(super) fn name(&self) -> &str {
        self.texts.first().map_or("", |(name, _)| name)
    }

    /// The file of the scenario, where it was one.
    pub(super) fn file(&self) -> Option<PathBuf> {
        self.path(self.name()).map(|path| resolved(&path))
    }

    /// The scenario in the files of the folder where it was run, as they are now.
    fn in_place(&self) -> Option<Scenario> {
        if resolved(Path::new(".")) != Path::new(&self.folder)
            || self.name() == Files::STANDARD_INPUT
        {
            return None;
        }
        let files = Files::default().outside(true);
        let name = files.root(Path::new(self.name()));
        let scenario = Scenario::of_files_as(&files, &name, &self.request()).ok()?;
        (Self::of(&scenario) == *self).then_some(scenario)
    }

    /// Whether the files of the folder where it was run say what is carried.
    pub(super) fn is_in_place(&self) -> bool {
        self.in_place().is_some()
    }

    fn request(&self) -> Request {
        Request {
            set: self.set.clone(),
            only: self.only.clone(),
        }
    }

    /// The scenario.
    pub(super) fn scenario(&self) -> Result<Scenario, Box<Faults>> {
        if let Some(scenario) = self.in_place() {
            return Ok(scenario);
        }
        let origin = |_: &_| {
            let text = self.texts.first().map_or("", |(_, text)| text);
            match self.path(self.name()) {
                Some(path) => Origin::file(resolved(&path), text),
                None => Origin::text(text),
            }
        };
        Scenario::read(
            self,
            self.name(),
            &self.request(),
            |name| self.path(name),
            origin,
        )
    }

    /// Where the file of a name was.
    fn path(&self, name: &str) -> Option<PathBuf> {
        (name != Files::STANDARD_INPUT).then(|| Path::new(&self.folder).join(name))
    }
}

impl SourceProvider for Carried {
    fn resolve(&self, from: &str, target: &str) -> String {
        resolve_beside(from, target)
    }

    fn read(&self, name: &str) -> Result<String, ReadError> {
        let text = self.texts.iter().find(|(known, _)| known == name);
        text.map(|(_, text)| text.clone())
            .ok_or(ReadError::NotFound)
    }

    fn read_data(&self, name: &str) -> Result<Vec<u8>, ReadError> {
        let files = Files::default().outside(true);
        let path = self.path(name).ok_or(ReadError::NotFound)?;
        let bytes = files.read_data(&files.root(&path))?;
        let known = self.data.iter().find(|(known, _)| known == name);
        match known {
            Some((_, hash)) if *hash == sha256(&bytes) => Ok(bytes),
            _ => Err(ReadError::Other(
                "it is not the file that the shares were computed from".into(),
            )),
        }
    }
}
