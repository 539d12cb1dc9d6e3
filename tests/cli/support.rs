//! A folder of its own for each test, and the program run in it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A small network, solved in milliseconds.
pub const SMALL: &str = "\
deployment small {
  area square 1 km
  aps 3 { antennas 4 }
  users 2
  targets 1
}
";

/// An experiment on it whose grid begins at S_min, and whose claims hold.
pub const REGION: &str = "\
use \"small.cfs\"
experiment region on small {
  realizations 3
  sweep delta from S_min to 1.2 step 0.2 solve isac
  expect mean sum_rate <= mean R_max
}
";

/// One whose expectation fails.
pub const HOPEFUL: &str = "\
use \"small.cfs\"
experiment hopeful on small {
  solve communication
  expect mean sum_rate > 1000
}
";

/// One with two faults.
pub const FAULTY: &str = "\
use \"small.cfs\"
experiment faulty on small {
  power 125
  swep delta from 1 to 2 step 1
  solve isac
}
";

/// The program: `CFS_PROGRAM` where that is set, another build for other machines, or one that later builds leave alone.
pub fn program() -> String {
    let other = std::env::var("CFS_PROGRAM");
    other.unwrap_or_else(|_| env!("CARGO_BIN_EXE_cfs").to_owned())
}

/// A folder that is gone when the test ends.
pub struct Folder(tempfile::TempDir);

/// What the program gave.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Folder {
    /// A folder with the scenarios above.
    pub fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("small.cfs", SMALL);
        folder.write("region.cfs", REGION);
        folder.write("hopeful.cfs", HOPEFUL);
        folder.write("faulty.cfs", FAULTY);
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The program in this folder, not yet started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).current_dir(self.0.path());
        // What `cfs test` does there is not meant here.
        command.env_remove("GITHUB_ACTIONS");
        command
    }

    /// Runs the program to its end.
    pub fn cfs(&self, arguments: &[&str]) -> Ended {
        self.command(arguments).output().unwrap().into()
    }

    /// The same with something on its standard input.
    pub fn cfs_reading(&self, arguments: &[&str], input: &str) -> Ended {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let written = child.stdin.take().unwrap().write_all(input.as_bytes());
        // A command that refuses its arguments ends before it reads anything.
        assert!(written.map_or_else(|error| error.kind() == ErrorKind::BrokenPipe, |()| true));
        child.wait_with_output().unwrap().into()
    }

    /// Every file below a folder by name, locks apart; nothing where there is no such folder.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.path(folder), &mut files);
        files
    }

    /// The names of those.
    pub fn names(&self, folder: &str) -> Vec<String> {
        self.files(folder).into_keys().collect()
    }
}

fn collect(folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.starts_with('.') && name.ends_with(".lock") {
            continue;
        }
        files.insert(name, fs::read(&path).unwrap());
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ended {
    /// Asserts the exit code; shows everything where it is another.
    #[track_caller]
    pub fn with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// Asserts that something was said on standard error.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(
            self.stderr.contains(text),
            "no `{text}` in:\n{}",
            self.stderr
        );
        self
    }

    /// Asserts that something was printed on standard output.
    #[track_caller]
    pub fn prints(self, text: &str) -> Self {
        assert!(
            self.stdout.contains(text),
            "no `{text}` in:\n{}",
            self.stdout
        );
        self
    }

    /// Both streams and the exit code, for a snapshot.
    pub fn transcript(&self) -> String {
        format!(
            "exit code {:?}\n--- stdout\n{}--- stderr\n{}",
            self.code, self.stdout, self.stderr
        )
    }
}

/// The lines of a text, each a JSON object.
#[track_caller]
pub fn objects(text: &str) -> Vec<serde_json::Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect()
}

/// The columns named, of each row.
pub fn cells(csv: &str, names: &[&str]) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    let indices: Vec<usize> = names
        .iter()
        .map(|name| header.iter().position(|column| column == *name).unwrap())
        .collect();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            indices
                .iter()
                .map(|&index| record[index].to_owned())
                .collect()
        })
        .collect()
}
