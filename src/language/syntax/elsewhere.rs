//! What other languages write where this one cannot be read: comments, ranges, decimal commas, single quotes.

use super::brackets;
use super::error::SyntaxError;
use super::span::{FileId, Span};

/// Signs that begin comments elsewhere.
const COMMENTS: [&str; 3] = ["//", "/*", "--"];

/// A line that could not be read.
pub(super) struct Line<'t> {
    /// Its file.
    pub file: FileId,
    /// The text of that.
    pub text: &'t str,
    /// Where the line begins.
    pub from: usize,
    /// Where reading stopped.
    pub at: usize,
}

impl Line<'_> {
    /// The habit that explains why reading stopped.
    pub(super) fn habit(&self) -> Option<SyntaxError> {
        self.comment()
            .or_else(|| self.range())
            .or_else(|| self.colon())
            .or_else(|| self.decimal_comma())
            .or_else(|| self.block_comma())
            .or_else(|| self.single_quotes())
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    fn comment(&self) -> Option<SyntaxError> {
        // Reading may stop at the second character: the first can be an operator.
        let starts = [Some(self.at), self.at.checked_sub(1)];
        let here = |at: usize| {
            let rest = self.text.get(at..).filter(|_| at >= self.from)?;
            let begins =
                |sign: &&&str| rest.starts_with(**sign) && (**sign != "--" || at == self.from);
            Some((at, *COMMENTS.iter().find(begins)?))
        };
        let percent = || {
            let rest = &self.text[self.at..];
            (self.at == self.from && rest.starts_with('%')).then_some((self.at, "%"))
        };
        let (at, sign) = starts
            .into_iter()
            .flatten()
            .find_map(here)
            .or_else(percent)?;
        let span = self.span(at, at + sign.len());
        Some(SyntaxError::Comment { span, sign })
    }

    fn range(&self) -> Option<SyntaxError> {
        let separator = [":", ".."]
            .into_iter()
            .find(|sign| self.text[self.at..].starts_with(*sign))?;
        let before = &self.text[self.from..self.at];
        let first = before.trim_end();
        let begin = first.rfind(|c| !is_of_number(c)).map_or(0, |at| {
            at + first[at..].chars().next().map_or(0, char::len_utf8)
        });
        let first = &first[begin..];
        let mut end = self.at;
        let mut numbers = vec![first];
        while self.text[end..].starts_with(separator) && numbers.len() < 3 {
            let start = end + separator.len();
            let rest = &self.text[start..];
            let skipped = rest.len() - rest.trim_start_matches([' ', '\t', '=']).len();
            let number = &rest[skipped..];
            let length = number.find(|c| !is_of_number(c)).unwrap_or(number.len());
            // The third number of `1..2..3` would begin with a dot.
            let length = number[..length].find("..").unwrap_or(length);
            numbers.push(&number[..length]);
            end = start + skipped + length;
        }
        if numbers.iter().any(|number| number.parse::<f64>().is_err()) {
            return None;
        }
        let written = match numbers.as_slice() {
            [from, to] => format!("from {from} to {to} step 1"),
            [from, step, to] => format!("from {from} to {to} step {step}"),
            _ => return None,
        };
        let words: Vec<&str> = before.split_whitespace().take(2).collect();
        let stepped = match words.as_slice() {
            ["for" | "foreach", name] => Some((*name).into()),
            _ => None,
        };
        let (start, end) = self.with_introduction(self.from + begin, end);
        Some(SyntaxError::Range {
            span: self.span(start, end),
            written,
            stepped,
        })
    }

    /// A range together with brackets around it and the word or sign that introduces it.
    fn with_introduction(&self, start: usize, end: usize) -> (usize, usize) {
        let (mut start, mut end) = (start, end);
        let before = self.text[self.from..start].trim_end();
        if let Some(open) = before.strip_suffix(['[', '(']) {
            let rest = &self.text[end..];
            let inner = rest.trim_start_matches([' ', '\t']);
            if inner.starts_with([']', ')']) {
                start = self.from + open.len();
                end += rest.len() - inner.len() + 1;
            }
        }
        let before = self.text[self.from..start].trim_end();
        for introduction in ["=", " over", " from", " in"] {
            if let Some(rest) = before.strip_suffix(introduction) {
                let length = introduction.trim_start().len();
                start = self.from + rest.len() + introduction.len() - length;
            }
        }
        (start, end)
    }

    /// `antennas: 8`
    fn colon(&self) -> Option<SyntaxError> {
        let rest = self.text[self.at..].strip_prefix(':')?;
        let word = self.text[self.from..self.at].trim_end();
        let lone = !word.is_empty()
            && word
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
        let value = rest.trim_start_matches([' ', '\t']);
        let valued =
            value.starts_with(|c: char| !c.is_whitespace() && !matches!(c, '#' | '{' | ':'));
        let span = self.span(self.at, self.at + 1);
        (lone && valued).then_some(SyntaxError::Colon { span })
    }

    fn decimal_comma(&self) -> Option<SyntaxError> {
        let rest = self.text[self.at..].strip_prefix(',')?;
        let before = &self.text[self.from..self.at];
        let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
        let fraction = digits(rest);
        let whole: String = before
            .chars()
            .rev()
            .take_while(char::is_ascii_digit)
            .collect();
        let whole: String = whole.chars().rev().collect();
        // Several commas are a list without its brackets, as is a number that has a point already.
        let alone = !rest[fraction..].starts_with([',', '.'])
            && !before[..before.len() - whole.len()].ends_with(['.', ',']);
        let listed = brackets::open_at(self.file, self.text, self.from, self.at).is_some();
        if whole.is_empty() || fraction == 0 || !alone || listed {
            return None;
        }
        let decimals = &rest[..fraction];
        let thousands = fraction == 3 && whole != "0";
        Some(SyntaxError::DecimalComma {
            span: self.span(self.at, self.at + 1),
            number: format!("{whole}.{decimals}").into(),
            thousands: thousands.then(|| format!("{whole}{decimals}").into()),
        })
    }

    /// `noise { bandwidth 20 MHz, figure 7 dB }`
    fn block_comma(&self) -> Option<SyntaxError> {
        let rest = self.text[self.at..].strip_prefix(',')?;
        let start = self.text[..self.at].rfind('\n').map_or(0, |end| end + 1);
        let before = &self.text[start..self.at];
        let count = |sign: char| before.matches(sign).count();
        let in_block = count('{') > count('}') && !before.contains(['#', '"']);
        let listed = brackets::open_at(self.file, self.text, start, self.at).is_some();
        let setting = rest.trim_start_matches([' ', '\t']);
        let follows = setting.starts_with(char::is_alphabetic);
        let span = self.span(self.at, self.at + 1);
        (in_block && follows && !listed).then_some(SyntaxError::BlockComma { span })
    }

    fn single_quotes(&self) -> Option<SyntaxError> {
        let rest = self.text[self.at..].strip_prefix('\'')?;
        let line = rest.split(['\n', '\r']).next().unwrap_or_default();
        let (text, _) = line.split_once('\'')?;
        Some(SyntaxError::SingleQuotes {
            span: self.span(self.at, self.at + text.len() + 2),
            text: text.into(),
        })
    }
}

fn is_of_number(c: char) -> bool {
    c.is_ascii_digit() || c == '.'
}

#[cfg(test)]
mod tests {
    use crate::language::syntax::{FileId, SyntaxError, parse};

    #[test]
    fn ranges_are_read_with_what_introduces_them() {
        let cases = [
            ("sweep users 3:6 solve sensing", "3:6", "from 3 to 6 step 1"),
            (
                "sweep delta = 4:0.5:10",
                "= 4:0.5:10",
                "from 4 to 10 step 0.5",
            ),
            (
                "sweep delta over [1:10]",
                "over [1:10]",
                "from 1 to 10 step 1",
            ),
            ("sweep users from 3..6", "from 3..6", "from 3 to 6 step 1"),
            ("sweep users in 3..=6", "in 3..=6", "from 3 to 6 step 1"),
        ];
        for (text, place, words) in cases {
            let (_, errors) = parse(FileId(0), text);
            let [
                SyntaxError::Range {
                    span,
                    written,
                    stepped: None,
                },
            ] = errors.as_slice()
            else {
                panic!("{text}: {errors:?}");
            };
            assert_eq!(
                (&text[span.start..span.end], written.as_str()),
                (place, words)
            );
        }
    }

    #[test]
    fn a_decimal_comma_is_distinguished_from_a_list() {
        let kind = |text: &str| {
            let (_, errors) = parse(FileId(0), text);
            errors
                .iter()
                .any(|error| matches!(error, SyntaxError::DecimalComma { .. }))
        };
        assert!(kind("area square 1,5 km") && kind("let a = 0,25"));
        assert!(
            !kind("sweep users over 3,4,5")
                && !kind("users 4, targets 2")
                && !kind("compare x [1,5}")
        );
    }
}
