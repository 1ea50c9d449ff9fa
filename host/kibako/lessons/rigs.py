"""What stands on the table for a check: which board, and which circuit hangs on it."""

from typing import TYPE_CHECKING

from kibako.lessons.pack import Pack

if TYPE_CHECKING:
    from kibako.circuits.circuit import Circuit


def circuit_of(pack: Pack, profile_id: str) -> "Circuit | None":
    """Return the circuit that hangs on a board in the checks of a pack.

    Args:
        pack: The pack.
        profile_id: The board.

    Returns:
        The circuit, if the pack has one for that board.

    Raises:
        FileError: The circuit is wrong.
        UsageError: It is for another kind of board.
    """
    path = pack.circuit_file(profile_id)
    if path is None:
        return None
    from kibako.circuits.circuit import read_circuit_file

    return read_circuit_file(path).for_board(profile_id)
