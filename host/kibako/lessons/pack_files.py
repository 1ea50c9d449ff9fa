"""Which files a published pack may hold: names that mean one file everywhere, and bounded sizes.

The same rules hold for a folder that is built and for an archive that comes from a stranger.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from kibako.lessons.manifest import problem
from kibako.lessons.pack import MAX_TEXT_BYTES
from kibako.lessons.picture_files import picture_problem

SUFFIX = ".kibakopack"
"""What the file of a pack ends with."""
MAX_FILES = 1000
MAX_PICTURE_BYTES = 2 * 1024 * 1024
MAX_TOTAL_BYTES = 32 * 1024 * 1024
MAX_NAME_CHARS = 120
MAX_FOLDERS = 3
PICTURES = (".svg", ".png")
TEXTS = (".toml", ".md", ".py", ".txt")
BARE = ("LICENSE", "LICENCE", "NOTICE")
"""Texts that have no ending by custom."""
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
"""Names that mean a device on Windows, with any ending (Microsoft, "Naming Files")."""
_UNSEEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Letters that move a terminal's cursor, or turn the direction of writing: a text or a program
could read otherwise than it is."""


def stays_out(name: str) -> bool:
    """Return whether a file or folder beside the files of a pack is none of them.

    Args:
        name: Its name: hidden, made by Python or an editor, or the file of a pack that was built.
    """
    return name.startswith(".") or name == "__pycache__" or name.endswith(("~", SUFFIX))


def name_problems(names: Iterable[str], besides: frozenset[str] = frozenset()) -> list[str]:
    """Say which names of files cannot be used, and why.

    Args:
        names: The names in the pack, parted by ``/``.
        besides: Names that are good for another reason.
    """
    problems: list[str] = []
    seen: dict[str, str] = {}
    folders: set[str] = set()
    for name in names:
        reason = "" if name in besides else _name_problem(name)
        shown = "".join(letter if letter.isprintable() else "?" for letter in name)[:80]
        alike = unicodedata.normalize("NFC", name).casefold()
        if name in seen.values():
            reason = "file_twice"
        elif alike in seen:
            problems.append(problem("file_alike", file=shown, other=seen[alike]))
            continue
        if reason:
            problems.append(problem(reason, file=shown))
        seen[alike] = name
        folders |= {alike[:at] for at, letter in enumerate(alike) if letter == "/"}
    problems += [problem("file_is_folder", file=seen[each]) for each in folders & seen.keys()]
    return problems


def _name_problem(name: str) -> str:
    """Return the message for a name that cannot be used; "" for a good one."""
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", name):
        return "file_escapes"
    if "\\" in name:
        return "file_backslash"
    if any(_DEVICES.fullmatch(part) for part in parts):
        return "file_device"
    if any(part.endswith((".", " ")) for part in parts):
        return "file_ending"
    if not all(_PART.fullmatch(part) for part in parts):
        return "file_letters"
    if len(name) > MAX_NAME_CHARS or len(parts) > MAX_FOLDERS + 1:
        return "file_long"
    if not (name.endswith((*TEXTS, *PICTURES)) or parts[-1] in BARE):
        return "file_kind"
    return ""


def content_problems(files: Mapping[str, bytes]) -> list[str]:
    """Say which files of a pack hold what they may not hold.

    Args:
        files: What they hold, by name.
    """
    problems: list[str] = []
    for name, data in sorted(files.items()):
        limit = MAX_PICTURE_BYTES if name.endswith(PICTURES) else MAX_TEXT_BYTES
        if len(data) > limit:
            problems.append(problem("file_large", file=name, limit=limit // 1024))
            continue
        if not name.endswith(".png"):
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = "\0"
            if "\0" in text:
                problems.append(problem("file_encoding", file=name))
                continue
            if (line := _unseen_line(name, text)) is not None:
                problems.append(problem("file_unseen", file=f"{name}:{line}" if line else name))
        if name.endswith(PICTURES) and (said := picture_problem(name, data)):
            problems.append(said)
    return problems


def _unseen_line(name: str, text: str) -> int | None:
    """Return the line of the first letter that must not be there; 0 for one that is escaped."""
    if found := _UNSEEN.search(text):
        return text.count("\n", 0, found.start()) + 1
    if name.endswith(".toml"):
        try:
            told = "".join(_strings(tomllib.loads(text)))
        except (ValueError, RecursionError):
            return None  # what reads the file says what is wrong with it
        return 0 if _UNSEEN.search(told) else None
    return None


def _strings(value: object) -> Iterator[str]:
    """Yield every text in what a TOML file says, the keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in cast("dict[str, object]", value).items():
            yield key
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from _strings(inner)


def size_problems(sizes: Sequence[int]) -> list[str]:
    """Say whether the files of a pack are too many, or too large together.

    Args:
        sizes: The size of each in bytes.
    """
    problems: list[str] = []
    if len(sizes) > MAX_FILES:
        problems.append(problem("files_many", count=len(sizes), limit=MAX_FILES))
    if (total := sum(sizes)) > MAX_TOTAL_BYTES:
        problems.append(problem("files_large", total=total >> 20, limit=MAX_TOTAL_BYTES >> 20))
    return problems
