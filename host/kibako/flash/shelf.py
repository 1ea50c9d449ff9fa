"""The firmware shelf: images under short names, each with its origin and its SHA-256.

An image lies beside a slip of the same name that says what it is. What is taken from the shelf is
hashed and read anew each time: an image that changed there is never written to a board.
"""

import errno
import hashlib
import re
from pathlib import Path

import msgspec

from kibako import paths
from kibako.errors import FileError, UsageError
from kibako.flash import bundled
from kibako.images.image import IMAGE_BYTES_MAX, FirmwareImage, read_image
from kibako.reasons import reason_of
from kibako.replacing import replace_file

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_WORDS_MAX = 500
_SLIP_BYTES_MAX = 16 * 1024
_IMAGE, _SLIP = ".image", ".slip"


class Firmware(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the shelf says of the MicroPython for one kind of board in an image.

    Attributes:
        boards: The ids of the boards that can run it; none: Kibako does not know that board.
        version: The MicroPython, ``1.27.0``; ``""``: none was found in it.
        built: When it was built, ``2021-03-16``; ``""``: unknown.
        release: The micro:bit's own number for it, ``2.1.2``.
    """

    boards: list[str]
    version: str
    built: str
    release: str


class Slip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the shelf says of an image.

    Attributes:
        name: What it is called on the shelf.
        kind: ``hex``, ``universal-hex`` or ``uf2``.
        firmware: What it holds, for each kind of board.
        source: Where it came from: a file's name, an address, a package.
        licence: What whoever added it said about that; ``""``: nothing.
        sha256: The hash of the file.
        size_bytes: Its size.
    """

    name: str
    kind: str
    firmware: list[Firmware]
    source: str
    licence: str
    sha256: str
    size_bytes: int


def slip_of(data: bytes, name: str, source: str, licence: str) -> Slip:
    """Read an image and write its slip.

    Args:
        data: The image.
        name: What it is called.
        source: Where it came from.
        licence: Under which licence it stands, as far as known.

    Returns:
        The slip.

    Raises:
        FileError: The image is broken.
    """
    image = read_image(data, name)
    return Slip(
        name,
        image.kind,
        [Firmware(list(p.boards), p.version, p.built, p.release) for p in image.parts],
        source[:_WORDS_MAX],
        licence[:_WORDS_MAX],
        hashlib.sha256(data).hexdigest(),
        len(data),
    )


class Shelf:
    """The shelf of this computer.

    Args:
        folder: Where it stands; Kibako's own place when left out.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or paths.private_folder(paths.data_dir() / "shelf")

    def slips(self) -> list[Slip]:
        """Return what is on the shelf, by name; the bundled image is among it if it is there.

        Raises:
            FileError: A slip cannot be read.
        """
        found = {name: self._slip(name) for name in self._names()}
        source = bundled.bundled_source()
        if source is not None:
            image = bundled.bundled_image()
            found[bundled.NAME] = slip_of(image, bundled.NAME, source, bundled.LICENCE)
        return [found[name] for name in sorted(found)]

    def add(self, data: bytes, name: str, source: str, licence: str = "", sha256: str = "") -> Slip:
        """Put an image on the shelf.

        Args:
            data: The image.
            name: What to call it: see :func:`shelf_name`.
            source: Where it came from.
            licence: Under which licence it stands, if that is known.
            sha256: What its hash must be, if that is known.

        Returns:
            Its slip.

        Raises:
            UsageError: The name cannot be used.
            FileError: The image is broken or not the one that was meant, another one has the
                name, or the shelf cannot be written.
        """
        if not _NAME.fullmatch(name):
            raise UsageError("shelf_name_bad", name=name)
        slip = slip_of(data, name, source, licence)
        if sha256 and sha256.lower() != slip.sha256:
            raise FileError("shelf_not_meant", name=name, sha256=slip.sha256)
        if name == bundled.NAME or (self._path(name, _SLIP).exists() and not self._holds(slip)):
            raise FileError("shelf_taken", name=name)
        self._write(self._path(name, _IMAGE), data)
        self._write(self._path(name, _SLIP), msgspec.json.encode(slip))
        return slip

    def take(self, name: str) -> tuple[bytes, FirmwareImage]:
        """Take an image from the shelf; it stays there.

        Args:
            name: What it is called there.

        Returns:
            Its bytes, and what they are.

        Raises:
            FileError: There is none of that name, or it is not what was put there.
        """
        if name == bundled.NAME and bundled.bundled_source() is not None:
            data = bundled.bundled_image()
            return data, read_image(data, name)
        slip = self._slip(name)
        data = self._read(name, _IMAGE, IMAGE_BYTES_MAX)
        if hashlib.sha256(data).hexdigest() != slip.sha256:
            raise FileError("shelf_changed", name=name)
        return data, read_image(data, name)

    def has(self, name: str) -> bool:
        """Return whether there is an image of that name."""
        return name in self._names() or (
            name == bundled.NAME and bundled.bundled_source() is not None
        )

    def remove(self, name: str) -> None:
        """Take an image off the shelf for good.

        Args:
            name: What it is called there.

        Raises:
            FileError: There is none of that name, or it cannot be removed.
        """
        if name == bundled.NAME and bundled.bundled_source() is not None:
            raise FileError("shelf_bundled", name=name, package=bundled.PACKAGE)
        slip = self._known(name)
        try:
            slip.unlink()
            self._path(name, _IMAGE).unlink(missing_ok=True)
        except OSError as error:
            raise _unusable(slip, error) from error

    def _names(self) -> set[str]:
        """Return the names of all slips; other files in the folder are not ours."""
        stems = (path.stem for path in self._folder.glob(f"*{_SLIP}"))
        return {stem for stem in stems if _NAME.fullmatch(stem)}

    def _holds(self, slip: Slip) -> bool:
        """Return whether what has the name is this very image, or can no longer be read."""
        try:
            return self._slip(slip.name).sha256 == slip.sha256
        except FileError:
            return True

    def _known(self, name: str) -> Path:
        """Return the slip of a name, which may have been typed by anybody."""
        path = self._path(name, _SLIP)
        if not _NAME.fullmatch(name) or not path.is_file():
            known = self._names()
            if bundled.bundled_source() is not None:
                known.add(bundled.NAME)
            raise FileError("shelf_unknown", name=name, known=", ".join(sorted(known)) or "-")
        return path

    def _slip(self, name: str) -> Slip:
        self._known(name)
        try:
            slip = msgspec.json.decode(self._read(name, _SLIP, _SLIP_BYTES_MAX), type=Slip)
        except msgspec.DecodeError as error:
            raise FileError("shelf_changed", name=name) from error
        if slip.name != name:
            raise FileError("shelf_changed", name=name)
        return slip

    def _read(self, name: str, suffix: str, limit_bytes: int) -> bytes:
        path = self._path(name, suffix)
        try:
            with path.open("rb") as file:
                data = file.read(limit_bytes + 1)
        except FileNotFoundError as error:
            raise FileError("shelf_changed", name=name) from error
        except OSError as error:
            raise _unusable(path, error) from error
        if len(data) > limit_bytes:
            raise FileError("shelf_changed", name=name)
        return data

    def _write(self, path: Path, data: bytes) -> None:
        """Write a file of the shelf as a whole, or leave it as it was."""
        try:
            replace_file(path, data)
        except OSError as error:
            raise _unusable(path, error) from error

    def _path(self, name: str, suffix: str) -> Path:
        return self._folder / f"{name}{suffix}"


def shelf_name(source: str) -> str:
    """Return a name for the shelf from a file's name or an address.

    Args:
        source: Such as ``C:/new/RPI_PICO-1.27.0.uf2``.

    Returns:
        Such as ``rpi_pico-1.27.0``: small Latin letters, digits, ``-``, ``_`` and ``.``.
    """
    last = re.split(r"[/\\]", source.split("?")[0].rstrip("/\\"))[-1]
    stem = re.sub(r"\.(hex|uf2)$", "", last, flags=re.IGNORECASE)
    return re.sub(r"[^a-z0-9._-]+", "-", stem.lower()).strip("-._")[:64]


def _unusable(path: Path, error: OSError) -> FileError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FileError("shelf_full", path=str(path.parent))
    return FileError("folder_unusable", path=str(path.parent), reason=reason_of(error))
