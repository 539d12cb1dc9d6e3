//! Journals: what they hold is what was computed, or it is left out.

use cfs::disk::journal::{Recovered, line, recover};

const PROGRAM: &str = "cfs 1";

fn journal(results: &[(u64, Vec<f64>)]) -> String {
    results
        .iter()
        .map(|(piece, result)| line(PROGRAM, *piece, result).unwrap())
        .collect()
}

fn read(text: &[u8]) -> Recovered<Vec<f64>> {
    recover(text, PROGRAM)
}

#[test]
fn numbers_come_back_to_the_bit() {
    let hard = vec![
        0.1,
        1.0 / 3.0,
        f64::MIN_POSITIVE,
        5e-324,
        f64::MAX,
        // Decimal readers that round twice miss these.
        9_007_199_254_740_993.0,
        2.225_073_858_507_201e-308,
        1.797_693_134_862_315_7e308,
        8.533_333_333_333_333e-17,
        -0.0,
    ];
    let text = journal(&[(u64::MAX, hard.clone())]);
    let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&read(text.as_bytes()).results[&u64::MAX]), bits(&hard));
}

#[test]
fn random_numbers_come_back_to_the_bit() {
    // A linear congruential sequence over all bit patterns (Knuth's MMIX constants).
    let mut state = 1_u64;
    for _ in 0..20_000 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let value = f64::from_bits(state);
        if !value.is_finite() {
            continue;
        }
        let text = journal(&[(1, vec![value])]);
        assert_eq!(
            read(text.as_bytes()).results[&1][0].to_bits(),
            value.to_bits()
        );
    }
}

#[test]
fn what_would_not_read_back_is_not_written() {
    assert_eq!(line(PROGRAM, 1, &vec![f64::NAN]), None);
    assert_eq!(line(PROGRAM, 1, &vec![f64::INFINITY]), None);
    assert_eq!(line(PROGRAM, 1, &Some(f64::NAN)), None);
}

#[test]
fn any_damage_costs_its_line_and_no_other() {
    let results = [(1, vec![1.5]), (2, vec![2.5]), (3, vec![3.5])];
    let text = journal(&results).into_bytes();
    let lines: Vec<usize> = text
        .iter()
        .scan(0, |line, &byte| {
            let here = *line;
            *line += usize::from(byte == b'\n');
            Some(here)
        })
        .collect();
    for place in 0..text.len() {
        for change in [b'0', b'9', b'\n', b'{', 0xff] {
            let mut damaged = text.clone();
            if damaged[place] == change {
                continue;
            }
            damaged[place] = change;
            let found = read(&damaged);
            for (index, (piece, result)) in results.iter().enumerate() {
                // A line end that is gone joins two lines.
                let hit =
                    lines[place] == index || (text[place] == b'\n' && lines[place] + 1 == index);
                assert_eq!(
                    found.results.get(piece),
                    (!hit).then_some(result),
                    "byte {place} became {change}"
                );
            }
            assert!(found.damaged > 0);
        }
    }
}

#[test]
fn a_journal_cut_anywhere_gives_its_whole_lines() {
    let results = [(1, vec![1.5]), (2, vec![2.5])];
    let text = journal(&results);
    let first = text.find('\n').unwrap();
    for length in 0..text.len() {
        let found = read(&text.as_bytes()[..length]);
        let whole = usize::from(length >= first) + usize::from(length + 1 >= text.len());
        assert_eq!(found.results.len(), whole, "the first {length} bytes");
    }
}

#[test]
fn other_programs_and_other_forms_are_left_out() {
    let mut text = journal(&[(1, vec![1.5])]);
    text.push_str(&line("cfs 2", 2, &vec![2.5]).unwrap());
    text.push_str(&line("cfs 2", 3, &"another form".to_owned()).unwrap());
    text.push_str(&line(PROGRAM, 4, &"another form".to_owned()).unwrap());
    text.push_str("not a journal\n\n");
    let found = read(text.as_bytes());
    assert_eq!(
        found.results.into_iter().collect::<Vec<_>>(),
        [(1, vec![1.5])]
    );
    assert_eq!((found.foreign.len(), found.damaged), (2, 2));
    assert_eq!(found.lines[&1], journal(&[(1, vec![1.5])]));
    assert!(text.contains(&found.foreign.concat()));
}

#[test]
fn of_two_lines_on_one_piece_the_later_counts() {
    let text = journal(&[(7, vec![1.0]), (7, vec![2.0])]);
    let found = read(text.as_bytes());
    assert_eq!(found.results[&7], [2.0]);
    assert_eq!(found.lines[&7], journal(&[(7, vec![2.0])]));
}

#[test]
fn line_ends_of_windows_do_no_damage() {
    let text = journal(&[(1, vec![1.5]), (2, vec![2.5])]).replace('\n', "\r\n");
    let found = read(text.as_bytes());
    assert_eq!((found.results.len(), found.damaged), (2, 0));
}
