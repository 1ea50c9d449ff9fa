"""A rescue that no busy computer disturbs: success has a minute, failure comes at once."""

import pytest
from kibako.boards.rescue import LIMITS_S


def unhurried(patch: pytest.MonkeyPatch, *failing: str) -> None:
    """Give each step of a rescue more time than any computer needs.

    Args:
        patch: Undoes it.
        failing: The steps that are to fail: they end after 0.4 s, whatever the computer does.
    """
    patch.setattr("kibako.boards.rescue._MARGIN_S", 30.0)
    patch.setattr("kibako.boards.catching.GENTLE_S", 0.3 if failing else 60.0)
    for rung in LIMITS_S:
        patch.setitem(LIMITS_S, rung, 30.4 if rung in failing else 90.0)
