"""The manifest of a pack, ``pack.toml``: one strict description, every problem said at once."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from kibako import strings, tables
from kibako.errors import PackError, UsageError
from kibako.tables import Words
from kibako.toml_lines import TomlFile

MANIFEST = "pack.toml"
SCHEMA = 1
MAX_STEPS = 64
FAMILIES = ("microbit", "pico")
"""The families of boards, as files for one family of them are named."""
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
"""What a pack, a step or a wrong answer may be called: safe as a file name everywhere."""
_VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}", re.ASCII)
_FIRMWARE = re.compile(r"\d{1,3}\.\d{1,3}(\.\d{1,3})?", re.ASCII)

Level = Literal["小1+", "小2+", "小3+", "小4+", "小5+", "小6+", "中+", "高+", "大人"]
# fmt: off
Row = Literal[
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17",
    "18", "19", "①", "②", "③", "④", "出前", "突出", "障害", "研修",
]
# fmt: on
Access = Literal["audio", "one-switch", "large-print", "tactile"]


class StepManifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One [[steps]] table.

    Attributes:
        id: The folder of the step: small letters, digits and hyphens.
        title: What the step is called; each kanji of the Japanese one has its ruby.
        minutes: How long the step takes a learner, in minutes; 0: not said.
        wrong: For each file ``wrong/<name>.py`` the message that the check must answer with; or
            one for each family.
    """

    id: str
    title: Words
    minutes: Annotated[int, msgspec.Meta(ge=0, le=600)] = 0
    wrong: dict[str, str | dict[str, str]] = {}


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of pack.toml.

    Attributes:
        schema: The version of this format: 1.
        id: The folder of the pack: small letters, digits and hyphens, at most 32.
        version: Three numbers, as in 1.0.0; a change that a club must know of changes the first.
        title: What the pack is called; each kanji of the Japanese one has its ruby.
        minutes: How long the whole pack takes, in minutes.
        level: From which school year on; 小 primary, 中 lower secondary, 高 upper secondary, 大人
            adults.
        boards: The families (or single boards) that it is for; the first is the one of its checks.
        licence: What others may do with it, as an SPDX expression.
        steps: The steps in the order in which they are done.
        summary: What one learns or makes, in one sentence.
        circuit: The circuit of hardware/circuits that hangs on the board; or one for each family.
        parts: Parts of hardware/parts that are needed beyond those of the circuit.
        needs: Packs that come before this one.
        course_of_study: Codes of 16 characters of the course of study (学習指導要領コード).
        row: Club models that it serves, as numbered in the catalogue of packs.
        access: For whom it has been made fit.
        firmware: The least release of MicroPython for each family.
        authors: Who made it.
    """

    schema: int
    id: str
    version: str
    title: Words
    minutes: int
    level: Level
    boards: list[str]
    licence: str
    steps: list[StepManifest]
    summary: Words | None = None
    circuit: str | dict[str, str] = ""
    parts: list[str] = []
    needs: list[str] = []
    course_of_study: list[str] = []
    row: list[Row] = []
    access: list[Access] = []
    firmware: dict[str, str] = {}
    authors: list[str] = []


def family_of(board: str) -> str:
    """Return the family of a board: ``pico`` for ``pico-w``."""
    return board.partition("-")[0]


def said_for(says: str | Mapping[str, str], board: str) -> str:
    """Return the message with which a check answers a wrong answer on a board."""
    return says if isinstance(says, str) else says[family_of(board)]


def read_manifest(folder: Path) -> tuple[Manifest | None, list[str]]:
    """Read and check the manifest of a pack.

    Args:
        folder: The folder of the pack.

    Returns:
        The manifest (None if it has not the right form), and what is wrong with it.
    """
    path = folder / MANIFEST
    try:
        with path.open("rb") as file:
            raw = file.read(tables.MAX_TABLE_BYTES + 1)
    except (OSError, ValueError):
        return None, [tables.problem("missing", file=MANIFEST)]
    return check_manifest(raw, folder.name)


def check_manifest(raw: bytes, folder_name: str) -> tuple[Manifest | None, list[str]]:
    """Check the bytes of a manifest: :func:`read_manifest` without the file."""
    manifest, problems = tables.check_bytes(raw, Manifest, MANIFEST)
    if manifest is None:
        return None, problems
    file = TomlFile(MANIFEST, raw.decode("utf-8-sig"))
    return manifest, list(_rule_problems(manifest, folder_name, file))


def parse_manifest(raw: bytes, folder: Path) -> Manifest:
    """Return the manifest of a pack, without a look at its other files.

    Args:
        raw: What pack.toml holds.
        folder: The folder that it is, or will be, in.

    Raises:
        PackError: It is no TOML, or breaks the rules; the error names all problems.
    """
    manifest, problems = check_manifest(raw, folder.name)
    if manifest is None or problems:
        raise broken(folder, problems)
    return manifest


def problem(name: str, /, **fields: object) -> str:
    """Return one sentence about a pack, for the person who wrote it."""
    return strings.text(f"pack_problem.{name}", None, **fields)


def broken(folder: Path, problems: Sequence[str]) -> PackError:
    """Return the error that names all problems of a pack."""
    each = tuple(problems[: tables.MAX_PROBLEMS])
    said = " ".join(each)
    return PackError("pack_broken", pack=folder.name, count=len(problems), problems=said, each=each)


def _board_problems(manifest: Manifest, file: TomlFile) -> Iterator[str]:
    """What is wrong with the boards, which there must be as virtual ones too."""
    from kibako.virtual.profile import find_profile

    for name in manifest.boards:
        try:
            find_profile(name)
        except UsageError as error:
            known = [*FAMILIES, *str(error.fields["known"]).split(", ")]
            known = list(dict.fromkeys(known))
            near = difflib.get_close_matches(name, known, 1)
            told = {"file": file.at("boards"), "name": name, "known": ", ".join(known)}
            code = "bad_board_near" if near else "bad_board"
            yield problem(code, **told, nearest=near[0] if near else "")
    if len(set(manifest.boards)) < len(manifest.boards):
        yield problem("board_twice", file=file.at("boards"))
    families = {family_of(board) for board in manifest.boards}
    circuits = manifest.circuit if isinstance(manifest.circuit, dict) else {}
    for key, table in (("circuit", circuits), ("firmware", manifest.firmware)):
        for family in table.keys() - families:
            yield problem("other_family", file=file.at(f"{key}.{family}"), key=key, name=family)
    for family, release in manifest.firmware.items():
        if not _FIRMWARE.fullmatch(release):
            yield problem("bad_firmware", file=file.at(f"firmware.{family}"), release=release)


def _circuit_problems(manifest: Manifest, file: TomlFile) -> Iterator[str]:
    """Name circuits that there are not."""
    if not manifest.circuit:
        return
    from kibako.circuits.circuit import circuit_names

    told = {"": manifest.circuit} if isinstance(manifest.circuit, str) else manifest.circuit
    for family, name in told.items():
        key = f"circuit.{family}" if family else "circuit"
        known = circuit_names()
        if name not in known:
            yield tables.near_problem("unknown_word", name, known, file=file.at(key), key=key)


def _rule_problems(manifest: Manifest, folder_name: str, file: TomlFile) -> Iterator[str]:
    """What is well formed and still not allowed."""
    if manifest.schema != SCHEMA:
        at = file.at("schema")
        yield problem("schema_unknown", file=at, schema=manifest.schema, known=SCHEMA)
    if not NAME.fullmatch(manifest.id):
        yield problem("bad_name", file=file.at("id"), key="id", name=manifest.id)
    elif manifest.id != folder_name:
        yield problem("folder_name", file=file.at("id"), id=manifest.id, folder=folder_name)
    if not _VERSION.fullmatch(manifest.version):
        yield problem("bad_version", file=file.at("version"), version=manifest.version)
    if not 1 <= manifest.minutes <= 600:
        yield problem("bad_minutes", file=file.at("minutes"), minutes=manifest.minutes)
    for key in ("boards", "steps"):
        if not getattr(manifest, key):
            yield problem("empty_list", file=file.at(key), key=key)
    yield from _board_problems(manifest, file)
    yield from _circuit_problems(manifest, file)
    for number, name in enumerate(manifest.needs, 1):
        if not NAME.fullmatch(name):
            yield problem("bad_name", file=file.at("needs"), key=f"needs[{number}]", name=name)
    if len(manifest.steps) > MAX_STEPS:
        yield problem("too_many_steps", file=file.at("steps"), limit=MAX_STEPS)
    seen: set[str] = set()
    for number, step in enumerate(manifest.steps, 1):
        key = f"steps[{number}]"
        if not NAME.fullmatch(step.id):
            yield problem("bad_name", file=file.at(f"{key}.id"), key=f"{key}.id", name=step.id)
        if step.id in seen:
            yield problem("step_twice", file=file.at(f"{key}.id"), name=step.id)
        seen.add(step.id)
        for name, says in step.wrong.items():
            at = file.at(f"{key}.wrong.{name}")
            if not NAME.fullmatch(name):
                yield problem("bad_name", file=at, key=f"{key}.wrong", name=name)
            if not isinstance(says, str):
                for family in dict.fromkeys(map(family_of, manifest.boards)):
                    if family not in says:
                        yield problem("wrong_family", file=at, name=name, family=family)
