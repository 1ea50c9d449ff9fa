"""Programs reach a virtual board without the pauses that a serial line's real board needs."""

import pytest
from kibako.protocol.rawrepl import RawRepl


def unpaused(patch: pytest.MonkeyPatch) -> None:
    """Send at once: a virtual board loses nothing, however much comes.

    Args:
        patch: Undoes it.
    """
    none = property(lambda _: 0.0, lambda _, value: None)
    patch.setattr(RawRepl, "chunk_pause_s", none, raising=False)
