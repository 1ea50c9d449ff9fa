"""The packs that were added to this computer: the store ``added`` in the data folder.

Each pack lies in a folder with a name of chance, ``<name>/<id>/``, and the receipt ``<id>.json``
says in which. A receipt is replaced as a whole, and only once the files are on the disk: whatever
happens in between, a power cut too, there is the old pack or the new one. What no receipt names is
left over from such a moment or was replaced; once it is a day old, the next change clears it away.
Until then a learner who has the old pack open can go on.
"""

import errno
import os
import re
import shutil
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from kibako import paths
from kibako.errors import PackError
from kibako.lessons.manifest import NAME
from kibako.locks import ProgramLock
from kibako.reasons import reason_of
from kibako.replacing import replace_file

_FOLDER = re.compile(r"[0-9a-f]{24}")
_VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}", re.ASCII)
_RECEIPT_BYTES_MAX = 64 * 1024
_LOCK = ".lock"
_KEPT_S = 24 * 3600.0


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept of how a pack came here.

    Attributes:
        schema: The form of the receipt.
        id: The pack.
        version: Its version.
        folder: The folder with a name of chance that its folder lies in.
        sha256: The hash of the archive.
        source: Where it came from: a file, a folder, an address.
        key: The public key of who signed it; "" for nobody.
        signature: The signature, so that the pack can be given on as its author made it.
    """

    schema: int
    id: str
    version: str
    folder: str
    sha256: str
    source: str
    key: str = ""
    signature: str = ""


class AddedPacks:
    """The store.

    Args:
        folder: Where it is; Kibako's own place when left out. It is made when a pack is added.
        now: What time it is, in seconds since 1970.
    """

    def __init__(self, folder: Path | None = None, now: Callable[[], float] = time.time) -> None:
        self._folder = folder or paths.data_dir() / "added"
        self._now = now

    def receipts(self) -> dict[str, Receipt]:
        """Return the receipts of all added packs by id; one that cannot be read is left out."""
        found = {name: self._receipt(name) for name in self._names()}
        return {name: receipt for name, receipt in found.items() if receipt is not None}

    def damaged(self) -> list[PackError]:
        """Return an error for each receipt that cannot be read: its pack cannot be found."""
        return [
            PackError("receipt_damaged", pack=name, path=str(self._folder / f"{name}.json"))
            for name in self._names()
            if self._receipt(name) is None
        ]

    def folder_of(self, receipt: Receipt) -> Path:
        """Return the folder of an added pack."""
        return self._folder / receipt.folder / receipt.id

    def put(self, files: Mapping[str, bytes], receipt: Receipt) -> Receipt:
        """Put a pack into the store, in the place of an older one of its name.

        Args:
            files: Its files, whose names were checked.
            receipt: Its receipt; the folder in it is chosen here.

        Returns:
            The receipt as it is kept.

        Raises:
            PackError: The disk is full or cannot be written; what was there before is there still.
        """
        with self._alone():
            self._clear()
            before = self._receipt(receipt.id)
            receipt = msgspec.structs.replace(receipt, folder=os.urandom(12).hex())
            try:
                self._write(files, self.folder_of(receipt))
                replace_file(
                    self._folder / f"{receipt.id}.json", msgspec.json.encode(receipt), private=True
                )
            except OSError as error:
                # What was written is no pack yet, and goes.
                shutil.rmtree(self._folder / receipt.folder, ignore_errors=True)
                raise unwritable(self._folder, error) from error
            if before is not None:
                with suppress(OSError):  # it is kept from now on, or goes a little early
                    os.utime(self._folder / before.folder)
        return receipt

    def remove(self, pack_id: str) -> Receipt | None:
        """Take a pack out of the store; what learners wrote for it lies elsewhere and stays.

        Args:
            pack_id: The pack.

        Returns:
            Its receipt; None when it was not there.

        Raises:
            PackError: It cannot be removed.
        """
        receipt = self.receipts().get(pack_id)
        if receipt is None:
            return None
        with self._alone():
            try:
                (self._folder / f"{pack_id}.json").unlink(missing_ok=True)
            except OSError as error:
                raise unwritable(self._folder, error) from error
            shutil.rmtree(self._folder / receipt.folder, ignore_errors=True)
            self._clear()
        return receipt

    def _names(self) -> list[str]:
        try:
            names = sorted(path.stem for path in self._folder.glob("*.json"))
        except OSError:
            return []
        return [name for name in names if NAME.fullmatch(name)]

    def _receipt(self, name: str) -> Receipt | None:
        try:
            with (self._folder / f"{name}.json").open("rb") as file:
                raw = file.read(_RECEIPT_BYTES_MAX)
            receipt = msgspec.json.decode(raw, type=Receipt)
        except (OSError, msgspec.MsgspecError, ValueError):
            return None
        told = receipt.id == name and receipt.schema == 1
        safe = _FOLDER.fullmatch(receipt.folder) and _VERSION.fullmatch(receipt.version)
        return receipt if told and safe else None

    @contextmanager
    def _alone(self) -> Generator[None]:
        """Be the only program that changes the store."""
        paths.private_folder(self._folder)
        try:
            lock = ProgramLock(self._folder / _LOCK)
        except OSError as error:
            raise unwritable(self._folder, error) from error
        try:
            if not lock.taken:
                raise PackError("packs_busy")
            yield
        finally:
            lock.release()

    def _clear(self) -> None:
        """Clear away what no receipt names, and nobody can have open any more."""
        receipts = self.receipts()
        if len(receipts) < len(self._names()):
            return  # a receipt was damaged, and what it named could be wanted back
        kept = {receipt.folder for receipt in receipts.values()}
        for path in self._folder.iterdir():
            if self._is_young(path):
                continue
            if _FOLDER.fullmatch(path.name) and path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith(".kibako-") and path.name.endswith(".part"):
                with suppress(OSError):
                    path.unlink()

    def _is_young(self, path: Path) -> bool:
        try:
            return abs(self._now() - path.stat().st_mtime) < _KEPT_S
        except OSError:
            return True

    def _write(self, files: Mapping[str, bytes], folder: Path) -> None:
        """Write the files of a pack to the disk."""
        paths.private_folder(folder)
        for name, data in files.items():
            path = folder.joinpath(*name.split("/"))
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())


def unwritable(folder: Path, error: OSError) -> PackError:
    """Return the error for a folder that takes no files."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return PackError("packs_full", path=str(folder))
    return PackError("packs_unwritable", path=str(folder), reason=reason_of(error))
