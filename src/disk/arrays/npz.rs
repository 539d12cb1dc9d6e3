//! NumPy's archive of arrays: a ZIP file of `.npy` files, stored as they are, so that each has a place before its
//! values are known. No date enters it.

use std::io::{self, SeekFrom};

use super::layout::{Layout, Place, Storage, numbers_bytes};
use crate::language::vocabulary::table::arrays::ArrayEntry;
use crate::table::arrays::{ArrayContent, ArrayMember};

/// The first day that a ZIP file knows, 1980-01-01.
const DATE: u16 = 0x21;
/// Sizes and places from here on need the fields of 64 bits.
const LARGE: u64 = 0xffff_ffff;
/// Version of ZIP that has them.
const VERSION: u16 = 45;
/// Headers of arrays are padded to this.
const ALIGNMENT: usize = 64;

/// A file of the archive.
struct Entry {
    name: Vec<u8>,
    /// Of its local header.
    at: u64,
    /// Of its content.
    content: u64,
    bytes: u64,
}

/// What ends an archive, once its content is written.
pub(super) struct Ends {
    entries: Vec<Entry>,
    /// Where the list of the files begins.
    at: u64,
}

/// The layout of an archive.
pub(super) fn layout(members: &[ArrayMember]) -> (Layout, Ends) {
    let mut layout = Layout {
        known: Vec::new(),
        places: Vec::new(),
        length: 0,
    };
    let mut entries = Vec::new();
    for member in members {
        let (mut head, values) = npy(&member.content);
        let head_length = head.len() as u64;
        let bytes = match &member.content {
            ArrayContent::Numbers { entry, shape } => {
                head_length.saturating_add(numbers_bytes(*entry, shape))
            }
            ArrayContent::Text(_) | ArrayContent::Words(_) => {
                head.extend(values);
                head.len() as u64
            }
        };
        let name = format!("{}.npy", member.name).into_bytes();
        let at = layout.length;
        // The fields of 64 bits are always there: 20 bytes.
        let content = at + 30 + name.len() as u64 + 20;
        layout.places.push(Place {
            first: content + head_length,
            imaginary: None,
            whole_as_real: false,
        });
        layout.known.push((content, head));
        layout.length = content.saturating_add(bytes);
        entries.push(Entry {
            name,
            at,
            content,
            bytes,
        });
    }
    let at = layout.length;
    (layout, Ends { entries, at })
}

/// The header of an array, padded, and the content of one that is not numbers.
fn npy(content: &ArrayContent) -> (Vec<u8>, Vec<u8>) {
    let (descr, shape, values) = match content {
        ArrayContent::Numbers { entry, shape } => {
            let descr = match entry {
                ArrayEntry::Complex => "<c16",
                ArrayEntry::Real => "<f8",
                ArrayEntry::Whole => "<i8",
                ArrayEntry::Switch => "|b1",
            };
            (descr.to_owned(), shape.clone(), Vec::new())
        }
        ArrayContent::Text(text) => {
            let values = utf32(text, 0);
            (format!("<U{}", values.len() / 4), Vec::new(), values)
        }
        ArrayContent::Words(words) => {
            let width = words.iter().map(|word| word.chars().count()).max();
            let width = width.unwrap_or(0).max(1);
            let values = words.iter().flat_map(|word| utf32(word, width)).collect();
            (format!("<U{width}"), vec![words.len() as u64], values)
        }
    };
    let axes: String = shape.iter().map(|length| format!("{length}, ")).collect();
    let axes = match shape.len() {
        1 => axes.trim_end(),
        _ => axes.trim_end_matches(", "),
    };
    let mut text = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({axes}), }}");
    // Magic, version and length take 10 bytes, and a line ends the header.
    let length = (10 + text.len() + 1).next_multiple_of(ALIGNMENT) - 10;
    while text.len() + 1 < length {
        text.push(' ');
    }
    text.push('\n');
    let mut head = b"\x93NUMPY\x01\0".to_vec();
    head.extend(u16::try_from(text.len()).unwrap_or(u16::MAX).to_le_bytes());
    head.extend(text.bytes());
    (head, values)
}

/// A text of at least so many characters.
fn utf32(text: &str, width: usize) -> Vec<u8> {
    let mut bytes: Vec<u8> = text
        .chars()
        .flat_map(|c| u32::from(c).to_le_bytes())
        .collect();
    bytes.resize(bytes.len().max(4 * width), 0);
    bytes
}

impl Ends {
    /// Sums up the content, which is all written, and writes the headers and the list of the files.
    pub(super) fn write(self, storage: &mut dyn Storage) -> io::Result<()> {
        let mut list = Vec::new();
        for entry in &self.entries {
            let sum = checksum(storage, entry.content, entry.bytes)?;
            storage.seek(SeekFrom::Start(entry.at))?;
            storage.write_all(&entry.local_header(sum))?;
            list.extend(entry.listed(sum));
        }
        storage.seek(SeekFrom::Start(self.at))?;
        storage.write_all(&list)?;
        let count = self.entries.len() as u64;
        storage.write_all(&end(count, list.len() as u64, self.at))
    }
}

/// CRC-32 of a part of what is stored.
fn checksum(storage: &mut dyn Storage, at: u64, bytes: u64) -> io::Result<u32> {
    let mut hasher = crc32fast::Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    let mut left = bytes;
    storage.seek(SeekFrom::Start(at))?;
    while left > 0 {
        let part = buffer
            .len()
            .min(usize::try_from(left).unwrap_or(usize::MAX));
        storage.read_exact(&mut buffer[..part])?;
        hasher.update(&buffer[..part]);
        left -= part as u64;
    }
    Ok(hasher.finalize())
}

impl Entry {
    fn local_header(&self, sum: u32) -> Vec<u8> {
        let mut head = b"PK\x03\x04".to_vec();
        self.common(&mut head, sum);
        head.extend(20u16.to_le_bytes());
        head.extend(&self.name);
        head.extend([1, 0, 16, 0]);
        head.extend(self.bytes.to_le_bytes());
        head.extend(self.bytes.to_le_bytes());
        head
    }

    fn listed(&self, sum: u32) -> Vec<u8> {
        let mut head = b"PK\x01\x02".to_vec();
        head.extend(VERSION.to_le_bytes());
        self.common(&mut head, sum);
        head.extend(28u16.to_le_bytes());
        // Comment, disk, attributes within and outside.
        head.extend([0; 10]);
        head.extend(u32::MAX.to_le_bytes());
        head.extend(&self.name);
        head.extend([1, 0, 24, 0]);
        head.extend(self.bytes.to_le_bytes());
        head.extend(self.bytes.to_le_bytes());
        head.extend(self.at.to_le_bytes());
        head
    }

    /// What both headers say: version, flags, method, time, date, checksum, sizes, length of the name.
    fn common(&self, head: &mut Vec<u8>, sum: u32) {
        head.extend(VERSION.to_le_bytes());
        head.extend([0; 6]);
        head.extend(DATE.to_le_bytes());
        head.extend(sum.to_le_bytes());
        head.extend(u32::MAX.to_le_bytes());
        head.extend(u32::MAX.to_le_bytes());
        let length = u16::try_from(self.name.len()).unwrap_or(u16::MAX);
        head.extend(length.to_le_bytes());
    }
}

/// What ends an archive: the list's number of files, size and place, in 64 bits and in 32 where they fit.
fn end(count: u64, bytes: u64, at: u64) -> Vec<u8> {
    let mut end = b"PK\x06\x06".to_vec();
    end.extend(44u64.to_le_bytes());
    end.extend(VERSION.to_le_bytes());
    end.extend(VERSION.to_le_bytes());
    end.extend([0; 8]);
    for number in [count, count, bytes, at] {
        end.extend(number.to_le_bytes());
    }
    end.extend(b"PK\x06\x07\0\0\0\0");
    end.extend((at + bytes).to_le_bytes());
    end.extend(1u32.to_le_bytes());
    end.extend(b"PK\x05\x06\0\0\0\0");
    let small = u16::try_from(count).unwrap_or(u16::MAX).to_le_bytes();
    end.extend(small);
    end.extend(small);
    for number in [bytes, at] {
        end.extend(
            u32::try_from(number.min(LARGE))
                .unwrap_or(u32::MAX)
                .to_le_bytes(),
        );
    }
    end.extend([0; 2]);
    end
}
