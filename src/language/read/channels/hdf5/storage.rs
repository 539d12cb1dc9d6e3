//! The values of a dataset, as bytes in their order.

use super::super::raw::{MOST_UNPACKED, count};
use super::header::{FILTERS, File, LAYOUT, Object, damaged, malformed, number};
use crate::language::diagnostic::error::setting::ChannelFault;

/// Ways in which values are stored.
const COMPACT: u8 = 0;
const CONTIGUOUS: u8 = 1;
const CHUNKED: u8 = 2;
/// What is done to chunks.
const DEFLATE: u64 = 1;
const SHUFFLE: u64 = 2;
const CHECKSUM: u64 = 3;
/// Most of them.
const MOST_FILTERS: u8 = 8;

/// All bytes of a dataset of this shape, whose values have this size.
pub(super) fn content(
    file: &File<'_>,
    dataset: &Object<'_>,
    shape: &[usize],
    size: usize,
) -> Result<Vec<u8>, ChannelFault> {
    let entries = count(shape)?;
    let bytes = entries.checked_mul(size).ok_or(ChannelFault::Overflow)?;
    if bytes > MOST_UNPACKED {
        return Err(ChannelFault::TooLarge {
            bytes: bytes as u64,
            limit: MOST_UNPACKED as u64,
        });
    }
    let layout = dataset.message(LAYOUT).ok_or_else(damaged)?;
    let (Some(&version), Some(&class)) = (layout.first(), layout.get(1)) else {
        return Err(damaged());
    };
    let short = || ChannelFault::CutData { entries };
    match (version, class) {
        (3 | 4, COMPACT) => Ok(layout.get(4..4 + bytes).ok_or_else(short)?.to_vec()),
        (3 | 4, CONTIGUOUS) => {
            let at = number(layout.get(2..10).ok_or_else(damaged)?);
            Ok(file.get(at, bytes).ok_or_else(short)?.to_vec())
        }
        (3, CHUNKED) => {
            let filters = filters(dataset.message(FILTERS))?;
            let chunks = Chunks::of(layout, shape, size).ok_or_else(damaged)?;
            let found = chunks.list(file).ok_or_else(damaged)?;
            if found.len() < chunks.expected().ok_or_else(damaged)? {
                return Err(short());
            }
            let mut content = vec![0; bytes];
            for chunk in found {
                let packed = file.get(chunk.at, chunk.bytes).ok_or_else(short)?;
                let values = unpacked(packed, &filters, chunk.mask, chunks.bytes, size)?;
                chunks.copy(&chunk.offset, &values, &mut content);
            }
            Ok(content)
        }
        _ => Err(malformed(
            "its values are stored in a way that is not read; write it with h5py's default `libver`",
        )),
    }
}

/// What was done to chunks, in its order.
fn filters(message: Option<&[u8]>) -> Result<Vec<u64>, ChannelFault> {
    let Some(data) = message else {
        return Ok(Vec::new());
    };
    let read = || {
        let (version, count) = (*data.first()?, *data.get(1)?);
        if count > MOST_FILTERS {
            return None;
        }
        let mut at = if version == 1 { 8 } else { 2 };
        let mut filters = Vec::new();
        for _ in 0..count {
            let two = |at: usize| Some(number(data.get(at..at + 2)?));
            let filter = two(at)?;
            let named = version == 1 || filter >= 256;
            let name = if named { two(at + 2)? as usize } else { 0 };
            at += if named { 4 } else { 2 };
            let values = two(at + 2)? as usize;
            at += 4 + name + 4 * values;
            // Padded to eight bytes in the earlier version.
            at += if version == 1 && values % 2 == 1 {
                4
            } else {
                0
            };
            filters.push(filter);
        }
        Some(filters)
    };
    let filters = read().ok_or_else(damaged)?;
    match filters
        .iter()
        .all(|f| [DEFLATE, SHUFFLE, CHECKSUM].contains(f))
    {
        true => Ok(filters),
        false => Err(malformed(
            "its values are packed in a way other than deflate",
        )),
    }
}

/// Undoes what was done to a chunk.
fn unpacked(
    packed: &[u8],
    filters: &[u64],
    mask: u64,
    bytes: usize,
    size: usize,
) -> Result<Vec<u8>, ChannelFault> {
    let mut values = packed.to_vec();
    for (index, filter) in filters.iter().enumerate().rev() {
        if mask >> index & 1 == 1 {
            continue;
        }
        values = match *filter {
            DEFLATE => miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(&values, bytes + 4)
                .map_err(|_| malformed("a packed part of its values is damaged"))?,
            SHUFFLE => {
                let count = values.len() / size;
                let mut whole = vec![0; values.len()];
                for (place, byte) in values.iter().take(count * size).enumerate() {
                    whole[place % count * size + place / count] = *byte;
                }
                whole
            }
            // The sum of the bytes before it.
            _ => {
                let length = values.len().saturating_sub(4);
                values.truncate(length);
                values
            }
        };
    }
    match values.len() == bytes {
        true => Ok(values),
        false => Err(malformed("a part of its values has another size")),
    }
}

/// How a dataset is divided.
struct Chunks<'s> {
    shape: &'s [usize],
    /// The lengths of the axes of a chunk.
    lengths: Vec<usize>,
    /// Bytes of a value.
    size: usize,
    /// Bytes of a chunk.
    bytes: usize,
    tree: u64,
}

/// A part of the values.
struct Chunk {
    at: u64,
    bytes: usize,
    mask: u64,
    /// The indices of its first value.
    offset: Vec<usize>,
}

impl<'s> Chunks<'s> {
    fn of(layout: &[u8], shape: &'s [usize], size: usize) -> Option<Self> {
        let rank = usize::from(*layout.get(2)?).checked_sub(1)?;
        let length = |axis: usize| {
            let at = 11 + 4 * axis;
            Some(number(layout.get(at..at + 4)?) as usize)
        };
        let lengths = (0..rank).map(length).collect::<Option<Vec<_>>>()?;
        let values = count(&lengths).ok()?;
        let bytes = values.checked_mul(size)?;
        let fits =
            rank == shape.len() && length(rank)? == size && values > 0 && bytes <= MOST_UNPACKED;
        fits.then_some(Self {
            shape,
            lengths,
            size,
            bytes,
            tree: number(layout.get(3..11)?),
        })
    }

    /// How many chunks there are.
    fn expected(&self) -> Option<usize> {
        let axes = self.shape.iter().zip(&self.lengths);
        let counts: Vec<usize> = axes.map(|(all, each)| all.div_ceil(*each)).collect();
        count(&counts).ok()
    }

    /// The chunks, by the tree that lists them.
    fn list(&self, file: &File<'_>) -> Option<Vec<Chunk>> {
        let rank = self.shape.len() as u64;
        let key = 8 + 8 * (rank + 1);
        let most = self.expected()?;
        let mut chunks = Vec::new();
        let mut nodes = vec![self.tree];
        let mut visited = 0;
        while let Some(at) = nodes.pop() {
            visited += 1;
            let is_tree = file.get(at, 4)? == b"TREE" && file.number(at + 4, 1)? == 1;
            if !is_tree || visited > file.most_nodes() {
                return None;
            }
            let (level, used) = (file.number(at + 5, 1)?, file.number(at + 6, 2)?);
            for child in 0..used {
                let entry = at + 24 + child * (key + 8);
                let place = file.number(entry + key, 8)?;
                if level > 0 {
                    nodes.push(place);
                    continue;
                }
                let index = |axis: u64| usize::try_from(file.number(entry + 8 + 8 * axis, 8)?).ok();
                let offset = (0..rank).map(index).collect::<Option<Vec<_>>>()?;
                let mut axes = offset.iter().zip(self.shape);
                if chunks.len() >= most || !axes.all(|(first, length)| first < length) {
                    return None;
                }
                chunks.push(Chunk {
                    at: place,
                    bytes: file.number(entry, 4)? as usize,
                    mask: file.number(entry + 4, 4)?,
                    offset,
                });
            }
        }
        Some(chunks)
    }

    /// Puts the values of a chunk where they belong, save those beyond the ends of the axes.
    fn copy(&self, offset: &[usize], values: &[u8], content: &mut [u8]) {
        let rank = self.shape.len();
        let (Some(&width), Some(&each)) = (self.shape.last(), self.lengths.last()) else {
            content.copy_from_slice(&values[..content.len()]);
            return;
        };
        let first = offset[rank - 1];
        let taken = each.min(width - first) * self.size;
        for (row, values) in values.chunks_exact(each * self.size).enumerate() {
            // The indices of the row on the axes before the last.
            let (mut rest, mut at, mut stride, mut inside) = (row, 0, 1, true);
            for axis in (0..rank - 1).rev() {
                let index = offset[axis] + rest % self.lengths[axis];
                rest /= self.lengths[axis];
                inside &= index < self.shape[axis];
                at += index * stride;
                stride *= self.shape[axis];
            }
            if inside {
                let at = (at * width + first) * self.size;
                content[at..at + taken].copy_from_slice(&values[..taken]);
            }
        }
    }
}
