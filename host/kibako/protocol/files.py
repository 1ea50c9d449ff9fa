"""Files on a board, as small programs for it and readers of what they print.

The programs run on MicroPython 1.9.2 with ten kilobytes of memory (the first micro:bit: its
``os`` knows listdir, remove, size and uname) as well as on a Pico. Where the board can, bytes
travel as base64 and are proven with SHA-256; else they travel as Python literals and are read back.
"""

import ast
import binascii
import re
from dataclasses import dataclass
from typing import cast

from kibako.errors import BoardError, RemoteProtocolError

_FOLDER_BIT = 0x4000
TEMP_SUFFIX = ".kbk"
"""The end of the name of a file that is on its way to the board."""


@dataclass(frozen=True, slots=True)
class FileInfo:
    """One file or folder on a board.

    Attributes:
        path: Its full path, such as ``/lib/motor.py``.
        is_folder: Whether it is a folder.
        size_bytes: Its size; 0 for a folder.
    """

    path: str
    is_folder: bool
    size_bytes: int

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


# programs for the board


def list_program(path: str, *, folders: bool) -> str:
    """Return the program that prints the files of one folder.

    Args:
        path: The folder on the board.
        folders: Whether the board knows folders at all.
    """
    if not folders:
        return "import os\nfor n in os.listdir():\n print((n,0,os.size(n)))\n"
    return (
        f"import os\np={path!r}\n"
        "for e in os.ilistdir(p):\n"
        # A mounted file system has no size and may refuse to be asked for one.
        " n=0 if e[1]&0x4000 else e[3] if len(e)>3 else os.stat(p.rstrip('/')+'/'+e[0])[6]\n"
        " print((e[0],e[1],n))\n"
    )


def read_program(path: str, chunk_bytes: int) -> str:
    """Return the program that prints a file, and its length last.

    Args:
        path: The file on the board.
        chunk_bytes: How much of it the board holds in memory at once.
    """
    return (
        "try:\n from binascii import b2a_base64\n"
        " e=lambda b:str(b2a_base64(b),'ascii').strip()\n"
        "except ImportError:\n e=repr\n"
        f"n=0\nwith open({path!r},'rb') as f:\n"
        f" while 1:\n  b=f.read({chunk_bytes})\n  if not b:break\n  n+=len(b)\n  print(e(b))\n"
        "print(n)\n"
    )


def size_program(path: str, *, folders: bool) -> str:
    """Return the program that prints a file's size.

    Args:
        path: The file on the board.
        folders: Whether the board knows folders at all: where it does not, ``os`` is a small one.
    """
    size = f"os.stat({path!r})[6]" if folders else f"os.size({path!r})"
    return f"import os\nprint({size})\n"


def hash_program(path: str) -> str:
    """Return the program that prints a file's SHA-256 as hexadecimal digits.

    Args:
        path: The file on the board.
    """
    return f"{_HASH_PROGRAM.format(path=path)}print(str(binascii.hexlify(h.digest()),'ascii'))\n"


def rename_program(old: str, new: str, sha256: str = "") -> str:
    """Return the program that puts a file in its place.

    Args:
        old: The file.
        new: Its place; what is there is replaced.
        sha256: Rename it only when this is its hash, and print the hash that it has.
    """
    # littlefs replaces in one step; FAT refuses, and the proven file outlives the step between.
    move = (
        f"import os\ntry:\n os.rename({old!r},{new!r})\n"
        f"except OSError:\n os.remove({new!r})\n os.rename({old!r},{new!r})\n"
    )
    if not sha256:
        return move
    inside = "".join(f" {line}\n" for line in move.splitlines())
    return (
        f"{_HASH_PROGRAM.format(path=old)}d=str(binascii.hexlify(h.digest()),'ascii')\n"
        f"if d=={sha256!r}:\n{inside}print(d)\n"
    )


def remove_program(path: str, *, folders: bool) -> str:
    """Return the program that removes a file, or an empty folder.

    Args:
        path: What to remove.
        folders: Whether the board knows folders at all.
    """
    if not folders:
        return f"import os\nos.remove({path!r})\n"
    return f"import os\np={path!r}\nif os.stat(p)[0]&{_FOLDER_BIT}:os.rmdir(p)\nelse:os.remove(p)\n"


def make_folder_program(path: str) -> str:
    """Return the program that makes one folder.

    Args:
        path: The folder.
    """
    return f"import os\nos.mkdir({path!r})\n"


_HASH_PROGRAM = (
    "import hashlib,binascii\nh=hashlib.sha256()\n"
    "with open({path!r},'rb') as f:\n"
    " while 1:\n  b=f.read(512)\n  if not b:break\n  h.update(b)\n"
)


# readers of what the programs print


def parse_listing(output: bytes, folder: str) -> list[FileInfo]:
    """Read what :func:`list_program` printed.

    Args:
        output: The board's output.
        folder: The folder that was listed.

    Returns:
        The files, sorted by name.

    Raises:
        RemoteProtocolError: The output is no listing.
    """
    base = folder.rstrip("/")
    found: list[FileInfo] = []
    for line in _lines(output):
        row = literal(line)
        if not isinstance(row, tuple):
            raise _not_understood(line)
        match cast("tuple[object, ...]", row):
            case (str(name), int(mode), int(size)) if name and "/" not in name and size >= 0:
                is_folder = bool(mode & _FOLDER_BIT)
                found.append(FileInfo(f"{base}/{name}", is_folder, 0 if is_folder else size))
            case _:
                raise _not_understood(line)
    return sorted(found, key=lambda info: info.path)


def parse_read(output: bytes) -> bytes:
    """Read what :func:`read_program` printed.

    Args:
        output: The board's output.

    Returns:
        The file's bytes.

    Raises:
        RemoteProtocolError: The output is no file, or some of it was lost.
    """
    *lines, last = _lines(output) or [""]
    data = b"".join(_parse_chunk(line) for line in lines)
    if last != str(len(data)):
        raise _not_understood(last)
    return data


def parse_size(output: bytes) -> int:
    """Read what :func:`size_program` printed.

    Args:
        output: The board's output.

    Raises:
        RemoteProtocolError: The output is no size.
    """
    lines = _lines(output)
    if len(lines) != 1 or not _SIZE.fullmatch(lines[0]):
        raise _not_understood("".join(lines))
    return int(lines[0])


def parse_hash(output: bytes) -> str:
    """Read what :func:`hash_program` printed.

    Args:
        output: The board's output.

    Returns:
        64 hexadecimal digits.

    Raises:
        RemoteProtocolError: The output is no hash.
    """
    lines = _lines(output)
    if len(lines) != 1 or not _HASH.fullmatch(lines[0]):
        raise _not_understood("".join(lines))
    return lines[0]


def board_error(error: bytes, path: str) -> BoardError:
    """Turn the board's traceback of a file program into an error with a sentence.

    Args:
        error: The traceback.
        path: The file that it was about.

    Returns:
        The error to raise.
    """
    traceback = error.decode("utf-8", "replace").strip()
    last = traceback.rsplit("\n", 1)[-1].strip()
    for pattern, code in _CAUSES:
        if re.search(pattern, last):
            return BoardError(code, path=path, traceback=traceback)
    return BoardError("board_refused", path=path, message=last, traceback=traceback)


_SIZE = re.compile(r"[0-9]{1,12}")
_HASH = re.compile(r"[0-9a-f]{64}")
_CAUSES = (
    (r"OSError: (\[Errno 2\]|2$|ENOENT|file not found)", "board_file_missing"),
    (r"OSError: (\[Errno 28\]|28$|ENOSPC|[Nn]o more storage)", "board_full"),
    (r"OSError: (\[Errno 17\]|17$|EEXIST)", "board_file_exists"),
    (r"OSError: (\[Errno (39|66|90)\]|39$|ENOTEMPTY)", "board_folder_not_empty"),
    (r"OSError: (\[Errno 21\]|21$|EISDIR)", "board_is_folder"),
    (r"OSError: (\[Errno 20\]|20$|ENOTDIR)", "board_not_folder"),
    (r"OSError: (\[Errno 30\]|30$|EROFS)", "board_read_only"),
    (r"MemoryError", "board_memory"),
)


def _lines(output: bytes) -> list[str]:
    return [
        line for line in output.decode("utf-8", "replace").replace("\r", "").split("\n") if line
    ]


def literal(text: str) -> object:
    """Read one literal that a board printed.

    Args:
        text: The literal.

    Raises:
        RemoteProtocolError: It is none.
    """
    try:
        return cast("object", ast.literal_eval(text))
    except (ValueError, SyntaxError, MemoryError, RecursionError) as exc:
        raise _not_understood(text) from exc


def _parse_chunk(line: str) -> bytes:
    if line[:2] in ("b'", 'b"'):
        value = literal(line)
        if isinstance(value, bytes):
            return value
        raise _not_understood(line)
    try:
        return binascii.a2b_base64(line, strict_mode=True)
    except ValueError as exc:
        raise _not_understood(line) from exc


def _not_understood(seen: str) -> RemoteProtocolError:
    return RemoteProtocolError("board_answer_odd", seen=repr(seen[:60]))
