//! Finished pieces of work, so that a run can go on where it was stopped.
//!
//! A journal is a file of lines, one for each piece: a checksum, a space, and a
//! JSON object that holds the program, the name of the piece and its result.
//! Each line is complete by itself, so whatever a crash, a full disk or an editor
//! did to a journal costs only the lines it touched. Numbers are written in
//! the shortest form that reads back to the same double.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::language::syntax::sha256;

/// Digits of a checksum: 64 bits find any damage that was not made on purpose.
const CHECKSUM_DIGITS: usize = 16;

/// One piece of work.
#[derive(Serialize, Deserialize)]
struct Entry<P, T> {
    /// The build that computed it: another one may compute otherwise.
    program: P,
    /// The piece's name, in hexadecimal: JSON numbers do not hold 64 bits everywhere.
    piece: String,
    result: T,
}

/// The line of a piece of work. None where it would not read back as the same
/// result, because a number is not finite: that piece is computed again.
#[must_use]
pub fn line<T>(program: &str, piece: u64, result: &T) -> Option<String>
where
    T: Serialize + DeserializeOwned + PartialEq,
{
    let entry = Entry {
        program,
        piece: format!("{piece:016x}"),
        result,
    };
    let json = serde_json::to_string(&entry).ok()?;
    let read: Entry<String, T> = serde_json::from_str(&json).ok()?;
    (read.result == *result).then(|| format!("{} {json}\n", checksum(&json)))
}

/// What could be read of a journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Recovered<T> {
    /// Results by the names of their pieces.
    pub results: BTreeMap<u64, T>,
    /// The lines that hold them, each with its end.
    pub lines: BTreeMap<u64, String>,
    /// Lines that were damaged.
    pub damaged: usize,
    /// Whole lines of other programs, each with its end.
    pub foreign: Vec<String>,
}

/// Reads a journal as far as it is whole and of this program; of two lines on
/// one piece the later counts. Lines may have been ended as on Windows.
#[must_use]
pub fn recover<T: DeserializeOwned>(bytes: &[u8], program: &str) -> Recovered<T> {
    let mut recovered = Recovered {
        results: BTreeMap::new(),
        lines: BTreeMap::new(),
        damaged: 0,
        foreign: Vec::new(),
    };
    for raw in bytes.split(|&byte| byte == b'\n') {
        let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        if raw.is_empty() {
            continue;
        }
        match read::<T>(raw, program) {
            Read::Whole(piece, result, line) => {
                recovered.results.insert(piece, result);
                recovered.lines.insert(piece, format!("{line}\n"));
            }
            Read::Foreign(line) => recovered.foreign.push(format!("{line}\n")),
            Read::Damaged => recovered.damaged += 1,
        }
    }
    recovered
}

/// Whether bytes begin like a journal, be it one whose first line is incomplete.
#[must_use]
pub fn is_journal(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii_start();
    let begin = &bytes[..bytes.len().min(CHECKSUM_DIGITS)];
    begin.iter().all(u8::is_ascii_hexdigit) && bytes.get(CHECKSUM_DIGITS).is_none_or(|b| *b == b' ')
}

/// The lines of two journals, each once, those of the first first.
#[must_use]
pub fn merged(first: &[u8], second: &[u8]) -> Vec<u8> {
    let mut seen = BTreeSet::new();
    let mut merged = Vec::new();
    let whole = [first, second];
    for line in whole
        .iter()
        .flat_map(|bytes| bytes.split(|&byte| byte == b'\n'))
    {
        if !line.is_empty() && seen.insert(line) {
            merged.extend_from_slice(line);
            merged.push(b'\n');
        }
    }
    merged
}

/// What a line turned out to be.
enum Read<'a, T> {
    Whole(u64, T, &'a str),
    Foreign(&'a str),
    Damaged,
}

fn read<'a, T: DeserializeOwned>(raw: &'a [u8], program: &str) -> Read<'a, T> {
    let whole = std::str::from_utf8(raw).ok().and_then(|line| {
        let (sum, json) = line.split_once(' ')?;
        (checksum(json) == sum).then_some((line, json))
    });
    let Some((line, json)) = whole else {
        return Read::Damaged;
    };
    // Another program's results may have another form, so who wrote it is read first.
    match serde_json::from_str::<Entry<String, serde::de::IgnoredAny>>(json) {
        Ok(entry) if entry.program == program => {}
        Ok(_) => return Read::Foreign(line),
        Err(_) => return Read::Damaged,
    }
    let entry = serde_json::from_str::<Entry<String, T>>(json).ok();
    match entry.and_then(|e| Some((u64::from_str_radix(&e.piece, 16).ok()?, e.result))) {
        Some((piece, result)) => Read::Whole(piece, result, line),
        None => Read::Damaged,
    }
}

fn checksum(json: &str) -> String {
    let mut digits = sha256(json.as_bytes());
    digits.truncate(CHECKSUM_DIGITS);
    digits
}
