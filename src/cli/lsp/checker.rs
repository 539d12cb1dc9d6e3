//! The thread that checks scenarios while the server answers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use cfs::editor::Knowledge;

use super::disk::Disk;

/// Scenarios to check.
pub(super) struct Job {
    /// Number of the state of all documents.
    pub revision: u64,
    /// All documents in that state.
    pub disk: Disk,
    /// The names to check.
    pub names: Vec<String>,
}

/// What a check gave.
pub(super) struct Answer {
    /// Number of the state.
    pub revision: u64,
    /// The name.
    pub name: String,
    /// What is known of it; none where the check failed by a fault of this program.
    pub knowledge: Option<Knowledge>,
}

/// Starts the thread. A job is given up once `latest` is beyond its revision.
pub(super) fn start(
    latest: Arc<AtomicU64>,
    answer: impl Fn(Answer) -> bool + Send + 'static,
) -> Sender<Job> {
    let (jobs, list): (Sender<Job>, Receiver<Job>) = channel();
    thread::spawn(move || {
        for Job {
            revision,
            disk,
            names,
        } in list
        {
            for name in names {
                if latest.load(Ordering::SeqCst) != revision {
                    break;
                }
                let check = || Knowledge::of(&disk, &name);
                let knowledge = catch_unwind(AssertUnwindSafe(check)).ok();
                if !answer(Answer {
                    revision,
                    name,
                    knowledge,
                }) {
                    return;
                }
            }
        }
    });
    jobs
}
