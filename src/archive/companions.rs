//! Tables beside the table of points, each in a file of its own, as far as there are any.

use serde::{Deserialize, Serialize};

/// Something for each of those tables: its content, its description, its place.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Companions<T> {
    /// Means, intervals and counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<T>,
    /// Paired differences, where something is compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paired: Option<T>,
    /// The mean boundary of a region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boundary: Option<T>,
    /// Samples of beampatterns, where they are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beampattern: Option<T>,
    /// Places of everything, where they are asked for. `layout` has a meaning of its own to the tools of Frictionless;
    /// descriptions of earlier versions have it.
    #[serde(
        rename = "layouts",
        alias = "layout",
        skip_serializing_if = "Option::is_none"
    )]
    pub layout: Option<T>,
    /// What each user gets, where it is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users: Option<T>,
    /// What a search found, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<T>,
}

impl<T> Companions<T> {
    /// Those that there are, in the order of their files.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        let Self {
            summary,
            paired,
            boundary,
            beampattern,
            layout,
            users,
            found,
        } = self;
        let all = [summary, paired, boundary, beampattern, layout, users, found];
        all.into_iter().flatten()
    }

    /// The same of references.
    pub fn as_ref(&self) -> Companions<&T> {
        Companions {
            summary: self.summary.as_ref(),
            paired: self.paired.as_ref(),
            boundary: self.boundary.as_ref(),
            beampattern: self.beampattern.as_ref(),
            layout: self.layout.as_ref(),
            users: self.users.as_ref(),
            found: self.found.as_ref(),
        }
    }

    /// What `make` gives for each that there is.
    pub fn map<U>(self, mut make: impl FnMut(T) -> U) -> Companions<U> {
        Companions {
            summary: self.summary.map(&mut make),
            paired: self.paired.map(&mut make),
            boundary: self.boundary.map(&mut make),
            beampattern: self.beampattern.map(&mut make),
            layout: self.layout.map(&mut make),
            users: self.users.map(&mut make),
            found: self.found.map(&mut make),
        }
    }

    /// What `make` gives for each that there is, if it never fails.
    ///
    /// # Errors
    /// The first that it gives.
    pub fn try_map<U, E>(
        self,
        mut make: impl FnMut(T) -> Result<U, E>,
    ) -> Result<Companions<U>, E> {
        let mut made = |companion: Option<T>| companion.map(&mut make).transpose();
        Ok(Companions {
            summary: made(self.summary)?,
            paired: made(self.paired)?,
            boundary: made(self.boundary)?,
            beampattern: made(self.beampattern)?,
            layout: made(self.layout)?,
            users: made(self.users)?,
            found: made(self.found)?,
        })
    }
}
