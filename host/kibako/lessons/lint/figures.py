"""Pictures and links of a pack's texts: there, described, and safe to show."""

import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path

from kibako.lessons.lint.lines import LINK, PICTURE, prose
from kibako.lessons.lint.remark import Remark, error, refusal, warning

MAX_PICTURE_BYTES = 2 * 1024 * 1024
"""As a published pack may have it: see docs/packs.md."""
_FOLDER = "pictures"
_ENDINGS = (".svg", ".png")


def figure_remarks(folder: Path, texts: Mapping[str, str]) -> Iterator[Remark]:
    """Look at each picture and link of the texts of a pack.

    Args:
        folder: The folder of the pack.
        texts: All its texts by their path in the pack.
    """
    used: set[str] = set()
    for file, text in texts.items():
        for number, line in prose(text):
            for found in PICTURE.finditer(line):
                name = posixpath.normpath(posixpath.join(posixpath.dirname(file), found["file"]))
                used.add(name)
                if not found["alt"].strip():
                    yield error("no_alt", file, number, picture=found["file"])
                if line.strip() != found[0]:
                    yield warning("picture_inside", file, number, picture=found["file"])
                if not _is_there(folder, name):
                    yield error("no_picture", file, number, picture=found["file"])
            for found in LINK.finditer(line):
                yield from _link(folder, file, number, found["target"].strip())
    yield from _files(folder, used)


def _is_there(folder: Path, name: str) -> bool:
    inside = name.startswith(f"{_FOLDER}/") and ".." not in name.split("/")
    return inside and name.endswith(_ENDINGS) and (folder / name).is_file()


def _link(folder: Path, file: str, number: int, target: str) -> Iterator[Remark]:
    if target.startswith("https://"):
        return
    if "://" in target or target.startswith(("mailto:", "javascript:", "data:", "/")):
        yield error("bad_link", file, number, target=target)
        return
    name = posixpath.normpath(posixpath.join(posixpath.dirname(file), target.partition("#")[0]))
    if name.startswith("..") or not (folder / name).exists():
        yield error("dead_link", file, number, target=target)


def _files(folder: Path, used: set[str]) -> Iterator[Remark]:
    """Look into each picture."""
    from kibako.lessons.picture_files import picture_problem

    root = folder.resolve()
    for path in sorted((folder / _FOLDER).glob("*")):
        name = f"{_FOLDER}/{path.name}"
        if path.name.startswith("."):
            continue
        if not (path.name.endswith(_ENDINGS) and path.resolve().is_relative_to(root)):
            yield error("no_picture_kind", name)
            continue
        if name not in used:
            yield warning("picture_unused", name)
        with path.open("rb") as file:
            data = file.read(MAX_PICTURE_BYTES + 1)
        # A larger one is named where the sizes of all files are looked at.
        if len(data) <= MAX_PICTURE_BYTES and (said := picture_problem(name, data)):
            yield refusal(said)
