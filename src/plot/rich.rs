//! Texts of figures: words, and mathematics between two `$`.
//!
//! Of TeX they know what axes need: letters of mathematics are italic, `_` and `^` set an index of one sign or one
//! group, `\delta` is a Greek letter, `\min` and `\text{...}` are upright. PGF takes a text as it is.

/// A piece of a text that is set in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// Its signs.
    pub text: String,
    /// Whether they are italic.
    pub italic: bool,
    /// Where they are: on the line, below or above it.
    pub level: Level,
}

/// Where signs are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// On the line.
    Line,
    /// An index below.
    Below,
    /// An index above.
    Above,
}

/// Greek letters and signs by their names in TeX.
const SIGNS: [(&str, &str); 24] = [
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("phi", "φ"),
    ("omega", "ω"),
    ("Delta", "Δ"),
    ("Sigma", "Σ"),
    ("Omega", "Ω"),
    ("circ", "°"),
    ("times", "×"),
    ("cdot", "·"),
    ("pm", "±"),
];

/// The pieces of a text.
pub(crate) fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut rest = text;
    while let Some(begin) = rest.find('$') {
        let after = &rest[begin + 1..];
        let Some(end) = after.find('$') else {
            break;
        };
        push(&mut runs, &rest[..begin], false, Level::Line);
        math(&mut runs, &after[..end], Level::Line);
        rest = &after[end + 1..];
    }
    push(&mut runs, rest, false, Level::Line);
    runs
}

/// The text without how it is set, for readers that do not see it.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut before = Level::Line;
    for run in runs(text) {
        if run.level != before && run.level != Level::Line {
            plain.push(if run.level == Level::Below { '_' } else { '^' });
        }
        before = run.level;
        plain.push_str(&run.text);
    }
    plain
}

fn push(runs: &mut Vec<Run>, text: &str, italic: bool, level: Level) {
    if text.is_empty() {
        return;
    }
    match runs.last_mut() {
        Some(last) if last.italic == italic && last.level == level => last.text.push_str(text),
        _ => runs.push(Run {
            text: text.to_owned(),
            italic,
            level,
        }),
    }
}

/// Mathematics at a level.
fn math(runs: &mut Vec<Run>, text: &str, level: Level) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let tail = &rest[first.len_utf8()..];
        match first {
            '_' | '^' if level == Level::Line => {
                let inner = if first == '_' {
                    Level::Below
                } else {
                    Level::Above
                };
                let (argument, after) = argument(tail);
                math(runs, argument, inner);
                rest = after;
            }
            '\\' => {
                let letters = tail.find(|c: char| !c.is_ascii_alphabetic());
                let (name, after) = tail.split_at(letters.unwrap_or(tail.len()));
                if name.is_empty() {
                    // A sign that TeX would take for its own, or a space.
                    let sign = tail.chars().next().map_or(0, char::len_utf8);
                    let is_space = tail.starts_with([',', ';', ':', '!', ' ']);
                    push(
                        runs,
                        if is_space { " " } else { &tail[..sign] },
                        false,
                        level,
                    );
                    rest = &tail[sign..];
                } else if matches!(name, "text" | "mathrm" | "operatorname") {
                    let (upright, after) = argument(after);
                    push(runs, upright, false, level);
                    rest = after;
                } else {
                    match SIGNS.iter().find(|(known, _)| *known == name) {
                        Some((_, sign)) => {
                            push(runs, sign, sign.chars().all(char::is_alphabetic), level)
                        }
                        None => push(runs, name, false, level),
                    }
                    rest = after.strip_prefix(' ').unwrap_or(after);
                }
            }
            '{' | '}' | ' ' => rest = tail,
            // Relations keep their distance, whatever the spaces about them.
            '=' | '<' | '>' => {
                push(runs, &format!(" {first} "), false, level);
                rest = tail;
            }
            letter => {
                let italic = letter.is_alphabetic();
                push(runs, &rest[..letter.len_utf8()], italic, level);
                rest = tail;
            }
        }
    }
}

/// The next group or sign, and what follows it.
fn argument(text: &str) -> (&str, &str) {
    if let Some(inner) = text.strip_prefix('{') {
        let mut depth = 1;
        for (index, sign) in inner.char_indices() {
            depth += match sign {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            if depth == 0 {
                return (&inner[..index], &inner[index + 1..]);
            }
        }
        return (inner, "");
    }
    if let Some(name) = text.strip_prefix('\\') {
        let letters = name.find(|c: char| !c.is_ascii_alphabetic());
        let (word, after) = text.split_at(1 + letters.unwrap_or(name.len()));
        if !after.starts_with('{') {
            return (word, after);
        }
        // A command takes its own group along.
        let (_, rest) = argument(after);
        return text.split_at(text.len() - rest.len());
    }
    text.split_at(text.chars().next().map_or(0, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Italic between slashes, indices in brackets after their sign.
    fn set(text: &str) -> String {
        let one = |run: &Run| {
            let text = match run.italic {
                true => format!("/{}/", run.text),
                false => run.text.clone(),
            };
            match run.level {
                Level::Line => text,
                Level::Below => format!("_({text})"),
                Level::Above => format!("^({text})"),
            }
        };
        runs(text).iter().map(one).collect()
    }

    #[test]
    fn mathematics_is_set_and_other_text_is_left() {
        let cases = [
            ("sum rate (bit/s/Hz)", "sum rate (bit/s/Hz)"),
            ("at $S_{\\min}$", "at /S/_(min)"),
            ("$R_T$, $R_{\\max}$", "/R/_(/T/), /R/_(max)"),
            ("$\\delta = 6$ m", "/δ/ = 6 m"),
            ("$10^{-3}$", "10^(-3)"),
            ("$N_\\text{T}$", "/N/_(T)"),
            ("5 $ or less", "5 $ or less"),
            ("$a_", "$a_"),
            ("$x^{2$", "/x/^(2)"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(set(text), expected, "{text}");
        }
        assert_eq!(plain("delta from $S_{\\min}$"), "delta from S_min");
    }
}
