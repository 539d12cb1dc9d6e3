//! The objects of a file: groups with their links, and datasets with type, shape and place of their values.

use num_complex::Complex64;

use super::super::raw::count;
use crate::language::diagnostic::error::setting::ChannelFault;

/// Most axes of a dataset.
const MOST_AXES: usize = 8;
/// Most links of a group, and messages of an object.
const MOST_PARTS: usize = 10_000;
/// A place that there is none of.
const UNDEFINED: u64 = u64::MAX;

pub(super) fn malformed(what: &'static str) -> ChannelFault {
    ChannelFault::Malformed {
        format: "HDF5 file",
        what,
    }
}

/// A file whose parts contradict each other.
pub(super) fn damaged() -> ChannelFault {
    malformed("its parts contradict each other, or it ends within one")
}

/// The bytes of a file from its signature on, to which all places refer.
#[derive(Debug, Clone, Copy)]
pub(super) struct File<'a> {
    bytes: &'a [u8],
}

impl<'a> File<'a> {
    /// Bytes at a place; none beyond the end.
    pub(super) fn get(&self, at: u64, length: usize) -> Option<&'a [u8]> {
        let at = usize::try_from(at).ok()?;
        self.bytes.get(at..at.checked_add(length)?)
    }

    /// A whole number at a place.
    pub(super) fn number(&self, at: u64, length: usize) -> Option<u64> {
        Some(number(self.get(at, length)?))
    }

    /// How many nodes of a tree it has room for.
    pub(super) fn most_nodes(&self) -> usize {
        self.bytes.len() / 24 + 1
    }
}

/// A whole number, its lowest byte first.
pub(super) fn number(bytes: &[u8]) -> u64 {
    let add = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
    bytes.iter().rev().fold(0, add)
}

/// The file and the place of its root group.
pub(super) fn file_of(bytes: &[u8], start: usize) -> Result<(File<'_>, u64), ChannelFault> {
    let file = File {
        bytes: bytes.get(start..).unwrap_or_default(),
    };
    let byte = |at: u64| file.number(at, 1).ok_or_else(damaged);
    let (sizes, base, root) = match byte(8)? {
        0 => (13, 24, 64),
        1 => (13, 28, 68),
        2 | 3 => (9, 12, 36),
        _ => return Err(malformed("its superblock has an unknown version")),
    };
    if (byte(sizes)?, byte(sizes + 1)?) != (8, 8) {
        return Err(malformed("its places and sizes do not have 8 bytes"));
    }
    let base = file.number(base, 8).ok_or_else(damaged)?;
    if base != start as u64 && base != 0 {
        return Err(malformed("its places refer to another file"));
    }
    let root = file.number(root, 8).ok_or_else(damaged)?;
    // Places are from the base on.
    let file = if base == 0 { File { bytes } } else { file };
    Ok((file, root))
}

/// A part of what an object says of itself.
struct Message<'a> {
    kind: u64,
    data: &'a [u8],
}

/// An object: a group or a dataset.
pub(super) struct Object<'a> {
    messages: Vec<Message<'a>>,
}

const DATASPACE: u64 = 1;
const LINK_INFO: u64 = 2;
const DATATYPE: u64 = 3;
const LINK: u64 = 6;
pub(super) const LAYOUT: u64 = 8;
pub(super) const FILTERS: u64 = 11;
const CONTINUATION: u64 = 16;
const SYMBOL_TABLE: u64 = 17;

impl<'a> Object<'a> {
    /// The object at a place.
    pub(super) fn read(file: &File<'a>, at: u64) -> Result<Self, ChannelFault> {
        let mut messages = Vec::new();
        Self::gather(file, at, &mut messages).ok_or_else(damaged)?;
        Ok(Self { messages })
    }

    fn gather(file: &File<'a>, at: u64, messages: &mut Vec<Message<'a>>) -> Option<()> {
        let new = file.get(at, 4)? == b"OHDR";
        let (first, order) = if new {
            let flags = file.number(at + 5, 1)?;
            let times = if flags & 0x20 == 0 { 0 } else { 16 };
            let limits = if flags & 0x10 == 0 { 0 } else { 4 };
            let width = 1usize << (flags & 3);
            let size_at = at + 6 + times + limits;
            let size = file.number(size_at, width)?;
            ((size_at + width as u64, size), flags & 4 != 0)
        } else {
            if file.number(at, 1)? != 1 {
                return None;
            }
            ((at.checked_add(16)?, file.number(at + 8, 4)?), false)
        };
        let mut blocks = vec![first];
        let mut visited = 0;
        while let Some((mut at, size)) = blocks.pop() {
            visited += 1;
            // A block that leads to itself would never end.
            if visited > MOST_PARTS {
                return None;
            }
            let end = at.checked_add(size)?;
            let head: u64 = match (new, order) {
                (false, _) => 8,
                (true, false) => 4,
                (true, true) => 6,
            };
            while at.checked_add(head)? <= end {
                let (kind, size) = if new {
                    (file.number(at, 1)?, file.number(at + 1, 2)?)
                } else {
                    (file.number(at, 2)?, file.number(at + 2, 2)?)
                };
                let data = file.get(at + head, size as usize)?;
                if kind == CONTINUATION {
                    let (place, length) = (number(data.get(..8)?), number(data.get(8..16)?));
                    blocks.push(match new {
                        // A signature before, a checksum behind.
                        true => (place.checked_add(4)?, length.checked_sub(8)?),
                        false => (place, length),
                    });
                } else {
                    messages.push(Message { kind, data });
                }
                if messages.len() + blocks.len() > MOST_PARTS {
                    return None;
                }
                at += head + size;
            }
        }
        Some(())
    }

    /// The data of its first message of a kind.
    pub(super) fn message(&self, kind: u64) -> Option<&'a [u8]> {
        let mut messages = self.messages.iter();
        messages.find(|m| m.kind == kind).map(|m| m.data)
    }

    /// Whether it is a dataset.
    pub(super) fn is_dataset(&self) -> bool {
        [DATASPACE, DATATYPE, LAYOUT]
            .iter()
            .all(|kind| self.message(*kind).is_some())
    }

    /// The names in a group, and the places of their objects.
    pub(super) fn links(&self, file: &File<'a>) -> Result<Vec<(String, u64)>, ChannelFault> {
        let mut links = Vec::new();
        for message in self.messages.iter().filter(|m| m.kind == LINK) {
            links.extend(link(message.data).ok_or_else(damaged)?);
        }
        if let Some(table) = self.message(SYMBOL_TABLE) {
            symbols(file, table, &mut links).ok_or_else(damaged)?;
        }
        let heap = self.message(LINK_INFO).and_then(|info| {
            let skipped = if info.get(1)? & 1 == 0 { 2 } else { 10 };
            Some(number(info.get(skipped..skipped + 8)?))
        });
        if links.is_empty() && heap.is_some_and(|heap| heap != UNDEFINED) {
            return Err(malformed(
                "its groups are stored in a way that is not read; write it with h5py's default `libver`",
            ));
        }
        Ok(links)
    }

    /// The lengths of its axes.
    pub(super) fn shape(&self) -> Result<Vec<usize>, ChannelFault> {
        let lengths = || {
            let data = self.message(DATASPACE)?;
            let (rank, start) = (
                usize::from(*data.get(1)?),
                if *data.first()? == 1 { 8 } else { 4 },
            );
            let one = |axis: usize| {
                let at = start + 8 * axis;
                usize::try_from(number(data.get(at..at + 8)?)).ok()
            };
            (rank <= MOST_AXES).then(|| (0..rank).map(one).collect::<Option<Vec<_>>>())?
        };
        let shape = lengths().ok_or_else(damaged)?;
        count(&shape)?;
        Ok(shape)
    }

    /// How its values are stored.
    pub(super) fn number_type(&self) -> Result<NumberType, ChannelFault> {
        let data = self.message(DATATYPE).ok_or_else(damaged)?;
        NumberType::of(data).ok_or(ChannelFault::NotComplex)
    }
}

/// The name and place of a link; none of a soft one.
fn link(data: &[u8]) -> Option<Option<(String, u64)>> {
    let flags = *data.get(1)?;
    let mut at = 2;
    let kind = if flags & 8 == 0 { 0 } else { *data.get(at)? };
    at += usize::from(flags & 8 != 0);
    at += if flags & 4 == 0 { 0 } else { 8 };
    at += usize::from(flags & 16 != 0);
    let width = 1usize << (flags & 3);
    let length = usize::try_from(number(data.get(at..at + width)?)).ok()?;
    at += width;
    let end = at.checked_add(length)?;
    let name = String::from_utf8_lossy(data.get(at..end)?).into_owned();
    if kind != 0 {
        return Some(None);
    }
    Some(Some((name, number(data.get(end..end + 8)?))))
}

/// The links of a group that is stored as a table of symbols.
fn symbols(file: &File<'_>, table: &[u8], links: &mut Vec<(String, u64)>) -> Option<()> {
    let (tree, heap) = (number(table.get(..8)?), number(table.get(8..16)?));
    if file.get(heap, 4)? != b"HEAP" {
        return None;
    }
    let names = file.number(heap + 24, 8)?;
    let name_at = |offset: u64| {
        let at = usize::try_from(names.checked_add(offset)?).ok()?;
        let text = file.bytes.get(at..)?.split(|byte| *byte == 0).next()?;
        Some(String::from_utf8_lossy(text.get(..text.len().min(1024))?).into_owned())
    };
    let mut nodes = vec![tree];
    let mut visited = 0;
    while let Some(at) = nodes.pop() {
        visited += 1;
        if visited > file.most_nodes() || links.len() > MOST_PARTS {
            return None;
        }
        match file.get(at, 4)? {
            b"TREE" => {
                let count = file.number(at + 6, 2)?;
                for child in 0..count {
                    nodes.push(file.number(at + 24 + 8 + 16 * child, 8)?);
                }
            }
            b"SNOD" => {
                for symbol in 0..file.number(at + 6, 2)? {
                    let at = at + 8 + 40 * symbol;
                    links.push((name_at(file.number(at, 8)?)?, file.number(at + 8, 8)?));
                }
            }
            _ => return None,
        }
    }
    links.sort();
    Some(())
}

/// How a number is stored: a complex one as two numbers of one size, each at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NumberType {
    /// Bytes of a value.
    pub(super) size: usize,
    real: Part,
    /// None of real numbers.
    imaginary: Option<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    at: usize,
    size: usize,
    big: bool,
    kind: PartKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PartKind {
    Float,
    Signed,
    Unsigned,
}

impl NumberType {
    /// None where values are neither real nor complex numbers.
    fn of(data: &[u8]) -> Option<Self> {
        const COMPOUND: u8 = 6;
        if data.first()? & 15 == COMPOUND {
            return Self::complex(data);
        }
        let real = Part::of(data, 0)?;
        Some(Self {
            size: real.size,
            real,
            imaginary: None,
        })
    }

    /// Whether values are real.
    pub(super) fn is_real(&self) -> bool {
        self.imaginary.is_none()
    }

    fn complex(data: &[u8]) -> Option<Self> {
        let version = data.first()? >> 4;
        let members = number(data.get(1..3)?);
        let size = number(data.get(4..8)?) as usize;
        if members != 2 || !(8..=16).contains(&size) {
            return None;
        }
        let mut rest = data.get(8..)?;
        let mut parts = Vec::new();
        for _ in 0..2 {
            let length = rest.iter().position(|byte| *byte == 0)?;
            let name = std::str::from_utf8(&rest[..length]).ok()?;
            // Padded to eight bytes in the earlier versions.
            let after = match version {
                1 | 2 => (length + 1).next_multiple_of(8),
                _ => length + 1,
            };
            let (place, head) = match version {
                1 => (4, 4 + 28),
                2 => (4, 4),
                // As many bytes as the size of a value needs.
                _ => (1, 1),
            };
            let at = number(rest.get(after..after + place)?) as usize;
            rest = rest.get(after + head..)?;
            let part = Part::of(rest, at).filter(|part| {
                part.kind == PartKind::Float
                    && part
                        .at
                        .checked_add(part.size)
                        .is_some_and(|end| end <= size)
            })?;
            parts.push((name.to_owned(), part));
            rest = rest.get(20..)?;
        }
        let named = |names: [&str; 2]| {
            let mut parts = parts.iter();
            parts
                .find(|(name, _)| names.contains(&name.as_str()))
                .map(|(_, part)| *part)
        };
        Some(Self {
            size,
            real: named(["r", "real"])?,
            imaginary: Some(named(["i", "imag"])?),
        })
    }

    /// A value of its bytes.
    pub(super) fn value(&self, bytes: &[u8]) -> Complex64 {
        let imaginary = self.imaginary.map_or(0.0, |part| part.value(bytes));
        Complex64::new(self.real.value(bytes), imaginary)
    }
}

impl Part {
    /// A number of floating point, or a whole one, by its type.
    fn of(data: &[u8], at: usize) -> Option<Self> {
        const WHOLE: u8 = 0;
        const FLOAT: u8 = 1;
        let (size, flags) = (number(data.get(4..8)?) as usize, *data.get(1)?);
        let kind = match (data.first()? & 15, size) {
            (FLOAT, 4 | 8) => PartKind::Float,
            (WHOLE, 1 | 2 | 4 | 8) if flags & 8 != 0 => PartKind::Signed,
            (WHOLE, 1 | 2 | 4 | 8) => PartKind::Unsigned,
            _ => return None,
        };
        Some(Self {
            at,
            size,
            big: flags & 1 != 0,
            kind,
        })
    }

    fn value(&self, bytes: &[u8]) -> f64 {
        let part = &bytes[self.at..self.at + self.size];
        let bits = match self.big {
            true => part
                .iter()
                .fold(0, |bits, byte| bits << 8 | u64::from(*byte)),
            false => number(part),
        };
        let unused = 64 - 8 * self.size as u32;
        match (self.kind, self.size) {
            (PartKind::Float, 4) => f64::from(f32::from_bits(bits as u32)),
            (PartKind::Float, _) => f64::from_bits(bits),
            (PartKind::Signed, _) => ((bits << unused) as i64 >> unused) as f64,
            (PartKind::Unsigned, _) => bits as f64,
        }
    }
}
