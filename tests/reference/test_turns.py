"""Emulated boards take turns: without that, each is too slow for the other's limits."""

import pytest

from .reference_board import EMULATED


def test_tests_on_emulated_boards_are_one_group(request: pytest.FixtureRequest) -> None:
    """Were the marks or the groups of pytest-xdist lost, nothing else would tell."""
    grouped = getattr(request.config.option, "loadgroup", False)
    for item in request.session.items:
        spec = getattr(item, "callspec", None)
        if spec is None or not {"qemu", "reference-v2"} & {*map(str, spec.params.values())}:
            continue
        assert EMULATED.mark in item.iter_markers(EMULATED.name), item
        assert not grouped or item.nodeid.endswith(f"@{EMULATED.args[0]}"), item
