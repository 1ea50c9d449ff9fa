"""Each verb does what docs/cli.md says, on virtual boards, as a process."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from kibako.cli import main as command_line

REPOSITORY = Path(__file__).parents[3]
BLINK = REPOSITORY / "docs" / "examples" / "blink.py"
HEART, DARK = "09090:99999:99999:09990:00900", "00000:00000:00000:00000:00000"

posix = pytest.mark.skipif(os.name == "nt", reason="terminals of Linux and macOS")


def test_exec_prints_and_reads(kibako) -> None:
    done = kibako("exec", "print('木箱', input('? '))", given="たろう\n".encode())
    assert done.status == 0, done.messages
    assert done.text.endswith("木箱 たろう\n")
    assert done.messages == ""


def test_the_end_of_the_input_is_an_eoferror_on_the_board(kibako) -> None:
    done = kibako("exec", "print(input('? '))")
    assert done.status == 1
    assert "EOFError" in done.messages


def test_exec_from_standard_input(kibako) -> None:
    done = kibako("exec", "-", given=b"for i in range(3):\n    print(i)\n")
    assert (done.status, done.text) == (0, "0\n1\n2\n")


def test_exception_of_a_program_is_status_1_and_the_boards_own_text(kibako) -> None:
    done = kibako("exec", "print('before')\n1/0")
    assert (done.status, done.text) == (1, "before\n")
    assert done.messages.splitlines()[0] == "Traceback (most recent call last):"
    assert done.messages.splitlines()[-1] == "ZeroDivisionError: divide by zero"


def test_timeout_of_exec(kibako) -> None:
    done = kibako("exec", "while True: pass", "--timeout", "0.3")
    assert done.status == 1
    assert "0.3" in done.messages


def test_run_fast_writes_the_same_events_every_time(kibako) -> None:
    words = ("run", str(BLINK), "--pace", "fast", "--for", "2", "--events")
    first, second = kibako(*words, "-"), kibako(*words, "events.jsonl")
    assert first.status == second.status == 0, first.messages
    assert (kibako.folder / "events.jsonl").read_bytes() == first.output
    events = [json.loads(line) for line in first.text.splitlines()]
    assert events[0] == {"t_ms": 0, "source": "program", "what": "start", "value": "blink.py"}
    assert events[-1] == {"t_ms": 2000, "source": "program", "what": "end", "value": "limit"}
    frames = [event["value"] for event in events if event["source"] == "display"]
    assert frames == [HEART, DARK, HEART, DARK]


def test_events_on_standard_output_stand_instead_of_the_text(kibako) -> None:
    (kibako.folder / "say.py").write_text("print('hello')", encoding="utf-8")
    done = kibako("run", "say.py", "--events", "-")
    events = [json.loads(line) for line in done.text.splitlines()]
    assert [event["what"] for event in events] == ["start", "print", "end"]
    assert kibako("run", "say.py", "--events", "e.jsonl").text == "hello\n"


def test_event_file_that_cannot_be_written(kibako) -> None:
    done = kibako("run", str(BLINK), "--for", "1", "--events", "no/such/folder.jsonl")
    assert done.status == 4
    assert "cannot be written" in done.messages


def test_seed_fixes_what_is_random(kibako) -> None:
    (kibako.folder / "dice.py").write_text(
        "import random\nprint([random.randint(1, 99) for i in range(8)])", encoding="utf-8"
    )
    rolls = [kibako("run", "dice.py", "--seed", seed).text for seed in ("1", "1", "2")]
    assert rolls[0] == rolls[1] != rolls[2]


@pytest.mark.parametrize("option", [("--pace", "fast"), ("--seed", "1")])
def test_a_real_board_has_no_virtual_time(kibako, option: tuple[str, str]) -> None:
    done = kibako("run", str(BLINK), *option, "--board", "tcp:127.0.0.1:9")
    assert done.status == 2
    assert "virtual" in done.messages


def test_files_go_there_and_back(kibako) -> None:
    data = bytes(range(256)) * 5
    (kibako.folder / "data.bin").write_bytes(data)
    assert kibako("put", "data.bin", "/copy.bin").status == 0
    listed = json.loads(kibako("ls", "--json").text)
    assert {"path": "/copy.bin", "folder": False, "size_bytes": len(data)} in listed
    assert kibako("get", "/copy.bin", "-").output == data
    assert kibako("get", "/copy.bin", "back.bin").status == 0
    assert (kibako.folder / "back.bin").read_bytes() == data
    assert "same already" in kibako("put", "data.bin", "/copy.bin").messages
    assert kibako("rm", "/copy.bin").status == 0
    assert kibako("get", "/copy.bin").status == 3
    assert not (kibako.folder / "copy.bin").exists()


def test_sync_copies_what_changed(kibako) -> None:
    source = kibako.folder / "robot"
    (source / "lib").mkdir(parents=True)
    (source / "main.py").write_text("import motor", encoding="utf-8")
    (source / "lib" / "motor.py").write_text("speed = 3", encoding="utf-8")
    words = ("sync", "robot", "--json", "--board", "virtual:pico")
    report = json.loads(kibako(*words).text)
    assert sorted(report["written"]) == ["/lib/motor.py", "/main.py"]
    (source / "main.py").write_text("import motor  # newer", encoding="utf-8")
    report = json.loads(kibako(*words).text)
    assert (report["written"], report["unchanged"]) == (["/main.py"], ["/lib/motor.py"])
    (source / "lib" / "motor.py").unlink()
    report = json.loads(kibako(*words).text)
    assert (report["written"], report["fetched"]) == ([], ["/lib/motor.py"])
    assert Path(report["kept"]["/lib/motor.py"]).read_text(encoding="utf-8") == "speed = 3"


def test_boards_and_doctor_speak_json(kibako) -> None:
    boards = json.loads(kibako("boards", "--json").text)
    virtual = {board["moniker"] for board in boards if not board["real"]}
    assert {"virtual:microbit", "virtual:pico"} <= virtual
    assert sum(board["default"] for board in boards) == 1
    doctor = kibako("doctor", "--json")
    assert doctor.status == 0, doctor.text
    assert all(thing["ok"] for thing in json.loads(doctor.text).values())


def test_boards_are_named_by_what_is_plugged_in(kibako) -> None:
    assert kibako("boards", "name", "serial:/dev/nowhere", "1").status == 3
    assert kibako("boards", "nmae", "serial:/dev/nowhere", "1").status == 2
    assert kibako("exec", "1", "--board", "board:まど").status == 3
    opened = kibako("--plain", "--board", "board:まど", given=b"")
    assert opened.status == 0, "it opens, and can be told of another board"
    (kibako.home / "data").mkdir(parents=True, exist_ok=True)
    (kibako.home / "data" / "labels.toml").write_text("boards = 1")
    listed = kibako("boards")
    assert listed.status == 0
    assert "virtual:pico" in listed.text
    assert "labels.toml" in listed.messages


def test_settings_choose_the_board(kibako) -> None:
    folder = kibako.home / "config"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('board = "virtual:pico"\n', encoding="utf-8")
    done = kibako("exec", "import machine; print(machine.freq())")
    assert done.status == 0, done.messages


def test_wire_log_has_every_byte(kibako) -> None:
    assert kibako("exec", "print('木')", "--wire-log", "wire.jsonl").status == 0
    lines = (kibako.folder / "wire.jsonl").read_text(encoding="utf-8").splitlines()
    assert len([json.loads(line) for line in lines]) > 3


def test_lesson_texts_and_proofs(kibako) -> None:
    packs = json.loads(kibako("lesson", "list", "--json").text)
    assert {"first-light", "town-game"} <= {pack["id"] for pack in packs}
    shown = kibako("lesson", "show", "first-light", "--lang", "ja").text
    assert shown.startswith("# ") and "《" not in shown
    proofs = json.loads(kibako("lesson", "check", "first-light", "--json").text)
    assert all(proof["ok"] for proof in proofs)
    assert len(proofs) >= 3 * (1 + 2 + 3)


def test_lesson_check_names_a_kanji_without_a_reading(kibako) -> None:
    pack = kibako.folder / "first-light"
    shutil.copytree(REPOSITORY / "lessons" / "first-light", pack)
    with (pack / "heart" / "text.ja.md").open("a", encoding="utf-8") as text:
        text.write("\n新しい 星《ほし》を 見《み》ます。`光` は コードです。\n")
    with (pack / "heart" / "check.py").open("a", encoding="utf-8") as check:
        check.write("expect.that(False, '出た', 'out', '入《はい》る', 'in')\n")
    done = kibako("lesson", "check", "./first-light", "--step", "1", "--json")
    assert done.status == 1
    proofs = {proof["program"]: proof for proof in json.loads(done.text)}
    assert proofs["text.ja.md"]["sentence"] == "without a reading: 新"
    assert proofs["solution.py"]["sentence"] == "without a reading: 出"


def test_lesson_check_of_a_program(kibako) -> None:
    pack = REPOSITORY / "lessons" / "first-light"
    solution = next(pack.glob("*/solution.py"))
    first = kibako("lesson", "check", "first-light", "--code", str(pack / "heart" / "solution.py"))
    assert (first.status, first.messages) == (0, ""), solution
    (kibako.folder / "empty.py").write_text("", encoding="utf-8")
    done = kibako("lesson", "check", "first-light", "--code", "empty.py", "--json")
    assert done.status == 1
    result = json.loads(done.text)
    assert not result["passed"] and result["seen"] and result["expected"]
    assert kibako("lesson", "check", "first-light", "--step", "9").status == 2


def test_bridge_serves_the_raw_repl(kibako) -> None:
    process = kibako.begin("bridge", "--board", "virtual:pico", "--port", "0")
    try:
        address = process.stdout.readline().decode().strip()
        assert address.startswith("socket://127.0.0.1:")
        port = int(address.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
            client.settimeout(10)
            client.sendall(b"\r\x03\x01")
            seen = b""
            while b"raw REPL; CTRL-B to exit\r\n>" not in seen:
                seen += client.recv(4096)
    finally:
        process.kill()
        process.communicate(timeout=30)


def test_repl_from_a_pipe(kibako) -> None:
    done = kibako("repl", given=b"a = 20 + 1\na * 2\n")
    assert done.status == 0, done.messages
    assert "\n42\r\n" in done.text


@posix
def test_repl_in_a_terminal_puts_it_back(kibako) -> None:
    import pty
    import termios

    outer, inner = pty.openpty()
    screen = Screen(outer)
    before = termios.tcgetattr(inner)
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "kibako", "repl"],
        stdin=inner,
        stdout=inner,
        stderr=inner,
        env={**os.environ, "KIBAKO_HOME": str(kibako.home), "KIBAKO_LANG": "en"},
        start_new_session=True,
    )
    try:
        screen.read_until(b">>> ")
        os.write(outer, "print('光')\r".encode())
        screen.read_until("\n光\r\n".encode())
        os.write(outer, b"while True: pass\r\r")
        screen.read_until(b"... \r\n")
        os.write(outer, b"\x03")
        screen.read_until(b"KeyboardInterrupt")
        screen.read_until(b">>> ")
        os.write(outer, b"\x1d")
        screen.read_until(b"Left.")
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.wait(timeout=30)
    assert termios.tcgetattr(inner) == before
    os.close(outer)
    os.close(inner)


class Screen:
    """Reads the outer end of a terminal."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._unread = b""

    def read_until(self, wanted: bytes) -> None:
        """Read until something was shown; what comes after it is for the next reading."""
        import select

        while wanted not in self._unread:
            ready, _, _ = select.select([self._handle], [], [], 30)
            assert ready, self._unread
            self._unread += os.read(self._handle, 4096)
        self._unread = self._unread.partition(wanted)[2]


def test_every_verb_is_documented() -> None:
    documented = (REPOSITORY / "docs" / "cli.md").read_text(encoding="utf-8")
    for verb in command_line.VERBS:
        assert f"| `{verb}" in documented, verb


def test_play_gives_the_same_events_every_time_and_says_what_is_wrong(kibako) -> None:
    script = REPOSITORY / "docs" / "examples" / "counter.toml"
    first, second = (kibako("play", str(script), "--events", "-") for _ in range(2))
    assert (first.status, first.output) == (0, second.output), first.messages
    printed = [json.loads(line) for line in first.text.splitlines() if '"print"' in line]
    assert "".join(event["value"] for event in printed) == "A 1\nA 2\nB\nwarm 29\n"
    wrong = kibako("play", str(script), "--board", "virtual:pico")
    assert wrong.status == 4
    assert "button_a" in wrong.messages
    assert kibako("play", "gone.toml").status == 4
    assert kibako("play", str(script), "--board", "serial:auto").status == 2


def test_a_fault_is_met_by_every_command_and_refused_for_a_real_board(kibako) -> None:
    (kibako.folder / "x.py").write_text("print(1)\n" * 300)
    lost = kibako("put", "x.py", "--board", "virtual:pico", "--fault", "unplug:900")
    assert lost.status == 3
    assert kibako("exec", "print(1)", "--fault", "unplug:5").status == 3
    assert kibako("exec", "print(1)", "--fault", "unplugg").status == 2
    refused = kibako("exec", "print(1)", "--fault", "hang", "--board", "tcp:127.0.0.1:9")
    assert (refused.status, "virtual" in refused.messages) == (2, True)


def test_control_reaches_a_board_that_a_bridge_has_open(kibako) -> None:
    words = ("--board", "virtual:pico/led")
    nobody = kibako("control", "list", *words)
    assert (nobody.status, "bridge" in nobody.messages) == (3, True)
    process = kibako.begin("bridge", "--port", "0", *words)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        assert kibako("control", "press", "GP14", "60", *words).status == 0
        assert kibako("control", "set", "temperature_c", "33", *words).status == 0
        listed = kibako("control", "list", *words)
        assert "GP14\tpressed" in listed.text
        assert "temperature_c\t33" in listed.text
        assert kibako("control", "press", "GP99", *words).status == 2
        assert kibako("control", "fault", "hang", *words).status == 0
        assert json.loads(kibako("control", "list", "--json", *words).text)["faults"] == ["hang"]
    finally:
        process.kill()
        process.communicate(timeout=20)
