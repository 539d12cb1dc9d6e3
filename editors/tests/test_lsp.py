"""The language server with a client library that it was not written for: pytest-lsp."""

import os

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

CFS = os.environ["CFS"]
TEXT = """\
deployment small {
  aps 3 { antennas 4 }
  users 2
  targets 1
}
experiment first on small {
  sweep delta over [1, 2] solve isak
}
"""
URI = "untitled:first.cfs"


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[CFS, "lsp"]))
async def client(lsp_client: LanguageClient):
    parameters = types.InitializeParams(
        capabilities=pytest_lsp.client_capabilities("visual-studio-code")
    )
    await lsp_client.initialize_session(parameters)
    yield
    await lsp_client.shutdown_session()


def open_text(client, text):
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(
            text_document=types.TextDocumentItem(uri=URI, language_id="cfs", version=1, text=text)
        )
    )


@pytest.mark.asyncio
async def test_diagnostics_and_their_repair(client: LanguageClient):
    open_text(client, TEXT)
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    (found,) = client.diagnostics[URI]
    assert found.code == "cfs::name::unknown"
    assert found.range.start == types.Position(line=6, character=32)
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            text_document=types.TextDocumentIdentifier(uri=URI),
            range=found.range,
            context=types.CodeActionContext(diagnostics=[found]),
        )
    )
    assert actions[0].title == "Replace `isak` with `isac`"


@pytest.mark.asyncio
async def test_answers_have_the_types_of_the_protocol(client: LanguageClient):
    open_text(client, TEXT.replace("isak", "isac"))
    document = types.TextDocumentIdentifier(uri=URI)
    place = types.Position(line=1, character=12)
    hover = await client.text_document_hover_async(
        types.HoverParams(text_document=document, position=place)
    )
    assert "aps.antennas" in hover.contents.value
    items = await client.text_document_completion_async(
        types.CompletionParams(text_document=document, position=types.Position(line=6, character=32))
    )
    assert "isac" in [item.label for item in items]
    symbols = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(text_document=document)
    )
    assert [symbol.name for symbol in symbols] == ["small", "first"]
    edit = await client.text_document_rename_async(
        types.RenameParams(
            text_document=document, position=types.Position(line=0, character=12), new_name="tiny"
        )
    )
    assert len(edit.changes[URI]) == 2
    tokens = await client.text_document_semantic_tokens_full_async(
        types.SemanticTokensParams(text_document=document)
    )
    assert len(tokens.data) % 5 == 0 and tokens.data
    hints = await client.text_document_inlay_hint_async(
        types.InlayHintParams(
            text_document=document,
            range=types.Range(start=types.Position(0, 0), end=types.Position(9, 0)),
        )
    )
    assert "2 points × 1 realization" in [hint.label for hint in hints]
    lenses = await client.text_document_code_lens_async(types.CodeLensParams(text_document=document))
    assert [lens.command.title for lens in lenses] == ["Run", "Plan"]
