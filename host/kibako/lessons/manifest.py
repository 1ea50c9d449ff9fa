"""The manifest of a pack, ``pack.toml``: one strict description, every problem said at once."""

import re
from pathlib import Path

import msgspec

from kibako import strings, tables
from kibako.errors import PackError, UsageError
from kibako.tables import Words

MANIFEST = "pack.toml"
SCHEMA = 1
MAX_STEPS = 64
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
"""What a pack, a step or a wrong answer may be called: safe as a file name everywhere."""
_VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}")


class StepManifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One ``[[steps]]`` table."""

    id: str
    title: Words
    wrong: dict[str, str] = {}
    """For each file ``wrong/<name>.py`` the message that the check must answer with."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of ``pack.toml``."""

    schema: int
    id: str
    version: str
    title: Words
    minutes: int
    level: str
    boards: list[str]
    licence: str
    steps: list[StepManifest]
    authors: list[str] = []


def read_manifest(folder: Path) -> Manifest:
    """Read and check the manifest of a pack.

    Args:
        folder: The folder of the pack.

    Returns:
        The manifest.

    Raises:
        PackError: It is missing, is no TOML, or breaks the rules; the error names all problems.
    """
    path = folder / MANIFEST
    return _checked(*tables.check_file(path, Manifest), folder)


def parse_manifest(raw: bytes, folder: Path) -> Manifest:
    """Check the bytes of a manifest: :func:`read_manifest` without the file."""
    return _checked(*tables.check_bytes(raw, Manifest, MANIFEST), folder)


def _checked(manifest: Manifest | None, problems: list[str], folder: Path) -> Manifest:
    if manifest is not None:
        problems = _rule_problems(manifest, folder.name)
        if not problems:
            return manifest
    raise broken(folder, problems)


def problem(name: str, /, **fields: object) -> str:
    """Return one sentence about a pack, for the person who wrote it."""
    return strings.text(f"pack_problem.{name}", None, **fields)


def broken(folder: Path, problems: list[str]) -> PackError:
    """Return the error that names all problems of a pack."""
    return PackError(
        "pack_broken", pack=folder.name, count=len(problems), problems=" ".join(problems)
    )


def _board_problems(name: str) -> list[str]:
    """What is wrong with the board of the checks, which must be a virtual one."""
    from kibako.virtual.profile import find_profile

    try:
        find_profile(name)
    except UsageError as error:
        return [problem("bad_board", name=name, known=error.fields["known"])]
    return []


def _rule_problems(manifest: Manifest, folder_name: str) -> list[str]:
    """What is well formed and still not allowed."""
    problems: list[str] = []
    if manifest.schema != SCHEMA:
        problems.append(problem("schema_unknown", schema=manifest.schema, known=SCHEMA))
    if not NAME.fullmatch(manifest.id):
        problems.append(problem("bad_name", key="id", name=manifest.id))
    elif manifest.id != folder_name:
        problems.append(problem("folder_name", id=manifest.id, folder=folder_name))
    if not _VERSION.fullmatch(manifest.version):
        problems.append(problem("bad_version", version=manifest.version))
    if not 1 <= manifest.minutes <= 600:
        problems.append(problem("bad_minutes", minutes=manifest.minutes))
    if not manifest.boards:
        problems.append(problem("empty_list", key="boards"))
    else:
        problems += _board_problems(manifest.boards[0])
    if not manifest.steps:
        problems.append(problem("empty_list", key="steps"))
    if len(manifest.steps) > MAX_STEPS:
        problems.append(problem("too_many_steps", limit=MAX_STEPS))
    seen: set[str] = set()
    for number, step in enumerate(manifest.steps, 1):
        if not NAME.fullmatch(step.id):
            problems.append(problem("bad_name", key=f"steps[{number}].id", name=step.id))
        if step.id in seen:
            problems.append(problem("step_twice", name=step.id))
        seen.add(step.id)
        for name in step.wrong:
            if not NAME.fullmatch(name):
                problems.append(problem("bad_name", key=f"steps[{number}].wrong", name=name))
    return problems
