//! Records: pieces of bytes one after another in a file, each complete by itself.
//!
//! A record is a mark, its kind, two names, the length of its data, the data and a checksum over all of that. A crash,
//! a full disk or a flipped bit thus costs the records that it touched: what does not begin with a mark, or does
//! not have its checksum, is passed over as far as the next record that is whole. Numbers are little-endian.
//!
//! ```text
//! mark 4 | kind 1 | program 8 | piece 8 | length 4 | data | checksum 8
//! ```

use std::io::{self, Read};

use sha2::{Digest as _, Sha256};

/// What a record begins with. It has a byte that is not text and a line feed, so that editors and transfers of text
/// break it.
const MARK: [u8; 4] = [0xc5, b'f', b'\n', b's'];

/// Bytes before the data.
const HEAD: usize = MARK.len() + 1 + 8 + 8 + 4;

/// Bytes of a checksum: 64 bits find any damage that was not made on purpose.
const SUM: usize = 8;

/// Most bytes of data: what claims more is damaged.
const MOST: usize = 1 << 28;

/// Bytes that are read at once.
const CHUNK: usize = 1 << 16;

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The result of a piece of work.
    Unit,
    /// What the records of a file have in common.
    Head,
    /// How many records there are before it: the file is complete.
    End,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Unit, Self::Head, Self::End];

    const fn byte(self) -> u8 {
        match self {
            Self::Unit => 1,
            Self::Head => 2,
            Self::End => 3,
        }
    }

    fn of(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.byte() == byte)
    }
}

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What it is about.
    pub kind: Kind,
    /// Which program wrote it: another one may compute otherwise, and may give the data another form.
    pub program: u64,
    /// The piece of work.
    pub piece: u64,
    /// Its result.
    pub data: Vec<u8>,
}

impl Record {
    /// Its bytes in a file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        frame(self.kind, self.program, self.piece, &self.data)
    }
}

/// The bytes of a record in a file.
#[must_use]
pub fn frame(kind: Kind, program: u64, piece: u64, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD + data.len() + SUM);
    bytes.extend_from_slice(&MARK);
    bytes.push(kind.byte());
    bytes.extend_from_slice(&program.to_le_bytes());
    bytes.extend_from_slice(&piece.to_le_bytes());
    // What is longer would be taken for damage when it is read, and its piece be computed again.
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(data);
    let sum = checksum(&bytes);
    bytes.extend_from_slice(&sum);
    bytes
}

/// The record that bytes are, if they are a whole one and no more.
#[must_use]
pub fn parse(bytes: &[u8]) -> Option<Record> {
    match begin(bytes) {
        Begin::Whole(record, length) if length == bytes.len() => Some(record),
        _ => None,
    }
}

/// The checksum at the end of a record, which covers all of it.
#[must_use]
pub fn sum(record: &[u8]) -> u64 {
    let end = record.len().saturating_sub(SUM);
    u64::from_le_bytes(std::array::from_fn(|index| {
        record.get(end + index).copied().unwrap_or_default()
    }))
}

fn checksum(bytes: &[u8]) -> [u8; SUM] {
    let digest = Sha256::digest(bytes);
    std::array::from_fn(|index| digest[index])
}

/// How bytes begin.
enum Begin {
    /// With a record of so many bytes.
    Whole(Record, usize),
    /// Perhaps with a record of at least so many bytes.
    Part(usize),
    /// With something else.
    Other,
}

fn begin(bytes: &[u8]) -> Begin {
    let known = bytes.len().min(MARK.len());
    if bytes[..known] != MARK[..known] {
        return Begin::Other;
    }
    let Some(head) = bytes.get(..HEAD) else {
        return Begin::Part(HEAD);
    };
    let number = |from: usize| u64::from_le_bytes(std::array::from_fn(|index| head[from + index]));
    let length = u32::from_le_bytes(std::array::from_fn(|index| head[HEAD - 4 + index])) as usize;
    let Some(kind) = Kind::of(head[MARK.len()]).filter(|_| length <= MOST) else {
        return Begin::Other;
    };
    let whole = HEAD + length + SUM;
    let Some(record) = bytes.get(..whole) else {
        return Begin::Part(whole);
    };
    let (content, sum) = record.split_at(HEAD + length);
    if checksum(content) != sum {
        return Begin::Other;
    }
    let record = Record {
        kind,
        program: number(MARK.len() + 1),
        piece: number(MARK.len() + 9),
        data: content[HEAD..].to_vec(),
    };
    Begin::Whole(record, whole)
}

/// Where a record is in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Bytes before it.
    pub offset: u64,
    /// Its own bytes.
    pub length: u32,
}

/// Reads records one after another, holding no more than one.
#[derive(Debug)]
pub struct Records<R> {
    from: R,
    /// What was read and not yet used, from `start` on.
    buffer: Vec<u8>,
    start: usize,
    /// Bytes before the start.
    offset: u64,
    ended: bool,
    in_damage: bool,
    damaged: usize,
}

impl<R: Read> Records<R> {
    /// Reads what follows so many bytes of a file.
    pub fn new(from: R, offset: u64) -> Self {
        Self {
            from,
            buffer: Vec::new(),
            start: 0,
            offset,
            ended: false,
            in_damage: false,
            damaged: 0,
        }
    }

    /// Places that are damaged, among what was read so far.
    pub fn damaged(&self) -> usize {
        self.damaged
    }

    /// The next whole record, and where it is.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next_record(&mut self) -> io::Result<Option<(Record, Place)>> {
        loop {
            if self.rest().is_empty() && !self.fill(1)? {
                return Ok(None);
            }
            match begin(self.rest()) {
                Begin::Whole(record, length) => {
                    self.in_damage = false;
                    let place = Place {
                        offset: self.offset,
                        length: u32::try_from(length).unwrap_or(u32::MAX),
                    };
                    self.advance(length);
                    return Ok(Some((record, place)));
                }
                Begin::Part(length) if self.fill(length)? => {}
                Begin::Part(_) | Begin::Other => self.pass_over(),
            }
        }
    }

    /// Goes on to what may be the next mark.
    fn pass_over(&mut self) {
        let has_mark = self.rest().starts_with(&MARK);
        self.damaged += usize::from(has_mark || !self.in_damage);
        self.in_damage = true;
        let rest = &self.rest()[1..];
        let next = rest.iter().position(|byte| *byte == MARK[0]);
        let skipped = 1 + next.unwrap_or(rest.len());
        self.advance(skipped);
    }

    fn rest(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    fn advance(&mut self, bytes: usize) {
        self.start += bytes;
        self.offset += bytes as u64;
    }

    /// Reads until so many bytes are there; whether they are.
    fn fill(&mut self, wanted: usize) -> io::Result<bool> {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        while self.buffer.len() < wanted && !self.ended {
            let room = CHUNK as u64;
            let read = (&mut self.from).take(room).read_to_end(&mut self.buffer)?;
            self.ended = (read as u64) < room;
        }
        Ok(self.buffer.len() >= wanted)
    }
}
