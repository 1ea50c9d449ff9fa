"""The errors of Kibako: each says what happened and what to try next.

An error is raised with a code and typed fields; its two sentences stand in the message
catalogues under ``<code>.what`` and ``<code>.next``. Foreign exceptions are turned into one of
these once, where the foreign library is called, with ``raise ... from exc``.
"""

from enum import IntEnum
from typing import ClassVar

from kibako import strings


class ExitStatus(IntEnum):
    """The exit status of the command line, a published contract."""

    DONE = 0
    """All went well."""
    PROGRAM = 1
    """The program on the board raised, or the check did not pass."""
    USAGE = 2
    """The words of the command are wrong."""
    BOARD = 3
    """The board, or the way to it, failed."""
    FILE = 4
    """A file or a lesson pack cannot be used."""


class KibakoError(Exception):
    """The root of all errors that a person may see.

    Args:
        code: The message group in the catalogues, such as ``link_busy``.
        **fields: What the sentences name (a path, a port); also kept as ``fields``.
    """

    exit_status: ClassVar[ExitStatus] = ExitStatus.BOARD

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields

    @property
    def what(self) -> str:
        """What happened, one sentence in the current language."""
        return strings.text(f"{self.code}.what", **self.fields)

    @property
    def next_step(self) -> str:
        """What to try, one sentence in the current language."""
        return strings.text(f"{self.code}.next", **self.fields)

    def __str__(self) -> str:
        return f"{self.what} {self.next_step}"


class UsageError(KibakoError):
    """The words of a command are wrong: an unknown moniker, an unknown option value."""

    exit_status = ExitStatus.USAGE


class LinkError(KibakoError):
    """The way to the board failed: not found, busy, no permission."""


class LinkBusy(LinkError):
    """Another program has the board."""


class LinkLost(LinkError):
    """The link was open and is gone: unplugged, out of range, closed by the other side."""


class ProtocolError(KibakoError):
    """The conversation with the board went wrong."""


class LocalProtocolError(ProtocolError):
    """We asked for something the protocol does not allow in this state: a fault of ours."""


class RemoteProtocolError(ProtocolError):
    """The board answered what the protocol does not allow, or did not answer in time."""


class BoardError(KibakoError):
    """The board cannot do what was asked: no space, no such module, no such file."""


class FileError(KibakoError):
    """A file on this computer cannot be used: missing, unreadable, too large, not UTF-8."""

    exit_status = ExitStatus.FILE


class PackError(KibakoError):
    """A lesson pack cannot be used."""

    exit_status = ExitStatus.FILE
