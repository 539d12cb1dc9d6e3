//! The answers to requests about a document.

use std::collections::HashMap;

use cfs::editor::completion::complete;
use cfs::editor::highlight::colours;
use cfs::editor::hints::hints;
use cfs::editor::hover::hover;
use cfs::editor::lens::runnables;
use cfs::editor::project::{Found, definition, references};
use cfs::editor::rename::{RenameError, is_name_of_file, rename};
use cfs::editor::signature::{Form, signature};
use cfs::editor::structure::{folds, symbols};
use cfs::editor::{Encoding, File, Knowledge};
use cfs::language::Fault;
use cfs::language::diagnostic::fix::Fix;
use cfs::language::format::{FormatError, format};
use cfs::language::syntax::FileId;
use lsp_server::{ErrorCode, ResponseError};
use lsp_types as lsp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::convert::{self, Text, location, uri_of};
use super::disk::Disk;

/// The command behind `Run` above an experiment, which the editor has.
const RUN: &str = "cfs.run";
/// The command behind `Plan`.
const PLAN: &str = "cfs.plan";

/// What an answer is made of.
pub(super) struct Asked<'a> {
    /// All documents.
    pub disk: &'a Disk,
    /// The name of the document.
    pub name: &'a str,
    /// Its address.
    pub uri: &'a str,
    /// The document.
    pub file: &'a File,
    /// What is known of this version of it.
    pub known: Option<&'a Knowledge>,
    /// How places are counted.
    pub encoding: Encoding,
    /// Whether the editor fills in forms.
    pub forms: bool,
}

/// Whether the answer to a request needs the check of the document.
pub(super) fn needs_check(method: &str) -> bool {
    matches!(
        method,
        "textDocument/hover" | "textDocument/inlayHint" | "textDocument/codeAction"
    )
}

fn params<P: DeserializeOwned>(value: Value) -> Result<P, ResponseError> {
    serde_json::from_value(value)
        .map_err(|error| failed(ErrorCode::InvalidParams, error.to_string()))
}

/// A refusal.
pub(super) fn failed(code: ErrorCode, message: impl Into<String>) -> ResponseError {
    ResponseError {
        code: code as i32,
        message: message.into(),
        data: None,
    }
}

/// An answer as JSON: written once, for an outline of a large file has a thousand parts.
pub(super) type Answer = Result<String, ResponseError>;

fn value(of: impl Serialize) -> Answer {
    serde_json::to_string(&of).map_err(|error| failed(ErrorCode::InternalError, error.to_string()))
}

impl Asked<'_> {
    /// The answer to a request about the document.
    ///
    /// # Errors
    /// When its parameters are wrong, there is no such request, or it is refused.
    pub(super) fn answer(&self, method: &str, with: Value) -> Answer {
        match method {
            "textDocument/hover" => self.hover(params(with)?),
            "textDocument/completion" => self.completion(params(with)?),
            "textDocument/signatureHelp" => self.signature(params(with)?),
            "textDocument/definition" => self.definition(params(with)?),
            "textDocument/references" => self.references(params(with)?),
            "textDocument/documentHighlight" => self.same(params(with)?),
            "textDocument/prepareRename" => self.prepare(params(with)?),
            "textDocument/rename" => self.rename(params(with)?),
            "textDocument/documentSymbol" => {
                let all: Vec<_> = symbols(self.file)
                    .iter()
                    .map(|symbol| convert::symbol(self.text(), symbol))
                    .collect();
                value(all)
            }
            "textDocument/foldingRange" => self.folds(),
            "textDocument/formatting" => self.format(),
            "textDocument/semanticTokens/full" => {
                let colours = colours(self.disk, self.name, self.file);
                value(lsp::SemanticTokens {
                    result_id: None,
                    data: convert::tokens(self.text(), &colours),
                })
            }
            "textDocument/inlayHint" => self.hints(params(with)?),
            "textDocument/codeAction" => self.actions(params(with)?),
            "textDocument/codeLens" => self.lenses(),
            other => Err(failed(
                ErrorCode::MethodNotFound,
                format!("`{other}` is not supported"),
            )),
        }
    }

    fn text(&self) -> Text<'_> {
        Text::of(self.file, self.encoding)
    }

    fn hover(&self, with: lsp::HoverParams) -> Answer {
        let byte = self
            .text()
            .byte(with.text_document_position_params.position);
        let found = hover(self.disk, self.name, self.file, self.known, byte);
        value(found.map(|found| lsp::Hover {
            contents: lsp::HoverContents::Markup(markdown(found.text)),
            range: Some(self.text().range(found.piece.start, found.piece.end)),
        }))
    }

    fn completion(&self, with: lsp::CompletionParams) -> Answer {
        let byte = self.text().byte(with.text_document_position.position);
        let found = complete(self.disk, self.name, self.file, byte);
        let range = self.text().range(found.replaces.0, found.replaces.1);
        let items = found.proposals.into_iter().enumerate().map(|(index, of)| {
            let form = of.form.filter(|_| self.forms);
            lsp::CompletionItem {
                kind: Some(convert::proposal_kind(of.kind)),
                detail: Some(of.detail).filter(|detail| !detail.is_empty()),
                documentation: Some(of.documentation)
                    .filter(|text| !text.is_empty())
                    .map(|text| lsp::Documentation::MarkupContent(markdown(text))),
                sort_text: Some(format!("{index:04}")),
                insert_text_format: form.is_some().then_some(lsp::InsertTextFormat::SNIPPET),
                text_edit: Some(lsp::CompletionTextEdit::Edit(lsp::TextEdit {
                    range,
                    new_text: form.unwrap_or_else(|| of.text.clone()),
                })),
                label: of.text,
                ..lsp::CompletionItem::default()
            }
        });
        value(items.collect::<Vec<_>>())
    }

    fn signature(&self, with: lsp::SignatureHelpParams) -> Answer {
        let byte = self
            .text()
            .byte(with.text_document_position_params.position);
        let forms = signature(self.file, byte);
        if forms.is_empty() {
            return value(());
        }
        let active = u32::try_from(forms[0].active).ok();
        let of = |form: Form| lsp::SignatureInformation {
            label: form.label,
            documentation: Some(lsp::Documentation::MarkupContent(markdown(form.text))),
            parameters: Some(
                form.parameters
                    .into_iter()
                    .map(|label| lsp::ParameterInformation {
                        label: lsp::ParameterLabel::Simple(label),
                        documentation: None,
                    })
                    .collect(),
            ),
            active_parameter: None,
        };
        value(lsp::SignatureHelp {
            active_parameter: active.filter(|_| !forms[0].parameters.is_empty()),
            signatures: forms.into_iter().map(of).collect(),
            active_signature: Some(0),
        })
    }

    fn definition(&self, with: lsp::GotoDefinitionParams) -> Answer {
        let byte = self
            .text()
            .byte(with.text_document_position_params.position);
        // The file that is used is at the beginning of that file.
        let inside = |piece: cfs::editor::scan::Piece| piece.start <= byte && byte <= piece.end;
        if let Some(used) = self.file.names.uses.iter().find(|used| inside(used.piece)) {
            use cfs::editor::project::Project as _;
            let target = self.disk.resolve(self.name, &used.target);
            let there = self
                .disk
                .file(&target)
                .and_then(|_| uri_of(self.disk, &target));
            return value(there.map(|uri| lsp::Location::new(uri, lsp::Range::default())));
        }
        let found = definition(self.disk, self.name, byte);
        value(found.and_then(|found| location(self.disk, &found, self.encoding)))
    }

    fn references(&self, with: lsp::ReferenceParams) -> Answer {
        let byte = self.text().byte(with.text_document_position.position);
        let found = references(self.disk, self.name, byte);
        let skip = usize::from(!with.context.include_declaration);
        let places = found.iter().skip(skip);
        let places = places.filter_map(|found| location(self.disk, found, self.encoding));
        value(places.collect::<Vec<_>>())
    }

    /// The places of a name in this document.
    fn same(&self, with: lsp::DocumentHighlightParams) -> Answer {
        let byte = self
            .text()
            .byte(with.text_document_position_params.position);
        let found = definition(self.disk, self.name, byte);
        let named = self
            .file
            .names
            .definitions
            .iter()
            .chain(&self.file.names.references);
        let places = named.filter(|name| {
            let same = |found: &&Found| found.name.name == name.name;
            found.as_ref().is_some_and(|found| same(&found))
                && definition(self.disk, self.name, name.piece.start) == found
        });
        let places = places.map(|name| lsp::DocumentHighlight {
            range: self.text().range(name.piece.start, name.piece.end),
            kind: None,
        });
        value(places.collect::<Vec<_>>())
    }

    fn prepare(&self, with: lsp::TextDocumentPositionParams) -> Answer {
        let byte = self.text().byte(with.position);
        let given = definition(self.disk, self.name, byte);
        let given = given.filter(|found| !is_name_of_file(self.disk, found));
        let name = given.and_then(|_| self.file.names.at(byte));
        value(name.map(|name| self.text().range(name.piece.start, name.piece.end)))
    }

    // The addresses of the protocol's library hold a cache, which their hash does not see.
    #[allow(clippy::mutable_key_type)]
    fn rename(&self, with: lsp::RenameParams) -> Answer {
        let byte = self.text().byte(with.text_document_position.position);
        let refused = |error: RenameError| failed(ErrorCode::RequestFailed, error.to_string());
        let places = rename(self.disk, self.name, byte, &with.new_name).map_err(refused)?;
        let mut changes: HashMap<lsp::Uri, Vec<lsp::TextEdit>> = HashMap::new();
        let located = |found: &Found| location(self.disk, found, self.encoding);
        for place in places.iter().filter_map(located) {
            let edit = lsp::TextEdit::new(place.range, with.new_name.clone());
            changes.entry(place.uri).or_default().push(edit);
        }
        value(lsp::WorkspaceEdit::new(changes))
    }

    fn folds(&self) -> Answer {
        let line = |line: usize| u32::try_from(line).unwrap_or(u32::MAX);
        let folds = folds(self.file)
            .into_iter()
            .map(|(first, last, comment)| lsp::FoldingRange {
                start_line: line(first),
                end_line: line(last),
                kind: comment.then_some(lsp::FoldingRangeKind::Comment),
                ..lsp::FoldingRange::default()
            });
        value(folds.collect::<Vec<_>>())
    }

    fn format(&self) -> Answer {
        let text = &self.file.text;
        let formatted = match format(FileId(0), text) {
            Ok(formatted) => formatted,
            // The diagnostics say what is wrong.
            Err(FormatError::Syntax(_)) => return value(()),
            Err(FormatError::Changed) => {
                let message = "the canonical form would not say the same; please report this file";
                return Err(failed(ErrorCode::RequestFailed, message));
            }
        };
        // The lines between those that stay at both ends.
        let (old, new): (Vec<&str>, Vec<&str>) = (
            text.split_inclusive('\n').collect(),
            formatted.split_inclusive('\n').collect(),
        );
        let before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let rest = old.len().min(new.len()) - before;
        let pairs = old.iter().rev().zip(new.iter().rev()).take(rest);
        let after = pairs.take_while(|(a, b)| a == b).count();
        let bytes = |lines: &[&str]| lines.iter().map(|line| line.len()).sum::<usize>();
        let (start, end) = (bytes(&old[..before]), bytes(&old[..old.len() - after]));
        let edit = lsp::TextEdit {
            range: self.text().range(start, end),
            new_text: new[before..new.len() - after].concat(),
        };
        value(if *text == formatted {
            Vec::new()
        } else {
            vec![edit]
        })
    }

    fn hints(&self, with: lsp::InlayHintParams) -> Answer {
        let Some(known) = self.known else {
            return value([(); 0]);
        };
        let text = self.text();
        let (start, end) = (text.byte(with.range.start), text.byte(with.range.end));
        let hints = hints(self.name, self.file, known);
        let shown = hints
            .into_iter()
            .filter(|(at, _)| start <= *at && *at <= end);
        let shown = shown.map(|(at, label)| lsp::InlayHint {
            position: text.place(at),
            label: lsp::InlayHintLabel::String(label),
            kind: None,
            text_edits: None,
            tooltip: None,
            padding_left: Some(true),
            padding_right: None,
            data: None,
        });
        value(shown.collect::<Vec<_>>())
    }

    fn actions(&self, with: lsp::CodeActionParams) -> Answer {
        let Some(known) = self.known else {
            return value([(); 0]);
        };
        let text = self.text();
        let (start, end) = (text.byte(with.range.start), text.byte(with.range.end));
        let own = |fix: &&Fix| known.sources.get(fix.span.file).name == self.name;
        let mut actions = Vec::new();
        let mut all: Vec<lsp::TextEdit> = Vec::new();
        let mut behind = 0;
        let mut faults: Vec<(&Fault, &Fix)> = known
            .faults
            .iter()
            .filter_map(|fault| Some((fault, fault.fix.as_ref().filter(own)?)))
            .collect();
        faults.sort_by_key(|(_, fix)| fix.span.start);
        for (fault, fix) in faults {
            let edit = lsp::TextEdit {
                range: text.range(fix.span.start, fix.span.end),
                new_text: fix.replacement.clone(),
            };
            // Of changes that overlap the first is made.
            if fix.span.start >= behind {
                behind = fix.span.end;
                all.push(edit.clone());
            }
            let places = fault.labels.iter().map(|(span, _)| (span.start, span.end));
            let mut places = places.chain([(fix.span.start, fix.span.end)]);
            if places.any(|(from, to)| from <= end && start <= to) {
                let diagnostic = convert::diagnostic(self.disk, known, fault, self.encoding);
                actions.push(self.action(
                    title(&self.file.text, fix),
                    vec![edit],
                    vec![diagnostic],
                ));
            }
        }
        if all.len() > 1 && !actions.is_empty() {
            let title = format!("Repair all {} errors with a known repair", all.len());
            actions.push(self.action(title, all, Vec::new()));
        }
        value(actions)
    }

    fn action(
        &self,
        title: String,
        edits: Vec<lsp::TextEdit>,
        diagnostics: Vec<lsp::Diagnostic>,
    ) -> Value {
        let mut action = json!({
            "title": title,
            "kind": "quickfix",
            "edit": { "changes": { self.uri: edits } },
        });
        if !diagnostics.is_empty() {
            action["diagnostics"] = json!(diagnostics);
            action["isPreferred"] = json!(true);
        }
        action
    }

    fn lenses(&self) -> Answer {
        let mut lenses = Vec::new();
        for (byte, experiment) in runnables(self.file) {
            for (title, command) in [("Run", RUN), ("Plan", PLAN)] {
                lenses.push(lsp::CodeLens {
                    range: self.text().range(byte, byte),
                    command: Some(lsp::Command {
                        title: title.into(),
                        command: command.into(),
                        arguments: Some(vec![json!(self.uri), json!(experiment)]),
                    }),
                    data: None,
                });
            }
        }
        value(lenses)
    }
}

fn markdown(value: String) -> lsp::MarkupContent {
    lsp::MarkupContent {
        kind: lsp::MarkupKind::Markdown,
        value,
    }
}

/// What a change does, in words.
fn title(text: &str, fix: &Fix) -> String {
    let old = text.get(fix.span.start..fix.span.end).unwrap_or("").trim();
    let new = fix.replacement.trim();
    match (old, new) {
        ("", "") => "Change white space".into(),
        ("", new) => format!("Insert `{new}`"),
        (old, "") => format!("Remove `{old}`"),
        (old, new) => format!("Replace `{old}` with `{new}`"),
    }
}
