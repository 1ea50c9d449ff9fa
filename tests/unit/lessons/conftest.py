"""A small pack on disk that tests break in every way."""

from pathlib import Path

import pytest
from kibako import strings
from kibako.circuits.circuit import circuits_dir

MANIFEST = """schema = 1
id = "tiny"
version = "1.0.0"
title = { ja = "ちいさい", en = "Tiny" }
minutes = 5
level = "小1+"
boards = ["microbit"]
licence = "CC-BY-4.0"

[[steps]]
id = "one"
title = { ja = "ひとつめ", en = "One" }
"""


class PackFolder:
    """A pack folder whose files a test writes over."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("pack.toml", MANIFEST)
        for name in ("text.ja.md", "text.en.md", "starter.py", "solution.py"):
            self.write(f"one/{name}", "# text\n")
        self.write(
            "one/check.py", "from check import board, expect\nboard.run()\nexpect.no_error()\n"
        )

    def write(self, name: str, content: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def circuit(self, name: str) -> None:
        self.write("circuit.toml", (circuits_dir() / f"{name}.toml").read_bytes())

    def replace(self, old: str, new: str) -> None:
        path = self.folder / "pack.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def tiny(tmp_path: Path) -> PackFolder:
    return PackFolder(tmp_path / "packs" / "tiny")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strings, "_current", ["en"])
