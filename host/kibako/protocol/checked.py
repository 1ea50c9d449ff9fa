"""A program that proves itself: for boards whose REPL has no flow control.

Such a board may miss a byte of what it is sent, and a program with a byte missing may still run,
and do something else. So it travels in pieces, each in a small program that counts its bytes
before it keeps them, and the last one runs the whole. A lost byte anywhere ends in :data:`LOST`
or in an exception that no frame of the program stands in: then the piece is sent again.
"""

import re

PIECE_BYTES = 192
LOST = b"\x05lost\r\n"
"""What a piece prints, and nothing else, when it came in harmed."""

_KEEP = "_k"
_ELSE_LOST = "else:print('\\x05lost')\n"
_HARMED = re.compile(
    rb"(Syntax|Indentation|Name|Attribute|Type|Key|Value|Index)Error[^\n]*\s*\Z|\A\s*\Z"
)
_OUTER_FRAME = re.compile(rb'  File "<stdin>", line \d+, in <module>\r?\n(?=  File "<string>")')


def pieces(source: bytes) -> tuple[list[bytes], bytes]:
    """Cut a program into programs that prove themselves.

    Args:
        source: The program.

    Returns:
        The programs that carry it to the board, and the one that runs it.
    """
    if len(source) <= PIECE_BYTES:
        return [], _last(repr(source), source)
    parts = [source[at : at + PIECE_BYTES] for at in range(0, len(source), PIECE_BYTES)]
    carriers = [f"{_KEEP}={{}}\n".encode()]
    for number, part in enumerate(parts):
        carriers.append(
            f"d={part!r}\nif {_proof('d', part)}:{_KEEP}[{number}]=d\n{_ELSE_LOST}".encode()
        )
    carriers.append(b"del d\n")
    return carriers, _last(f"b''.join([{_KEEP}[i] for i in range({len(parts)})])", source)


def came_in_harmed(output: bytes, error: bytes) -> bool:
    """Return whether a piece was harmed on its way, by what the board said.

    Args:
        output: What the piece printed.
        error: Its traceback.
    """
    if output == LOST:
        return True
    return bool(error) and b'File "<string>"' not in error and bool(_HARMED.search(error))


def as_sent(error: bytes) -> bytes:
    """Return a traceback as it would be if the program had been sent in one go.

    Args:
        error: The board's traceback.
    """
    return _OUTER_FRAME.sub(b"", error, count=1).replace(b'File "<string>"', b'File "<stdin>"')


class HeldBack:
    """Holds back output while it may still turn out to be :data:`LOST`."""

    def __init__(self) -> None:
        self.held: bytes = b""
        self._passed = False

    def receive_data(self, data: bytes) -> bytes:
        """Take output and return what is surely the program's.

        Args:
            data: Bytes from the board.
        """
        if self._passed:
            return data
        self.held += data
        if LOST.startswith(self.held):
            return b""
        self._passed = True
        out, self.held = self.held, b""
        return out


def _last(value: str, source: bytes) -> bytes:
    # The name is gone before the program runs: it finds nothing that is not its own.
    return (
        f"{_KEEP}={value}\nif {_proof(_KEEP, source)}:exec(globals().pop('{_KEEP}'))\n{_ELSE_LOST}"
    ).encode()


def _proof(name: str, part: bytes) -> str:
    return f"len({name})=={len(part)} and sum({name})=={sum(part)}"
