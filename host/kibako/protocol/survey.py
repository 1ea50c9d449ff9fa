"""What a board holds of a whole folder, asked in one go: sizes, hashes and free room."""

import re
from dataclasses import dataclass

from kibako.errors import RemoteProtocolError
from kibako.protocol.files import literal

_TEXT_BYTES = 4096
_LINE = re.compile(r"-|(\d{1,9}) ([0-9a-f]{64})")
_ROOM = re.compile(r"-|(\d{1,6}) (\d{1,12})")


@dataclass(frozen=True, slots=True)
class Seen:
    """One file as the board has it.

    Attributes:
        size_bytes: Its size.
        sha256: Its SHA-256 in hexadecimal.
    """

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Room:
    """The free room of a board's file system.

    Attributes:
        block_bytes: What it gives out at once.
        free_bytes: What is left.
    """

    block_bytes: int
    free_bytes: int


def batches(places: list[str]) -> list[list[str]]:
    """Cut a list of files into lists whose program a small board can hold.

    Args:
        places: The files on the board.

    Returns:
        The lists; one for an ordinary folder.
    """
    found: list[list[str]] = [[]]
    taken = 0
    for place in places:
        taken += len(repr(place).encode("utf-8", "replace")) + 1
        if taken > _TEXT_BYTES and found[-1]:
            found.append([])
            taken = len(repr(place).encode("utf-8", "replace")) + 1
        found[-1].append(place)
    return found


def survey_program(places: list[str]) -> str:
    """Return the program that prints the free room, then a line for each file.

    A line is the file's size and SHA-256, or ``-`` where there is no such file.

    Args:
        places: The files on the board.
    """
    return (
        "import os,hashlib,binascii\n"
        "try:\n s=os.statvfs('/')\n print(s[0],s[0]*s[3])\n"
        "except (AttributeError,OSError):\n print('-')\n"
        "b=bytearray(1024)\nm=memoryview(b)\n"
        f"for p in {places!r}:\n"
        " try:\n  with open(p,'rb') as f:\n   h=hashlib.sha256()\n   n=0\n"
        "   while 1:\n    k=f.readinto(b)\n    if not k:break\n    h.update(m[:k])\n    n+=k\n"
        "  print(n,str(binascii.hexlify(h.digest()),'ascii'))\n"
        " except OSError:\n  print('-')\n"
        "del b,m\n"
    )


def tree_program(folder: str) -> str:
    """Return the program that prints each file in a folder and below it, and its size.

    Args:
        folder: The folder; other file systems that hang below it are left out.
    """
    return (
        "import os\n"
        "def v(p):\n try:return os.statvfs(p)[:3]\n except (AttributeError,OSError):return 0\n"
        f"s=[{folder!r}]\nw=v(s[0])\n"
        "while s:\n d=s.pop()\n for e in os.ilistdir(d):\n"
        "  p=d.rstrip('/')+'/'+e[0]\n"
        "  if not e[1]&0x4000:print((p,e[3] if len(e)>3 else os.stat(p)[6]))\n"
        "  elif v(p)==w:s.append(p)\n"
        "del v,s,w,d\n"
    )


def parse_tree(output: bytes) -> list[tuple[str, int]]:
    """Read what :func:`tree_program` printed.

    Args:
        output: The board's output.

    Returns:
        Each file's place and size, sorted.

    Raises:
        RemoteProtocolError: The output is something else.
    """
    found: list[tuple[str, int]] = []
    for line in output.decode("utf-8", "replace").replace("\r", "").split("\n"):
        if not line:
            continue
        match literal(line):
            case (str(place), int(size)) if place.startswith("/") and size >= 0:
                found.append((place, size))
            case _:
                raise RemoteProtocolError("board_answer_odd", seen=repr(line[:60]))
    return sorted(found)


def parse_survey(output: bytes, count: int) -> tuple[Room | None, list[Seen | None]]:
    """Read what :func:`survey_program` printed.

    Args:
        output: The board's output.
        count: For how many files.

    Returns:
        The free room, None where the board cannot tell; and each file, None for a missing one.

    Raises:
        RemoteProtocolError: The output is something else.
    """
    text = output.decode("utf-8", "replace").replace("\r", "")
    first, *rest = [line for line in text.split("\n") if line] or [""]
    room = _ROOM.fullmatch(first)
    lines = [_LINE.fullmatch(line) for line in rest]
    if room is None or len(lines) != count or None in lines:
        raise RemoteProtocolError("board_answer_odd", seen=repr(text[:60]))
    return (
        Room(int(room[1]), int(room[2])) if room[1] else None,
        [Seen(int(line[1]), line[2]) if line and line[1] else None for line in lines],
    )
