//! The canonical form of single texts; tests/language/format.rs formats generated ones.

use super::*;

fn formatted(text: &str) -> String {
    let once = format(FileId(0), text).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
    let twice = format(FileId(0), &once);
    assert_eq!(twice.as_ref(), Ok(&once), "not idempotent");
    once
}

#[test]
fn blocks_are_indented_and_tokens_one_space_apart() {
    assert_eq!(
        formatted("experiment  e   on d{\n\tsolve   sensing\n      sweep delta   from 2   to 3\n}"),
        "experiment e on d {\n  solve sensing\n  sweep delta from 2 to 3\n}\n"
    );
}

#[test]
fn values_of_neighbouring_settings_are_aligned() {
    assert_eq!(
        formatted(
            "aps 6 {\nantennas 12\nspacing 0.5\npower 125dB\n}\nusers 9\ntargets 3\n\nseed 1\n"
        ),
        "aps 6 {\n  antennas 12\n  spacing  0.5\n  power    125 dB\n}\nusers   9\ntargets 3\n\nseed 1\n"
    );
}

#[test]
fn what_is_aligned_stays_aligned_and_nothing_else() {
    let text =
        "let reach   = 0.8 km\nlet near    = 1 m\nexpect mean sum_rate >   0\nsolve sensing\n";
    let expected = "let reach = 0.8 km\nlet near  = 1 m\nexpect mean sum_rate > 0\nsolve sensing\n";
    assert_eq!(formatted(text), expected);
    let single = "let reach = 1 km\nlet a = 1 m\n";
    assert_eq!(formatted(single), single);
}

#[test]
fn comments_and_groups_of_lines_stay() {
    let text = "# a\n\n\n#b  \nusers 9   # c\n# d\n\naps 3 { # e\n\n# f\n}\n# g";
    let expected = "# a\n\n#b\nusers 9   # c\n# d\n\naps 3 {  # e\n\n  # f\n}\n# g\n";
    assert_eq!(formatted(text), expected);
}

#[test]
fn comments_behind_statements_are_in_one_column() {
    assert_eq!(
        formatted("users 9 # one\ntargets 3    # two\n"),
        "users   9  # one\ntargets 3  # two\n"
    );
    // A column that the source has is kept, and so is what goes on below.
    let kept = "users 9       # one\n              # and more\ntargets 3     # two\n";
    assert_eq!(formatted(kept), kept);
}

#[test]
fn signs_keep_what_they_mean() {
    assert_eq!(
        formatted("let a = -2^2+4 * -b\nsweep bearing from -5 deg to 5 deg step - 1\nlet c = a-1"),
        "let a = -2^2 + 4 * -b\nsweep bearing from -5 deg to 5 deg step - 1\nlet c = a - 1\n"
    );
    assert_eq!(
        formatted("let x = f(1,2) + g (3)"),
        "let x = f(1, 2) + g (3)\n"
    );
}

#[test]
fn lists_are_filled_unless_their_last_comma_keeps_the_lines() {
    assert_eq!(
        formatted("sweep users over [1,\n2,\n3]"),
        "sweep users over [1, 2, 3]\n"
    );
    let kept = "placement at [\n  (1 km, 1 km),\n  (2 km, 2 km),\n]\n";
    assert_eq!(formatted(kept), kept);
    let numbers: Vec<String> = (100..140).map(|n| n.to_string()).collect();
    let long = formatted(&format!(
        "sweep users over [{}] solve sensing",
        numbers.join(",")
    ));
    assert!(long.lines().all(|line| line.len() <= WIDTH), "{long}");
    assert_eq!(long.lines().count(), 5, "{long}");
    assert!(long.ends_with("\n] solve sensing\n"), "{long}");
    assert_eq!(formatted("a [1, 2,]"), "a [1, 2]\n");
    let comment = formatted("a [1, # one\n 2]");
    assert_eq!(comment, "a [\n  1,  # one\n  2,\n]\n");
}

#[test]
fn blocks_on_one_line_stay_there() {
    let text = "experiment e { solve sensing }\nbeampattern {}\n";
    assert_eq!(
        formatted("experiment e{solve sensing}\nbeampattern { }"),
        text
    );
}

#[test]
fn line_breaks_are_those_of_the_first_line() {
    assert_eq!(formatted("users 9\r\nseed 1\r\n"), "users 9\r\nseed  1\r\n");
    assert_eq!(formatted("\u{feff}users 9"), "users 9\n");
    assert_eq!(formatted(""), "");
    assert_eq!(formatted("\n\n"), "");
}

#[test]
fn what_cannot_be_read_is_refused() {
    let refused = format(FileId(0), "aps 3 {\nusers ,,\n");
    assert!(matches!(refused, Err(FormatError::Syntax(errors)) if errors.len() == 2));
}

#[test]
fn a_long_text_is_formatted_in_time_that_grows_with_its_length() {
    let one_line = format!("let a = {}", vec!["1"; 200].join("+"));
    let settings = "users  9   # a\n".repeat(9_000);
    let list = format!("at [{}]", "(1 km, 2 km), ".repeat(30_000));
    for text in [one_line, settings, list] {
        formatted(&text);
    }
}
