//! Figures that lie beside tables.

use std::fmt::Write as _;
use std::path::Path;

use crate::archive::description::hash;
use crate::archive::read::{Stored, StoredTable};
use crate::disk::file_name;
use crate::disk::files;
use crate::language::{Figure, Plot};
use crate::plot::plain;
use crate::table::Rows;

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its file.
    pub name: String,
    /// What it shows, in words.
    pub caption: String,
    /// The tables beside it that it was drawn from.
    pub data: Vec<String>,
    /// Whether the file was changed since it was described.
    pub changed: bool,
    /// The file's content, an SVG.
    svg: Vec<u8>,
}

/// The figures that results have, and those that they should have or should not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pictures {
    /// Those that the run drew, in its order.
    pub drawn: Vec<Picture>,
    /// Files of figures that the run drew and that cannot be read now.
    pub missing: Vec<String>,
    /// Files beside the tables that are named like figures of them, and that the run did not draw.
    pub others: Vec<String>,
}

impl Pictures {
    /// The figures of results in a folder that holds files of these names.
    pub fn read(folder: &Path, results: &Stored, names: &[String]) -> Self {
        let drawings = results.figures.iter().filter(|figure| figure.is_svg());
        let mut pictures = Self::default();
        for figure in drawings {
            // A description says what it likes; other folders are none of its business.
            let is_name = file_name::check(&figure.path).is_ok();
            let content = files::read(&folder.join(&figure.path)).ok();
            match content.filter(|_| is_name) {
                Some(svg) => pictures.drawn.push(Picture {
                    caption: plot_of(results, &figure.path)
                        .and_then(|plot| plot.look.title.as_deref())
                        .filter(|title| !title.is_empty())
                        .map_or_else(|| caption(&results.name, &figure.path), plain),
                    data: plot_of(results, &figure.path)
                        .map(|plot| tables(results, plot))
                        .unwrap_or_default(),
                    changed: hash(&svg) != figure.hash,
                    name: figure.path.clone(),
                    svg,
                }),
                None => pictures.missing.push(figure.path.clone()),
            }
        }
        pictures.others = named_like(&results.name, names)
            .filter(|name| results.figures.iter().all(|figure| figure.path != **name))
            .cloned()
            .collect();
        pictures
    }
}

/// The figures `STEM.*.svg` among these names, save those of results whose longer name begins with
/// the same words: `area.wide.rate.svg` is of `area.wide`, where there is such a thing.
fn named_like<'a>(stem: &str, names: &'a [String]) -> impl Iterator<Item = &'a String> {
    let is_of = |name: &str, stem: &str| {
        name.strip_prefix(stem)
            .is_some_and(|rest| rest.starts_with('.'))
    };
    let others: Vec<&str> = names
        .iter()
        .filter_map(|name| name.strip_suffix(".json"))
        .filter(|other| other.len() > stem.len())
        .collect();
    names
        .iter()
        .filter(move |name| name.ends_with(".svg") && is_of(name, stem))
        .filter(move |name| !others.iter().any(|other| is_of(name, other)))
}

/// The statement that a figure was drawn for.
fn plot_of<'r>(results: &'r Stored, path: &str) -> Option<&'r Plot> {
    let stem = path.strip_suffix(".svg")?;
    let mut plots = results.provenance.plots.iter();
    plots.find(|plot| plot.file_stem(&results.name) == stem)
}

/// The names of the tables that hold what a figure shows.
fn tables(results: &Stored, plot: &Plot) -> Vec<String> {
    let companions = results.companions.as_ref();
    let stored: Vec<&StoredTable> = match &plot.figure {
        Figure::Curves { .. } => companions
            .summary
            .into_iter()
            .chain(companions.boundary)
            .collect(),
        Figure::Beampattern { .. } => companions.beampattern.into_iter().collect(),
        Figure::Layout => companions.layout.into_iter().collect(),
        Figure::Cdf { of, .. } | Figure::Box { of, .. } => {
            let mut columns = results.data.rows.columns().iter();
            match columns.any(|column| column.name == *of) {
                true => vec![&results.data],
                false => companions.users.into_iter().collect(),
            }
        }
    };
    stored.into_iter().map(|table| table.name.clone()).collect()
}

/// What a file shows, by its name.
fn caption(stem: &str, name: &str) -> String {
    let words = name.strip_prefix(stem).unwrap_or(name);
    let words = words.strip_suffix(".svg").unwrap_or(words);
    let words = words.trim_matches('.').replace(['.', '_', '-'], " ");
    if words.is_empty() {
        stem.to_owned()
    } else {
        words
    }
}

impl Picture {
    /// The figure as an address that holds it. Shown as an image it can neither run scripts nor
    /// load anything, wherever it comes from.
    pub fn address(&self) -> String {
        let mut address = String::from("data:image/svg+xml,");
        for &byte in &self.svg {
            let plain = byte.is_ascii_alphanumeric() || b" -_.~!*();:@=+$,/?".contains(&byte);
            if plain {
                address.push(char::from(byte));
            } else {
                // Writing to a String cannot fail.
                let _ = write!(address, "%{byte:02X}");
            }
        }
        address
    }
}
