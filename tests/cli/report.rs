//! `cfs report`

use crate::support::{Folder, objects};

#[test]
fn a_report_is_made_of_the_files_alone() {
    let folder = Folder::new();
    folder.cfs(&["run", "region.cfs", "-q"]).with(0);
    folder.cfs(&["run", "hopeful.cfs", "-q"]).with(1);
    for name in ["region.cfs", "hopeful.cfs", "small.cfs"] {
        std::fs::remove_file(folder.path(name)).unwrap();
    }
    let ended = folder
        .cfs(&["report", "results"])
        .with(0)
        .prints("wrote report.html");
    assert_eq!(ended.stderr, "");
    let page = folder.read("report.html");
    for text in [
        "Results: hopeful, region",
        "9 points: 9 solved, 0 infeasible, 0 failed",
        "mean sum_rate &lt;= mean R_max",
        "<td>small.cfs:3</td>",
        "delta from S_min to 1.2 step 0.2",
        "<span class=\"bad\">fails</span>",
    ] {
        assert!(page.contains(text), "no `{text}` in the page");
    }
    folder
        .cfs(&[
            "report",
            "results",
            "results/region.summary.csv",
            "-o",
            "deep/page.html",
        ])
        .with(0);
    assert_eq!(
        folder.read("deep/page.html"),
        page,
        "nothing is shown twice"
    );
}

#[test]
fn changed_and_missing_tables_are_reported() {
    let folder = Folder::new();
    folder.cfs(&["run", "region.cfs", "-q"]).with(0);
    let table = folder
        .read("results/region.csv")
        .replace("solved", "failed");
    folder.write("results/region.csv", &table);
    folder
        .cfs(&["report", "results/region.csv"])
        .with(0)
        .says("warning: `region.csv` was changed after the run");

    for path in ["nowhere", "small.cfs", "."] {
        let arguments = [
            "report",
            path,
            "-o",
            "none.html",
            "--message-format",
            "json",
        ];
        let ended = folder.cfs(&arguments).with(4);
        assert_eq!(objects(&ended.stderr)[0]["code"], "cfs::report::read");
        assert!(!folder.path("none.html").exists());
    }
}
