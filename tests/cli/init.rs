//! `cfs init`

use crate::numpy::numpy;
use crate::support::Folder;

#[test]
fn every_template_is_canonical_and_runs() {
    let folder = Folder::new();
    let channels = numpy(&[1, 2, 3, 4], |part| 1.0 + (part as f64 * 1.7).sin());
    std::fs::write(folder.path("channels.npy"), channels).unwrap();
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
