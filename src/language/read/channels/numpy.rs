//! NumPy's files of one array.

use npyz::{Deserialize, NpyFile, NpyReader};
use num_complex::{Complex, Complex64};

use super::raw::{Raw, count};
use crate::language::diagnostic::error::setting::ChannelFault;

/// What every file begins with.
pub(super) const MAGIC: &[u8] = b"\x93NUMPY";

/// Longest header of a file, bytes. One of a plain array has some 120; a reader that recurses into it never sees
/// more than this.
const MAX_HEADER: usize = 1024;

/// Reads the array of a file.
///
/// # Errors
/// When it is damaged, or its values are not numbers.
pub(super) fn read(bytes: &[u8]) -> Result<Raw, ChannelFault> {
    check_header(bytes)?;
    let file = NpyFile::new(bytes).map_err(|error| ChannelFault::Header(error.to_string()))?;
    let (shape, strides) = (indices(file.shape())?, indices(file.strides())?);
    let values = match file.try_data::<Complex64>() {
        Ok(reader) => values(reader, &shape, |value| value),
        Err(file) => match file.try_data::<Complex<f32>>() {
            Ok(reader) => values(reader, &shape, |value: Complex<f32>| {
                Complex64::new(f64::from(value.re), f64::from(value.im))
            }),
            Err(file) => return real(file, shape, strides),
        },
    }?;
    Raw::checked(shape, strides, values)
}

/// The same of real numbers.
fn real(
    mut file: NpyFile<&[u8]>,
    shape: Vec<usize>,
    strides: Vec<usize>,
) -> Result<Raw, ChannelFault> {
    let kind = ChannelFault::Type(file.dtype().descr());
    macro_rules! of_type {
        ($($type:ty, $convert:expr;)*) => {$(
            file = match file.try_data::<$type>() {
                Ok(reader) => {
                    let values = values(reader, &shape, |value| Complex64::from($convert(value)))?;
                    return Ok(Raw::checked(shape, strides, values)?.real(kind));
                }
                Err(file) => file,
            };
        )*};
    }
    of_type! {
        f64, |value: f64| value;
        f32, f64::from;
        i64, |value: i64| value as f64;
        i32, f64::from;
        i16, f64::from;
        i8, f64::from;
        u64, |value: u64| value as f64;
        u32, f64::from;
        u16, f64::from;
        u8, f64::from;
    }
    Err(ChannelFault::Type(file.dtype().descr()))
}

/// What must hold before the header may be interpreted: it is short, and what it promises can be counted.
fn check_header(bytes: &[u8]) -> Result<(), ChannelFault> {
    if !bytes.starts_with(MAGIC) {
        return Err(ChannelFault::NotChannels);
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
    let entries = count(shape)?;
    let read: Result<Vec<T>, _> = reader.collect();
    match read {
        Ok(values) if values.len() == entries => Ok(values.into_iter().map(convert).collect()),
        _ => Err(ChannelFault::CutData { entries }),
    }
}
