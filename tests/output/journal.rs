//! Journals: what they hold is what was computed, or it is left out.

use cfs::disk::journal::{is_journal, is_text_journal};
use cfs::disk::records::{Kind, Place, Record, Records, frame, parse};
use cfs::run::{Memory, Store as _, UnitResult};

use crate::sample::unit;

fn record(piece: u64, data: &[u8]) -> Record {
    Record {
        kind: Kind::Unit,
        program: 7,
        piece,
        data: data.to_vec(),
    }
}

fn three() -> [Record; 3] {
    [
        record(1, b"one"),
        // The mark of a record within one.
        record(2, &frame(Kind::Unit, 1, 1, b"within")),
        record(u64::MAX, &[0; 70_000]),
    ]
}

fn bytes(records: &[Record]) -> Vec<u8> {
    records.iter().flat_map(Record::to_bytes).collect()
}

/// The whole records, and how many places are damaged.
fn read(bytes: &[u8]) -> (Vec<Record>, usize) {
    let mut records = Records::new(bytes, 0);
    let mut found = Vec::new();
    while let Some((record, Place { offset, length })) = records.next_record().unwrap() {
        let offset = usize::try_from(offset).unwrap();
        let here = &bytes[offset..offset + length as usize];
        assert_eq!(parse(here).as_ref(), Some(&record));
        found.push(record);
    }
    (found, records.damaged())
}

#[test]
fn what_is_written_is_read() {
    assert_eq!(read(&bytes(&three())), (three().to_vec(), 0));
    assert_eq!(read(b""), (Vec::new(), 0));
}

#[test]
fn any_damage_costs_its_record_and_no_other() {
    let [one, two, long] = three();
    let all = [one.clone(), two.clone(), one];
    let text = bytes(&all);
    let ends: Vec<usize> = (0..=all.len()).map(|n| bytes(&all[..n]).len()).collect();
    for place in 0..text.len() {
        for change in [0, b'\n', 0xc5, 0xff] {
            let mut damaged = text.clone();
            if damaged[place] == change {
                continue;
            }
            damaged[place] = change;
            let hit = ends.iter().filter(|&&end| end <= place).count() - 1;
            let expected: Vec<Record> = (0..3)
                .filter(|&n| n != hit)
                .map(|n| all[n].clone())
                .collect();
            let (found, faults) = read(&damaged);
            // A record whose data hold another one, and whose frame is damaged, may show what it holds.
            let found: Vec<Record> = found.into_iter().filter(|r| r.program == 7).collect();
            assert_eq!(found, expected, "byte {place} became {change}");
            assert!(faults > 0);
        }
    }
    // What was inserted costs nothing.
    let mut spread = bytes(std::slice::from_ref(&long));
    spread.extend_from_slice(b"nonsense");
    spread.extend(bytes(std::slice::from_ref(&two)));
    assert_eq!(read(&spread), (vec![long, two], 1));
}

#[test]
fn a_journal_cut_anywhere_gives_its_whole_records() {
    let all = [record(1, b"one"), record(2, b"two")];
    let text = bytes(&all);
    let first = bytes(&all[..1]).len();
    for length in 0..text.len() {
        let (found, faults) = read(&text[..length]);
        let whole = usize::from(length >= first);
        assert_eq!(found.len(), whole, "the first {length} bytes");
        assert_eq!(faults > 0, length != 0 && length != first);
    }
}

#[test]
fn results_come_back_to_the_bit() {
    // Among them what decimal readers that round twice miss, and what text does not hold.
    let hard = [
        0.1,
        f64::MIN_POSITIVE,
        5e-324,
        f64::MAX,
        9_007_199_254_740_993.0,
        2.225_073_858_507_201e-308,
        -0.0,
        f64::NAN,
        f64::INFINITY,
    ];
    let mut result = unit(&hard);
    result.points[0].mse = Some(f64::NAN);
    let again = UnitResult::of_bytes(&result.to_bytes().unwrap()).unwrap();
    let bits = |result: &UnitResult| -> Vec<u64> {
        let point = &result.points[0];
        let values = point.rates.iter().copied().chain(point.mse);
        values.map(f64::to_bits).collect()
    };
    assert_eq!(bits(&again), bits(&result));
    let store = Memory::default();
    assert!(!store.holds(3) && store.get(3).unwrap().is_none());
    store.put(3, &result).unwrap();
    assert_eq!(bits(&store.get(3).unwrap().unwrap()), bits(&result));
}

#[test]
fn journals_are_known_by_how_they_begin() {
    assert!(is_journal(b"cfs jour") && is_journal(b"cfs journal 2\n\xc5"));
    assert!(!is_journal(b"realization,scheme") && !is_text_journal(b"cfs journal 2\n"));
    assert!(is_text_journal(b"0123456789abcdef {\"program\":1}\n") && is_text_journal(b"0123"));
    assert!(!is_text_journal(b"0123456789abcdef0") && !is_text_journal(b""));
}
