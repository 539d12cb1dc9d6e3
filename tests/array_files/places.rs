//! Arrays of places of every format, as other programs write them (tests/instances/channels/places.py), whole and damaged.

use cfs::engine::{Placement, Point};
use cfs::language::Checked;

use crate::{damage, deployment, measured, refused};

/// Each file, and how it is read.
const CASES: &[(&[u8], &str)] = &[
    (instance!("xyz.npy"), "in m"),
    (
        instance!("xyz.npy"),
        "in m axes [realizations, users, coordinates]",
    ),
    (instance!("xyz.npz"), "variable \"xyz\" in m"),
    (instance!("xyz.npz"), "in m variable \"whole\""),
    (instance!("xyz.npz"), "variable \"km\" in km"),
    (instance!("xyz_packed.npz"), "in m"),
    (instance!("xyz_version6.mat"), "variable \"xyz\" in m"),
    (instance!("xyz_version7.mat"), "variable \"xyz\" in m"),
    (
        instance!("xyz_version7.mat"),
        "variable \"turned\" axes [coordinates, users, realizations] in m",
    ),
    (instance!("xyz_version73.mat"), "variable \"xyz\" in m"),
    (instance!("xyz.h5"), "variable \"xyz\" in m"),
    (instance!("xyz.h5"), "variable \"single\" in m"),
    (instance!("xyz.h5"), "variable \"group/whole\" in m"),
];

fn checked(reading: &str, data: &[u8]) -> Checked {
    let text = format!(
        "area square 1 km\nusers {{ placement at from \"xyz\" {reading} }}\nrealizations 2\nsolve communication\n"
    );
    crate::checked(&text, data)
}

fn message(reading: &str, data: &[u8]) -> String {
    refused(&checked(reading, data), reading)
}

/// places.py's entry.
fn place(r: usize, k: usize) -> Point {
    let x = (100 * r + 10 * k) as f64;
    Point {
        x: x / 1000.0,
        y: (x + 1.0) / 1000.0,
    }
}

fn is_near(found: &[Point], expected: &[Point]) -> bool {
    let near = |(a, b): (&Point, &Point)| (a.x - b.x).abs() < 1e-12 && (a.y - b.y).abs() < 1e-12;
    found.len() == expected.len() && found.iter().zip(expected).all(near)
}

fn placement(checked: &Checked) -> &Placement {
    &deployment(checked).users.placement
}

#[test]
fn every_format_gives_the_same_places() {
    for (data, reading) in CASES {
        let checked = checked(&format!("{reading} each realization"), data);
        let Placement::AtEach(each) = placement(&checked) else {
            panic!("{reading}")
        };
        assert_eq!(each.len(), 2);
        for (r, places) in each.iter().enumerate() {
            let expected: Vec<Point> = (0..3).map(|k| place(r, k)).collect();
            assert!(is_near(places, &expected), "{reading}: {places:?}");
        }
    }
}

#[test]
fn one_network_of_several_or_the_only_one() {
    let cases: [(&[u8], &str, usize); 3] = [
        (instance!("xyz.npy"), "realization 1 in m", 3),
        (instance!("xyz.npz"), "variable \"one\" in m", 3),
        (
            instance!("xyz.npz"),
            "in m variable \"xyz\" realization 1",
            3,
        ),
    ];
    for (data, reading, count) in cases {
        let checked = checked(reading, data);
        let Placement::At(places) = placement(&checked) else {
            panic!("{reading}")
        };
        let expected: Vec<Point> = (0..count).map(|k| place(1, k)).collect();
        assert!(is_near(places, &expected), "{reading}: {places:?}");
    }
}

/// A NumPy file of numbers of double precision.
fn npy(shape: &str, values: &[f64]) -> Vec<u8> {
    let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.bytes());
    bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    bytes
}

#[test]
fn one_place_is_an_array_of_one_axis() {
    let data = npy("(3,)", &[500.0, 250.0, 10.0]);
    let Placement::At(places) = placement(&checked("in m", &data)).clone() else {
        panic!("several networks")
    };
    assert_eq!(places, [Point { x: 0.5, y: 0.25 }]);
}

#[test]
fn what_cannot_be_used_is_refused_with_what_to_write() {
    let two = npy("(2, 5)", &[0.0; 10]);
    let nan = npy("(2, 2)", &[0.0, 1.0, f64::NAN, 0.0]);
    let none = npy("(0, 2)", &[]);
    let never = npy("(0, 3, 2)", &[]);
    let line = npy("(5,)", &[0.0; 5]);
    let cases: [(&[u8], &str, &str); 23] = [
        (
            instance!("xyz.npz"),
            "in m",
            "it holds `xyz`, `one`, `whole` and `km`",
        ),
        (
            instance!("xyz.npz"),
            "variable \"x\" in m",
            "does not hold the array `x`",
        ),
        (
            instance!("xyz.npy"),
            "variable \"xyz\" in m",
            "holds one array",
        ),
        (
            instance!("xyz.npz"),
            "variable \"xyz\"",
            "write `in m` or `in km`",
        ),
        (
            instance!("xyz.npy"),
            "in m",
            "`from \"xyz\" in m realization 0`",
        ),
        (
            instance!("xyz.npy"),
            "in m realization 2",
            "has 2 realizations, counted from 0; realization 2",
        ),
        (
            instance!("xyz.npz"),
            "variable \"one\" in m each realization",
            "no axis of realizations",
        ),
        (
            instance!("xyz.npz"),
            "variable \"one\" in m realization 0",
            "`axes [realizations, users, coordinates]`",
        ),
        (
            instance!("xyz.npz"),
            "variable \"one\" in cm",
            "expected a unit: m, km",
        ),
        (instance!("xyz.npz"), "variable \"one\" in m in km", "`in`"),
        (
            instance!("xyz.npy"),
            "in m each realization realization 0",
            "`realization`",
        ),
        (
            instance!("xyz.npy"),
            "in m axes [users, coordinates] realization 0",
            "its shape is (2, 3, 3)",
        ),
        (
            instance!("xyz.npy"),
            "in m axes [realizations, aps, coordinates]",
            "known: realizations, users, coordinates",
        ),
        (
            instance!("xyz.npy"),
            "in m axes [realizations, users, users]",
            "users",
        ),
        (instance!("h.npy"), "in m", "its values are complex"),
        (
            instance!("xyz.h5"),
            "variable \"words\" in m",
            "its values are not numbers",
        ),
        (&two, "in m", "write `axes [coordinates, users]`"),
        (&line, "in m", "its shape is (5)"),
        (&nan, "in m", "entry [1, 0] is not a finite number"),
        (&none, "in m", "the file has no points"),
        (&never, "in m each realization", "the file has no points"),
        (b"x_km,y_km\n0,0\n", "in m", "not a file of NumPy"),
        (&two[..20], "in m", "ends within its header"),
    ];
    for (data, reading, expected) in cases {
        let message = message(reading, data);
        assert!(message.contains(expected), "{reading}: {message}");
    }
}

#[test]
fn a_header_that_promises_more_than_the_file_has_takes_no_memory() {
    let huge = npy("(2, 1000000000, 2)", &[0.0; 4]);
    let mut mat = instance!("xyz_version6.mat").to_vec();
    let lengths: Vec<u8> = [2i32, 3, 3]
        .into_iter()
        .flat_map(i32::to_le_bytes)
        .collect();
    let at = mat.windows(12).position(|part| part == lengths).unwrap();
    mat[at + 4..at + 8].copy_from_slice(&i32::MAX.to_le_bytes());
    for (data, reading) in [
        (&huge, "in m realization 0"),
        (&mat, "variable \"xyz\" in m realization 0"),
    ] {
        let (text, bytes) = measured(|| message(reading, data));
        assert!(text.contains("ends before the last"), "{text}");
        assert!(bytes < 4 << 20, "{bytes} bytes");
    }
    // More places than a list may have.
    let many = npy("(20000, 2)", &[0.1; 40_000]);
    assert!(message("in km", &many).contains("more than 10000 points"));
}

#[test]
fn files_that_are_cut_or_changed_are_read_or_refused_at_once() {
    for (data, reading) in CASES {
        let reading = &format!("{reading} each realization");
        damage(data, reading, |input| checked(reading, input));
    }
}
