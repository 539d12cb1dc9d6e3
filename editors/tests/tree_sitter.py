"""Parses scenarios by the tree-sitter grammar and colours them: tree_sitter.py LIBRARY QUERY FILE..."""

import ctypes
import pathlib
import sys

# This file has the name of the package.
sys.path = [folder for folder in sys.path if pathlib.Path(folder or ".").resolve() != pathlib.Path(__file__).resolve().parent]
import tree_sitter  # noqa: E402

library, query, *files = sys.argv[1:]
pointer = ctypes.cdll.LoadLibrary(library).tree_sitter_cfs
pointer.restype = ctypes.c_void_p
language = tree_sitter.Language(pointer())
parser = tree_sitter.Parser(language)
colours = tree_sitter.Query(language, pathlib.Path(query).read_text(encoding="utf-8"))


def captures(text):
    tree = parser.parse(text)
    return tree, tree_sitter.QueryCursor(colours).captures(tree.root_node)


text = b'experiment a on b {\n  power 5 dB\n  sweep delta from S_min to 10 solve isac # x\n}\n'
tree, found = captures(text)
words = {name: {node.text.decode() for node in nodes} for name, nodes in found.items()}
expected = {
    "keyword": {"experiment", "on", "sweep", "from", "to", "solve"},
    "function": {"a"},
    "type": {"b"},
    "property": {"power"},
    "type.builtin": {"dB"},
    "number": {"5", "10"},
    "variable.builtin": {"delta", "S_min"},
    "constant.builtin": {"isac"},
    "comment": {"# x"},
}
failed = 0
for name, those in expected.items():
    if not those <= words.get(name, set()):
        failed += 1
        print(f"@{name}: {sorted(words.get(name, set()))}, not {sorted(those)}", file=sys.stderr)
for file in files:
    tree, _ = captures(pathlib.Path(file).read_bytes())
    if tree.root_node.has_error:
        failed += 1
        print(f"{file}: not parsed: {tree.root_node}", file=sys.stderr)
print(f"{len(files)} scenarios, {failed} failures")
sys.exit(bool(failed))
