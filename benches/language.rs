//! How long it takes to check a long scenario: `cargo bench --bench language`.

use std::fmt::Write as _;

use cfs::language;
use cfs::language::syntax::MemorySources;
use criterion::{Criterion, criterion_group, criterion_main};

/// About a thousand lines: deployments that extend each other and experiments on them.
fn scenario() -> String {
    let mut text = String::from("deployment d0 {\n  aps 4\n  users 6\n  targets 2\n}\n");
    for i in 1..80 {
        let _ = write!(
            text,
            "deployment d{i} extends d0 {{\n  area square {} km\n  users {}\n}}\n\
             experiment e{i} on d{i} {{\n  realizations 20\n  seed {i}\n  pilots {{\n    length 4\n  }}\n  \
             sweep delta from S_min to 10 step 0.5 solve isac\n  expect mean sum_rate > 0\n}}\n",
            1 + i % 3,
            5 + i % 4
        );
    }
    text
}

fn check(c: &mut Criterion) {
    let text = scenario();
    let lines = text.lines().count();
    let sources = MemorySources::new().with("long.cfs", text);
    assert!(language::check(&sources, "long.cfs").faults.is_empty());
    c.bench_function(&format!("check {lines} lines"), |b| {
        b.iter(|| language::check(&sources, "long.cfs"))
    });
}

criterion_group!(benches, check);
criterion_main!(benches);
