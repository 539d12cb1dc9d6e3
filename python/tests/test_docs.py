"""Every block of Python in the documentation runs, in its order, beside the scenarios that the page has."""

import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", "python/README.md", "docs/arrays.md"]

BLOCK = re.compile(r"^```(\S+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_blocks_run_in_order(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "scenarios", "scenarios")
    names: dict[str, object] = {"__name__": "page"}
    ran = 0
    for kind, name, text in BLOCK.findall((ROOT / page).read_text(encoding="utf-8")):
        if kind == "cfs" and page == "docs/arrays.md":
            # The page runs it as `region.cfs`.
            import cfs

            Path("region.cfs").write_text(text)
            cfs.run("region.cfs").write("results")
        elif kind == "cfs" and name:
            Path(name).write_text(text)
        elif kind == "python":
            # From a file, so that the source of a function is known.
            source = Path(f"block{ran}.py")
            source.write_text(text)
            exec(compile(text, str(source.resolve()), "exec"), names)
            ran += 1
    assert ran > 0
