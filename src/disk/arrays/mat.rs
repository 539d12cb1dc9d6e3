//! MATLAB's file of level 5, not compressed: each variable has a place before its values are known, and MATLAB, Octave and
//! SciPy read it.
//!
//! The first axis of a variable runs fastest there, so axes are in the opposite order, and values in the same.

use std::io;

use super::layout::{Layout, Place, numbers_bytes};
use crate::language::vocabulary::table::arrays::{ArrayEntry, MAX_MAT_BYTES, size_text};
use crate::table::arrays::{ArrayContent, ArrayMember};

/// What every file of this program begins with.
pub const HEADER: &str = "MATLAB 5.0 MAT-file, written by cfs";

// Types of stored data.
const INT8: u32 = 1;
const UINT8: u32 = 2;
const UINT16: u32 = 4;
const INT32: u32 = 5;
const UINT32: u32 = 6;
const DOUBLE: u32 = 9;
const MATRIX: u32 = 14;
// Classes of variables, and flags beside them.
const CHARACTERS: u32 = 4;
const DOUBLES: u32 = 6;
const BYTES: u32 = 9;
const COMPLEX: u32 = 0x800;
const LOGICAL: u32 = 0x200;

/// The layout of a file.
///
/// # Errors
/// When a variable is too large for the format.
pub(super) fn layout(members: &[ArrayMember]) -> io::Result<Layout> {
    let mut header = HEADER.as_bytes().to_vec();
    header.resize(116, b' ');
    header.resize(124, 0);
    header.extend(0x0100u16.to_le_bytes());
    header.extend(b"IM");
    let mut layout = Layout {
        length: header.len() as u64,
        known: vec![(0, header)],
        places: Vec::new(),
    };
    for member in members {
        variable(&mut layout, member)?;
    }
    Ok(layout)
}

/// Adds a variable.
fn variable(layout: &mut Layout, member: &ArrayMember) -> io::Result<()> {
    let (class, kind, shape, part, values) = match &member.content {
        ArrayContent::Numbers { entry, shape } => {
            let (class, kind) = match entry {
                ArrayEntry::Complex => (DOUBLES | COMPLEX, DOUBLE),
                ArrayEntry::Real | ArrayEntry::Whole => (DOUBLES, DOUBLE),
                ArrayEntry::Switch => (BYTES | LOGICAL, UINT8),
            };
            let bytes = numbers_bytes(*entry, shape);
            let bytes = if *entry == ArrayEntry::Complex {
                bytes / 2
            } else {
                bytes
            };
            let mut shape: Vec<u64> = shape.iter().rev().copied().collect();
            shape.resize(shape.len().max(2), 1);
            (class, kind, shape, bytes, Vec::new())
        }
        ArrayContent::Text(text) => {
            let units: Vec<u16> = text.encode_utf16().collect();
            characters(&[units])
        }
        ArrayContent::Words(words) => {
            let words: Vec<Vec<u16>> = words.iter().map(|w| w.encode_utf16().collect()).collect();
            characters(&words)
        }
    };
    let mut head = Vec::new();
    tag(&mut head, UINT32, 8);
    head.extend(class.to_le_bytes());
    head.extend([0; 4]);
    tag(&mut head, INT32, 4 * shape.len() as u64);
    for length in &shape {
        let length = i32::try_from(*length).map_err(|_| too_large(member, *length))?;
        head.extend(length.to_le_bytes());
    }
    pad(&mut head);
    tag(&mut head, INT8, member.name.len() as u64);
    head.extend(member.name.bytes());
    pad(&mut head);
    tag(&mut head, kind, part);
    let parts = if class & COMPLEX == 0 { 1 } else { 2 };
    let padded = part.next_multiple_of(8);
    // The second part has a tag of its own.
    let bytes = head.len() as u64 + parts * padded + (parts - 1) * 8;
    if part.saturating_mul(parts) > MAX_MAT_BYTES {
        return Err(too_large(member, part.saturating_mul(parts)));
    }
    let at = layout.length;
    let mut whole = Vec::new();
    tag(&mut whole, MATRIX, bytes);
    whole.extend(&head);
    let first = at + whole.len() as u64;
    whole.extend(values);
    layout.known.push((at, whole));
    let imaginary = (parts == 2).then(|| {
        let mut second = Vec::new();
        tag(&mut second, kind, part);
        layout.known.push((first + padded, second));
        first + padded + 8
    });
    layout.places.push(Place {
        first,
        imaginary,
        whole_as_real: true,
    });
    layout.length = at + 8 + bytes;
    Ok(())
}

/// Class, type, shape, size and values of words, one below the other and filled up with spaces.
fn characters(words: &[Vec<u16>]) -> (u32, u32, Vec<u64>, u64, Vec<u8>) {
    let width = words.iter().map(Vec::len).max().unwrap_or(0);
    let at = |column: usize| {
        let unit = move |word: &Vec<u16>| word.get(column).copied().unwrap_or(u16::from(b' '));
        words.iter().map(unit)
    };
    let units = (0..width).flat_map(at);
    let values: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    let shape = vec![words.len() as u64, width as u64];
    (CHARACTERS, UINT16, shape, values.len() as u64, values)
}

/// The type and size of what follows.
fn tag(bytes: &mut Vec<u8>, kind: u32, size: u64) {
    bytes.extend(kind.to_le_bytes());
    bytes.extend(u32::try_from(size).unwrap_or(u32::MAX).to_le_bytes());
}

fn pad(bytes: &mut Vec<u8>) {
    bytes.resize(bytes.len().next_multiple_of(8), 0);
}

fn too_large(member: &ArrayMember, bytes: u64) -> io::Error {
    io::Error::other(format!(
        "the array `{}` takes {}, and one of a MATLAB file at most {}; write `as npz`",
        member.name,
        size_text(bytes),
        size_text(MAX_MAT_BYTES)
    ))
}
