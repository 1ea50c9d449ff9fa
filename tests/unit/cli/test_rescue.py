"""``kibako rescue`` and ``kibako launcher``, the way a mentor types them."""

import json
from pathlib import Path

LOOPS = b"while True: pass\n"


def on_board(kibako, name: str) -> Path:
    return kibako.home / "data" / "boards" / "pico+stuck" / name


def test_a_board_is_freed_once_somebody_says_yes(kibako) -> None:
    main = on_board(kibako, "main.py")
    main.parent.mkdir(parents=True)
    main.write_bytes(LOOPS)
    words = ("rescue", "--board", "virtual:pico/stuck", "--up-to", "wipe")
    done = kibako(*words)
    assert (done.status, done.output) == (0, b"")
    assert "At most 117 seconds" in done.messages
    assert "With --yes it is." in done.messages
    assert "main.py will start again" in done.messages
    assert main.read_bytes() == LOOPS
    done = kibako(*words, "--yes", "--json")
    assert done.status == 0
    told = json.loads(done.text)
    assert (told["ok"], told["state"]) == (True, "wiped")
    assert Path(told["kept"]["/main.py"]).read_bytes() == LOOPS
    assert [step["rung"] for step in told["steps"]] == ["stop", "copy", "wipe"]
    assert not main.exists()


def test_a_board_that_is_nowhere_is_said_to_be_so(kibako) -> None:
    done = kibako("rescue", "--board", "serial:/dev/none", "--up-to", "stop")
    assert (done.status, done.output) == (3, b"")
    assert "At most 12 seconds" in done.messages
    assert "kibako doctor" in done.messages


def test_the_launcher_goes_on_a_board_and_off_again(kibako) -> None:
    main, program = on_board(kibako, "main.py"), on_board(kibako, "program.py")
    main.parent.mkdir(parents=True)
    main.write_bytes(b"print('mine')\n")
    board = ("--board", "virtual:pico/stuck")
    assert kibako("launcher", "install", *board).status == 0
    assert program.read_bytes() == b"print('mine')\n"
    told = json.loads(kibako("launcher", "--json", *board).text)
    assert told == {"installed": True, "current": True, "program_bytes": 14, "has_log": False}
    assert kibako("launcher", "remove", *board).status == 0
    assert main.read_bytes() == b"print('mine')\n"
    assert not program.exists()
    assert kibako("launcher", "remove", *board).status == 3
