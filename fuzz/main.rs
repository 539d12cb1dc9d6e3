//! A fuzz campaign that needs no nightly compiler: see fuzz/README.md.

mod corpus;
mod mutate;
mod random;
mod statement;
mod target;

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{Seek, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use corpus::{Corpus, Input};
use random::Random;

/// An input that takes longer than this hangs.
const SLOW: Duration = Duration::from_secs(1);
/// Most bytes that may be allocated at one time.
const LARGE: u64 = 200 << 20;
/// Failures after which a campaign ends.
const ENOUGH: usize = 20;

/// Seconds after which an input does not end.
const ENDLESS: u64 = 60;

/// How many inputs were begun, for the thread that watches.
static BEGUN: AtomicU64 = AtomicU64::new(0);
/// Where a panic happened and what it said.
static PANIC: Mutex<String> = Mutex::new(String::new());

struct Arguments {
    seconds: u64,
    inputs: u64,
    seed: u64,
    keep: PathBuf,
    replay: Vec<PathBuf>,
}

fn arguments() -> Result<Arguments, String> {
    let mut read = Arguments {
        seconds: u64::MAX,
        inputs: u64::MAX,
        seed: 1,
        keep: "target/fuzz".into(),
        replay: Vec::new(),
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        let number = |text: String| {
            text.parse::<u64>()
                .map_err(|error| format!("{text}: {error}"))
        };
        match word.as_str() {
            "--seconds" => read.seconds = number(value()?)?,
            "--inputs" => read.inputs = number(value()?)?,
            "--seed" => read.seed = number(value()?)?,
            "--keep" => read.keep = value()?.into(),
            "--replay" => read.replay = words.by_ref().map(PathBuf::from).collect(),
            other => {
                return Err(format!(
                    "unknown argument `{other}`; fuzz/README.md shows them"
                ));
            }
        }
    }
    if read.seconds == u64::MAX && read.inputs == u64::MAX {
        read.seconds = 60;
    }
    Ok(read)
}

/// What an input took, or how it failed.
struct Outcome {
    forms: Vec<u64>,
    time: Duration,
    bytes: u64,
    failure: Option<String>,
}

/// Processor time of this thread where the system says it, else the time of the clock: another program may have
/// had the processor.
struct Watch {
    clock: Instant,
    processor: Option<Duration>,
}

impl Watch {
    fn start() -> Self {
        Self {
            clock: Instant::now(),
            processor: processor_time(),
        }
    }

    fn elapsed(&self) -> Duration {
        match (self.processor, processor_time()) {
            (Some(start), Some(end)) => end - start,
            _ => self.clock.elapsed(),
        }
    }
}

/// The first number of `schedstat` is the time on a processor, ns (Documentation/scheduler/sched-stats.rst of Linux).
fn processor_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let time = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(time))
}

fn tried(input: &Input, corpus: &Corpus, width: usize) -> Outcome {
    let watch = Watch::start();
    let mut result = None;
    let counts = allocation_counter::measure(|| {
        let all = || target::exercise(input, &corpus.files, width);
        result = Some(catch_unwind(AssertUnwindSafe(all)));
    });
    let time = watch.elapsed();
    let bytes = counts.bytes_max;
    let (forms, failure) = match result {
        Some(Ok(forms)) if bytes <= LARGE => (forms, None),
        Some(Ok(forms)) => (forms, Some("too much is allocated".into())),
        _ => {
            let said = PANIC.lock().map(|said| said.clone()).unwrap_or_default();
            (Vec::new(), Some(format!("panic: {said}")))
        }
    };
    Outcome {
        forms,
        time,
        bytes,
        failure,
    }
}

/// Tries an input; one that seems to hang is tried again.
fn judged(input: &Input, corpus: &Corpus, width: usize) -> Outcome {
    let mut outcome = tried(input, corpus, width);
    for _ in 0..2 {
        if outcome.time <= SLOW || outcome.failure.is_some() {
            return outcome;
        }
        outcome = tried(input, corpus, width);
    }
    if outcome.time > SLOW {
        outcome.failure = Some("it takes too long".into());
    }
    outcome
}

fn save(folder: &Path, name: &str, input: &Input) -> PathBuf {
    let path = folder.join(format!("{name}.cfs"));
    fs::write(&path, &input.text).expect("the folder of failures can be written");
    if !input.data.is_empty() {
        fs::write(path.with_extension("data"), &input.data)
            .expect("the folder of failures can be written");
    }
    path
}

/// The input at hand, in a file that outlives the process.
struct Current(File);

impl Current {
    fn set(&mut self, text: &str) -> std::io::Result<()> {
        self.0.rewind()?;
        self.0.write_all(text.as_bytes())?;
        self.0.set_len(text.len() as u64)
    }
}

/// Ends the process where an input does not end by itself; it is in the file of the input at hand.
fn watch() {
    let mut last = 0;
    loop {
        thread::sleep(Duration::from_secs(ENDLESS));
        let begun = BEGUN.load(Ordering::Relaxed);
        if begun == last {
            eprintln!("the input at hand does not end: see current.cfs");
            std::process::abort();
        }
        last = begun;
    }
}

fn replay(paths: &[PathBuf], corpus: &Corpus) -> ExitCode {
    let mut code = ExitCode::SUCCESS;
    for path in paths {
        let bytes = fs::read(path).expect("the input can be read");
        let input = Input {
            text: String::from_utf8_lossy(&bytes).into_owned(),
            data: fs::read(path.with_extension("data")).unwrap_or_default(),
        };
        let outcome = judged(&input, corpus, 100);
        let (time, kilobytes) = (outcome.time.as_secs_f64(), outcome.bytes >> 10);
        let state = outcome.failure.as_deref().unwrap_or("ok");
        println!("{}: {state} ({time:.3} s, {kilobytes} kB)", path.display());
        if outcome.failure.is_some() {
            code = ExitCode::FAILURE;
        }
    }
    code
}

fn campaign(arguments: &Arguments, corpus: &mut Corpus) -> ExitCode {
    fs::create_dir_all(&arguments.keep).expect("the folder of failures can be made");
    let current = arguments.keep.join("current.cfs");
    let mut current =
        Current(File::create(current).expect("the folder of failures can be written"));
    let mut random = Random::new(arguments.seed);
    let mut known = HashSet::new();
    let mut failed = HashSet::new();
    let mut count = 0u64;
    let (mut slowest, mut largest) = (Duration::ZERO, 0);
    thread::spawn(watch);
    let start = Instant::now();
    let mut shown = start;
    while count < arguments.inputs
        && start.elapsed().as_secs() < arguments.seconds
        && failed.len() < ENOUGH
    {
        // The files themselves first, then what is made of them.
        let input = match usize::try_from(count)
            .ok()
            .and_then(|index| corpus.pool.get(index))
        {
            Some(input) if known.len() < corpus.pool.len() && count < 200 => input.clone(),
            _ => mutate::mutated(corpus, &mut random),
        };
        let width = 40 + random.below(100);
        BEGUN.fetch_add(1, Ordering::Relaxed);
        current
            .set(&input.text)
            .expect("the input at hand can be written");
        let outcome = judged(&input, corpus, width);
        count += 1;
        slowest = slowest.max(outcome.time);
        largest = largest.max(outcome.bytes);
        if let Some(failure) = &outcome.failure {
            // Every place of a panic once; of what is slow or large, the first few.
            if failed.insert(failure.clone()) {
                let path = save(
                    &arguments.keep,
                    &format!("failure-{}-{count}", arguments.seed),
                    &input,
                );
                println!("{}: {failure}", path.display());
            }
            continue;
        }
        let mut new = false;
        for form in outcome.forms {
            new |= known.insert(form);
        }
        if new {
            corpus.keep(input, &mut random);
        }
        if shown.elapsed().as_secs() >= 30 {
            shown = Instant::now();
            let rate = count as f64 / start.elapsed().as_secs_f64();
            println!(
                "{count} inputs, {rate:.0} a second, {} forms, slowest {:.3} s, largest {} MB",
                known.len(),
                slowest.as_secs_f64(),
                largest >> 20
            );
        }
    }
    println!(
        "seed {}: {count} inputs in {:.0} s, {} forms of lines; slowest {:.3} s, largest {} MB; {} failures",
        arguments.seed,
        start.elapsed().as_secs_f64(),
        known.len(),
        slowest.as_secs_f64(),
        largest >> 20,
        failed.len()
    );
    if failed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn main() -> ExitCode {
    let arguments = match arguments() {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    std::panic::set_hook(Box::new(|info| {
        if let Ok(mut said) = PANIC.lock() {
            *said = info.to_string().replace('\n', ": ");
        }
    }));
    let mut corpus = Corpus::read(Path::new(env!("CARGO_MANIFEST_DIR")));
    if arguments.replay.is_empty() {
        campaign(&arguments, &mut corpus)
    } else {
        replay(&arguments.replay, &corpus)
    }
}
