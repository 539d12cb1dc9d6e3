//! `cfs clean`: what no scenario has any more.

use crate::support::{Folder, REGION, objects};

const GOLDEN: &str = "  golden \"region.golden.csv\"\n}\n";

/// A folder with the results and golden of an experiment that is renamed afterwards.
fn renamed() -> Folder {
    let folder = Folder::new();
    std::fs::remove_file(folder.path("faulty.cfs")).unwrap();
    folder.write("region.cfs", REGION.replace("}\n", GOLDEN));
    folder.cfs(&["test", "region.cfs", "--accept"]).with(0);
    folder.cfs(&["run", "-q", "region.cfs"]).with(0);
    folder.cfs(&["clean"]).with(0).prints("nothing to clean");
    folder.write("region.cfs", REGION.replace("region", "two"));
    folder
}

#[test]
fn results_and_goldens_that_no_scenario_has_are_listed_and_removed() {
    let folder = renamed();
    folder.cfs(&["run", "-q", "region.cfs"]).with(0);
    let before = folder.names("results");
    let listed = folder
        .cfs(&["clean"])
        .with(0)
        .prints("results/region.csv")
        .prints("has no experiment `region`")
        .prints("region.golden.csv  (no scenario names this golden)")
        .says("cfs clean --remove");
    assert!(!listed.stdout.contains("two"), "{}", listed.stdout);
    assert_eq!(folder.names("results"), before);
    let ended = folder
        .cfs(&["clean", "--remove", "--message-format", "json"])
        .with(0);
    let objects = objects(&ended.stdout);
    assert_eq!(objects[0]["experiment"], "region");
    assert_eq!(objects[1]["type"], "golden");
    assert_eq!(
        folder.names("results"),
        ["two.csv", "two.journal", "two.json", "two.summary.csv"]
    );
    assert!(!folder.path("region.golden.csv").exists());
    folder.cfs(&["clean"]).with(0).prints("nothing to clean");
}

#[test]
fn what_was_changed_or_cannot_be_judged_stays() {
    let folder = renamed();
    let table = folder.read("results/region.csv");
    folder.write("results/region.csv", &(table + "# mine\n"));
    folder.write("results/mine.csv", "a,b\n");
    // A scenario with errors may name anything.
    folder.write("faulty.cfs", "golden\n");
    folder.cfs(&["clean", "--remove"]).with(3);
    assert!(folder.path("region.golden.csv").exists());
    std::fs::remove_file(folder.path("faulty.cfs")).unwrap();
    folder
        .cfs(&["clean", "--remove"])
        .with(0)
        .says("`results/region.csv` was changed");
    assert_eq!(folder.names("results"), ["mine.csv", "region.csv"]);
}

#[test]
fn results_of_a_scenario_that_is_gone_are_stale_unless_another_has_the_experiment() {
    let folder = renamed();
    std::fs::remove_file(folder.path("region.golden.csv")).unwrap();
    std::fs::remove_file(folder.path("region.cfs")).unwrap();
    folder.cfs(&["clean"]).with(0).prints("does not exist");
    folder.write("elsewhere.cfs", REGION);
    folder.cfs(&["clean"]).with(0).prints("nothing to clean");
}

#[test]
fn shares_that_no_scenario_has_are_removed_with_the_files_of_their_locks() {
    let folder = Folder::new();
    std::fs::remove_file(folder.path("faulty.cfs")).unwrap();
    folder.write("region.cfs", REGION);
    for share in ["1/3", "2/3", "3/3"] {
        folder
            .cfs(&["run", "-q", "region.cfs", "--share", share])
            .with(0);
    }
    folder.cfs(&["merge", "-q", "results"]).with(0);
    folder.cfs(&["clean"]).with(0).prints("nothing to clean");
    folder.write("region.cfs", REGION.replace("region", "two"));
    folder
        .cfs(&["clean"])
        .with(0)
        .prints("results/region.csv")
        .prints("results/region.2of3.share");
    // A share that is being computed stays, and with it all of them.
    let held = cfs::OutputFolder::open(folder.path("results")).unwrap();
    held.hold("region.3of3").unwrap();
    folder
        .cfs(&["clean", "--remove"])
        .with(4)
        .says("cfs::output::busy");
    assert!(folder.path("results/region.1of3.share").exists());
    drop(held);
    folder.cfs(&["clean", "--remove"]).with(0);
    let left = std::fs::read_dir(folder.path("results")).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.is_empty(), "{left:?}");
    folder.cfs(&["clean"]).with(0).prints("nothing to clean");
}
