//! MATLAB's files of level 5, which `save` writes as versions 6 and 7: a row of variables, packed one by one or not at all.

use std::borrow::Cow;

use super::raw::{MOST_UNPACKED, Raw, choose, complex, count, of_real};
use crate::language::diagnostic::error::setting::ChannelFault;

/// The header of a file.
const HEADER: usize = 128;
/// Types of stored data.
const MATRIX: u32 = 14;
const COMPRESSED: u32 = 15;
/// The last class of numbers; those before 6 are cells, structures, objects, characters and sparse matrices.
const FIRST_NUMBERS: u32 = 6;
const LAST_NUMBERS: u32 = 15;
const COMPLEX: u32 = 0x800;
/// Longest name that MATLAB gives, and more.
const MOST_NAME: usize = 1024;
/// Most axes of a variable.
const MOST_AXES: usize = 32;

/// Whether a file begins as one of level 5 does.
pub(super) fn is_matlab(bytes: &[u8]) -> bool {
    bytes.len() >= HEADER && matches!(&bytes[126..HEADER], b"IM" | b"MI") && bytes[0] != 0
}

/// Reads the variable of a name, or the only one that holds numbers.
///
/// # Errors
/// When the file is damaged, or holds no such variable.
pub(super) fn read(bytes: &[u8], variable: Option<&str>) -> Result<Raw, ChannelFault> {
    let order = if bytes[126] == b'I' {
        Order::Little
    } else {
        Order::Big
    };
    let mut names = Vec::new();
    let mut found: Option<(Cow<'_, [u8]>, Head)> = None;
    let mut unpacked = 0;
    let mut at = HEADER;
    while at < bytes.len() {
        let element = Element::at(bytes, at, order).ok_or_else(cut)?;
        at = element.end;
        let content: Cow<'_, [u8]> = match element.kind {
            MATRIX => Cow::Borrowed(element.data),
            COMPRESSED => {
                let left = MOST_UNPACKED.saturating_sub(unpacked);
                let content = inflate(element.data, left)?;
                unpacked += content.len();
                let inner = Element::at(&content, 0, order).ok_or_else(cut)?;
                if inner.kind != MATRIX {
                    continue;
                }
                Cow::Owned(inner.data.to_vec())
            }
            _ => continue,
        };
        let Some(head) = Head::of(&content, order) else {
            return Err(malformed("a variable has no valid header"));
        };
        if !(FIRST_NUMBERS..=LAST_NUMBERS).contains(&head.class) {
            continue;
        }
        names.push(head.name.clone());
        if found.is_none() && variable.is_none_or(|name| name == head.name) {
            found = Some((content, head));
        }
    }
    choose(variable, &names)?;
    match found {
        Some((content, head)) => head.array(&content, order),
        None => Err(malformed("a variable has no content")),
    }
}

fn cut() -> ChannelFault {
    malformed("it ends within a variable")
}

fn malformed(what: &'static str) -> ChannelFault {
    ChannelFault::Malformed {
        format: "MATLAB file",
        what,
    }
}

/// Unpacks a variable.
fn inflate(data: &[u8], most: usize) -> Result<Vec<u8>, ChannelFault> {
    use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};
    decompress_to_vec_zlib_with_limit(data, most).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => ChannelFault::TooLarge {
            bytes: error.output.len() as u64 + 1,
            limit: MOST_UNPACKED as u64,
        },
        _ => malformed("a packed variable is damaged"),
    })
}

/// Which byte of a number is first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Little,
    Big,
}

impl Order {
    /// A whole number without sign, of at most eight bytes.
    fn whole(self, bytes: &[u8]) -> u64 {
        let add = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        match self {
            Self::Little => bytes.iter().rev().fold(0, add),
            Self::Big => bytes.iter().fold(0, add),
        }
    }

    fn small(self, bytes: &[u8], at: usize) -> Option<u32> {
        let part = bytes.get(at..at.checked_add(4)?)?;
        u32::try_from(self.whole(part)).ok()
    }
}

/// A part of a file with its type.
struct Element<'a> {
    kind: u32,
    data: &'a [u8],
    /// Where the next one begins.
    end: usize,
}

impl<'a> Element<'a> {
    /// The element at a place; none where the bytes end within it.
    fn at(bytes: &'a [u8], at: usize, order: Order) -> Option<Self> {
        let first = order.small(bytes, at)?;
        // A short one has its size and data in the tag.
        if first >> 16 != 0 {
            let size = (first >> 16) as usize;
            let data = bytes.get(at + 4..at + 4 + size.min(4))?;
            return (size <= 4).then_some(Self {
                kind: first & 0xffff,
                data,
                end: at + 8,
            });
        }
        let size = order.small(bytes, at + 4)? as usize;
        let start = at + 8;
        let data = bytes.get(start..start.checked_add(size)?)?;
        // Packed ones are not padded.
        let padding = if first == COMPRESSED { 1 } else { 8 };
        Some(Self {
            kind: first,
            data,
            end: start + size.next_multiple_of(padding),
        })
    }

    /// The numbers that it stores.
    fn numbers(&self, order: Order) -> Result<Vec<f64>, ChannelFault> {
        let signed = |bytes: &[u8]| {
            let unused = 64 - 8 * bytes.len() as u32;
            ((order.whole(bytes) << unused) as i64 >> unused) as f64
        };
        let unsigned = |bytes: &[u8]| order.whole(bytes) as f64;
        let single = |bytes: &[u8]| f64::from(f32::from_bits(order.whole(bytes) as u32));
        let double = |bytes: &[u8]| f64::from_bits(order.whole(bytes));
        type Value<'a> = &'a dyn Fn(&[u8]) -> f64;
        let (size, value): (usize, Value<'_>) = match self.kind {
            1 => (1, &signed),
            2 => (1, &unsigned),
            3 => (2, &signed),
            4 => (2, &unsigned),
            5 => (4, &signed),
            6 => (4, &unsigned),
            7 => (4, &single),
            9 => (8, &double),
            12 => (8, &signed),
            13 => (8, &unsigned),
            _ => return Err(malformed("a variable stores numbers of an unknown type")),
        };
        Ok(self.data.chunks_exact(size).map(value).collect())
    }
}

/// What a variable says of itself.
struct Head {
    class: u32,
    complex: bool,
    shape: Vec<usize>,
    name: String,
    /// Where its values begin.
    values: usize,
}

impl Head {
    /// The head of a variable; none where it is damaged.
    fn of(content: &[u8], order: Order) -> Option<Self> {
        let flags = Element::at(content, 0, order)?;
        let axes = Element::at(content, flags.end, order)?;
        let name = Element::at(content, axes.end, order)?;
        let word = order.small(flags.data, 0)?;
        if name.data.len() > MOST_NAME || axes.data.len() > 4 * MOST_AXES {
            return None;
        }
        let lengths = axes.data.chunks_exact(4);
        let shape = lengths.map(|length| usize::try_from(order.whole(length)).ok());
        Some(Self {
            class: word & 0xff,
            complex: word & COMPLEX != 0,
            shape: shape.collect::<Option<_>>()?,
            name: String::from_utf8_lossy(name.data).into_owned(),
            values: name.end,
        })
    }

    /// The values of the variable.
    fn array(&self, content: &[u8], order: Order) -> Result<Raw, ChannelFault> {
        let entries = count(&self.shape)?;
        let real = Element::at(content, self.values, order).ok_or_else(cut)?;
        if !self.complex {
            // As below.
            let values = match entries > real.data.len() {
                true => return Err(ChannelFault::CutData { entries }),
                false => of_real(real.numbers(order)?),
            };
            let raw = Raw::first_fastest(self.shape.clone(), values)?;
            return Ok(raw.real(ChannelFault::NotComplex));
        }
        let imaginary = Element::at(content, real.end, order).ok_or_else(cut)?;
        // A value takes a byte at least, so this bounds what is made of it.
        if entries > real.data.len() || entries > imaginary.data.len() {
            return Err(ChannelFault::CutData { entries });
        }
        let (real, imaginary) = (real.numbers(order)?, imaginary.numbers(order)?);
        if real.len() != entries || imaginary.len() != entries {
            return Err(ChannelFault::CutData { entries });
        }
        Raw::first_fastest(self.shape.clone(), complex(real, &imaginary))
    }
}
