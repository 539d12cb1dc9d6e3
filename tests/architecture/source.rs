//! The modules of `src/` and what each of them uses.
//!
//! A use is an arrow between two files: from the one that names an item to the one
//! that defines it, through however many re-exports. A module that is imported or
//! passed through is not used; a `pub use` is a use only where the file itself
//! mentions the name. Methods are not seen, since no import names them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::token::{Token, tokens_outside_tests};

/// One file of `src/`.
pub(crate) struct Module {
    /// From `src/`, with `/`.
    pub file: String,
    /// Names from the root of the crate to it; of `lib.rs` and `main.rs`, none.
    path: Vec<String>,
    pub tokens: Vec<Token>,
    children: BTreeMap<String, usize>,
    /// What it defines at its top level.
    items: BTreeSet<String>,
    imports: Vec<Import>,
}

struct Import {
    path: Vec<String>,
    /// `None` of `as _`, `*` of a glob.
    name: Option<String>,
    public: bool,
    line: usize,
}

/// A path that a file uses.
struct Use {
    path: Vec<String>,
    line: usize,
    /// Whether it ends with `*`, which is not part of the path.
    glob: bool,
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Target {
    Module(usize),
    /// An item, by the module that defines it.
    Item(usize),
    /// Something of another crate, or of the language.
    Foreign,
}

/// An arrow from a line of one file to another.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Arrow {
    pub from: usize,
    pub to: usize,
    pub line: usize,
    /// As written.
    pub path: String,
}

/// A path of another crate, written out.
pub(crate) struct Foreign {
    pub path: Vec<String>,
    pub line: usize,
}

pub(crate) struct Sources {
    pub modules: Vec<Module>,
    by_path: BTreeMap<Vec<String>, usize>,
}

impl Sources {
    /// Reads every file below `src`.
    pub(crate) fn read(src: &Path) -> Sources {
        let mut files = Vec::new();
        collect(src, src, &mut files);
        files.sort();
        let text = |file: &String| fs::read_to_string(src.join(file)).expect("a source file");
        Sources::new(files.iter().map(|file| (file.as_str(), text(file))))
    }

    /// Of the texts of files, each with its path from `src/`; `lib.rs` is among them.
    pub(crate) fn new<'f>(files: impl IntoIterator<Item = (&'f str, String)>) -> Sources {
        let mut sources = Sources {
            modules: Vec::new(),
            by_path: BTreeMap::new(),
        };
        for (file, text) in files {
            let module = Module::new(file.to_owned(), tokens_outside_tests(&text));
            if module.file != "main.rs" {
                sources
                    .by_path
                    .insert(module.path.clone(), sources.modules.len());
            }
            sources.modules.push(module);
        }
        let root = sources.root();
        for (path, &index) in &sources.by_path {
            if let Some((name, parent)) = path.split_last() {
                let parent = sources.by_path[parent];
                sources.modules[parent].children.insert(name.clone(), index);
            }
        }
        // `main.rs` shares the children of the root: `cli` is the binary's alone.
        let children = sources.modules[root].children.clone();
        for module in &mut sources.modules {
            if module.file == "main.rs" {
                module.children.clone_from(&children);
            }
        }
        sources
    }

    fn root(&self) -> usize {
        self.by_path[&Vec::new()]
    }

    /// Every arrow between two files, and the paths within the crate that lead nowhere:
    /// where there is one, this reader has not understood the source.
    pub(crate) fn arrows(&self) -> (Vec<Arrow>, Vec<String>) {
        let mut arrows = BTreeSet::new();
        let mut lost = Vec::new();
        for (from, module) in self.modules.iter().enumerate() {
            for used in self.uses(module) {
                let (line, path) = (used.line, used.path.join("::"));
                let target = match self.resolve(from, &used.path, 0) {
                    Some(Target::Item(to)) => Some(to),
                    // Which names a glob brings is not known here, so it is a use of the module itself.
                    Some(Target::Module(to)) if used.glob => Some(to),
                    None if is_of_crate(&used.path[0]) => {
                        lost.push(format!("{}:{line}: {path}", module.file));
                        None
                    }
                    _ => None,
                };
                if let Some(to) = target.filter(|&to| to != from) {
                    arrows.insert(Arrow {
                        from,
                        to,
                        line,
                        path,
                    });
                }
            }
        }
        (arrows.into_iter().collect(), lost)
    }

    /// The paths of other crates that a module names, from the name of the crate on.
    pub(crate) fn foreign(&self, index: usize) -> Vec<Foreign> {
        let module = &self.modules[index];
        let written_out = |path: Vec<String>| {
            let import = module
                .imports
                .iter()
                .find(|one| one.name.as_ref() == Some(&path[0]));
            match import {
                Some(import) => [&import.path, &path[1..]].concat(),
                None => path,
            }
        };
        let own = |path: &[String]| {
            let first = &path[0];
            is_of_crate(first)
                || module.children.contains_key(first)
                || module.items.contains(first)
        };
        let imports = module
            .imports
            .iter()
            .map(|one| (one.path.clone(), one.line));
        let inline = inline_paths(&module.tokens).into_iter();
        let inline = inline.map(|(path, line)| (written_out(path), line));
        imports
            .chain(inline)
            .filter(|(path, _)| !own(path))
            .map(|(path, line)| Foreign { path, line })
            .collect()
    }

    /// What a module uses: imports of its own, and paths in its code.
    fn uses(&self, module: &Module) -> Vec<Use> {
        let code: Vec<&Token> = outside_imports(&module.tokens).collect();
        let mentioned: BTreeSet<&str> = code
            .windows(2)
            .filter(|pair| !pair[0].is("mod"))
            .map(|pair| pair[1].text.as_str())
            .collect();
        let own_use = |import: &&Import| {
            let name = import.name.as_deref();
            !import.public || name.is_some_and(|name| mentioned.contains(name))
        };
        let imports = module.imports.iter().filter(own_use).map(|import| Use {
            path: import.path.clone(),
            line: import.line,
            glob: import.name.as_deref() == Some("*"),
        });
        let inline = inline_paths(&module.tokens).into_iter();
        let inline = inline.map(|(path, line)| Use {
            path,
            line,
            glob: false,
        });
        imports.chain(inline).collect()
    }

    /// What `path`, written in a module, leads to.
    fn resolve(&self, from: usize, path: &[String], depth: usize) -> Option<Target> {
        // An import may be found by way of itself, as `use csv::csv` would.
        if depth > 20 {
            return None;
        }
        let module = &self.modules[from];
        let (mut at, mut rest) = match path[0].as_str() {
            "crate" | "cfs" => (self.root(), &path[1..]),
            "self" => (from, &path[1..]),
            "super" => {
                let up = path.iter().take_while(|name| *name == "super").count();
                let above = &module.path[..module.path.len().checked_sub(up)?];
                (*self.by_path.get(above)?, &path[up..])
            }
            name => match self.member(from, name, path.len() == 1, depth) {
                Some(Target::Module(next)) => (next, &path[1..]),
                Some(found) => return Some(found),
                None => return Some(Target::Foreign),
            },
        };
        while let Some((name, further)) = rest.split_first() {
            match self.member(at, name, further.is_empty(), depth)? {
                Target::Module(next) => (at, rest) = (next, further),
                // What follows is a variant or a function of the type.
                found => return Some(found),
            }
        }
        Some(Target::Module(at))
    }

    /// What a name is in a module. A function and a module may share one: a path
    /// that ends with it means the function, one that goes on the module.
    fn member(&self, at: usize, name: &str, last: bool, depth: usize) -> Option<Target> {
        let module = &self.modules[at];
        let child = module.children.get(name).copied().map(Target::Module);
        if !last && child.is_some() {
            return child;
        }
        if module.items.contains(name) {
            return Some(Target::Item(at));
        }
        let imported = module
            .imports
            .iter()
            .filter(|one| one.name.as_deref() == Some(name));
        let imported = imported.filter_map(|one| self.resolve(at, &one.path, depth + 1));
        let imported: Vec<Target> = imported.collect();
        // `use x::y` may name a module and a function at once, from two imports.
        let wanted = |found: &&Target| matches!(found, Target::Module(_)) != last;
        if let Some(found) = imported.iter().find(wanted).or(imported.first()) {
            return Some(*found);
        }
        if child.is_some() {
            return child;
        }
        let globs = module
            .imports
            .iter()
            .filter(|one| one.name.as_deref() == Some("*"));
        globs
            .filter_map(|one| match self.resolve(at, &one.path, depth + 1)? {
                Target::Module(within) if within != at => {
                    self.member(within, name, last, depth + 1)
                }
                _ => None,
            })
            .next()
    }
}

fn collect(src: &Path, folder: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(src, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let below = path.strip_prefix(src).expect("a path below src");
            let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
            files.push(names.join("/"));
        }
    }
}

fn is_of_crate(first: &str) -> bool {
    matches!(first, "crate" | "cfs" | "self" | "super")
}

impl Module {
    fn new(file: String, tokens: Vec<Token>) -> Module {
        let mut path: Vec<String> = file
            .trim_end_matches(".rs")
            .split('/')
            .map(str::to_owned)
            .collect();
        let last = path.last().expect("a name");
        if matches!(last.as_str(), "mod" | "lib" | "main") {
            path.pop();
        }
        let tokens = without_inner_supers(tokens);
        Module {
            items: items(&tokens),
            imports: imports(&tokens),
            file,
            path,
            tokens,
            children: BTreeMap::new(),
        }
    }
}

/// Within `mod x { .. }` the file itself is `super`: writes that as `self`, and leaves out what more
/// than one level of such modules adds.
fn without_inner_supers(tokens: Vec<Token>) -> Vec<Token> {
    // Whether each open brace is that of a module.
    let mut braces: Vec<bool> = Vec::new();
    let mut kept: Vec<Token> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        if token.is("{") {
            braces.push(at >= 2 && tokens[at - 2].is("mod"));
        } else if token.is("}") {
            braces.pop();
        }
        let inner = braces.iter().filter(|&&module| module).count();
        if token.is("super") && inner > 0 {
            let up = tokens[at..].chunks(2);
            let up =
                up.take_while(|pair| pair.len() == 2 && pair[0].is("super") && pair[1].is("::"));
            let up = up.count();
            let text = "self".to_owned();
            kept.push(if up <= inner {
                Token {
                    text,
                    line: token.line,
                }
            } else {
                token.clone()
            });
            at += 1 + 2 * (up.min(inner).max(1) - 1) + if up > inner { 2 } else { 0 };
        } else {
            kept.push(token.clone());
            at += 1;
        }
    }
    kept
}

/// Names of what is defined at the top level of a file, within calls of macros too.
fn items(tokens: &[Token]) -> BTreeSet<String> {
    const KEYWORDS: [&str; 9] = [
        "fn",
        "struct",
        "enum",
        "trait",
        "type",
        "const",
        "static",
        "union",
        "macro_rules",
    ];
    let mut items = BTreeSet::new();
    // Whether each open brace hides what is in it.
    let mut braces: Vec<bool> = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        if token.is("{") {
            let before = |text: &[&str]| {
                i >= text.len()
                    && text
                        .iter()
                        .zip(&tokens[i - text.len()..i])
                        .all(|(text, token)| {
                            if *text == "name" {
                                token.is_word()
                            } else {
                                token.is(text)
                            }
                        })
            };
            // A call of a macro, the rules of one, and what a rule makes.
            let opens = before(&["name", "!"])
                || before(&["macro_rules", "!", "name"])
                || before(&["=", ">"]);
            braces.push(!opens);
        } else if token.is("}") {
            braces.pop();
        } else if token.is("pest_derive") {
            // The parser that it derives brings an enum of the grammar's rules.
            items.insert("Rule".to_owned());
        } else if !braces.contains(&true) && token.is("mod") {
            // `mod x;` is a file; `mod x { .. }` is part of this one.
            if tokens.get(i + 2).is_some_and(|next| next.is("{")) {
                items.insert(tokens[i + 1].text.clone());
            }
        } else if !braces.contains(&true) && KEYWORDS.contains(&token.text.as_str()) {
            let next = tokens[i + 1..].iter().find(|next| !next.is("!"));
            if let Some(next) = next.filter(|next| next.is_word()) {
                items.insert(next.text.clone());
            }
        }
    }
    items
}

/// Where a `use` begins at `at`, the range of its tree, without the `;`.
fn import_at(tokens: &[Token], at: usize) -> Option<std::ops::Range<usize>> {
    // `impl Trait + use<'a>` is another thing.
    if !tokens[at].is("use") || tokens.get(at + 1)?.is("<") {
        return None;
    }
    let end = (at..tokens.len()).find(|&i| tokens[i].is(";"))?;
    Some(at + 1..end)
}

fn imports(tokens: &[Token]) -> Vec<Import> {
    let mut imports = Vec::new();
    for at in 0..tokens.len() {
        if let Some(range) = import_at(tokens, at) {
            let before = &tokens[..at];
            let public = match before.last() {
                Some(token) if token.is(")") => before
                    .iter()
                    .rev()
                    .find(|token| token.is("pub") || token.is(";") || token.is("}"))
                    .is_some_and(|token| token.is("pub")),
                Some(token) => token.is("pub"),
                None => false,
            };
            expand(&tokens[range], &[], public, &mut imports);
        }
    }
    imports
}

/// Writes out the tree of a `use`.
fn expand(tree: &[Token], prefix: &[String], public: bool, imports: &mut Vec<Import>) {
    let open = tree.iter().position(|token| token.is("{"));
    let words = &tree[..open.unwrap_or(tree.len())];
    let renamed = words.iter().position(|token| token.is("as"));
    let path = words[..renamed.unwrap_or(words.len())].iter();
    let path = path
        .filter(|token| !token.is("::"))
        .map(|token| token.text.clone());
    let mut path: Vec<String> = prefix.iter().cloned().chain(path).collect();
    if let Some(open) = open {
        let close = tree.len() - 1;
        let mut depth = 0;
        let parts = tree[open + 1..close].split(|token| {
            match token.text.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            depth == 0 && token.is(",")
        });
        for part in parts.filter(|part| !part.is_empty()) {
            expand(part, &path, public, imports);
        }
        return;
    }
    let Some(first) = words.first() else {
        return;
    };
    let mut name = renamed
        .map_or(path.last(), |at| Some(&words[at + 1].text))
        .cloned();
    match path.last().map(String::as_str) {
        // `x::{self}` is `x`.
        Some("self") if path.len() > 1 => {
            path.pop();
            if renamed.is_none() {
                name = path.last().cloned();
            }
        }
        Some("*") => {
            path.pop();
        }
        _ => {}
    }
    imports.push(Import {
        path,
        name: name.filter(|name| name != "_"),
        public,
        line: first.line,
    });
}

/// The tokens of a file that are not within a `use`.
fn outside_imports(tokens: &[Token]) -> impl Iterator<Item = &Token> {
    let mut until = 0;
    tokens.iter().enumerate().filter_map(move |(i, token)| {
        if let Some(range) = import_at(tokens, i) {
            until = range.end;
        }
        (i >= until).then_some(token)
    })
}

/// Paths of two names or more in the code.
fn inline_paths(tokens: &[Token]) -> Vec<(Vec<String>, usize)> {
    let tokens: Vec<&Token> = outside_imports(tokens).collect();
    let mut paths = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let line = tokens[at].line;
        let mut path = Vec::new();
        let begins = tokens[at].is_word() && (at == 0 || !tokens[at - 1].is("::"));
        if begins {
            path.push(tokens[at].text.clone());
            while tokens.get(at + 1).is_some_and(|token| token.is("::"))
                && tokens.get(at + 2).is_some_and(|token| token.is_word())
            {
                path.push(tokens[at + 2].text.clone());
                at += 2;
            }
        }
        if path.len() > 1 {
            paths.push((path, line));
        }
        at += 1;
    }
    paths
}
