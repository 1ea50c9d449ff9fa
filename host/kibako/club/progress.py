"""What a learner did: the program of each step, a snapshot of each run, the steps passed.

One folder a pack: ``<step>.py`` is the program as it stands, ``snapshots/<step>/000001.py`` and on
are what it was at each run, ``progress.json`` is where the learner is, ``talkpoints.json`` has the
spoken probes. Files are private to the
user; a damaged one is kept aside and never overwritten.
"""

import errno
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Generic, Literal, TypeVar

import msgspec

from kibako import paths
from kibako.club.files import keep_aside, write_private
from kibako.errors import FileError

MAX_CODE_BYTES = 4 * 1024 * 1024
"""The largest program that is kept."""
MAX_SNAPSHOTS = 100
"""How many snapshots a step keeps; the oldest go first."""
_MAX_RECORD_BYTES = 1024 * 1024
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_SNAPSHOT = re.compile(r"(\d{6})\.py")

T = TypeVar("T")
R = TypeVar("R", "PackRecord", "Settings", "TalkRecord")


class PackRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a learner is in a pack."""

    schema: Literal[1] = 1
    step: str = ""
    """The id of the open step; "" before the first opening."""
    passed: list[str] = []
    """The ids of the passed steps."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a learner chose, and where the learner was."""

    schema: Literal[1] = 1
    reading: Literal["normal", "furigana", "kana"] = "furigana"
    lang: Annotated[str, msgspec.Meta(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})?)?$")] = ""
    """The language that was chosen; "" when none was."""
    last_pack: str = ""
    theme: Literal["wood", "contrast", "light", "okabe-ito", "terminal"] = "wood"
    size: Literal["normal", "large"] = "normal"
    """How much is on the screen at once: for a terminal with large letters, less."""
    calm: Literal["off", "on"] = "off"
    """Whether what changes fast is shown slowly."""
    speech: Literal["on", "off"] = "off"
    """Whether Kibako speaks with a voice of its own."""
    voice_rate: Literal["slowest", "slow", "normal", "fast", "fastest"] = "normal"
    voice_pitch: Literal["low", "normal", "high"] = "normal"
    voice_volume: Literal["quiet", "normal", "loud"] = "normal"
    sound: Literal["auto", "on", "off"] = "auto"
    """Whether events are heard; ``auto``: where somebody listens."""
    volume: Literal["25", "50", "75", "100"] = "50"
    """How loud sounds are, in percent."""
    sound_modes: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    """What is set for one sound alone: ``hint.sound=off progress.announcement=on``."""


class KeptTalkpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A learner's spoken probe on a line of a program."""

    line: int
    text: str


class TalkRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The talkpoints of a pack, by the ids of its steps."""

    schema: Literal[1] = 1
    steps: dict[str, list[KeptTalkpoint]] = {}


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    """Something read from disk, and what was wrong with it, if anything."""

    value: T
    problem: FileError | None = None


class ProgressStore:
    """The folder of a learner's work. Not thread-safe: the workbench holds a lock around it.

    Args:
        folder: The folder; it is made when something is written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._on_disk: dict[Path, str] = {}

    def load_settings(self) -> Loaded[Settings]:
        """Return what the learner chose; the defaults when nothing usable is there."""
        return self._load(self._folder / "settings.json", Settings)

    def has_settings(self) -> bool:
        """Return whether the learner ever chose anything, or opened a lesson."""
        try:
            return (self._folder / "settings.json").exists()
        except OSError:
            return False

    def save_settings(self, settings: Settings) -> None:
        """Keep what the learner chose.

        Raises:
            FileError: It cannot be written.
        """
        paths.private_folder(self._folder)
        write_private(self._folder / "settings.json", msgspec.json.encode(settings))

    def load_record(self, pack_id: str) -> Loaded[PackRecord]:
        """Return where the learner is in a pack; a fresh record when nothing usable is there."""
        return self._load(self._pack_folder(pack_id) / "progress.json", PackRecord)

    def save_record(self, pack_id: str, record: PackRecord) -> None:
        """Keep where the learner is in a pack.

        Raises:
            FileError: It cannot be written.
        """
        folder = paths.private_folder(self._pack_folder(pack_id))
        write_private(folder / "progress.json", msgspec.json.encode(record))

    def load_talk(self, pack_id: str) -> Loaded[TalkRecord]:
        """Return the talkpoints of a pack; none when nothing usable is there."""
        return self._load(self._pack_folder(pack_id) / "talkpoints.json", TalkRecord)

    def save_talk(self, pack_id: str, record: TalkRecord) -> None:
        """Keep the talkpoints of a pack.

        Raises:
            FileError: It cannot be written.
        """
        folder = paths.private_folder(self._pack_folder(pack_id))
        write_private(folder / "talkpoints.json", msgspec.json.encode(record))

    def load_code(self, pack_id: str, step_id: str) -> Loaded[str | None]:
        """Return the program of a step, or None when the learner has none yet."""
        path = self._code_path(pack_id, step_id)
        try:
            text = _read_code(path)
        except FileNotFoundError:
            return Loaded(None)
        except (OSError, ValueError) as error:
            return Loaded(None, _kept_aside(path, error))
        self._on_disk[path] = text
        return Loaded(text)

    def save_code(self, pack_id: str, step_id: str, text: str) -> None:
        """Keep the program of a step. What another program wrote there becomes a snapshot first.

        Raises:
            FileError: It cannot be written, or is too large.
        """
        path = self._code_path(pack_id, step_id)
        data = text.encode("utf-8")
        if len(data) > MAX_CODE_BYTES:
            limit_mb = MAX_CODE_BYTES // (1024 * 1024)
            raise FileError("code_too_large", path=str(path), limit_mb=limit_mb)
        paths.private_folder(path.parent)
        self._rescue(pack_id, step_id, path)
        write_private(path, data)
        self._on_disk[path] = text

    def add_snapshot(self, pack_id: str, step_id: str, text: str) -> None:
        """Keep a program as it was at this moment, unless the newest snapshot is the same.

        Raises:
            FileError: It cannot be written.
        """
        folder = paths.private_folder(self._snapshot_folder(pack_id, step_id))
        numbers = self._snapshot_numbers(folder)
        if numbers:
            try:
                if _read_code(folder / f"{numbers[-1]:06}.py") == text:
                    return
            except (OSError, ValueError):
                pass  # an unreadable snapshot differs from anything
        number = numbers[-1] + 1 if numbers else 1
        write_private(folder / f"{number:06}.py", text.encode("utf-8"))
        for old in numbers[: max(0, len(numbers) + 1 - MAX_SNAPSHOTS)]:
            (folder / f"{old:06}.py").unlink(missing_ok=True)

    def snapshots(self, pack_id: str, step_id: str) -> tuple[Path, ...]:
        """Return the snapshots of a step, the oldest first."""
        folder = self._snapshot_folder(pack_id, step_id)
        return tuple(folder / f"{number:06}.py" for number in self._snapshot_numbers(folder))

    def earlier(self, pack_id: str, step_id: str, most: int) -> list[tuple[int, float, str]]:
        """Return the newest snapshots of a step, the newest first; unreadable ones are left out.

        Args:
            pack_id: The pack.
            step_id: The step.
            most: How many at most.

        Returns:
            Of each its number, when it was made in seconds since 1970, and the program.
        """
        found: list[tuple[int, float, str]] = []
        for path in self.snapshots(pack_id, step_id)[: -most - 1 : -1]:
            try:
                found.append((int(path.stem), path.stat().st_mtime, _read_code(path)))
            except (OSError, ValueError):
                continue
        return found

    def _rescue(self, pack_id: str, step_id: str, path: Path) -> None:
        """Make a snapshot of what someone else wrote into the program's file since we saw it."""
        try:
            there = _read_code(path)
        except FileNotFoundError:
            return
        except (OSError, ValueError):
            keep_aside(path)
            return
        if there != self._on_disk.get(path, ""):
            self.add_snapshot(pack_id, step_id, there)

    def _load(self, path: Path, kind: type[R]) -> Loaded[R]:
        try:
            with path.open("rb") as file:
                raw = file.read(_MAX_RECORD_BYTES)
            return Loaded(msgspec.json.decode(raw, type=kind))
        except FileNotFoundError:
            return Loaded(kind())
        except (OSError, ValueError, RecursionError) as error:
            return Loaded(kind(), _kept_aside(path, error))

    def _pack_folder(self, pack_id: str) -> Path:
        return self._folder / _safe(pack_id)

    def _code_path(self, pack_id: str, step_id: str) -> Path:
        return self._pack_folder(pack_id) / f"{_safe(step_id)}.py"

    def _snapshot_folder(self, pack_id: str, step_id: str) -> Path:
        return self._pack_folder(pack_id) / "snapshots" / _safe(step_id)

    @staticmethod
    def _snapshot_numbers(folder: Path) -> list[int]:
        if not folder.is_dir():
            return []
        names = (_SNAPSHOT.fullmatch(entry.name) for entry in folder.iterdir())
        return sorted(int(name[1]) for name in names if name)


def _safe(name: str) -> str:
    """Return a name that may become a file name; the manifest's rules allow no other."""
    if not _NAME.fullmatch(name):
        raise ValueError(name)
    return name


def _read_code(path: Path) -> str:
    """Return a program from disk, its line ends made one character."""
    if path.stat().st_size > MAX_CODE_BYTES:
        raise OSError(errno.EFBIG, str(path))
    return path.read_bytes().decode("utf-8").replace("\r\n", "\n")


def _kept_aside(path: Path, error: Exception) -> FileError:
    """Put a file aside and return what to say about it."""
    try:
        aside = keep_aside(path)
    except FileError as failed:
        return failed
    problem = FileError("work_damaged", path=path.name, aside=aside.name)
    problem.__cause__ = error
    return problem
