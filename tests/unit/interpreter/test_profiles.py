"""The same on whole boards: each profile has its own heap, its modules and our software on it.

A program is compared with itself on the same board, with and without pressure. What a profile
does not have (no ``re`` on a micro:bit) ends in the same ImportError both times; what does not fit
its heap is left out. One program in six stands for the corpus, which ``test_corpus`` runs whole.
"""

from pathlib import Path

import pytest
from kibako.boards.opening import open_board

from .corpus import programs
from .test_corpus import FACTS

PROFILES = ("microbit-v1", "microbit", "pico", "pico-w")


@pytest.mark.parametrize("profile", PROFILES)
def test_same_output_under_pressure(
    profile: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path))
    chosen = [*FACTS, *list(programs())[::6]]
    different: list[str] = []
    compared = 0
    board = open_board(f"virtual:{profile}", pace="fast")
    try:
        for program in chosen:
            free, pressed = (
                board.run(f"import gc;gc.threshold({size})\n{program.source}") for size in (-1, 64)
            )
            if b"MemoryError" in free.error + pressed.error + free.output + pressed.output:
                continue
            compared += 1
            if (free.output, free.error) != (pressed.output, pressed.error):
                different.append(f"{program.name}: {free} {pressed}")
    finally:
        board.close()
    assert not different
    assert compared >= len(chosen) // 2
