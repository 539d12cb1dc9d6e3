//! Archives of NumPy arrays, read by the formats' definitions alone.

use std::collections::BTreeMap;

/// An array: its type as NumPy calls it, the lengths of its axes, and its bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    pub descr: String,
    pub shape: Vec<usize>,
    pub bytes: Vec<u8>,
}

impl Array {
    /// All numbers, real and imaginary parts in turn.
    pub fn numbers(&self) -> Vec<f64> {
        let eight = |part: &[u8]| -> [u8; 8] { part.try_into().unwrap() };
        match self.descr.as_str() {
            "<f8" | "<c16" => (self.bytes.chunks(8))
                .map(|part| f64::from_le_bytes(eight(part)))
                .collect(),
            "<i8" => (self.bytes.chunks(8))
                .map(|part| i64::from_le_bytes(eight(part)) as f64)
                .collect(),
            "|b1" => self.bytes.iter().map(|&byte| f64::from(byte)).collect(),
            other => panic!("{other} holds no numbers"),
        }
    }

    /// The text, for an array of characters of 32 bits.
    pub fn text(&self) -> String {
        assert!(self.descr.starts_with("<U"), "{}", self.descr);
        let unit = |part: &[u8]| u32::from_le_bytes(part.try_into().unwrap());
        (self.bytes.chunks(4))
            .map(|part| char::from_u32(unit(part)).unwrap())
            .filter(|c| *c != '\0')
            .collect()
    }
}

/// The arrays of an archive by name: its files are stored, with sizes of 64 bits, and their sums are right.
pub fn archive(bytes: &[u8]) -> BTreeMap<String, Array> {
    let number = |at: usize, length: usize| -> usize {
        let bytes = bytes[at..at + length].iter().rev();
        bytes.fold(0, |number, byte| number << 8 | usize::from(*byte))
    };
    let mut arrays = BTreeMap::new();
    let mut at = 0;
    while bytes[at..].starts_with(b"PK\x03\x04") {
        assert_eq!(number(at + 8, 2), 0, "stored");
        assert_eq!(number(at + 10, 4), 0x21 << 16, "no date");
        let sum = number(at + 14, 4);
        let (name, extra) = (number(at + 26, 2), number(at + 28, 2));
        let file = String::from_utf8(bytes[at + 30..at + 30 + name].to_vec()).unwrap();
        assert_eq!(number(at + 30 + name, 2), 1, "sizes of 64 bits");
        let size = number(at + 30 + name + 4, 8);
        let start = at + 30 + name + extra;
        let content = &bytes[start..start + size];
        assert_eq!(crc(content) as usize, sum, "{file}");
        let name = file.strip_suffix(".npy").unwrap().to_owned();
        arrays.insert(name, array(content));
        at = start + size;
    }
    assert!(bytes[at..].starts_with(b"PK\x01\x02"));
    let end = bytes.len() - 22;
    assert!(bytes[end..].starts_with(b"PK\x05\x06"));
    assert_eq!(number(end + 10, 2), arrays.len());
    assert_eq!(number(end + 16, 4), at);
    arrays
}

fn array(bytes: &[u8]) -> Array {
    assert!(bytes.starts_with(b"\x93NUMPY\x01\0"));
    let length = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    assert_eq!((10 + length) % 64, 0);
    let header = std::str::from_utf8(&bytes[10..10 + length]).unwrap();
    let between = |from: &str, to: &str| {
        let rest = &header[header.find(from).unwrap() + from.len()..];
        rest[..rest.find(to).unwrap()].to_owned()
    };
    assert_eq!(between("'fortran_order': ", ","), "False");
    let shape = between("'shape': (", ")");
    let lengths = shape
        .split(',')
        .map(str::trim)
        .filter(|text| !text.is_empty());
    Array {
        descr: between("'descr': '", "'"),
        shape: lengths.map(|length| length.parse().unwrap()).collect(),
        bytes: bytes[10 + length..].to_vec(),
    }
}

/// CRC-32, bit by bit.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    })
}
