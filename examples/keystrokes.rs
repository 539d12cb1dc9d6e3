//! How long an editor waits on a file of a thousand lines: `cargo run --release --example keystrokes`.

use std::sync::Arc;
use std::time::Instant;

use cfs::MemorySources;
use cfs::editor::completion::complete;
use cfs::editor::highlight::colours;
use cfs::editor::hover::hover;
use cfs::editor::project::Project;
use cfs::editor::{File, Knowledge};

/// One file and nothing else.
struct Alone(Arc<File>);

impl Project for Alone {
    fn resolve(&self, _: &str, target: &str) -> String {
        target.to_owned()
    }

    fn file(&self, name: &str) -> Option<Arc<File>> {
        (name == NAME).then(|| Arc::clone(&self.0))
    }

    fn all(&self) -> Vec<String> {
        vec![NAME.to_owned()]
    }
}

const NAME: &str = "long.cfs";

fn main() {
    let mut text = String::new();
    for number in 0..50 {
        text.push_str(&format!(
            "let reach{number} = {number} * 10 m + 100 m\n\
             deployment d{number} {{\n  area square 1 km\n  aps 3 {{\n    antennas 4\n    power 125 dB\n  }}\n  \
             users 2\n  targets 1\n}}\n\
             # A comment.\nexperiment e{number} on d{number} {{\n  realizations 3\n  area reach{number}\n  \
             compare scheme [proposed, zf]\n  sweep users over [1, 2]\n  \
             sweep delta over [1, 2, 3] solve isac\n  plot sum_rate over delta\n}}\n\n"
        ));
    }
    let place = text.find("area reach25").unwrap_or(0) + "area ".len();
    println!("{} lines, {} bytes", text.lines().count(), text.len());
    let sources = MemorySources::new().with(NAME, text.as_str());
    let project = Alone(Arc::new(File::new(text.clone())));
    let known = Knowledge::of(&sources, NAME);
    median("keystroke and completion", || {
        let file = File::new(text.clone());
        complete(&project, NAME, &file, place).proposals.len()
    });
    median("hover", || {
        let found = hover(&project, NAME, &project.0, Some(&known), place);
        found.map_or(0, |found| found.text.len())
    });
    median("colours", || colours(&project, NAME, &project.0).len());
    median("check", || Knowledge::of(&sources, NAME).studies.len());
}

/// Prints the median time of 101 calls.
fn median(what: &str, mut call: impl FnMut() -> usize) {
    let mut times = Vec::new();
    let mut result = 0;
    for _ in 0..101 {
        let begin = Instant::now();
        result = call();
        times.push(begin.elapsed());
    }
    times.sort();
    println!("{what}: {:?} ({result})", times[times.len() / 2]);
}
