//! Did you mean ...?

use super::table;

/// The candidate most similar to `name`, if any is similar enough.
pub fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let lower = name.to_lowercase();
    let length = lower.chars().count();
    // One slip in a short word, more in a longer one; beyond that it is another word.
    let allowed = match length {
        0..=4 => 1,
        5..=7 => 2,
        _ => 3,
    };
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let folded = candidate.to_lowercase();
        // No fewer slips than letters more or less.
        if folded.chars().count().abs_diff(length) > allowed {
            continue;
        }
        let distance = if folded == lower {
            0
        } else {
            strsim::damerau_levenshtein(&lower, &folded)
        };
        if best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.filter(|&(distance, candidate)| {
        distance <= allowed && distance < candidate.chars().count()
    })
    .map(|(_, candidate)| candidate.to_owned())
}

/// The candidate that is called `name` elsewhere, or the most similar one.
pub fn similar<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<String> {
    table::meant(name, candidates.clone())
        .map(str::to_owned)
        .or_else(|| closest(name, candidates))
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn slips_are_recognised_and_other_words_are_not() {
        let known = ["sweep", "compare", "dB", "kuhn_munkres"];
        assert_eq!(closest("swep", known).as_deref(), Some("sweep"));
        assert_eq!(closest("compair", known).as_deref(), Some("compare"));
        assert_eq!(closest("dBB", known).as_deref(), Some("dB"));
        assert_eq!(closest("db", known).as_deref(), Some("dB"));
        assert_eq!(
            closest("kuhn_munkers", known).as_deref(),
            Some("kuhn_munkres")
        );
        assert_eq!(closest("antenna", known), None);
        assert_eq!(closest("rate", ["data"]), None);
    }
}
