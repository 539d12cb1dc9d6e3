//! Answers of the editor room in the types of the protocol.

use std::str::FromStr as _;

use cfs::editor::completion::ProposalKind;
use cfs::editor::highlight::{Colour, Coloured};
use cfs::editor::meaning::NameKind;
use cfs::editor::project::{Found, Project as _};
use cfs::editor::structure::{Symbol, SymbolKind};
use cfs::editor::{Encoding, File, Knowledge, Lines, Position};
use cfs::language::Fault;
use cfs::language::syntax::Span;
use lsp_types as lsp;

use super::disk::Disk;
use super::uri;

/// Most errors that are shown of a scenario: more are not read.
const MOST_SHOWN: usize = 1_000;

/// An address; that of nothing where it is none.
pub(super) fn uri_of(disk: &Disk, name: &str) -> Option<lsp::Uri> {
    let text = disk
        .path(name)
        .map_or_else(|| name.to_owned(), |path| uri::of(&path));
    lsp::Uri::from_str(&text).ok()
}

pub(super) fn place(position: Position) -> lsp::Position {
    lsp::Position::new(position.line, position.column)
}

/// A text with its lines, as places are counted in it.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub text: &'a str,
    pub lines: &'a Lines,
    pub encoding: Encoding,
}

impl<'a> Text<'a> {
    pub(super) fn of(file: &'a File, encoding: Encoding) -> Self {
        Self {
            text: &file.text,
            lines: &file.lines,
            encoding,
        }
    }

    pub(super) fn byte(&self, position: lsp::Position) -> usize {
        let position = Position {
            line: position.line,
            column: position.character,
        };
        self.lines.byte(self.text, position, self.encoding)
    }

    pub(super) fn place(&self, byte: usize) -> lsp::Position {
        place(self.lines.position(self.text, byte, self.encoding))
    }

    pub(super) fn range(&self, start: usize, end: usize) -> lsp::Range {
        lsp::Range::new(self.place(start), self.place(end))
    }
}

/// The place of a name.
pub(super) fn location(disk: &Disk, found: &Found, encoding: Encoding) -> Option<lsp::Location> {
    let file = disk.file(&found.file)?;
    let range = Text::of(&file, encoding).range(found.name.piece.start, found.name.piece.end);
    Some(lsp::Location::new(uri_of(disk, &found.file)?, range))
}

/// A place in a source of a check.
fn span(known: &Knowledge, span: Span, encoding: Encoding) -> lsp::Range {
    let source = known.sources.get(span.file);
    Text {
        text: &source.text,
        lines: known.lines(span.file),
        encoding,
    }
    .range(span.start, span.end)
}

/// The diagnostics of a check, by the names of their files; faults without a place are at the beginning of `root`.
pub(super) fn diagnostics(
    disk: &Disk,
    root: &str,
    known: &Knowledge,
    encoding: Encoding,
) -> Vec<(String, lsp::Diagnostic)> {
    let of = |fault: &Fault| {
        let at = fault.span();
        let name = at.map_or_else(
            || root.to_owned(),
            |at| known.sources.get(at.file).name.clone(),
        );
        (name, diagnostic(disk, known, fault, encoding))
    };
    known.faults.iter().take(MOST_SHOWN).map(of).collect()
}

pub(super) fn diagnostic(
    disk: &Disk,
    known: &Knowledge,
    fault: &Fault,
    encoding: Encoding,
) -> lsp::Diagnostic {
    let related = fault.labels.iter().skip(1).filter_map(|(at, text)| {
        let uri = uri_of(disk, &known.sources.get(at.file).name)?;
        Some(lsp::DiagnosticRelatedInformation {
            location: lsp::Location::new(uri, span(known, *at, encoding)),
            message: text.clone(),
        })
    });
    let related: Vec<_> = related.collect();
    let help = fault.help.as_ref().map(|help| format!("\nhelp: {help}"));
    lsp::Diagnostic {
        range: fault
            .span()
            .map(|at| span(known, at, encoding))
            .unwrap_or_default(),
        severity: Some(lsp::DiagnosticSeverity::ERROR),
        code: Some(lsp::NumberOrString::String(fault.code.clone())),
        source: Some("cfs".into()),
        message: format!("{}{}", fault.message, help.unwrap_or_default()),
        related_information: (!related.is_empty()).then_some(related),
        ..lsp::Diagnostic::default()
    }
}

#[allow(deprecated)]
pub(super) fn symbol(text: Text<'_>, symbol: &Symbol) -> lsp::DocumentSymbol {
    let kind = match symbol.kind {
        SymbolKind::Name(NameKind::Deployment) => lsp::SymbolKind::CLASS,
        SymbolKind::Name(NameKind::Experiment) => lsp::SymbolKind::FUNCTION,
        SymbolKind::Name(NameKind::Value) => lsp::SymbolKind::CONSTANT,
        SymbolKind::Setting => lsp::SymbolKind::PROPERTY,
        SymbolKind::Statement => lsp::SymbolKind::EVENT,
        SymbolKind::Use => lsp::SymbolKind::MODULE,
    };
    let children: Vec<_> = symbol
        .children
        .iter()
        .map(|child| self::symbol(text, child))
        .collect();
    lsp::DocumentSymbol {
        name: symbol.name.clone(),
        detail: Some(symbol.detail.clone()).filter(|detail| !detail.is_empty()),
        kind,
        tags: None,
        deprecated: None,
        range: text.range(symbol.bytes.0, symbol.bytes.1),
        selection_range: text.range(symbol.selection.0, symbol.selection.1),
        children: (!children.is_empty()).then_some(children),
    }
}

pub(super) fn proposal_kind(kind: ProposalKind) -> lsp::CompletionItemKind {
    use lsp::CompletionItemKind as Kind;
    match kind {
        ProposalKind::Unit => Kind::UNIT,
        ProposalKind::Choice => Kind::ENUM_MEMBER,
        ProposalKind::Value => Kind::VALUE,
        ProposalKind::Name(NameKind::Deployment) => Kind::CLASS,
        ProposalKind::Name(NameKind::Experiment) => Kind::FUNCTION,
        ProposalKind::Name(NameKind::Value) => Kind::CONSTANT,
        ProposalKind::Setting => Kind::PROPERTY,
        ProposalKind::Keyword => Kind::KEYWORD,
        ProposalKind::Metric => Kind::FIELD,
        ProposalKind::Function => Kind::FUNCTION,
        ProposalKind::File => Kind::FILE,
    }
}

/// The name of a colour in the protocol; those of several colours have modifiers apart.
fn token_type(colour: Colour) -> lsp::SemanticTokenType {
    use lsp::SemanticTokenType as Type;
    match colour {
        Colour::Keyword => Type::KEYWORD,
        Colour::Setting => Type::PROPERTY,
        Colour::Choice => Type::ENUM_MEMBER,
        Colour::Deployment => Type::CLASS,
        Colour::Experiment => Type::NAMESPACE,
        Colour::Value => Type::VARIABLE,
        Colour::Metric => Type::PARAMETER,
        Colour::Function => Type::FUNCTION,
        Colour::Unit => Type::TYPE,
        Colour::Number => Type::NUMBER,
        Colour::Text => Type::STRING,
        Colour::Comment => Type::COMMENT,
        Colour::Operator => Type::OPERATOR,
    }
}

pub(super) fn legend() -> lsp::SemanticTokensLegend {
    lsp::SemanticTokensLegend {
        token_types: Colour::ALL
            .iter()
            .map(|colour| token_type(*colour))
            .collect(),
        token_modifiers: vec![lsp::SemanticTokenModifier::DECLARATION],
    }
}

/// Colours as differences of places.
pub(super) fn tokens(text: Text<'_>, colours: &[Coloured]) -> Vec<lsp::SemanticToken> {
    let mut tokens = Vec::with_capacity(colours.len());
    let mut last = lsp::Position::new(0, 0);
    // A line is walked once, however many pieces it has.
    let (mut from, mut column) = (0, 0);
    for (piece, colour, gives) in colours {
        let line = u32::try_from(text.lines.line(piece.start)).unwrap_or(u32::MAX);
        let start = text.lines.bytes(text.text, line as usize).0;
        if start > from {
            (from, column) = (start, 0);
        }
        let count = |from: usize, to: usize| text.count(from, to);
        column += count(from, piece.start);
        from = piece.start;
        let same = line == last.line;
        tokens.push(lsp::SemanticToken {
            delta_line: line - last.line,
            delta_start: if same {
                column.saturating_sub(last.character)
            } else {
                column
            },
            length: count(piece.start, piece.end),
            token_type: u32::try_from(*colour as usize).unwrap_or(0),
            token_modifiers_bitset: u32::from(*gives),
        });
        last = lsp::Position::new(line, column);
    }
    tokens
}

impl Text<'_> {
    /// How many columns some bytes of a line take.
    fn count(&self, start: usize, end: usize) -> u32 {
        let held = self.text.get(start..end).unwrap_or("");
        let lines = Lines::of("");
        lines.position(held, held.len(), self.encoding).column
    }
}
