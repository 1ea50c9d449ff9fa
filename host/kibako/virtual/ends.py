"""How one life of the interpreter ends."""


class BoardExit(Exception):
    """The interpreter ended by itself."""


class StopBoard(Exception):
    """The life of the interpreter is over, because the host says so."""


class BoardBroken(Exception):
    """The interpreter broke: out of stack, a trap, memory that makes no sense."""
