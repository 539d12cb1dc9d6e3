//! Names of columns and values as words for a reader.

use crate::table::digits::number_text;
use crate::table::{Cell, Column};

/// Words that are letters of a longer name, and names that say too little alone.
const SPELT: &[(&str, &str)] = &[
    ("mse", "MSE"),
    ("nmse", "NMSE"),
    ("sinr", "SINR"),
    ("zf", "ZF"),
    ("rzf", "RZF"),
    ("mrt", "MRT"),
    ("mmse", "MMSE"),
    ("hac", "HAC"),
    ("ap", "AP"),
    ("aps", "APs"),
    ("kuhn", "Kuhn"),
    ("munkres", "Munkres"),
    ("poisson", "Poisson"),
];

/// Names that are symbols of the paper.
const SYMBOLS: [(&str, &str); 6] = [
    ("S_min", r"$S_{\min}$"),
    ("S_I", "$S_I$"),
    ("R_max", r"$R_{\max}$"),
    ("R_T", "$R_T$"),
    ("delta", r"$\delta$"),
    ("zeta", r"$\zeta$"),
];

/// The name of an experiment, as a title has it.
pub(crate) fn experiment(name: &str) -> String {
    name.replace('_', " ")
}

/// What a figure is of: the experiment, and what is said of the place.
pub(crate) fn about(name: &str, place: &[String]) -> String {
    let experiment = experiment(name);
    let parts = std::iter::once(experiment).chain(place.iter().cloned());
    parts.collect::<Vec<_>>().join(", ")
}

/// What is said of a place as a sentence; none where nothing is.
pub(crate) fn sentence(place: &[String]) -> Option<String> {
    let text = place.join(", ");
    let first = text.chars().next()?;
    let rest = &text[first.len_utf8()..];
    // Names with capitals, and mathematics, are as they are.
    Some(format!("{}{rest}.", first.to_uppercase()))
}

/// `normalised_mse` as `normalised MSE`; the names of results and budgets as mathematics.
pub(crate) fn words(name: &str) -> String {
    if let Some((_, symbol)) = SYMBOLS.iter().find(|(known, _)| *known == name) {
        return (*symbol).to_owned();
    }
    if name.chars().any(char::is_uppercase) {
        return name.to_owned();
    }
    let spelt = |part: &str| {
        let known = SPELT.iter().find(|(short, _)| *short == part);
        known.map_or_else(|| part.to_owned(), |(_, long)| (*long).to_owned())
    };
    let parts: Vec<String> = name.split(['_', '.']).map(spelt).collect();
    parts.join(" ")
}

/// What a column holds, without its unit.
pub(crate) fn name(column: &Column) -> String {
    if column.title.is_empty() {
        words(&column.name)
    } else {
        column.title.clone()
    }
}

/// The title of an axis: `sum rate (bit/s/Hz)`.
pub(crate) fn heading(column: &Column) -> String {
    with_unit(&name(column), &column.unit)
}

/// `sum rate (bit/s/Hz)`
pub(crate) fn with_unit(name: &str, unit: &str) -> String {
    if unit.is_empty() {
        name.to_owned()
    } else {
        format!("{name} ({unit})")
    }
}

/// A value with its unit: `2 km`, `Kuhn Munkres`.
pub(crate) fn value(cell: &Cell, unit: &str) -> String {
    let text = match cell {
        Cell::Text(word) => return words(word),
        Cell::Missing => return "none".into(),
        Cell::Integer(value) => value.to_string(),
        Cell::Number(value) => number(*value),
    };
    if unit.is_empty() {
        text
    } else {
        format!("{text} {unit}")
    }
}

/// A number to six digits.
pub(crate) fn number(value: f64) -> String {
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    written(rounded)
}

/// A number with all of its digits: of a size that needs a power of ten, as mathematics.
pub(crate) fn written(value: f64) -> String {
    match number_text(value) {
        Some(text) if text.contains('e') => as_power(value),
        text => text.unwrap_or_default(),
    }
}

/// `$10^{-6}$`, `$2\cdot 10^{-6}$`
pub(crate) fn as_power(value: f64) -> String {
    let text = format!("{value:e}");
    match text.split_once('e') {
        Some(("1", power)) => format!("$10^{{{power}}}$"),
        Some((factor, power)) => format!("${factor}\\cdot 10^{{{power}}}$"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{ColumnType, Role};

    #[test]
    fn columns_are_named_in_words_with_their_units() {
        let column = Column::new("sum_rate", Role::Metric, ColumnType::Number).unit("bit/s/Hz");
        assert_eq!(heading(&column), "sum rate (bit/s/Hz)");
        let area = Column::new("area", Role::Key, ColumnType::Number)
            .unit("km")
            .title("area side");
        assert_eq!(heading(&area), "area side (km)");
        assert_eq!(words("normalised_mse"), "normalised MSE");
        assert_eq!(words("S_min"), r"$S_{\min}$");
        assert_eq!(words("delta"), r"$\delta$");
        assert_eq!(experiment("delta_and_mse"), "delta and mse");
        assert_eq!(words("kuhn_munkres"), "Kuhn Munkres");
        assert_eq!(value(&Cell::Number(0.1 + 0.2), "km"), "0.3 km");
        assert_eq!(value(&Cell::Number(1e-6), "W"), "$10^{-6}$ W");
        assert_eq!(number(2.5e-7), r"$2.5\cdot 10^{-7}$");
        assert_eq!(number(-1e20), r"$-1\cdot 10^{20}$");
    }
}
