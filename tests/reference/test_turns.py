"""Emulated boards of one kind take turns: without that, each is slow and holds up the others."""

import pytest

from .reference_board import EMULATED_V1, EMULATED_V2

MARKS = {
    **{(name, "qemu"): EMULATED_V1 for name in ("rig", "kind")},
    **{(name, "reference-v2"): EMULATED_V2 for name in ("rig", "kind")},
    ("reference", "microbit-v1"): EMULATED_V1,
    ("reference", "microbit-v2"): EMULATED_V2,
}
"""Which parameters of tests name an emulated board."""


def test_tests_on_emulated_boards_are_one_group_a_kind(request: pytest.FixtureRequest) -> None:
    """Were the marks or the groups of pytest-xdist lost, nothing else would tell."""
    grouped = getattr(request.config.option, "loadgroup", False)
    for item in request.session.items:
        spec = getattr(item, "callspec", None)
        for name, value in spec.params.items() if spec else ():
            mark = MARKS.get((name, str(value)))
            if mark is not None:
                assert mark.mark in item.iter_markers(mark.name), item
                assert not grouped or item.nodeid.endswith(f"@{mark.args[0]}"), item
