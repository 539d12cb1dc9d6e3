//! Channels from a file of NumPy, MATLAB or HDF5.

mod archive;
mod axes;
mod hdf5;
mod matlab;
mod numpy;
pub(super) mod raw;

use std::sync::Arc;

use self::raw::Raw;
use super::list::list;
use super::unknown::unknown;
use crate::language::diagnostic::error::ModelError;
use crate::language::diagnostic::error::expected::{Data, Elements, Found, Hint, Wanted};
use crate::language::diagnostic::error::setting::{ChannelFault, SettingError, SettingFault};
use crate::language::scenario::channel_file::ChannelFile;
use crate::language::scenario::settings::Value;
use crate::language::syntax::library::Library;
use crate::language::syntax::{Cursor, Span, TokenKind};
use crate::language::vocabulary::table::settings::channels::{
    AXES, CONJUGATED, ChannelAxis, VARIABLE,
};

/// How a statement says that a file is to be read.
#[derive(Debug, Default)]
struct Request {
    /// The array of the file.
    variable: Option<String>,
    /// What its axes are.
    axes: Option<Vec<ChannelAxis>>,
    /// Whether entries are conjugated.
    conjugated: bool,
}

/// Reads the file that is named next, and how it is to be read.
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
            expected: Wanted::File(Data::Channels),
            hint: Some(Hint::quotes(token, "channels from \"h.npy\"")),
        });
    };
    let request = request(cursor)?;
    let wrong = |name: String, fault: ChannelFault| SettingError {
        kind: SettingFault::ChannelFile { name, fault },
        places: vec![("channels.file".into(), span)],
        when: Vec::new(),
    };
    let (name, sha256, bytes) = library
        .read_data(span.file, target)
        .map_err(|error| wrong(error.name.clone(), ChannelFault::Unreadable(error)))?;
    let read = || {
        let raw = array(&bytes, request.variable.as_deref())?;
        let axes = match &request.axes {
            Some(axes) => axes.clone(),
            None => axes::usual(&raw.shape)?,
        };
        let channels = axes::channels(&raw, &axes, request.conjugated)?;
        Ok((raw.shape, axes, channels))
    };
    let (shape, axes, channels) = read().map_err(|fault| wrong(name.clone(), fault))?;
    Ok(Value::Channels(ChannelFile {
        name,
        sha256,
        shape,
        variable: request.variable,
        axes,
        axes_stated: request.axes.is_some(),
        conjugated: request.conjugated,
        channels: Arc::new(channels),
    }))
}

/// `variable "H"`, `axes [users, antennas]`, `conjugated`, in any order.
fn request(cursor: &mut Cursor<'_>) -> Result<Request, ModelError> {
    let mut request = Request::default();
    let mut stated: Vec<(&'static str, Span)> = Vec::new();
    loop {
        let words = [VARIABLE, AXES, CONJUGATED];
        let Some((word, span)) = words
            .into_iter()
            .find_map(|word| Some((word, cursor.take_word(word)?)))
        else {
            return Ok(request);
        };
        if let Some((_, first)) = stated.iter().find(|(other, _)| *other == word) {
            return Err(ModelError::Clash {
                what: "word",
                name: word.into(),
                span,
                first: *first,
            });
        }
        stated.push((word, span));
        match word {
            VARIABLE => request.variable = Some(variable(cursor, EXAMPLE)?),
            AXES => request.axes = Some(axis_list(cursor, &WORDS, ChannelAxis::read)?),
            _ => request.conjugated = true,
        }
    }
}

const EXAMPLE: &str = "channels from \"h.mat\" variable \"H\"";

/// The words for axes of channels.
const WORDS: [&str; ChannelAxis::ALL.len()] = {
    let mut words = [""; ChannelAxis::ALL.len()];
    let mut index = 0;
    while index < words.len() {
        words[index] = ChannelAxis::ALL[index].text();
        index += 1;
    }
    words
};

/// The name of an array, in quotes.
pub(super) fn variable(
    cursor: &mut Cursor<'_>,
    example: &'static str,
) -> Result<String, ModelError> {
    let span = cursor.here();
    let token = cursor.advance();
    match token.map(|token| &token.kind) {
        Some(TokenKind::Text(name)) => Ok(name.clone()),
        _ => Err(ModelError::Expected {
            span,
            found: Found::token(token),
            expected: Wanted::File(Data::Variable),
            hint: Some(Hint::quotes(token, example)),
        }),
    }
}

/// The axes of an array by these words, each once.
pub(super) fn axis_list<A: Copy + PartialEq>(
    cursor: &mut Cursor<'_>,
    words: &[&'static str],
    read: impl Fn(&str) -> Option<A>,
) -> Result<Vec<A>, ModelError> {
    let words = || words.to_vec();
    let whole = cursor.here();
    let mut axes: Vec<(A, Span)> = Vec::new();
    for element in list(cursor, Elements::Words(words()))? {
        let (Some(first), [token]) = (element.first(), element.as_slice()) else {
            return Err(ModelError::Expected {
                span: element.first().map_or(whole, |token| token.span),
                found: Found::token(element.first()),
                expected: Wanted::List(Elements::Words(words())),
                hint: None,
            });
        };
        let TokenKind::Word(word) = &token.kind else {
            return Err(ModelError::Expected {
                span: first.span,
                found: Found::token(Some(first)),
                expected: Wanted::List(Elements::Words(words())),
                hint: None,
            });
        };
        let Some(axis) = read(word) else {
            return Err(unknown("axis", word, token.span, words()));
        };
        if let Some((_, first)) = axes.iter().find(|(other, _)| *other == axis) {
            return Err(ModelError::Clash {
                what: "axis",
                name: word.clone(),
                span: token.span,
                first: *first,
            });
        }
        axes.push((axis, token.span));
    }
    Ok(axes.into_iter().map(|(axis, _)| axis).collect())
}

/// The array of a file, by what the file begins with.
pub(super) fn array(bytes: &[u8], variable: Option<&str>) -> Result<Raw, ChannelFault> {
    if bytes.starts_with(numpy::MAGIC) {
        return match variable {
            None => numpy::read(bytes),
            Some(_) => Err(ChannelFault::OneArray),
        };
    }
    if bytes.starts_with(b"PK") {
        return archive::read(bytes, variable);
    }
    // A file of MATLAB's version 7.3 begins as one of level 5 does.
    if !hdf5::is_hdf5(bytes) && matlab::is_matlab(bytes) {
        return matlab::read(bytes, variable);
    }
    if hdf5::is_hdf5(bytes) {
        return hdf5::read(bytes, variable);
    }
    Err(ChannelFault::NotChannels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::known::KnownChannels;
    use crate::language::diagnostic::text::channel_fault;
    use num_complex::Complex64;

    /// The channels of an array whose axes are not named.
    fn parse(bytes: &[u8]) -> Result<((), KnownChannels), ChannelFault> {
        let raw = array(bytes, None)?;
        let axes = axes::usual(&raw.shape)?;
        Ok(((), axes::channels(&raw, &axes, false)?))
    }

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
            (b"x_km,y_km\n".to_vec(), "not a file of NumPy"),
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
