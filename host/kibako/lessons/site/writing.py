"""A site put into its folder: all of it or nothing, and never over what is somebody's work."""

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import cast

from kibako.errors import FileError
from kibako.reasons import FULL, reason_of

MARK = ".kibako-site.json"
"""The file that says that a folder is a site of ours, and what we wrote into it."""
MARK_BYTES_MAX = 4_000_000
_STRANGERS_NAMED = 5


def write_site(out: Path, files: Mapping[str, bytes]) -> None:
    """Put a site into a folder, in place of the one that we wrote there before.

    It is written whole beside its place and then put there by renaming: who looks at the folder
    meets the old site or the new one. For a moment between two renamings the folder is not
    there, as Python cannot swap two folders in one step: an interrupt then brings the old site
    back at once, and after a power cut the next call does.

    Args:
        out: The folder; it may be missing, empty, or a site of ours.
        files: All its files by their path.

    Raises:
        FileError: Something else is there, or it cannot be written; nothing was changed.
    """
    # Through a link: what it leads to is replaced, and the link stays.
    place = out.resolve()
    old = place.with_name(f".kibako-{sha256(place.name.encode()).hexdigest()[:16]}.old")
    _bring_back(old, place)
    _check_own(out)
    beside = place.with_name(f".kibako-{os.urandom(8).hex()}.part")
    try:
        _write(beside, {**files, MARK: _mark(files)})
        shutil.rmtree(old, ignore_errors=True)
        _swap(beside, place, old)
    except OSError as error:
        if error.errno in FULL:
            raise FileError("site_full", path=str(out)) from error
        raise FileError("site_unwritable", path=str(out), reason=reason_of(error)) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def _swap(beside: Path, place: Path, old: Path) -> None:
    """Put one folder into the place of another."""
    try:
        if place.is_dir():
            place.rename(old)
        beside.rename(place)
    except BaseException:  # an interrupt too
        _bring_back(old, place)
        raise


def _bring_back(old: Path, place: Path) -> None:
    """Put the old site back where it was, if nothing is there now."""
    if old.is_dir() and not place.exists():
        with suppress(OSError):
            old.rename(place)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in sorted(files.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def _mark(files: Mapping[str, bytes]) -> bytes:
    written = {name: sha256(content).hexdigest() for name, content in sorted(files.items())}
    return (json.dumps({"made_by": "kibako", "files": written}, indent=1) + "\n").encode()


def _check_own(out: Path) -> None:
    """Refuse a folder in which anything is that we did not write just so."""
    if not out.parent.is_dir():
        raise FileError("local_no_place", path=str(out), folder=str(out.parent))
    if not out.exists():
        return
    if not out.is_dir():
        raise FileError("local_no_folder", path=str(out))
    written = _written(out)
    # Without our mark the first look is enough: it may be somebody's whole home.
    entries = out.rglob("*") if written else out.iterdir()
    strangers: list[str] = []
    for path in entries:
        if not _is_ours(path, path.relative_to(out).as_posix(), written):
            strangers.append(path.relative_to(out).as_posix())
            if len(strangers) > _STRANGERS_NAMED:
                break
    if strangers:
        shown = sorted(strangers[:_STRANGERS_NAMED]) + (
            ["…"] if len(strangers) > _STRANGERS_NAMED else []
        )
        raise FileError("site_not_ours", path=str(out), files=", ".join(shown))


def _is_ours(path: Path, name: str, written: Mapping[str, str]) -> bool:
    if path.is_symlink():
        return False
    if path.is_dir():
        return bool(written)
    return path.is_file() and (name == MARK or written.get(name) == _hash(path))


def _written(out: Path) -> dict[str, str]:
    """Return what the mark of a folder says that we wrote; nothing where there is none."""
    with suppress(OSError, ValueError, KeyError, RecursionError):
        with (out / MARK).open("rb") as file:
            said = json.loads(file.read(MARK_BYTES_MAX))
        files: object = cast("dict[str, object]", said)["files"] if isinstance(said, dict) else {}
        if isinstance(files, dict):
            return {
                str(key): str(value) for key, value in cast("dict[object, object]", files).items()
            }
    return {}


def _hash(path: Path) -> str:
    with suppress(OSError):
        with path.open("rb") as file:
            return sha256(file.read()).hexdigest()
    return ""
