//! Places in a text as editors count them: lines and columns from 0, columns in units of an encoding.

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of two bytes: what the protocol of editors means unless another is agreed.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Position {
    /// Line, from 0.
    pub line: u32,
    /// Column, from 0, in units of the encoding.
    pub column: u32,
}

/// Where the lines of a text begin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// The lines of a text; they end with a line feed, a carriage return or both.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                starts.push(at + 1);
            }
        }
        Self { starts }
    }

    /// How many lines there are; an empty text has one.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The line of a byte, from 0.
    #[must_use]
    pub fn line(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte).max(1) - 1
    }

    /// The bytes of a line, without its line break.
    #[must_use]
    pub fn bytes(&self, text: &str, line: usize) -> (usize, usize) {
        let start = self.starts.get(line).copied().unwrap_or(text.len());
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let held = text.get(start..end).unwrap_or("");
        (start, start + held.trim_end_matches(['\n', '\r']).len())
    }

    /// The place of a byte; one within a character is that of the character.
    #[must_use]
    pub fn position(&self, text: &str, byte: usize, encoding: Encoding) -> Position {
        let byte = byte.min(text.len());
        let line = self.line(byte);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let before = text.get(start..).unwrap_or("").char_indices();
        let column: usize = before
            .take_while(|(at, c)| start + at + c.len_utf8() <= byte)
            .map(|(_, c)| encoding.width(c))
            .sum();
        Position {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
        }
    }

    /// The byte at a place. A column beyond the end of its line is that end, a line beyond the last is the end of the
    /// text, and half a character is its beginning: editors may be a version behind.
    #[must_use]
    pub fn byte(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        if line >= self.starts.len() {
            return text.len();
        }
        let (start, end) = self.bytes(text, line);
        let mut left = position.column as usize;
        for (at, c) in text[start..end].char_indices() {
            let width = encoding.width(c);
            if left < width {
                return start + at;
            }
            left -= width;
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_as_agreed() {
        let text = "# δ𝄞x\r\nusers 9\rlast";
        let lines = Lines::of(text);
        assert_eq!(lines.count(), 3);
        let x = text.find('x').unwrap();
        for (encoding, column) in [
            (Encoding::Utf8, 8),
            (Encoding::Utf16, 5),
            (Encoding::Utf32, 4),
        ] {
            let place = Position { line: 0, column };
            assert_eq!(lines.position(text, x, encoding), place);
            assert_eq!(lines.byte(text, place, encoding), x);
        }
        let last = text.find("last").unwrap();
        assert_eq!(
            lines.position(text, last, Encoding::Utf16),
            Position { line: 2, column: 0 }
        );
    }

    #[test]
    fn places_that_do_not_exist_are_moved_into_the_text() {
        let text = "a𝄞\nb";
        let lines = Lines::of(text);
        let byte = |line, column| lines.byte(text, Position { line, column }, Encoding::Utf16);
        assert_eq!(byte(0, 2), 1, "half a character");
        assert_eq!(byte(0, 99), 5);
        assert_eq!(byte(9, 0), text.len());
        assert_eq!(lines.position(text, 3, Encoding::Utf16).column, 1);
        assert_eq!(
            Lines::of("").byte("", Position { line: 0, column: 4 }, Encoding::Utf8),
            0
        );
    }
}
