"""Who a board is, in a person's words."""

from dataclasses import dataclass

from kibako.boards.profile import OTHER, BoardProfile
from kibako.errors import BoardError
from kibako.protocol.identify import Answer


@dataclass(frozen=True, slots=True)
class BoardIdentity:
    """Who a board is.

    Attributes:
        implementation: ``micropython``.
        version: Such as ``(1, 27, 0)``.
        release: The whole version text of the board.
        name: What a person calls it: ``BBC micro:bit V2``.
        board_id: The processor's serial number, ``""`` when the board does not tell.
        profile_id: Its profile, ``other`` for a board that Kibako does not know.
        heap_free_bytes: Free memory for programs.
        flash_free_bytes: Free room for files, None when the board cannot tell.
    """

    implementation: str
    version: tuple[int, ...]
    release: str
    name: str
    board_id: str
    profile_id: str
    heap_free_bytes: int
    flash_free_bytes: int | None

    @property
    def warning(self) -> BoardError | None:
        """What a person should know before using the board; None when all is as it should be."""
        if self.implementation == "circuitpython":
            return BoardError("board_runs_circuitpython", version=".".join(map(str, self.version)))
        return None


def identity_of(answer: Answer, profile: BoardProfile) -> BoardIdentity:
    """Return who a board is.

    Args:
        answer: What it said of itself.
        profile: The profile that fits.
    """
    is_known = profile.id != OTHER.id
    return BoardIdentity(
        implementation=answer.implementation,
        version=answer.version,
        release=answer.release_text or answer.release,
        name=profile.name if is_known else answer.machine or answer.platform,
        board_id=answer.unique_id,
        profile_id=profile.id,
        heap_free_bytes=answer.heap_free_bytes,
        flash_free_bytes=answer.flash_free_bytes,
    )
