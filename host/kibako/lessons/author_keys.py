"""The keys of an author on this computer, and the authors whose keys a person trusts.

``keys/<name>.key`` and ``.pub`` in the data folder are the files of minisign; ``authors.json``
keeps a name for each trusted key.
"""

import os
from pathlib import Path
from typing import Literal

import msgspec

from kibako import paths
from kibako.errors import PackError
from kibako.lessons import minisign
from kibako.lessons.manifest import NAME
from kibako.lessons.minisign import PublicKey, SecretKey
from kibako.reasons import reason_of
from kibako.replacing import replace_file
from kibako.visible import visible

MAX_NAME_CHARS = 60
MAX_AUTHORS = 1000
_AUTHORS = "authors.json"
_AUTHORS_BYTES_MAX = 512 * 1024


class _Authors(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file of trusted authors: names by public key."""

    schema: Literal[1]
    authors: dict[str, str]


class AuthorKeys:
    """The keys that this computer knows.

    Args:
        folder: The data folder; Kibako's own when left out.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._data = folder or paths.data_dir()
        self._keys = self._data / "keys"

    def own(self) -> dict[str, PublicKey]:
        """Return the public halves of the keys that were made here, by name."""
        found: dict[str, PublicKey] = {}
        for path in sorted(self._keys.glob("*.pub")):
            key = minisign.read_public_key(_read(path))
            if key is not None and NAME.fullmatch(path.stem):
                found[path.stem] = key
        return found

    def new(self, name: str, passphrase: str) -> PublicKey:
        """Make a key.

        Args:
            name: What its files are called.
            passphrase: What locks it; "" leaves it open to who can read the file.

        Returns:
            The half of it that everybody may know.

        Raises:
            PackError: The name cannot be used, there is one already, or nothing can be written.
        """
        if not NAME.fullmatch(name):
            raise PackError("key_name_bad", name=visible(name)[:80])
        secret = SecretKey.new()
        paths.private_folder(self._keys)
        path = self._keys / f"{name}.key"
        if path.exists():
            raise PackError("key_there", name=name, path=str(path))
        self._write(path, secret.write(passphrase))
        self._write(path.with_suffix(".pub"), minisign.public_key_file(secret.public))
        return secret.public

    def secret_file(self, name: str) -> Path:
        """Return the file of a secret key.

        Args:
            name: The name of a key that was made here, or a file of minisign.

        Raises:
            PackError: There is none.
        """
        path = self._keys / f"{name}.key" if NAME.fullmatch(name) else Path(name)
        if path.is_file():
            return path
        if Path(name).is_file():
            return Path(name)
        raise PackError("key_unknown", name=name, known=", ".join(self.own()) or "-")

    def trusted(self) -> dict[str, str]:
        """Return the names of trusted authors, by public key.

        Raises:
            PackError: The file of them is damaged; nobody is trusted by accident.
        """
        path = self._data / _AUTHORS
        if not path.exists():
            return {}
        try:
            return msgspec.json.decode(
                path.read_bytes()[:_AUTHORS_BYTES_MAX], type=_Authors
            ).authors
        except (OSError, msgspec.MsgspecError, ValueError) as error:
            raise PackError("authors_broken", path=str(path)) from error

    def trust(self, name: str, key: PublicKey) -> None:
        """Know an author by a name from now on.

        Args:
            name: The name.
            key: The author's public key.

        Raises:
            PackError: The name is no name or belongs to another key, or nothing can be written.
        """
        clean = " ".join(name.split())
        if not clean or len(clean) > MAX_NAME_CHARS or visible(clean) != clean:
            raise PackError("author_name_bad", name=visible(name)[:80], limit=MAX_NAME_CHARS)
        authors = self.trusted()
        if any(each == clean and told != key.text for told, each in authors.items()):
            raise PackError("author_other_key", name=clean)
        if len(authors) >= MAX_AUTHORS:
            raise PackError("authors_many", limit=MAX_AUTHORS)
        self._keep({**authors, key.text: clean})

    def distrust(self, name: str) -> None:
        """Know an author no more.

        Args:
            name: The name.

        Raises:
            PackError: Nobody of that name is trusted, or nothing can be written.
        """
        authors = self.trusted()
        left = {key: each for key, each in authors.items() if each != name}
        if len(left) == len(authors):
            known = ", ".join(sorted(authors.values())) or "-"
            raise PackError("author_unknown", name=name, known=known)
        self._keep(left)

    def _keep(self, authors: dict[str, str]) -> None:
        told = msgspec.json.encode(_Authors(1, dict(sorted(authors.items()))))
        self._write(self._data / _AUTHORS, msgspec.json.format(told, indent=1).decode() + "\n")

    def _write(self, path: Path, text: str) -> None:
        try:
            replace_file(path, text.encode(), private=True)
        except OSError as error:
            reason = reason_of(error)
            raise PackError("packs_unwritable", path=str(path), reason=reason) from error


def is_open(path: Path) -> bool:
    """Return whether other users of the computer can read a file (a stick's cannot be closed)."""
    return os.name == "posix" and bool(path.stat().st_mode & 0o077)


def read_secret(path: Path) -> str:
    """Return the text of a secret key's file.

    Args:
        path: The file.

    Raises:
        PackError: It cannot be read.
    """
    return _read(path)


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(minisign.FILE_BYTES_MAX).decode("utf-8", "replace")
    except OSError as error:
        reason = reason_of(error)
        raise PackError("pack_unreadable", path=str(path), reason=reason) from error
