"""A board on a socket that somebody else has: a bridge says who it is, the link reads it."""

import re
import socket
from contextlib import suppress
from pathlib import Path

from kibako.errors import LinkBusy
from kibako.processes import Process, find_process
from kibako.visible import visible

_LINE = re.compile(rb"kibako-busy (\d{1,10}) ([^\r\n]{0,200})\r\n")
LINE_BYTES_MAX = 256


def busy_line(owner: Process | None) -> bytes:
    """Return what a bridge says first to whom it turns away; a sentence for people follows.

    Args:
        owner: Who has the board, None when the system does not tell.
    """
    pid, name = (0, "") if owner is None else (owner.pid, owner.name)
    return f"kibako-busy {pid} {name}\r\n".encode("utf-8", "replace")


def read_busy(said: bytes, port: str) -> LinkBusy | None:
    """Return the error for a bridge that turned us away; None for anything else that was said.

    Args:
        said: The first bytes that came.
        port: The moniker of the board.
    """
    found = _LINE.match(said)
    if found is None:
        return None
    name = visible(found[2].decode("utf-8", "replace"))[:60]
    if not name:
        return LinkBusy("link_busy_unnamed", port=port)
    return LinkBusy("link_busy", port=port, owner=name, pid=int(found[1]))


def client_of(client: socket.socket) -> Process | None:
    """Return which program of this computer is at the other end of a socket (Linux tells).

    Args:
        client: The connection, as the one who was called has it.
    """
    with suppress(OSError, IndexError):
        wanted = f"0100007F:{client.getpeername()[1]:04X}"
        for line in Path("/proc/net/tcp").read_text("ascii", "replace").splitlines()[1:]:
            fields = line.split()  # proc(5): number, own address, the other's, ..., inode
            if fields[1] == wanted:
                return _holder(f"socket:[{fields[9]}]")
    return None


def _holder(name: str) -> Process | None:
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if str(link.readlink()) == name:
                return find_process(int(link.parts[2]))
    return None
