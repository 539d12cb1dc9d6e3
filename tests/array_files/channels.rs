//! Files of channels of every format, as other programs write them (tests/instances/channels/make.py), whole and damaged.

use cfs::language::Checked;
use num_complex::Complex64;

use crate::{damage, deployment, refused};

const USUAL: &str = "aps 3 { antennas 2 power 0 dB }";
/// Each file, and how it is read.
const CASES: &[(&[u8], &str)] = &[
    (instance!("h.npy"), ""),
    (
        instance!("h.npy"),
        "axes [realizations, users, aps, antennas]",
    ),
    (instance!("h.npz"), "variable \"H\""),
    (instance!("packed.npz"), ""),
    (
        instance!("version6.mat"),
        "variable \"H\" conjugated axes [realizations, aps, antennas, users]",
    ),
    (
        instance!("version7.mat"),
        "variable \"H\" axes [realizations, aps, antennas, users] conjugated",
    ),
    (instance!("h.h5"), "variable \"H\""),
    (instance!("h.h5"), "variable \"chunks\""),
    (instance!("h.h5"), "variable \"group/single\""),
    (instance!("latest.h5"), ""),
    (instance!("version73.mat"), "variable \"H\""),
];

fn checked(aps: &str, reading: &str, data: &[u8]) -> Checked {
    let text = format!(
        "users 2\n{aps}\ntargets 1\nrealizations 2\nchannels from \"h\" {reading}\nsolve communication\n"
    );
    crate::checked(&text, data)
}

fn message(aps: &str, reading: &str, data: &[u8]) -> String {
    refused(&checked(aps, reading, data), reading)
}

/// make.py's entry.
fn entry(r: usize, k: usize, m: usize, n: usize) -> Complex64 {
    Complex64::new((1 + r + 2 * k) as f64, m as f64 - 0.25 * n as f64)
}

fn channels(checked: &Checked) -> std::sync::Arc<cfs::engine::KnownChannels> {
    match &deployment(checked).channels {
        cfs::engine::Channels::Known(channels) => channels.clone(),
        cfs::engine::Channels::Model => panic!("no channels"),
    }
}

#[test]
fn every_format_gives_the_same_channels() {
    for (index, (data, reading)) in CASES.iter().enumerate() {
        let channels = channels(&checked(USUAL, reading, data));
        for (r, k, m) in (0..12).map(|i| (i / 6, i / 3 % 2, i % 3)) {
            let expected = [entry(r, k, m, 0), entry(r, k, m, 1)];
            assert_eq!(
                channels.at(r as u64, m, k),
                Some(&expected[..]),
                "case {index}: {reading}"
            );
        }
    }
}

#[test]
fn a_ray_tracers_axes_are_words() {
    let axes = "axes [users, receive_antennas, transmit_antennas, subcarriers]";
    let aps = "aps 1 { antennas 2 power 0 dB }";
    let channels = channels(&checked(aps, axes, instance!("ray.npy")));
    assert_eq!(channels.realizations(), Some(2));
    for (r, k) in (0..4).map(|i| (i / 2, i % 2)) {
        let expected = [entry(r, k, 0, 0), entry(r, k, 0, 1)];
        assert_eq!(channels.at(r as u64, 0, k), Some(&expected[..]));
    }
}

#[test]
fn what_cannot_be_used_is_refused_with_what_to_write() {
    let cases: [(&[u8], &str, &str); 10] = [
        (instance!("h.npz"), "", "it holds `H` and `other`"),
        (
            instance!("h.npz"),
            "variable \"h\"",
            "does not hold the array `h`",
        ),
        (instance!("h.npy"), "variable \"H\"", "holds one array"),
        (
            instance!("version7.mat"),
            "variable \"other\"",
            "its values are real",
        ),
        (
            instance!("h.npy"),
            "axes [users, aps, antennas]",
            "3 axes are named",
        ),
        (
            instance!("h.npy"),
            "axes [realizations, aps, antennas, subcarriers]",
            "no axis of it is named `users`",
        ),
        (
            instance!("h.npy"),
            "axes [antennas, receive_antennas, aps, users]",
            "its users have 2 antennas",
        ),
        (
            instance!("h.npy"),
            "axes [users, realizations, aps, antenas]",
            "did you mean `antennas`",
        ),
        (
            instance!("h.npy"),
            "axes [users, realizations, users, antennas]",
            "users",
        ),
        (b"realizations", "", "not a file of NumPy"),
    ];
    for (data, reading, expected) in cases {
        let message = message(USUAL, reading, data);
        assert!(message.contains(expected), "{reading}: {message}");
    }
    // Axes of another order are found.
    let reading = "variable \"H\" conjugated";
    let message = message(USUAL, reading, instance!("version7.mat"));
    assert!(message.contains("axes ["), "{message}");
}

#[test]
fn files_that_are_cut_or_changed_are_read_or_refused_at_once() {
    for (data, reading) in CASES {
        damage(data, reading, |input| checked(USUAL, reading, input));
    }
}

#[test]
fn sizes_are_compared_with_the_file_before_memory_is_taken() {
    // An archive whose only array says that it has 2^40 bytes when unpacked.
    let mut bytes = instance!("packed.npz").to_vec();
    let list = bytes.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    bytes[list + 24..list + 28].copy_from_slice(&0xffff_fff0u32.to_le_bytes());
    let text = message(USUAL, "", &bytes);
    assert!(text.contains("the limit is 268 MB"), "{text}");
    // A dataset of 2^62 values.
    let mut bytes = instance!("latest.h5").to_vec();
    let axes: Vec<u8> = [2u64, 2, 3, 2]
        .into_iter()
        .flat_map(u64::to_le_bytes)
        .collect();
    let at = bytes.windows(32).position(|w| w == axes).unwrap();
    bytes[at..at + 8].copy_from_slice(&(1u64 << 58).to_le_bytes());
    let text = message(USUAL, "", &bytes);
    assert!(text.contains("cannot use `h`"), "{text}");
}

/// The message about a file, and the most bytes that reading it took at once.
fn measured(reading: &str, data: &[u8]) -> (String, u64) {
    crate::measured(|| message(USUAL, reading, data))
}

#[test]
fn a_header_that_promises_more_than_the_file_has_takes_no_memory() {
    let replaced = |data: &[u8], from: &[u8], to: &[u8]| {
        let mut changed = data.to_vec();
        let starts = data.windows(from.len()).enumerate();
        let starts: Vec<usize> = starts
            .filter(|(_, part)| *part == from)
            .map(|(at, _)| at)
            .collect();
        assert!(!starts.is_empty());
        for at in starts {
            changed[at..at + to.len()].copy_from_slice(to);
        }
        changed
    };
    let whole = |lengths: [u64; 4]| lengths.into_iter().flat_map(u64::to_le_bytes).collect();
    let (axes, reversed): (Vec<u8>, Vec<u8>) = (whole([2, 2, 3, 2]), whole([2, 3, 2, 2]));
    let more = (1u64 << 40).to_le_bytes();
    // MATLAB's version 6 has lengths of 32 bits: realizations, access points, antennas, users.
    let lengths: Vec<u8> = [2i32, 3, 2, 2]
        .into_iter()
        .flat_map(i32::to_le_bytes)
        .collect();
    let many = i32::MAX.to_le_bytes();
    let files = [
        (
            "",
            replaced(
                instance!("h.npy"),
                b"(2, 2, 3, 2), }",
                b"(2, 2, 3, 2000000000)}",
            ),
        ),
        (
            "variable \"H\"",
            replaced(instance!("version6.mat"), &lengths, &many),
        ),
        ("variable \"H\"", replaced(instance!("h.h5"), &axes, &more)),
        ("", replaced(instance!("latest.h5"), &axes, &more)),
        (
            "variable \"H\"",
            replaced(instance!("version73.mat"), &reversed, &more),
        ),
    ];
    for (index, (reading, data)) in files.iter().enumerate() {
        let (text, bytes) = measured(reading, data);
        assert!(text.contains("cannot use `h`"), "file {index}: {text}");
        assert!(
            bytes < 4 << 20,
            "file {index}: {bytes} bytes for {}",
            data.len()
        );
    }
}

#[test]
fn a_small_file_that_unpacks_to_a_large_one_is_left_at_the_limit() {
    use std::io::Write as _;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..320 {
        packed.write_all(&[0; 1 << 20]).expect("memory");
    }
    let packed = packed.finish().expect("memory");
    let mut bytes = instance!("version7.mat")[..128].to_vec();
    bytes.extend(15u32.to_le_bytes());
    bytes.extend((packed.len() as u32).to_le_bytes());
    bytes.extend(packed);
    let (text, most) = measured("variable \"H\"", &bytes);
    assert!(text.contains("the limit is 268 MB"), "{text}");
    assert!(most < 3 * 268_000_000, "{most} bytes");
}
