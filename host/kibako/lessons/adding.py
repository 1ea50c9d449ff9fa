"""Adding a pack of somebody else: looked at as a whole before anything of it is kept.

An offer is what a person decides about. It is made in memory and in a folder that goes away;
:func:`add` alone changes what this computer has.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from kibako.errors import PackError
from kibako.lessons import minisign, pack_files
from kibako.lessons.added import AddedPacks, Receipt, unwritable
from kibako.lessons.archive import read_archive, refused
from kibako.lessons.author_keys import AuthorKeys
from kibako.lessons.building import CONTENTS, FORMAT, SIGNATURE, Contents, contents_of, listing
from kibako.lessons.lint.linting import Linted, lint
from kibako.lessons.manifest import NAME, problem
from kibako.lessons.pack import Pack, read_pack
from kibako.lessons.places import Place, places

OF_ARCHIVES = frozenset({CONTENTS, SIGNATURE})
"""The files that only an archive has."""
_SOURCE_CHARS_MAX = 500

Signer = Literal["own", "trusted", "unknown", "nobody"]
Change = Literal["new", "newer", "older", "same", "other"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A pack that could be added.

    Attributes:
        pack: What it says of itself; its folder is gone.
        contents: Its list of contents.
        files: Its files.
        sha256: The hash of its archive.
        source: Where it came from.
        before: The receipt of the pack of its name that was added before.
        change: What it is beside that: ``other`` has the same version and other contents.
        hides: Where a pack of its name lies that will not be used any more.
        missing: The packs that come before it and are not here.
        linted: What ``kibako pack lint`` says of it.
        signer: What this computer knows of who signed it: ``own`` key, ``trusted`` author,
            ``unknown`` key, or ``nobody`` signed.
        signer_name: The name of an own key or of a trusted author; else "".
        signature: What it was signed with; "" for nothing.
    """

    pack: Pack
    contents: Contents
    files: Mapping[str, bytes]
    sha256: str
    source: str
    before: Receipt | None
    change: Change
    hides: Place | None
    missing: tuple[str, ...]
    linted: Linted
    signer: Signer
    signer_name: str
    signature: str

    @property
    def other_author(self) -> bool:
        """Whether the pack that was added before was signed, and not with the same key."""
        return self.before is not None and self.before.key not in ("", self.contents.key)

    @property
    def size_bytes(self) -> int:
        """The size of all files together."""
        return sum(map(len, self.files.values()))


def examine(data: bytes, source: str, meant: str = "") -> Offer:
    """Look at an archive.

    Args:
        data: The archive.
        source: Where it came from, for the errors and the receipt.
        meant: What its SHA-256 must be, if that is known.

    Returns:
        The offer.

    Raises:
        PackError: It is no good archive, its files are not those of its list, the pack breaks a
            rule, or its name is that of a pack which must not be replaced.
    """
    file = source.replace("\\", "/").rstrip("/").rpartition("/")[2] or source
    sha256 = hashlib.sha256(data).hexdigest()
    if meant and meant.lower() != sha256:
        raise PackError("pack_not_meant", file=file, sha256=sha256)
    files = read_archive(data, file, OF_ARCHIVES)
    told = files.pop(CONTENTS, b"")
    signature = files.pop(SIGNATURE, None)
    contents = _contents(told, file)
    signed = (signature or b"")[: minisign.FILE_BYTES_MAX].decode("utf-8", "replace")
    if said := _signature_problem(contents.key, told, None if signature is None else signed):
        raise refused(file, [said])
    problems = _list_problems(contents, files) or pack_files.content_problems(files)
    if problems:
        raise refused(file, problems)
    pack, linted = _read(contents.id, files)
    if contents_of(pack, files, contents.key) != contents:
        raise refused(file, [problem("list_lies", file=CONTENTS)])
    here = list(places())
    taken = _not_added(pack.id, here)
    if taken is not None and taken.origin != "package":
        raise PackError(f"pack_taken_{taken.origin}", pack=pack.id, where=taken.where)
    before = AddedPacks().receipts().get(pack.id)
    source = source[:_SOURCE_CHARS_MAX]
    change = _change(before, pack.manifest.version, sha256)
    names = {place.folder.name for place in here}
    missing = tuple(name for name in pack.manifest.needs if name not in names)
    signer, name = _signer(contents.key)
    return Offer(
        *(pack, contents, files, sha256, source, before, change, taken, missing, linted),
        *(signer, name, signed),
    )


def add(offer: Offer, store: AddedPacks | None = None) -> Receipt:
    """Add a pack that was looked at.

    Args:
        offer: The offer.
        store: The packs that were added; those of this computer when left out.

    Returns:
        Its receipt.

    Raises:
        PackError: It cannot be written; what was there before is there still.
    """
    receipt = Receipt(
        schema=1,
        id=offer.pack.id,
        version=offer.pack.manifest.version,
        folder="",
        sha256=offer.sha256,
        source=offer.source,
        key=offer.contents.key,
        signature=offer.signature,
    )
    return (store or AddedPacks()).put(offer.files, receipt)


def check_removable(pack_id: str) -> Receipt:
    """Return the receipt of a pack that can be removed.

    Args:
        pack_id: The pack.

    Raises:
        PackError: It was not added by Kibako, so Kibako does not remove it; or there is none.
    """
    receipts = AddedPacks().receipts()
    if pack_id in receipts:
        return receipts[pack_id]
    place = _not_added(pack_id, places())
    if place is not None:
        raise PackError(f"pack_stays_{place.origin}", pack=pack_id, where=place.where)
    raise PackError("pack_not_added", pack=pack_id, known=", ".join(sorted(receipts)) or "-")


def _contents(raw: bytes, file: str) -> Contents:
    """Read the list of contents of an archive."""
    if not raw:
        raise refused(file, [problem("file_missing", file=CONTENTS)])
    try:
        told = msgspec.json.decode(raw, type=_Form)
        if told.format > FORMAT:
            raise PackError("archive_newer", file=file, format=told.format, known=FORMAT)
        contents = msgspec.json.decode(raw, type=Contents)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise refused(file, [problem("list_broken", file=CONTENTS)]) from error
    if listing(contents) != raw or contents.format != FORMAT or not NAME.fullmatch(contents.id):
        raise refused(file, [problem("list_broken", file=CONTENTS)])
    return contents


class _Form(msgspec.Struct, frozen=True):
    """The one thing that every version of the list says."""

    format: int


def _signature_problem(key: str, told: bytes, signature: str | None) -> str:
    """Say whether the signature of a list is not that of the key that the list names."""
    if signature is None:
        return problem("signature_gone", file=SIGNATURE) if key else ""
    public = minisign.read_public_key(key)
    # A key or a signature that is written in another way than ours hides nothing, and is none.
    if public is None or public.text != key or not public.verifies(told, signature):
        return problem("signature_wrong", file=SIGNATURE)
    return ""


def _signer(key: str) -> tuple[Signer, str]:
    """Return what this computer knows of a key, and the name that it has here."""
    if not key:
        return "nobody", ""
    keys = AuthorKeys()
    if name := next((each for each, own in keys.own().items() if own.text == key), ""):
        return "own", name
    name = keys.trusted().get(key, "")
    return ("trusted", name) if name else ("unknown", "")


def _list_problems(contents: Contents, files: Mapping[str, bytes]) -> list[str]:
    """Say which files are not those that the list names."""
    listed = contents.files
    problems = [problem("file_missing", file=name) for name in sorted(listed.keys() - files)]
    problems += [problem("file_unlisted", file=name) for name in sorted(files.keys() - listed)]
    for name in sorted(listed.keys() & files):
        data = files[name]
        true = (hashlib.sha256(data).hexdigest(), len(data))
        if true != (listed[name].sha256, listed[name].size_bytes):
            problems.append(problem("file_changed", file=name))
    return problems


def _read(pack_id: str, files: Mapping[str, bytes]) -> tuple[Pack, Linted]:
    """Read the pack as it would lie on the disk, and look through it."""
    try:
        with tempfile.TemporaryDirectory(prefix="kibako-") as above:
            for name, data in files.items():
                path = Path(above, pack_id, *name.split("/"))
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            folder = Path(above, pack_id)
            return read_pack(folder), lint(folder)
    except OSError as error:
        raise unwritable(Path(tempfile.gettempdir()), error) from error


def _not_added(pack_id: str, here: Iterable[Place]) -> Place | None:
    """Return where a pack of this name lies that was not added."""
    return next(
        (each for each in here if each.folder.name == pack_id and each.origin != "added"), None
    )


def _change(before: Receipt | None, version: str, sha256: str) -> Change:
    if before is None:
        return "new"
    if before.sha256 == sha256:
        return "same"
    old, new = ([int(part) for part in each.split(".")] for each in (before.version, version))
    return "newer" if new > old else "older" if new < old else "other"
