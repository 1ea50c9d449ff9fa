"""Making the file that a pack is published as, from its folder."""

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kibako.errors import PackError
from kibako.lessons import minisign, pack_files
from kibako.lessons.archive import write_archive
from kibako.lessons.manifest import broken, problem
from kibako.lessons.minisign import SecretKey
from kibako.lessons.pack import Pack, read_pack
from kibako.reasons import reason_of

CONTENTS = "manifest.json"
"""The list of contents inside an archive; it is no part of the pack's folder."""
SIGNATURE = "manifest.json.minisig"
"""The author's signature of that list, in the form of minisign."""
FORMAT = 1


class FileFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the list of contents says of a file."""

    sha256: str
    size_bytes: int


class Contents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The list of contents of an archive: ``manifest.json``."""

    format: int
    id: str
    version: str
    title: dict[str, str]
    summary: dict[str, str]
    minutes: int
    level: str
    needs: list[str]
    licence: str
    authors: list[str]
    boards: list[str]
    steps: list[str]
    key: str
    """The public key of who signed the list, in the form of minisign; "" for nobody."""
    files: dict[str, FileFacts]


@dataclass(frozen=True, slots=True)
class Built:
    """A pack that is ready to be given away.

    Attributes:
        file: What its file is to be called.
        data: What it holds.
        contents: Its list of contents.
    """

    file: str
    data: bytes
    contents: Contents

    @property
    def sha256(self) -> str:
        """The hash of the file, to tell beside a download."""
        return hashlib.sha256(self.data).hexdigest()


def collect(folder: Path) -> dict[str, bytes]:
    """Return the files of a pack's folder that belong to the pack.

    What begins with a dot, ``__pycache__``, what editors leave behind (``text.md~``) and built
    packs stay out. Line ends become those of Unix: a checkout on Windows gives the same pack.

    Args:
        folder: The folder.

    Returns:
        What they hold, by name, parted by ``/``.

    Raises:
        PackError: A file cannot be in a pack; all of them are named.
    """
    found, problems = _gather(folder)
    if problems:
        raise broken(folder, problems)
    return {name: _plain(name, data) for name, data in found.items()}


def file_problems(folder: Path) -> list[str]:
    """Say which files of a pack's folder cannot be given away, and why.

    Args:
        folder: The folder.
    """
    return _gather(folder)[1]


def build(folder: Path, secret: SecretKey | None = None) -> Built:
    """Make the file of a pack.

    Args:
        folder: Its folder, which is named as the pack's id.
        secret: The key to sign it with.

    Returns:
        The file: the same bytes for the same pack, whoever builds it and when.

    Raises:
        PackError: The pack, or a file beside it in its folder, cannot be used.
    """
    if secret is None:
        return _build(folder, "", None)

    def sign(contents: Contents) -> str:
        comment = f"kibako pack {contents.id} {contents.version}"
        return secret.sign(listing(contents), comment)

    return _build(folder, secret.public.text, sign)


def rebuild(folder: Path, key: str, signature: str) -> Built:
    """Make the file of a pack that was added as its author made it: with the same signature.

    Args:
        folder: Its folder.
        key: The public key of who signed it.
        signature: What its author signed the list of contents with.

    Returns:
        The file; one that nobody signed where the folder is not what was signed.

    Raises:
        PackError: As :func:`build`.
    """
    built = _build(folder, key, lambda _: signature)
    public = minisign.read_public_key(key)
    fits = public is not None and public.verifies(listing(built.contents), signature)
    return built if fits else build(folder)


def _build(folder: Path, key: str, sign: Callable[[Contents], str] | None) -> Built:
    pack = read_pack(folder)
    files = collect(folder)
    contents = contents_of(pack, files, key)
    files[CONTENTS] = listing(contents)
    if sign is not None:
        files[SIGNATURE] = sign(contents).encode()
    return Built(
        f"{pack.id}-{pack.manifest.version}{pack_files.SUFFIX}", write_archive(files), contents
    )


def listing(contents: Contents) -> bytes:
    """Return the text of a list of contents: there is one way only to write it."""
    written = msgspec.json.encode(contents, order="sorted")
    return msgspec.json.format(written, indent=1) + b"\n"


def contents_of(pack: Pack, files: Mapping[str, bytes], key: str) -> Contents:
    """Return the list of contents of a pack.

    Args:
        pack: The pack.
        files: All its files.
        key: The public key of who signs it; "" for nobody.
    """
    told = pack.manifest
    return Contents(
        format=FORMAT,
        id=pack.id,
        version=told.version,
        title={"ja": pack.title.ja, "en": pack.title.en},
        summary={"ja": told.summary.ja, "en": told.summary.en} if told.summary else {},
        minutes=told.minutes,
        level=told.level,
        needs=told.needs,
        licence=told.licence,
        authors=told.authors,
        boards=told.boards,
        steps=[step.id for step in pack.steps],
        key=key,
        files={
            name: FileFacts(hashlib.sha256(data).hexdigest(), len(data))
            for name, data in sorted(files.items())
        },
    )


def _gather(folder: Path) -> tuple[dict[str, bytes], list[str]]:
    """Read the files of a pack's folder, and say what is wrong with them."""
    found: dict[str, bytes] = {}
    problems: list[str] = []
    total_bytes = 0
    waiting = [folder]
    while waiting:
        for path in sorted(_entries(waiting.pop())):
            name = path.relative_to(folder).as_posix()
            if pack_files.stays_out(path.name):
                continue
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                problems.append(problem("file_link", file=name))
            elif path.is_dir():
                waiting.append(path)
            elif len(found) > pack_files.MAX_FILES or total_bytes > pack_files.MAX_TOTAL_BYTES:
                break
            else:
                found[name] = _read(path, name, problems)
                total_bytes += len(found[name])
    problems += pack_files.size_problems([len(data) for data in found.values()])
    problems += pack_files.name_problems(sorted(found))
    if not problems:
        problems += pack_files.content_problems(found)
    return found, problems


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        reason = reason_of(error)
        raise PackError("pack_unreadable", path=str(folder), reason=reason) from error


def _read(path: Path, name: str, problems: list[str]) -> bytes:
    """Return what a file holds, and no more of it than a pack may have."""
    most = pack_files.MAX_PICTURE_BYTES + 1
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            return file.read(most)
    except OSError:
        problems.append(problem("file_missing", file=name))
        return b""


def _plain(name: str, data: bytes) -> bytes:
    """Return a text without a byte order mark and with Unix line ends; a PNG as it is."""
    if name.endswith(".png"):
        return data
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    return text.encode()
