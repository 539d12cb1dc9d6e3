//! Words and marks of Rust source, with their lines: as much of the language as imports need.

/// A word (an identifier or keyword), `::`, or one other character. Literals,
/// lifetimes and comments leave nothing behind.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub text: String,
    /// From 1.
    pub line: usize,
}

impl Token {
    pub(crate) fn is(&self, text: &str) -> bool {
        self.text == text
    }

    pub(crate) fn is_word(&self) -> bool {
        self.text
            .starts_with(|first: char| first.is_alphabetic() || first == '_')
    }
}

/// The tokens of a file without what `#[cfg(test)]` marks.
pub(crate) fn tokens_outside_tests(source: &str) -> Vec<Token> {
    without_tests(tokens(source))
}

fn tokens(source: &str) -> Vec<Token> {
    let text: Vec<char> = source.chars().collect();
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut at = 0;
    while at < text.len() {
        let end = match text[at] {
            '/' if text.get(at + 1) == Some(&'/') => end_of_line(&text, at),
            '/' if text.get(at + 1) == Some(&'*') => end_of_comment(&text, at),
            '"' => end_of_string(&text, at),
            '\'' => end_of_quote(&text, at),
            first if first.is_alphabetic() || first == '_' => {
                let end = end_of_word(&text, at);
                match raw_string(&text, at, end) {
                    Some(end) => end,
                    None => {
                        let text = text[at..end].iter().collect();
                        tokens.push(Token { text, line });
                        end
                    }
                }
            }
            // A number and its suffix, so that the suffix is not taken for a word.
            first if first.is_ascii_digit() => end_of_word(&text, at),
            ':' if text.get(at + 1) == Some(&':') => {
                tokens.push(Token {
                    text: "::".to_owned(),
                    line,
                });
                at + 2
            }
            first if first.is_whitespace() => at + 1,
            first => {
                tokens.push(Token {
                    text: first.to_string(),
                    line,
                });
                at + 1
            }
        };
        let end = end.min(text.len());
        line += text[at..end].iter().filter(|&&one| one == '\n').count();
        at = end;
    }
    tokens
}

fn end_of_line(text: &[char], at: usize) -> usize {
    (at..text.len())
        .find(|&i| text[i] == '\n')
        .unwrap_or(text.len())
}

/// Comments in `/*` nest.
fn end_of_comment(text: &[char], at: usize) -> usize {
    let mut depth = 0;
    let mut i = at;
    while i + 1 < text.len() {
        match (text[i], text[i + 1]) {
            ('/', '*') => {
                depth += 1;
                i += 2;
            }
            ('*', '/') => {
                depth -= 1;
                i += 2;
                if depth == 0 {
                    return i;
                }
            }
            _ => i += 1,
        }
    }
    text.len()
}

fn end_of_string(text: &[char], at: usize) -> usize {
    let mut i = at + 1;
    while i < text.len() && text[i] != '"' {
        i += if text[i] == '\\' { 2 } else { 1 };
    }
    i + 1
}

/// A character's end, or a lifetime's.
fn end_of_quote(text: &[char], at: usize) -> usize {
    if text.get(at + 1) == Some(&'\\') {
        let close = (at + 3..text.len()).find(|&i| text[i] == '\'');
        return close.unwrap_or(text.len()) + 1;
    }
    if text.get(at + 2) == Some(&'\'') {
        return at + 3;
    }
    end_of_word(text, at + 1)
}

fn end_of_word(text: &[char], at: usize) -> usize {
    (at..text.len())
        .find(|&i| !text[i].is_alphanumeric() && text[i] != '_')
        .unwrap_or(text.len())
}

/// The end of a raw string, a byte string or a byte, if the word that ends at
/// `end` is the prefix of one.
fn raw_string(text: &[char], at: usize, end: usize) -> Option<usize> {
    let prefix: String = text[at..end].iter().collect();
    match (prefix.as_str(), text.get(end)) {
        ("b" | "c", Some('"')) => Some(end_of_string(text, end)),
        ("b", Some('\'')) => Some(end_of_quote(text, end)),
        ("r" | "br" | "cr", Some('"' | '#')) => {
            let hashes = text[end..].iter().take_while(|&&one| one == '#').count();
            if text.get(end + hashes) != Some(&'"') {
                return None;
            }
            let closes =
                |i: usize| text[i] == '"' && (1..=hashes).all(|n| text.get(i + n) == Some(&'#'));
            let close = (end + hashes + 1..text.len()).find(|&i| closes(i));
            Some(close.unwrap_or(text.len()) + hashes + 1)
        }
        _ => None,
    }
}

fn without_tests(tokens: Vec<Token>) -> Vec<Token> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let marked = MARK
            .iter()
            .enumerate()
            .all(|(n, text)| tokens.get(at + n).is_some_and(|token| token.is(text)));
        if marked {
            at = end_of_item(&tokens, at);
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// The end of an item that begins at `at` with its attributes: after its `;` or its block.
fn end_of_item(tokens: &[Token], at: usize) -> usize {
    let mut depth = 0;
    for (i, token) in tokens.iter().enumerate().skip(at) {
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => {
                depth -= 1;
                if depth == 0 && token.is("}") {
                    return i + 1;
                }
            }
            ";" if depth == 0 => return i + 1,
            _ => {}
        }
    }
    tokens.len()
}
