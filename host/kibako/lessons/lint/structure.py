"""What a good pack has: all its files, wrong answers, hints, and right names for everything."""

import ast
import re
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kibako import strings
from kibako.errors import KibakoError
from kibako.lessons.hints import HINTS
from kibako.lessons.lint.check_names import name_remarks
from kibako.lessons.lint.course_codes import COURSE_CODES, FORM
from kibako.lessons.lint.remark import Remark, error, unknown, warning
from kibako.lessons.lint.thing_names import thing_remarks
from kibako.lessons.manifest import FAMILIES, MANIFEST
from kibako.lessons.pack import Pack, Step, for_family
from kibako.lessons.pack_files import stays_out
from kibako.toml_lines import TomlFile

WRONG_LEAST = 3
LICENCES = (
    *("CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0"),
    *("MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "GPL-3.0-or-later"),
)
"""Identifiers of https://spdx.org/licenses that packs are likely to have."""
_LICENCE = re.compile(r"[A-Za-z0-9.+-]+")
_SEEING = re.compile(
    "[見絵色光]|画面|みて|みえ|いろ|ひか|\\b(?:look|see|watch|pictures?|colou?rs?|screen|display)\\b",
    re.IGNORECASE,
)
"""Words of a text that leans on sight."""
_ROOT = (
    "circuit.toml",
    "survivors.toml",
    "LICENSE.txt",
    "LICENSE",
    "LICENCE",
    "NOTICE",
    "README.md",
    MANIFEST,
)
_CHECKS = {"check.py", *(for_family("check.py", family) for family in FAMILIES)}


def structure_remarks(pack: Pack, manifest: TomlFile) -> Iterator[Remark]:
    """Say what is missing or named wrongly.

    Args:
        pack: The pack.
        manifest: Its ``pack.toml``, to find lines in.
    """
    yield from _about(pack, manifest)
    yield from _things(pack, manifest)
    for lang in strings.LANGUAGES:
        for kind in ("mentor", "extension"):
            if not pack.texts.get(f"{kind}.{lang}.md", "").strip():
                yield error("no_text", f"{kind}.{lang}.md")
    for number, step in enumerate(pack.steps, 1):
        yield from _step(pack, step, manifest, number)
    yield from _strangers(pack)


def _about(pack: Pack, file: TomlFile) -> Iterator[Remark]:
    told = pack.manifest
    if told.summary is None:
        yield error("no_key", MANIFEST, 0, key="summary")
    for name in _LICENCE.findall(told.licence) or [""]:
        if name not in (*LICENCES, "AND", "OR", "WITH"):
            yield unknown(MANIFEST, file.line("licence"), "licence", name, LICENCES)
    for code in told.course_of_study:
        line = file.line("course_of_study")
        if not FORM.fullmatch(code):
            yield error("course_form", MANIFEST, line, code=code[:40])
        elif code not in COURSE_CODES:
            yield error("course_unknown", MANIFEST, line, code=code)
    minutes = [step.minutes for step in pack.steps if step.minutes]
    if minutes and len(minutes) < len(pack.steps):
        yield warning("minutes_some", MANIFEST, file.line("minutes"))
    elif minutes and sum(minutes) != told.minutes:
        line = file.line("minutes")
        yield warning("minutes_sum", MANIFEST, line, sum=sum(minutes), minutes=told.minutes)


def _things(pack: Pack, file: TomlFile) -> Iterator[Remark]:
    """Look whether the circuit fits each board, and the parts are some."""
    from kibako.circuits.circuit import read_circuit_file
    from kibako.circuits.part import parts
    from kibako.virtual.profile import find_profile

    for name in pack.manifest.parts:
        if name not in parts():
            yield unknown(
                MANIFEST, file.line("parts"), "parts", name, list(parts()), rule="unknown_part"
            )
    for board in pack.manifest.boards:
        path = pack.circuit_file(board)
        if path is None:
            continue
        try:
            read_circuit_file(path).for_board(find_profile(board).id)
        except KibakoError as found:
            own = path.parent == pack.folder
            place = (path.name, 0) if own else (MANIFEST, file.line("circuit"))
            told = {"board": board, "reason": found.what}
            own_file = for_family("circuit.toml", find_profile(board).firmware)
            yield error("circuit_unfit", *place, **told, own=own_file)


def _step(pack: Pack, step: Step, file: TomlFile, number: int) -> Iterator[Remark]:
    key = f"steps[{number}]"
    if len(step.says) < WRONG_LEAST:
        line = file.line(f"{key}.wrong")
        yield error("few_wrong", MANIFEST, line, step=step.id, limit=WRONG_LEAST)
    messages = _check_messages()
    told = {(each.name, each.says) for family in pack.families for each in step.wrong_for(family)}
    for name, says in sorted(told):
        if says not in messages:
            line = file.line(f"{key}.wrong.{name}")
            yield unknown(MANIFEST, line, f"wrong.{name}", says, messages, rule="unknown_message")
    for lang in strings.LANGUAGES:
        yield from _hints(step, lang, pack)
        if "audio" in pack.manifest.access:
            yield from _audio(step, lang)
    for name, text in step.files.items():
        if name.endswith(".py") and not name.startswith("wrong/"):
            yield from _program(pack, step, name, text)


@cache
def _check_messages() -> tuple[str, ...]:
    """Return the names of what a failing check can say."""
    named = strings.catalogue(strings.LANGUAGES[0])
    seen = {name.removesuffix(".seen") for name in named if name.endswith(".seen")}
    return (*sorted(name for name in seen if name.startswith("check_")), "check_own")


def _hints(step: Step, lang: str, pack: Pack) -> Iterator[Remark]:
    for family in pack.families:
        file = step.path(f"hints.{lang}.md", family)
        hints = step.hints(lang, family)
        if not hints:
            yield error("no_text", file)
        elif len(hints) < HINTS:
            yield error("few_hints", file, 0, count=len(hints), limit=HINTS)
        elif "___" not in hints[-1]:
            yield warning("no_gap", file)
        if file.endswith(f"hints.{lang}.md"):
            return  # the plain file serves all families that have none of their own


def _audio(step: Step, lang: str) -> Iterator[Remark]:
    name = f"audio.{lang}.md"
    if name in step.files:
        return
    text = step.files.get(f"text.{lang}.md", "")
    if "![" in text or _SEEING.search(text):
        yield warning("no_audio", f"{step.id}/{name}")


def _program(pack: Pack, step: Step, name: str, text: str) -> Iterator[Remark]:
    file = f"{step.id}/{name}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as found:
        line = found.lineno or 0 if isinstance(found, SyntaxError) else 0
        yield error("no_python", file, line)
    else:
        if name in _CHECKS:
            yield from name_remarks(file, tree)
            yield from thing_remarks(pack, step, file, tree)


def _strangers(pack: Pack) -> Iterator[Remark]:
    """Name files that nothing reads, such as one whose name has a mistake."""
    languages = strings.LANGUAGES
    root = {*_ROOT, *pack.texts, *(for_family("circuit.toml", family) for family in FAMILIES)}
    yield from _unread(pack.folder, "", root, {step.id for step in pack.steps} | {"pictures"})
    kinds = [f"{kind}.{lang}.md" for kind in ("text", "audio", "hints") for lang in languages]
    programs = ["starter.py", "solution.py", "check.py"]
    for step in pack.steps:
        known = set(step.files) | set(kinds) | set(programs)
        yield from _unread(pack.folder / step.id, f"{step.id}/", known, {"wrong"})
        names = {name.removeprefix("wrong/") for name in known if name.startswith("wrong/")}
        yield from _unread(pack.folder / step.id / "wrong", f"{step.id}/wrong/", names, set())


def _unread(folder: Path, prefix: str, known: set[str], folders: set[str]) -> Iterator[Remark]:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if stays_out(path.name) or path.name in folders or path.name in known:
            continue
        yield warning("unread", f"{prefix}{path.name}")
