"""A process that ends while a board runs says nothing, whatever the board was doing."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from pathlib import Path
from kibako.virtual.board import VirtualBoard
board = VirtualBoard("microbit", flash_dir=Path(sys.argv[1]), pace=sys.argv[3])
board.start()
board.feed(b"\\x01" + sys.argv[2].encode() + b"\\x04")
while b"go" not in board.read(4096, 5.0): pass
"""
DOING = {
    "computing": "print('go')\nwhile True: pass",
    "printing": "while True: print('go')",
    "sleeping": "import microbit\nprint('go')\nmicrobit.sleep(100000)",
    "waiting": "print('go')\ninput()",
    "nothing": "print('go')",
}


@pytest.mark.parametrize("pace", ["real", "fast"])
@pytest.mark.parametrize("code", DOING.values(), ids=DOING.keys())
def test_a_silent_end(tmp_path: Path, code: str, pace: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "flash"), code, pace],
        capture_output=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
