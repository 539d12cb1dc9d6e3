//! `cfs init`

use crate::support::Folder;

/// A NumPy file of a complex channel for each of the counts.
fn channels(shape: &[usize]) -> Vec<u8> {
    let axes: Vec<String> = shape.iter().map(usize::to_string).collect();
    let shape_text = axes.join(", ");
    let header =
        format!("{{'descr': '<c16', 'fortran_order': False, 'shape': ({shape_text}), }}\n");
    let mut bytes = b"\x93NUMPY\x01\0".to_vec();
    bytes.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    bytes.extend(header.bytes());
    for i in 0..shape.iter().product::<usize>() * 2 {
        bytes.extend((1.0 + (i as f64 * 1.7).sin()).to_le_bytes());
    }
    bytes
}

#[test]
fn every_template_is_canonical_and_runs() {
    let folder = Folder::new();
    std::fs::write(folder.path("channels.npy"), channels(&[1, 2, 3, 4])).unwrap();
    for template in ["first", "table1", "textbook", "own-channels"] {
        let file = format!("{template}.cfs");
        folder.cfs(&["init", &file, "--from", template]).with(0);
        folder.cfs(&["fmt", "--check", &file]).with(0);
        folder.cfs(&["check", &file]).with(0);
        let run = ["run", &file, "--realizations", "1", "-o", template];
        folder.cfs(&run).with(0);
    }
    folder.cfs(&["init", "-q"]).with(2).says("first.cfs");
}

#[test]
fn a_file_that_exists_is_left_as_it_is() {
    let folder = Folder::new();
    folder.write("mine.cfs", "users 1\n");
    folder.cfs(&["init", "mine.cfs"]).with(2).says("exists");
    assert_eq!(folder.read("mine.cfs"), "users 1\n");
    folder.cfs(&["init", "no/where.cfs"]).with(4);
}
