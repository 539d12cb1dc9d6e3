//! Channels from a NumPy file.

use std::sync::Arc;

use npyz::{Deserialize, NpyFile, NpyReader};
use num_complex::{Complex, Complex64};

use crate::engine::known::{KnownChannels, KnownChannelsError};
use crate::language::diagnostic::error::ModelError;
use crate::language::diagnostic::error::expected::{Data, Found, Hint, Wanted};
use crate::language::diagnostic::error::setting::{ChannelFault, SettingError, SettingFault};
use crate::language::scenario::channel_file::ChannelFile;
use crate::language::scenario::settings::Value;
use crate::language::syntax::library::Library;
use crate::language::syntax::{Cursor, TokenKind};

/// Longest header of a file, bytes. One of a plain array has some 120; a reader that recurses into it never sees
/// more than this.
const MAX_HEADER: usize = 1024;

/// Reads the file that is named next.
///
/// # Errors
/// When there is no name, or the file holds no channels.
pub(crate) fn from_file(
    cursor: &mut Cursor<'_>,
    library: &Library<'_>,
) -> Result<Value, ModelError> {
    let span = cursor.here();
    let token = cursor.advance();
    let Some(TokenKind::Text(target)) = token.map(|token| &token.kind) else {
        return Err(ModelError::Expected {
            span,
            found: Found::token(token),
            expected: Wanted::File(Data::NumPy),
            hint: Some(Hint::quotes(token, "channels from \"h.npy\"")),
        });
    };
    let wrong = |name: String, fault: ChannelFault| SettingError {
        kind: SettingFault::ChannelFile { name, fault },
        places: vec![("channels.file".into(), span)],
        when: Vec::new(),
    };
    let (name, sha256, bytes) = library
        .read_data(span.file, target)
        .map_err(|error| wrong(error.name.clone(), ChannelFault::Unreadable(error)))?;
    let (shape, channels) = parse(&bytes).map_err(|fault| wrong(name.clone(), fault))?;
    Ok(Value::Channels(ChannelFile {
        name,
        sha256,
        shape,
        channels: Arc::new(channels),
    }))
}

/// The lengths of the axes and the channels in the bytes of a file.
fn parse(bytes: &[u8]) -> Result<(Vec<usize>, KnownChannels), ChannelFault> {
    check_header(bytes)?;
    let file = NpyFile::new(bytes).map_err(|error| ChannelFault::Header(error.to_string()))?;
    let (shape, strides) = (indices(file.shape())?, indices(file.strides())?);
    let stored = match file.try_data::<Complex64>() {
        Ok(reader) => values(reader, &shape, |value| value),
        Err(file) => match file.try_data::<Complex<f32>>() {
            Ok(reader) => values(reader, &shape, |value: Complex<f32>| {
                Complex64::new(f64::from(value.re), f64::from(value.im))
            }),
            Err(file) => Err(ChannelFault::Type(file.dtype().descr())),
        },
    }?;
    match KnownChannels::new(&shape, in_c_order(&stored, &shape, &strides)) {
        Ok(channels) => Ok((shape, channels)),
        Err(KnownChannelsError::Shape { shape }) => Err(ChannelFault::Shape { shape }),
        Err(KnownChannelsError::NotFinite { index, value }) => Err(ChannelFault::NotFinite {
            index,
            value: value.to_string(),
        }),
    }
}

/// What must hold before the header may be interpreted: it is short, and what it promises can be counted.
fn check_header(bytes: &[u8]) -> Result<(), ChannelFault> {
    const MAGIC: &[u8] = b"\x93NUMPY";
    if !bytes.starts_with(MAGIC) {
        return Err(ChannelFault::NotNumPy);
    }
    // Two bytes of version, then the header's length: two bytes in version 1, four later.
    let byte = |at: usize| bytes.get(at).copied().map_or(0, usize::from);
    let (start, length) = match byte(6) {
        1 => (10, byte(8) | byte(9) << 8),
        _ => (12, (8..12).map(|at| byte(at) << (8 * (at - 8))).sum()),
    };
    if length > MAX_HEADER {
        return Err(ChannelFault::LongHeader {
            bytes: length,
            limit: MAX_HEADER,
        });
    }
    let Some(header) = bytes.get(start..start + length) else {
        return Err(ChannelFault::CutHeader);
    };
    // The numbers of a header are the lengths of the axes and the size of an entry.
    let promised = header
        .split(|byte| !byte.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| {
            digits.iter().try_fold(0u64, |number, digit| {
                number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))
            })
        })
        .filter(|number| *number != Some(0))
        .try_fold(1u64, |product, number| product.checked_mul(number?));
    match promised {
        Some(_) => Ok(()),
        None => Err(ChannelFault::Overflow),
    }
}

fn indices(numbers: &[u64]) -> Result<Vec<usize>, ChannelFault> {
    let convert = |&number| usize::try_from(number).map_err(|_| ChannelFault::Overflow);
    numbers.iter().map(convert).collect()
}

/// The entries as they are stored, exactly as many as the shape says.
fn values<T: Deserialize>(
    reader: NpyReader<T, &[u8]>,
    shape: &[usize],
    convert: impl Fn(T) -> Complex64,
) -> Result<Vec<Complex64>, ChannelFault> {
    let entries: usize = shape.iter().product();
    let read: Result<Vec<T>, _> = reader.collect();
    match read {
        Ok(values) if values.len() == entries => Ok(values.into_iter().map(convert).collect()),
        _ => Err(ChannelFault::CutData { entries }),
    }
}

/// Entries with the last index running fastest.
fn in_c_order(stored: &[Complex64], shape: &[usize], strides: &[usize]) -> Vec<Complex64> {
    (0..stored.len())
        .map(|position| {
            let mut rest = position;
            let at: usize = shape
                .iter()
                .zip(strides)
                .rev()
                .map(|(&length, &stride)| {
                    let index = rest % length;
                    rest /= length;
                    index * stride
                })
                .sum();
            stored[at]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::diagnostic::text::channel_fault;

    /// A file of this version and header, as numpy/lib/format.py describes it.
    fn file(version: u8, header: &str, data: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x93NUMPY".to_vec();
        bytes.extend([version, 0]);
        let header = format!("{header}\n");
        match version {
            1 => bytes.extend(u16::try_from(header.len()).unwrap().to_le_bytes()),
            _ => bytes.extend(u32::try_from(header.len()).unwrap().to_le_bytes()),
        }
        bytes.extend(header.bytes());
        bytes.extend(data);
        bytes
    }

    fn header(descr: &str, fortran: bool, shape: &str) -> String {
        let order = if fortran { "True" } else { "False" };
        format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}")
    }

    /// Entry number i of the C order is i - 2i j.
    fn entries(order: &[usize]) -> impl Iterator<Item = [f64; 2]> + '_ {
        order.iter().map(|&i| [i as f64, -2.0 * i as f64])
    }

    #[test]
    fn versions_precisions_orders_and_byte_orders_give_the_same_channels() {
        let c_order = [0, 1, 2, 3, 4, 5];
        let fortran = [0, 3, 1, 4, 2, 5];
        let wide = |order: &[usize], bytes: fn(f64) -> [u8; 8]| -> Vec<u8> {
            entries(order).flatten().flat_map(bytes).collect()
        };
        let narrow = |order: &[usize], bytes: fn(f32) -> [u8; 4]| -> Vec<u8> {
            entries(order)
                .flatten()
                .flat_map(|x| bytes(x as f32))
                .collect()
        };
        let files = [
            file(
                1,
                &header("<c16", false, "(2, 3)"),
                &wide(&c_order, f64::to_le_bytes),
            ),
            file(
                2,
                &header(">c16", false, "(2, 3)"),
                &wide(&c_order, f64::to_be_bytes),
            ),
            file(
                3,
                &header("<c16", true, "(2, 3)"),
                &wide(&fortran, f64::to_le_bytes),
            ),
            file(
                1,
                &header("<c8", false, "(2, 3)"),
                &narrow(&c_order, f32::to_le_bytes),
            ),
            file(
                1,
                &header(">c8", true, "(2, 3)"),
                &narrow(&fortran, f32::to_be_bytes),
            ),
            file(
                1,
                &header("<c16", false, "(2, 1, 3)"),
                &wide(&c_order, f64::to_le_bytes),
            ),
        ];
        for (index, bytes) in files.iter().enumerate() {
            let (_, channels) = parse(bytes).unwrap();
            for k in 0..2 {
                let expected: Vec<Complex64> = (0..3)
                    .map(|n| Complex64::new((3 * k + n) as f64, -2.0 * (3 * k + n) as f64))
                    .collect();
                assert_eq!(
                    channels.at(0, 0, k),
                    Some(&expected[..]),
                    "file {index}, user {k}"
                );
            }
        }
    }

    #[test]
    fn what_is_no_array_of_channels_is_refused_with_a_reason() {
        let data = [0u8; 16];
        let cases = [
            (b"x_km,y_km\n".to_vec(), "not a NumPy file"),
            (b"\x93NUMPY\x01".to_vec(), "ends within its header"),
            (b"\x93NUMPY\x01\0\x76\0{".to_vec(), "ends within its header"),
            (
                b"\x93NUMPY\x02\0\xff\xff\xff\xff".to_vec(),
                "header has 4294967295 bytes",
            ),
            (file(1, "{'descr': '<c16'}", &data), "missing key"),
            (file(1, &"(".repeat(900), &data), "Python expression"),
            (
                file(1, &header("<f8", false, "(1, 2)"), &data),
                "type '<f8'",
            ),
            (
                file(1, &header("<c16", false, "(1,)"), &data),
                "shape is (1)",
            ),
            (
                file(1, &header("<c16", false, "(0, 7)"), &data),
                "shape is (0, 7)",
            ),
            (
                file(1, &header("<c16", false, "(2, 1)"), &data),
                "ends before the last of its 2 values",
            ),
            (
                file(1, &header("<c16", false, "(4000000000, 4000000000)"), &data),
                "more values",
            ),
            (
                file(1, &header("<c16", false, "(1, 40000000000)"), &data),
                "ends before",
            ),
            (
                file(1, &header("<c16", false, "(1, 1)"), &[0xff; 16]),
                "entry [0, 0]",
            ),
        ];
        for (bytes, reason) in cases {
            let error = channel_fault(&parse(&bytes).unwrap_err());
            assert!(error.contains(reason), "{error} instead of {reason}");
        }
    }
}
