//! What a run holds in memory grows with its summaries and not with its rows: the peak of all that is allocated, by every thread,
//! of a run and of one with four times as many networks. No clock is read.

#![allow(
    unsafe_code,
    reason = "an allocator that counts hands every call on to that of the system"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use cfs::{Build, MemorySources, Output, OutputFolder, Run, Scenario};

/// Bytes that are allocated, and the most there were.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator with the arguments it came with; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(held, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Networks of the smaller run.
const FEW: u32 = 300;
/// How many times as many the larger one has.
const TIMES: u32 = 4;

/// The most that a run of so many networks held beyond what there was before it: from its text to its files.
fn peak(statements: &str, realizations: u32, folder: &Path) -> usize {
    let before = HELD.load(Ordering::Relaxed);
    MOST.store(before, Ordering::Relaxed);
    let mut text = String::from("area square 1 km\naps 5 { antennas 2 }\nusers 6\ntargets 1\n");
    writeln!(text, "realizations {realizations}\n{statements}").unwrap();
    let sources = MemorySources::new().with("many.cfs", text);
    let scenario = Scenario::parse(&sources, "many.cfs").expect("a scenario");
    let experiment = scenario.plan().experiments().next().expect("an experiment");
    let folder = OutputFolder::open(folder).expect("a folder");
    let build = Build::of_file(std::env::current_exe().expect("this test")).expect("a build");
    let journal = experiment
        .journal(&folder, &build, false)
        .expect("a journal");
    let run = Run {
        threads: std::num::NonZeroUsize::new(1),
        store: Some(journal.clone()),
        ..Run::default()
    };
    let results = experiment.run(&run).expect("results");
    let output = Output {
        journal: Some(&journal),
        ..Output::default()
    };
    results.write_with(&folder, output).expect("files");
    MOST.load(Ordering::Relaxed) - before
}

#[test]
fn memory_grows_with_summaries_and_not_with_rows() {
    // Rows for each network, bytes that a further one may cost: its part of the index of units, of 30 links or 60 points; and
    // what is said of all rows beyond means, 8 bytes a value and what tells values apart.
    let cases = [
        ("links", "samples 2\nsolve estimation", 30, 4.0),
        (
            "points",
            "sweep scheme over [mrt]\nsweep delta from 1 to 60.5 step 1\nsolve isac",
            60,
            4.0,
        ),
        (
            "users",
            "record users rates\nsweep scheme over [mrt]\nsweep delta from 1 to 60.5 step 1\nsolve isac",
            60,
            4.0,
        ),
        (
            "percentiles",
            "record p5 of gain median of gain\nsamples 2\nsolve estimation",
            30,
            40.0,
        ),
        (
            "distribution",
            "plot cdf of gain\nsamples 2\nsolve estimation",
            30,
            24.0,
        ),
        (
            "expectation",
            "expect mean gain > 0\nsamples 2\nsolve estimation",
            30,
            80.0,
        ),
        (
            "layout",
            "plot layout\nrecord layout\nsamples 2\nsolve estimation",
            30,
            4.0,
        ),
    ];
    for (name, statements, rows, most) in cases {
        let temp = tempfile::tempdir().unwrap();
        let one = |realizations: u32| {
            peak(
                statements,
                realizations,
                &temp.path().join(realizations.to_string()),
            )
        };
        // What is held once, such as tables of words, is made before.
        one(10);
        let (few, many) = (one(FEW), one(FEW * TIMES));
        let more = f64::from(FEW * (TIMES - 1) * rows);
        let each = (many as f64 - few as f64) / more;
        println!("{name}: {few} and {many} bytes, {each:.1} a row");
        assert!(each < most, "{name}: {each:.1} bytes for each further row");
    }
}
