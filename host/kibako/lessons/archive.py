"""The one file that a pack is published as: a zip of the plainest kind.

There is one way only to write given files: in the order of their names, not compressed (packers of
different computers compress differently), dated 1980-01-01, without comments or extras. A file
that says the same in any other way is refused, so nothing can hide between its parts, and what
one reader of zips sees every other one sees.
"""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from kibako.errors import PackError
from kibako.lessons import pack_files
from kibako.lessons.manifest import problem

MAX_ARCHIVE_BYTES = pack_files.MAX_TOTAL_BYTES + 1024 * 1024
"""The most that is read of a file or an address."""
_LOCAL, _CENTRAL, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
# The fields of a zip file after each signature (APPNOTE 6.3.10, 4.3.7, 4.3.12 and 4.3.16).
_LOCAL_FIELDS = struct.Struct("<4s5H3I2H")
_CENTRAL_FIELDS = struct.Struct("<4s6H3I5H2I")
_END_FIELDS = struct.Struct("<4s4H2IH")
_VERSION = 20
_MADE_BY = 3 << 8 | _VERSION
"""Unix, so that the mode of the files is told."""
_DATE = 1 << 5 | 1
_MODE = 0o100644 << 16
_ENCRYPTED = 1
_ZIP64_MARK = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the directory of a zip file says of one file."""

    name: bytes
    made_by: int
    flags: int
    method: int
    crc: int
    packed_bytes: int
    size_bytes: int
    mode: int
    at: int


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """Return the archive of some files: the same bytes for the same files, on any computer.

    Args:
        files: What they hold, by their ASCII names.
    """
    parts = bytearray()
    directory = bytearray()
    for name in sorted(files):
        data, raw = files[name], name.encode("ascii")
        about = (0, 0, 0, _DATE, zlib.crc32(data), len(data), len(data), len(raw), 0)
        at = len(parts)
        parts += _LOCAL_FIELDS.pack(_LOCAL, _VERSION, *about) + raw + data
        directory += _CENTRAL_FIELDS.pack(_CENTRAL, _MADE_BY, _VERSION, *about, 0, 0, 0, _MODE, at)
        directory += raw
    count = len(files)
    end = _END_FIELDS.pack(_END, 0, 0, count, count, len(directory), len(parts), 0)
    return bytes(parts + directory + end)


def read_archive(data: bytes, file: str, besides: frozenset[str] = frozenset()) -> dict[str, bytes]:
    """Return the files of an archive; nothing is written anywhere.

    Args:
        data: The archive.
        file: What the errors call it.
        besides: Files that only an archive has, of kinds that a pack may not hold.

    Returns:
        What the files hold, by name.

    Raises:
        PackError: It is no archive, or not one that :func:`write_archive` can have written; the
            reason is said.
    """
    if len(data) > MAX_ARCHIVE_BYTES:
        raise refused(file, [problem("archive_large", limit=MAX_ARCHIVE_BYTES >> 20)])
    if not data.startswith(_LOCAL):
        raise refused(file, [problem("archive_none")])
    entries = _directory(data, file)
    problems = pack_files.size_problems([entry.size_bytes for entry in entries])
    problems += [said for entry in entries if (said := _entry_problem(entry))]
    names = [entry.name.decode("utf-8", "backslashreplace") for entry in entries]
    problems += pack_files.name_problems(names, besides)
    if problems:
        raise refused(file, problems)
    found: dict[str, bytes] = {}
    for name, entry in zip(names, entries, strict=True):
        start = entry.at + _LOCAL_FIELDS.size + len(entry.name)
        content = data[start : start + entry.size_bytes]
        if len(content) != entry.size_bytes or zlib.crc32(content) != entry.crc:
            raise refused(file, [problem("archive_damaged", file=name)])
        found[name] = content
    if write_archive(found) != data:
        raise refused(file, [problem("archive_other")])
    return found


def _directory(data: bytes, file: str) -> list[_Entry]:
    """Return what the directory at the end of an archive says."""
    at_end = len(data) - _END_FIELDS.size
    if at_end < 0 or not data.startswith(_END, at_end):
        reason = "archive_behind" if 0 <= data.rfind(_END) <= at_end else "archive_cut"
        raise refused(file, [problem(reason)])
    _, _, _, count, total, length, start, _ = _END_FIELDS.unpack_from(data, at_end)
    if 0xFFFF in (count, total) or _ZIP64_MARK in (length, start):
        raise refused(file, [problem("archive_zip64")])
    if start + length != at_end or count != total:
        raise refused(file, [problem("archive_other")])
    if count > pack_files.MAX_FILES:
        limit = pack_files.MAX_FILES
        raise refused(file, [problem("files_many", count=count, limit=limit)])
    entries: list[_Entry] = []
    at = start
    for _ in range(count):
        if at + _CENTRAL_FIELDS.size > at_end or not data.startswith(_CENTRAL, at):
            raise refused(file, [problem("archive_other")])
        told = _CENTRAL_FIELDS.unpack_from(data, at)
        _, made_by, _, flags, method, _, _, crc, packed, size, length, extra, comment = told[:13]
        name_at = at + _CENTRAL_FIELDS.size
        name = data[name_at : name_at + length]
        entries.append(
            _Entry(name, made_by, flags, method, crc, packed, size, told[15] >> 16, told[16])
        )
        at = name_at + length + extra + comment
    return entries


def _entry_problem(entry: _Entry) -> str:
    """Say what is wrong with a file of an archive, in the words of who looks into it."""
    shown = "".join(c if c.isprintable() else "?" for c in entry.name.decode("utf-8", "replace"))
    kind = entry.mode & 0o170000
    if entry.flags & _ENCRYPTED:
        reason = "archive_locked"
    elif _ZIP64_MARK in (entry.packed_bytes, entry.size_bytes, entry.at):
        reason = "archive_zip64_file"
    elif entry.made_by >> 8 == 3 and kind not in (0, 0o100000, 0o040000):
        reason = "archive_link"
    elif entry.method != 0:
        reason = "archive_packed"
    elif entry.packed_bytes != entry.size_bytes:
        reason = "archive_sizes"
    else:
        return ""
    return problem(reason, file=shown[:80])


def refused(file: str, problems: list[str]) -> PackError:
    """Return the error that says why an archive is not let in.

    Args:
        file: What the error calls it.
        problems: One sentence each.
    """
    shown = problems[:10]
    return PackError("archive_refused", file=file, count=len(problems), problems="\n".join(shown))
