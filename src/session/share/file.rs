//! The file of a share: a line that says so, then compressed records: what the share is of, its units, and their number.

use std::io::{self, Read, Write as _};
use std::path::Path;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};

use super::carried::Carried;
use super::fault::ShareError;
use crate::disk::files::{self, FileError, FileSet};
use crate::disk::records::{Kind, Record, Records};
use crate::plan::{Round, Share};

/// The first line.
const SHARE: &[u8] = b"cfs share 2\n";

/// What the first line of any version begins with.
const ANY: &[u8] = b"cfs share ";

/// What a share is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    /// The build that computed it.
    pub(super) build: String,
    /// The experiment.
    pub(super) experiment: String,
    /// The share.
    pub(super) share: Share,
    /// Realizations of which it has its units.
    pub(super) realizations: u32,
    /// What distinguishes kinds of processors.
    pub(super) probe: u64,
    /// The processor, for messages.
    pub(super) processor: String,
    /// The cases of a search of which it has its units; none where they are all.
    pub(super) cases: Option<Vec<u32>>,
    /// The scenario.
    pub(super) carried: Carried,
}

impl Head {
    /// The record at the head of a file.
    pub(super) fn record(&self, program: u64) -> Record {
        Record {
            kind: Kind::Head,
            program,
            piece: 0,
            // Texts and numbers always have bytes.
            data: postcard::to_stdvec(self).unwrap_or_default(),
        }
    }

    /// The part of the experiment of which it has its units.
    pub(super) fn round(&self) -> Round {
        Round {
            realizations: self.realizations,
            cases: self.cases.clone(),
        }
    }

    /// How far it goes: of two heads of shares of one experiment, that with the larger extent is the later one.
    pub(super) fn extent(&self) -> (u32, usize) {
        (self.realizations, self.cases.as_ref().map_or(0, Vec::len))
    }

    pub(super) fn of_record(record: &Record) -> Option<Self> {
        (record.kind == Kind::Head).then(|| postcard::from_bytes(&record.data).ok())?
    }
}

/// A share that is read.
pub(super) struct ShareFile {
    pub(super) head: Head,
    records: Records<DeflateDecoder<Box<dyn Read + Send>>>,
    units: u64,
}

impl ShareFile {
    /// Opens the share at a path.
    pub(super) fn open(path: &Path) -> Result<Self, ShareError> {
        let damaged = || ShareError::Damaged {
            path: path.to_owned(),
        };
        let mut file = files::reader(path)?;
        let mut first = vec![0; SHARE.len()];
        let is_long = file.read_exact(&mut first).is_ok();
        if is_long && first.starts_with(ANY) && first.ends_with(b"\n") && first != SHARE {
            return Err(ShareError::Version {
                path: path.to_owned(),
            });
        }
        if !is_long || first != SHARE {
            return Err(damaged());
        }
        let mut records = Records::new(DeflateDecoder::new(file), 0);
        let head = records.next_record().ok().flatten();
        let head = head.and_then(|(record, _)| Head::of_record(&record));
        Ok(Self {
            head: head.ok_or_else(damaged)?,
            records,
            units: 0,
        })
    }

    /// The next unit; none after the last of a file that is whole.
    pub(super) fn next_unit(&mut self, path: &Path) -> Result<Option<Record>, ShareError> {
        let record = self.records.next_record().ok().flatten();
        let whole = self.records.damaged() == 0;
        match record.filter(|_| whole) {
            Some((record, _)) if record.kind == Kind::Unit => {
                self.units += 1;
                Ok(Some(record))
            }
            Some((record, _)) if record.kind == Kind::End && record.piece == self.units => Ok(None),
            _ => Err(ShareError::Damaged {
                path: path.to_owned(),
            }),
        }
    }
}

/// Adds the file of a share to a set.
pub(super) fn add(
    set: &mut FileSet<'_>,
    name: &str,
    head: &Record,
    units: impl Iterator<Item = Result<Record, FileError>>,
) -> Result<(), FileError> {
    set.add_with(name, |into| {
        into.write_all(SHARE)?;
        let mut deflated = DeflateEncoder::new(into, Compression::default());
        deflated.write_all(&head.to_bytes())?;
        let mut count = 0;
        for unit in units {
            deflated.write_all(&unit.map_err(io::Error::other)?.to_bytes())?;
            count += 1;
        }
        let end = Record {
            kind: Kind::End,
            program: head.program,
            piece: count,
            data: Vec::new(),
        };
        deflated.write_all(&end.to_bytes())?;
        deflated.finish().map(drop)
    })
    .map(drop)
}
