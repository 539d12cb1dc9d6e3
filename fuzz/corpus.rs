//! The pool of inputs, and the words and numbers that they are made of.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use cfs::language::{UNITS, words};

use crate::random::Random;

/// Longest text of an input, bytes: long ones show little that short ones do not, and take their time.
pub const LONGEST: usize = 1500;
/// Most inputs that are kept beside the files; then new ones replace old ones.
const POOL: usize = 4000;
/// Folders of scenarios, with their folders.
const FOLDERS: &[&str] = &[
    "tests/good",
    "tests/bad",
    "scenarios",
    "fuzz/corpus",
    "tests/instances/channels",
];

/// A scenario and the content of every file of data that it names.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// The scenario.
    pub text: String,
    /// The data.
    pub data: Vec<u8>,
}

/// What inputs are made of.
pub struct Corpus {
    /// Scenarios by the last part of their name, for `use`.
    pub files: BTreeMap<String, String>,
    /// Files of data.
    pub data: Vec<Vec<u8>>,
    /// The scenarios, then what the campaign found.
    pub pool: Vec<Input>,
    /// Words of the vocabulary, numbers, signs.
    pub pieces: Vec<String>,
    from_files: usize,
}

impl Corpus {
    /// Reads the folders of the repository at `root`.
    pub fn read(root: &Path) -> Self {
        let mut corpus = Self {
            files: BTreeMap::new(),
            data: vec![Vec::new()],
            pool: Vec::new(),
            pieces: pieces(),
            from_files: 0,
        };
        for folder in FOLDERS {
            corpus.folder(&root.join(folder));
        }
        // A long scenario is a source of pieces; what is mutated is short.
        let texts: Vec<String> = corpus.files.values().flat_map(|text| cut(text)).collect();
        corpus.pool = texts
            .into_iter()
            .map(|text| Input {
                text,
                data: Vec::new(),
            })
            .collect();
        for data in corpus.data.clone() {
            // Of one array or of several, with axes in the usual order or another.
            for reading in [
                "",
                " variable \"H\"",
                " axes [realizations, aps, antennas, users] variable \"H\" conjugated",
            ] {
                let text = format!(
                    "channels from \"h.npy\"{reading}\nusers 2 {{\n  placement at from \"users.csv\"\n}}\n\
                     targets 2\naps 3 {{\n  antennas 2\n}}\nsolve communication\n"
                );
                let data = data.clone();
                corpus.pool.push(Input { text, data });
            }
        }
        corpus.from_files = corpus.pool.len();
        assert!(corpus.from_files > 100, "the corpus is not in {root:?}");
        corpus
    }

    fn folder(&mut self, folder: &Path) {
        let mut paths: Vec<_> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                self.folder(&path);
                continue;
            }
            let Ok(bytes) = fs::read(&path) else { continue };
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.extension().is_some_and(|extension| extension == "cfs") {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                self.files.insert(name.into_owned(), text);
            } else if bytes.len() <= 10_000 {
                self.data.push(bytes);
            }
        }
    }

    /// Adds an input that showed something new.
    pub fn keep(&mut self, input: Input, random: &mut Random) {
        if self.pool.len() < self.from_files + POOL {
            self.pool.push(input);
        } else {
            let index = self.from_files + random.below(POOL);
            self.pool[index] = input;
        }
    }
}

/// A text in parts that are short enough, divided between lines.
fn cut(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for line in text.split_inclusive('\n') {
        let last = parts.last_mut().expect("there is always a part");
        if last.len() + line.len() > LONGEST && !last.is_empty() {
            parts.push(line.to_owned());
        } else {
            last.push_str(line);
        }
    }
    parts.retain(|part| part.len() <= LONGEST);
    parts
}

/// Words, numbers and signs that inputs are put together from.
fn pieces() -> Vec<String> {
    let vocabulary = words()
        .into_iter()
        .chain(UNITS.iter().map(|unit| unit.name));
    let signs = [
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ",",
        "=",
        "==",
        "!=",
        "<",
        ">",
        "<=",
        ">=",
        "+",
        "-",
        "*",
        "/",
        "^",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "#",
        "\"",
        "\\",
        ";",
        ":",
        ".",
        "..",
        "//",
        "%",
        "°",
        "&&",
        "|",
        "!",
        "?",
        "@",
        "'",
        "and",
        "or",
        "not",
        "each",
        "of",
        "most",
        "least",
        "on",
        "off",
        "d",
        "x",
        "y",
        "true",
        "nan",
        "inf",
        "\u{feff}",
        "\u{a0}",
        "\u{2212}",
        "\u{e4}",
        "\u{3b4}",
        "\u{1b}[31m",
        "\u{7}",
        "\u{202e}",
        "\u{1f4e1}",
        "\u{0}",
        "e\u{301}",
        "\u{201c}",
        "\"used_base.cfs\"",
        "\"table1.cfs\"",
        "\"h.npy\"",
        "\"users.csv\"",
        "\"a.csv\"",
        "\"../x.csv\"",
        "from S_min to 10 step 0.5",
        "at delta 6",
        "for each",
        "area square",
        "(0.5 km, 0.5 km)",
    ];
    let numbers = [
        "0",
        "1",
        "2",
        "3",
        "4",
        "6",
        "7",
        "9",
        "10",
        "12",
        "48",
        "100",
        "1000",
        "10000",
        "65536",
        "1e6",
        "1e9",
        "-1",
        "-0",
        "0.1",
        "0.3",
        "0.5",
        "1e-9",
        "1e-300",
        "1e300",
        "1e308",
        "1.7976931348623157e308",
        "5e-324",
        "1e999",
        "4294967295",
        "4294967296",
        "9007199254740993",
        "18446744073709551615",
        "18446744073709551616",
        "3.14159",
    ];
    let all = vocabulary.chain(signs).chain(numbers);
    all.map(str::to_owned).collect()
}
