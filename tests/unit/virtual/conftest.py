from collections.abc import Iterator
from pathlib import Path

import pytest

from .boards import Talk, talk


@pytest.fixture
def pico(tmp_path: Path) -> Iterator[Talk]:
    with talk(tmp_path) as board:
        yield board


@pytest.fixture
def microbit(tmp_path: Path) -> Iterator[Talk]:
    with talk(tmp_path, "microbit") as board:
        yield board
