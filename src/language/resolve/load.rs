//! Brings together a source and those it uses.

use std::collections::BTreeMap;

use crate::language::diagnostic::error::expected::{Data, Found, Hint, Wanted};
use crate::language::diagnostic::error::{LoadError, ModelError};
use crate::language::read::end::finish;
use crate::language::syntax::library::Library;
use crate::language::syntax::{
    Cursor, FileId, Item, MAX_SOURCE_BYTES, MAX_STATEMENTS, Span, Statement, SyntaxError,
    TokenKind, Tree, parse,
};

/// Deepest chain of sources that use each other.
pub const MAX_USE_DEPTH: usize = 32;

/// Most sources of one scenario.
pub const MAX_SOURCES: usize = 256;

/// A source as a tree, with the sources it uses.
pub(crate) struct Unit {
    /// Its name.
    pub name: String,
    /// Its statements.
    pub tree: Tree,
    /// The sources it uses, by their place in the list, and where each is named.
    pub uses: Vec<(usize, Span)>,
    /// Whether it uses one that could not be read.
    pub incomplete: bool,
}

/// The sources of a scenario: each comes after those it uses, so the first one read is the last.
#[derive(Default)]
pub(crate) struct Loaded {
    /// In that order.
    pub units: Vec<Unit>,
    /// Faults of syntax.
    pub syntax: Vec<SyntaxError>,
    /// Faults of bringing sources together.
    pub errors: Vec<LoadError>,
    /// Faults in the `use` statements themselves.
    pub statements: Vec<ModelError>,
}

/// Reads the source named `root` and all that it uses.
pub(crate) fn load(library: &Library<'_>, root: &str) -> Loaded {
    let mut loader = Loader {
        library,
        loaded: Loaded::default(),
        known: BTreeMap::new(),
        open: Vec::new(),
        count: 0,
        bytes: 0,
        statements: 0,
    };
    match library.fetch(root) {
        Ok(text) => {
            loader.unit(root, &text);
        }
        Err(reason) => loader.loaded.errors.push(LoadError::Root {
            name: root.into(),
            reason,
        }),
    }
    loader.loaded
}

struct Loader<'a, 'p> {
    library: &'a Library<'p>,
    loaded: Loaded,
    /// Sources read, by name; `None` while they are being read, or where they cannot be.
    known: BTreeMap<String, Option<usize>>,
    /// The chain of uses that leads here: place of the use, and name of the source used.
    open: Vec<(Span, String)>,
    count: usize,
    /// Bytes and statements of all of them.
    bytes: usize,
    statements: usize,
}

/// How many statements there are, those in blocks included.
fn statements(items: &[Item]) -> usize {
    let of_item = |item: &Item| match item {
        Item::Statement(statement) => {
            let block = statement.block.as_ref();
            1 + block.map_or(0, |block| statements(&block.items))
        }
        Item::Error(_) => 1,
    };
    items.iter().map(of_item).sum()
}

impl Loader<'_, '_> {
    fn unit(&mut self, name: &str, text: &str) -> usize {
        self.count += 1;
        self.known.insert(name.to_owned(), None);
        let file = self.library.add(name, text);
        let (tree, errors) = parse(file, text);
        self.bytes += text.len();
        self.statements += statements(&tree.items) + errors.len();
        self.loaded.syntax.extend(errors);
        let mut uses = Vec::new();
        let mut incomplete = false;
        for item in &tree.items {
            if let Item::Statement(statement) = item
                && statement.word.text == "use"
            {
                let used = self.statement(statement, file, name);
                incomplete |= used.is_none();
                uses.extend(used);
            }
        }
        self.loaded.units.push(Unit {
            name: name.to_owned(),
            tree,
            uses,
            incomplete,
        });
        let index = self.loaded.units.len() - 1;
        self.known.insert(name.to_owned(), Some(index));
        index
    }

    fn statement(
        &mut self,
        statement: &Statement,
        file: FileId,
        user: &str,
    ) -> Option<(usize, Span)> {
        let mut cursor = Cursor::new(&statement.arguments, statement.word.span);
        let span = cursor.here();
        let token = cursor.advance();
        let Some(TokenKind::Text(target)) = token.map(|token| &token.kind) else {
            self.loaded.statements.push(ModelError::Expected {
                span,
                found: Found::token(token),
                expected: Wanted::File(Data::Scenario),
                hint: Some(Hint::quotes(token, "use \"table1.cfs\"")),
            });
            return None;
        };
        if let Err(error) = finish(&cursor, "use") {
            self.loaded.statements.push(error);
        }
        if let Some(block) = &statement.block {
            self.loaded.statements.push(ModelError::Block {
                word: "use".into(),
                span: block.open,
                needed: false,
            });
        }
        let name = self.library.resolve(file, target);
        match self.known.get(&name) {
            Some(Some(index)) => return Some((*index, span)),
            Some(None) => {
                // Being read: the chain from that source back to it is the circle.
                let begin = self
                    .open
                    .iter()
                    .position(|(_, used)| *used == name)
                    .map_or(0, |index| index + 1);
                if name == user
                    || self.open.iter().any(|(_, used)| *used == name)
                    || self.is_root(&name)
                {
                    let mut uses: Vec<(Span, String)> = self.open[begin..].to_vec();
                    uses.push((span, name));
                    self.loaded.errors.push(LoadError::Cycle { uses });
                }
                return None;
            }
            None => {}
        }
        let limits = [
            ("nested uses", self.open.len() + 1, MAX_USE_DEPTH),
            ("files", self.count + 1, MAX_SOURCES),
        ];
        for (what, value, limit) in limits {
            if value > limit {
                self.loaded
                    .errors
                    .push(LoadError::Limit { span, what, limit });
                return None;
            }
        }
        let text = match self.library.fetch(&name) {
            Ok(text) => text,
            Err(reason) => {
                self.known.insert(name.clone(), None);
                self.loaded.errors.push(LoadError::Unreadable {
                    name,
                    span,
                    reason,
                    slashes: target.contains('\\').then(|| target.replace('\\', "/")),
                });
                return None;
            }
        };
        let limits = [
            (
                "bytes of text in all files",
                self.bytes + text.len(),
                MAX_SOURCE_BYTES,
            ),
            ("statements in all files", self.statements, MAX_STATEMENTS),
        ];
        if let Some((what, _, limit)) = limits.into_iter().find(|(_, value, limit)| value > limit) {
            self.known.insert(name, None);
            self.loaded
                .errors
                .push(LoadError::Limit { span, what, limit });
            return None;
        }
        self.open.push((span, name.clone()));
        let index = self.unit(&name, &text);
        self.open.pop();
        Some((index, span))
    }

    /// Whether the source is the one that reading began with.
    fn is_root(&self, name: &str) -> bool {
        // Its unit is not in the list yet, and it is in no use on the way here.
        self.known.get(name) == Some(&None)
            && !self
                .loaded
                .errors
                .iter()
                .any(|e| matches!(e, LoadError::Unreadable { name: n, .. } if n == name))
    }
}
