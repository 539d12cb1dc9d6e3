//! NumPy's archives of arrays: ZIP files of `.npy` files, stored or deflated.
//!
//! Every place and size is checked against the file before it is used, and no more is unpacked than the archive may have.

use std::borrow::Cow;

use super::numpy;
use super::raw::{MOST_UNPACKED, Raw, choose};
use crate::language::diagnostic::error::setting::ChannelFault;

/// What ends every archive, but for a comment of at most 65535 bytes.
const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
const MOST_COMMENT: usize = 65_535;
/// Where the end of 64 bits is, directly before.
const LOCATOR: &[u8] = b"PK\x06\x07";
const END_64: &[u8] = b"PK\x06\x06";
const LISTED: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";
/// Ways in which files are packed.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// A byte of a deflated file becomes at most so many.
const MOST_GROWTH: u64 = 1032;

/// A file of the archive.
struct Entry {
    name: String,
    method: u16,
    sum: u32,
    packed: u64,
    unpacked: u64,
    at: u64,
}

/// Reads the array of a name, or the only one.
///
/// # Errors
/// When the archive is not one, or holds no such array.
pub(super) fn read(bytes: &[u8], variable: Option<&str>) -> Result<Raw, ChannelFault> {
    let entries = list(bytes).ok_or_else(|| malformed("its list of files is damaged"))?;
    let arrays: Vec<Entry> = entries
        .into_iter()
        .filter_map(|entry| {
            let name = entry.name.strip_suffix(".npy")?.to_owned();
            Some(Entry { name, ..entry })
        })
        .collect();
    let names: Vec<String> = arrays.iter().map(|entry| entry.name.clone()).collect();
    let content = arrays[choose(variable, &names)?].content(bytes)?;
    numpy::read(&content)
}

fn malformed(what: &'static str) -> ChannelFault {
    ChannelFault::Malformed {
        format: "NumPy archive",
        what,
    }
}

/// A whole number of the file, its lowest byte first; none beyond its end.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let part = bytes.get(at..at.checked_add(length)?)?;
    Some(
        part.iter()
            .rev()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)),
    )
}

/// The files of an archive; none where its list is damaged.
fn list(bytes: &[u8]) -> Option<Vec<Entry>> {
    let last = bytes.len().checked_sub(END_LENGTH)?;
    let first = last.saturating_sub(MOST_COMMENT);
    let end = (first..=last)
        .rev()
        .find(|&at| bytes[at..].starts_with(END))?;
    let mut count = number(bytes, end + 10, 2)?;
    let mut at = number(bytes, end + 16, 4)?;
    let locator = end.checked_sub(20);
    if let Some(locator) = locator.filter(|&at| bytes[at..].starts_with(LOCATOR)) {
        let end = usize::try_from(number(bytes, locator + 8, 8)?).ok()?;
        if !bytes.get(end..)?.starts_with(END_64) {
            return None;
        }
        count = number(bytes, end + 32, 8)?;
        at = number(bytes, end + 48, 8)?;
    }
    let mut at = usize::try_from(at).ok()?;
    let mut entries = Vec::new();
    for _ in 0..count {
        let head = bytes.get(at..)?;
        if !head.starts_with(LISTED) {
            return None;
        }
        let field = |place: usize, length: usize| number(head, place, length);
        let length = |place: usize| usize::try_from(field(place, 2)?).ok();
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        let mut entry = Entry {
            name: String::from_utf8(head.get(46..46 + name)?.to_vec()).ok()?,
            method: u16::try_from(field(10, 2)?).ok()?,
            sum: u32::try_from(field(16, 4)?).ok()?,
            packed: field(20, 4)?,
            unpacked: field(24, 4)?,
            at: field(42, 4)?,
        };
        entry.large(head.get(46 + name..46 + name + extra)?)?;
        entries.push(entry);
        at += 46 + name + extra + comment;
    }
    Some(entries)
}

impl Entry {
    /// Takes sizes and places of 64 bits from the further fields.
    fn large(&mut self, mut fields: &[u8]) -> Option<()> {
        const FULL: u64 = 0xffff_ffff;
        while fields.len() >= 4 {
            let (kind, length) = (number(fields, 0, 2)?, number(fields, 2, 2)? as usize);
            let field = fields.get(4..4 + length)?;
            if kind == 1 {
                let mut place = 0;
                for value in [&mut self.unpacked, &mut self.packed, &mut self.at] {
                    if *value == FULL {
                        *value = number(field, place, 8)?;
                        place += 8;
                    }
                }
            }
            fields = &fields[4 + length..];
        }
        Some(())
    }

    /// The unpacked content.
    fn content<'a>(&self, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, ChannelFault> {
        let packed = self
            .packed(bytes)
            .ok_or_else(|| malformed("it ends before its content"))?;
        let limit = MOST_UNPACKED as u64;
        if self.unpacked > limit {
            return Err(ChannelFault::TooLarge {
                bytes: self.unpacked,
                limit,
            });
        }
        let content = match self.method {
            STORED if self.packed == self.unpacked => Cow::Borrowed(packed),
            DEFLATED if self.unpacked <= self.packed.saturating_mul(MOST_GROWTH) => {
                let most = self.unpacked as usize;
                let unpacked = miniz_oxide::inflate::decompress_to_vec_with_limit(packed, most);
                Cow::Owned(unpacked.map_err(|_| malformed("its packed content is damaged"))?)
            }
            STORED | DEFLATED => {
                return Err(malformed("the sizes of its content contradict each other"));
            }
            _ => {
                return Err(malformed(
                    "its content is packed in a way other than deflate",
                ));
            }
        };
        if content.len() as u64 != self.unpacked || crc32fast::hash(&content) != self.sum {
            return Err(malformed("its content is damaged: the checksum differs"));
        }
        Ok(content)
    }

    /// The content as it is packed; none where the file ends before it.
    fn packed<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let at = usize::try_from(self.at).ok()?;
        let head = bytes.get(at..)?;
        if !head.starts_with(LOCAL) {
            return None;
        }
        let lengths = number(head, 26, 2)?.checked_add(number(head, 28, 2)?)?;
        let start = 30 + lengths as usize;
        head.get(start..start.checked_add(usize::try_from(self.packed).ok()?)?)
    }
}
