//! Changes of an input: of its bytes, of its tokens, of its statements.

use crate::corpus::{Corpus, Input, LONGEST};
use crate::random::Random;
use crate::statement;

/// A new input out of one of the pool.
pub fn mutated(corpus: &Corpus, random: &mut Random) -> Input {
    let mut input = random.pick(&corpus.pool).clone();
    if input.data.is_empty() && random.once_in(4) {
        input.data.clone_from(random.pick(&corpus.data));
    }
    // Mostly one or two changes: a text that is wrong everywhere is read nowhere.
    let most = if random.once_in(4) { 8 } else { 2 };
    let changes = 1 + random.below(most);
    for _ in 0..changes {
        match random.below(10) {
            0 | 1 => bytes(&mut input.text, random),
            2..=5 => tokens(&mut input.text, corpus, random),
            6..=8 => lines(&mut input.text, corpus, random),
            _ => data(&mut input.data, random),
        }
    }
    let mut end = input.text.len().min(LONGEST);
    while !input.text.is_char_boundary(end) {
        end -= 1;
    }
    input.text.truncate(end);
    input
}

/// Any byte may change; what is not text then is made text, since a provider of files refuses the rest.
fn bytes(text: &mut String, random: &mut Random) {
    let mut bytes = std::mem::take(text).into_bytes();
    change_bytes(&mut bytes, random);
    *text = String::from_utf8_lossy(&bytes).into_owned();
}

fn change_bytes(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let end = (at + random.below(16)).min(bytes.len());
    match random.below(5) {
        0 => drop(bytes.drain(at..end)),
        1 => {
            let copy = bytes[at..end].to_vec();
            let to = random.below(bytes.len() + 1);
            bytes.splice(to..to, copy);
        }
        2 => bytes.insert(at, random.below(256) as u8),
        3 => bytes.truncate(at),
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
    }
}

fn data(data: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..1 + random.below(4) {
        change_bytes(data, random);
    }
}

/// Where the tokens of a text are: words, numbers, white space, and every other character by itself.
fn spans(text: &str) -> Vec<(usize, usize)> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut last = None;
    for (at, c) in text.char_indices() {
        let kind = match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '.' => Some(0),
            ' ' => Some(1),
            _ => None,
        };
        let end = at + c.len_utf8();
        match spans.last_mut() {
            Some(span) if kind.is_some() && kind == last => span.1 = end,
            _ => spans.push((at, end)),
        }
        last = kind;
    }
    spans
}

fn tokens(text: &mut String, corpus: &Corpus, random: &mut Random) {
    let spans = spans(text);
    if spans.is_empty() {
        text.push_str(random.pick::<String>(&corpus.pieces));
        return;
    }
    let (start, end) = *random.pick(&spans);
    let (other_start, other_end) = *random.pick(&spans);
    let other = text[other_start..other_end].to_owned();
    match random.below(6) {
        0 => text.replace_range(start..end, ""),
        1 => text.replace_range(start..end, random.pick::<String>(&corpus.pieces)),
        2 => text.insert_str(end, &format!(" {}", random.pick(&corpus.pieces))),
        3 => text.replace_range(start..end, &other),
        4 => text.replace_range(start..end, &statement::expression(corpus, random, 4)),
        _ => {
            let repeated = text[start..end].repeat(1 + random.below(40));
            text.replace_range(start..end, &repeated);
        }
    }
}

fn lines(text: &mut String, corpus: &Corpus, random: &mut Random) {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let at = random.below(lines.len());
    match random.below(8) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, statement::any(corpus, random)),
        2 => {
            let other = random.pick(&corpus.pool).text.clone();
            let theirs: Vec<&str> = other.split('\n').collect();
            lines.insert(at, (*random.pick(&theirs)).to_owned());
        }
        3 => {
            let line = lines.remove(at);
            lines.insert(random.below(lines.len() + 1), line);
        }
        4 => {
            let line = lines[at].clone();
            lines.insert(random.below(lines.len() + 1), line);
        }
        // The rest of another scenario.
        5 => {
            let other = random.pick(&corpus.pool).text.clone();
            let theirs: Vec<&str> = other.split('\n').collect();
            let from = random.below(theirs.len());
            lines.truncate(at);
            lines.extend(theirs[from..].iter().map(|&line| line.to_owned()));
        }
        6 => {
            let to = (at + 1 + random.below(4)).min(lines.len());
            lines.insert(to, "}".into());
            lines.insert(at, format!("{} {{", statement::head(random)));
        }
        _ => lines[at] = statement::any(corpus, random),
    }
    *text = lines.join("\n");
}
