"""The real, unmodified mpremote on a virtual board, over a TCP port and over a pseudo-terminal."""

import hashlib
import os
import select
import subprocess
import sys
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kibako.links.bridge import Bridge, PtyBridge
from kibako.virtual.board import VirtualBoard
from kibako.virtual.profile import profiles

LIMIT_S = 60.0

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty on Windows")


class Mpremote:
    """Runs mpremote on one board."""

    def __init__(self, board: VirtualBoard, address: str) -> None:
        self.board = board
        self.address = address

    def command(self, *args: str | Path) -> list[str]:
        return [sys.executable, "-m", "mpremote", "connect", self.address, *map(str, args)]

    def run(self, *args: str | Path, status: int = 0, cwd: Path | None = None) -> str:
        done = subprocess.run(
            self.command(*args),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LIMIT_S,
            cwd=cwd,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            check=False,
        )
        out = done.stdout.decode().replace("\r\n", "\n")
        assert done.returncode == status, out
        return out

    @contextmanager
    def repl(self) -> Iterator["Screen"]:
        with Screen(self.command("repl")) as screen:
            screen.expect("Use Ctrl-] or Ctrl-x to exit this shell")
            screen.type("\r")
            screen.expect(">>> ")
            yield screen


@contextmanager
def served(profile: str, flash: Path, kind: type[Bridge] | type[PtyBridge]) -> Iterator[Mpremote]:
    with VirtualBoard(profile, flash_dir=flash) as board, kind(board) as bridge:
        yield Mpremote(board, bridge.address)


@pytest.fixture(scope="module")
def pico_on_pty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mpremote]:
    with served("pico", tmp_path_factory.mktemp("flash"), PtyBridge) as mpremote:
        yield mpremote


@pytest.fixture(scope="module")
def pico_on_tcp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mpremote]:
    with served("pico", tmp_path_factory.mktemp("flash"), Bridge) as mpremote:
        yield mpremote


@pytest.fixture(params=["tcp", "pty"])
def pico(request: pytest.FixtureRequest) -> Mpremote:
    return request.getfixturevalue(f"pico_on_{request.param}")


@pytest.fixture
def repl(pico_on_pty: Mpremote) -> Iterator["Screen"]:
    """An open ``mpremote repl``; on POSIX it works with ports that have a file descriptor only."""
    with pico_on_pty.repl() as screen:
        yield screen
        screen.type("\x1d")
        assert screen.wait() == 0  # limited: by the terminal's own limit


class Screen:
    """A program in a pseudo-terminal of its own, typed at by the test."""

    def __init__(self, command: list[str]) -> None:
        self._ours, theirs = os.openpty()
        # A key typed before mpremote has set up its terminal must come through as it is.
        tty.setraw(theirs)
        self._process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)
        self.shown = b""

    def type(self, keys: str | bytes) -> None:
        os.write(self._ours, keys.encode() if isinstance(keys, str) else keys)

    def expect(self, text: str) -> str:
        """Wait for a text, and return all up to its end; the rest stays for the next time."""
        wanted = text.encode()
        end_s = time.monotonic() + LIMIT_S
        while wanted not in self.shown:
            ready, _, _ = select.select([self._ours], [], [], max(0, end_s - time.monotonic()))
            assert ready, self.shown.decode(errors="replace")
            try:
                more = os.read(self._ours, 4096)
            except OSError:
                more = b""
            assert more, self.shown.decode(errors="replace")
            self.shown += more
        found = self.shown.index(wanted) + len(wanted)
        taken, self.shown = self.shown[:found], self.shown[found:]
        return taken.decode(errors="replace").replace("\r\n", "\n")

    def interrupt(self) -> None:
        """Press Ctrl-C on a terminal that sends a signal for it."""
        self._process.send_signal(2)

    def wait(self) -> int:
        return self._process.wait(LIMIT_S)

    def __enter__(self) -> "Screen":
        return self

    def __exit__(self, *exc: object) -> None:
        self._process.kill()
        self._process.wait(LIMIT_S)
        os.close(self._ours)


def test_exec(pico: Mpremote) -> None:
    assert pico.run("exec", "print('こんにちは 🤖')") == "こんにちは 🤖\n"


def test_exec_of_a_program_that_raises(pico: Mpremote) -> None:
    out = pico.run("exec", "x = 1\nprint(1 // 0)", status=1)
    assert out.splitlines()[0] == "Traceback (most recent call last):"
    assert 'File "<stdin>", line 2' in out
    assert out.splitlines()[-1] == "ZeroDivisionError: divide by zero"


def test_exec_of_a_long_program(pico: Mpremote) -> None:
    lines = "\n".join(f"x{n} = 'あ' * {n % 50}" for n in range(600))
    assert pico.run("exec", lines + "\nprint(len(x599))") == "49\n"


def test_eval(pico: Mpremote) -> None:
    assert pico.run("eval", "2 ** 100") == f"{2**100}\n"
    assert pico.run("eval", "'漢' + '字'") == "漢字\n"


def test_run_a_file(pico: Mpremote, tmp_path: Path) -> None:
    program = tmp_path / "ぷろぐらむ 🤖.py"
    program.write_text("import sys\nprint(sys.platform)\nfor i in range(3):\n    print(i)\n")
    assert pico.run("run", program) == "rp2\n0\n1\n2\n"


def test_exec_starts_afresh_and_resume_does_not(pico: Mpremote) -> None:
    assert pico.run("exec", "kept = 5") == ""
    assert pico.run("resume", "exec", "print(kept)") == "5\n"
    assert "NameError" in pico.run("exec", "print(kept)", status=1)


def test_no_follow_leaves_the_program_running(pico: Mpremote) -> None:
    pico.run("exec", "--no-follow", "import time\ntime.sleep(3600)")
    assert pico.run("exec", "print('back')") == "back\n"


def test_soft_reset(pico: Mpremote) -> None:
    pico.run("resume", "exec", "gone = 1")
    pico.run("soft-reset")
    assert "NameError" in pico.run("resume", "exec", "gone", status=1)


def test_files(pico: Mpremote, tmp_path: Path) -> None:
    local = tmp_path / "はじめ 🍣.txt"
    content = bytes(range(256)) * 21 + "かな".encode()
    local.write_bytes(content)
    pico.run("fs", "cp", local, ":ようこそ 🍣.txt")
    assert f"{len(content):12} ようこそ 🍣.txt" in pico.run("fs", "ls")
    digest = hashlib.sha256(content).hexdigest()
    assert pico.run("fs", "sha256sum", "ようこそ 🍣.txt").split()[-1] == digest
    back = tmp_path / "back.txt"
    pico.run("fs", "cp", ":ようこそ 🍣.txt", back)
    assert back.read_bytes() == content
    assert "Up to date" in pico.run("fs", "cp", local, ":ようこそ 🍣.txt")
    pico.run("fs", "cp", ":ようこそ 🍣.txt", ":copy.txt")
    pico.run("fs", "rm", "ようこそ 🍣.txt", "copy.txt")
    assert "txt" not in pico.run("fs", "ls")


def test_cat(pico: Mpremote, tmp_path: Path) -> None:
    local = tmp_path / "poem.txt"
    local.write_text("古池や\n" * 200, encoding="utf-8")
    pico.run("fs", "cp", local, ":poem.txt")
    assert pico.run("fs", "cat", "poem.txt") == "古池や\n" * 200
    pico.run("fs", "rm", "poem.txt")


def test_folders(pico: Mpremote) -> None:
    pico.run("fs", "mkdir", "はこ")
    assert "はこ/" in pico.run("fs", "ls")
    assert "File exists" in pico.run("fs", "mkdir", "はこ", status=1)
    pico.run("exec", "open('/はこ/a.txt', 'w').close()")
    pico.run("fs", "rmdir", "はこ", status=1)
    pico.run("fs", "rm", "はこ/a.txt")
    pico.run("fs", "rmdir", "はこ")
    assert "はこ" not in pico.run("fs", "ls")


def test_touch(pico: Mpremote) -> None:
    pico.run("fs", "touch", "empty.txt")
    assert f"{0:12} empty.txt" in pico.run("fs", "ls")
    pico.run("fs", "rm", "empty.txt")


@pytest.mark.parametrize("command", ["cat", "ls", "rm", "rmdir", "sha256sum"])
def test_what_is_not_there(pico: Mpremote, command: str) -> None:
    out = pico.run("fs", command, "nosuch", status=1)
    assert "No such file or directory" in out


def test_recursive_copies_and_tree(pico: Mpremote, tmp_path: Path) -> None:
    made = {
        "main.py": b"print('hi')\n",
        "lib/まとめ/🤖.py": "x = '漢字'\n".encode(),
        "lib/empty.bin": b"",
        "データ/zero.bin": bytes(1000),
    }
    tree = tmp_path / "project"
    for name, content in made.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_bytes(content)
    pico.run("fs", "mkdir", "work")
    pico.run("fs", "cp", "-r", tree, ":work/")
    shown = pico.run("fs", "tree", "work").splitlines()
    assert shown[-9:] == [
        ":work",
        "└── project",
        "    ├── lib",
        "    │   ├── empty.bin",
        "    │   └── まとめ",
        "    │       └── 🤖.py",
        "    ├── main.py",
        "    └── データ",
        "        └── zero.bin",
    ]
    back = tmp_path / "back"
    pico.run("fs", "cp", "-r", ":work/project", back)
    found = {p.relative_to(back).as_posix(): p.read_bytes() for p in back.rglob("*") if p.is_file()}
    assert found == made
    pico.run("fs", "rm", "-r", "work")
    assert "work" not in pico.run("fs", "ls")


def test_df(pico: Mpremote) -> None:
    pico.run("exec", "open('big.bin', 'wb').write(bytes(5000))")
    lines = pico.run("df").splitlines()
    pico.run("fs", "rm", "big.bin")
    assert lines[0].split() == ["filesystem", "size", "used", "avail", "use%", "mounted", "on"]
    _, size, used, available, _, mount = lines[1].split()
    assert mount == "/"
    assert 0 < int(available) < int(size) <= 2 * 1024 * 1024
    assert int(used) + int(available) == int(size)


def test_rtc(pico: Mpremote) -> None:
    before = time.localtime()
    pico.run("rtc", "--set")
    said = eval(pico.run("resume", "rtc"))
    assert len(said) == 8
    moment = (*said[:3], *said[4:7])
    passed_s = time.mktime((*moment, 0, 0, -1)) - time.mktime(before)
    assert -1 <= passed_s <= LIMIT_S


def test_mount_and_import(pico: Mpremote, tmp_path: Path) -> None:
    (tmp_path / "ours.py").write_text("import part.inner\nanswer = part.inner.value + 1\n")
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "__init__.py").write_text("")
    (tmp_path / "part" / "inner.py").write_text("value = 41  # かな\n", encoding="utf-8")
    (tmp_path / "ことば.txt").write_text("一行目\n二行目\n", encoding="utf-8")
    out = pico.run(
        "mount",
        tmp_path,
        "exec",
        "import ours, os\nprint(ours.answer)\nprint(*sorted(os.listdir()))\n"
        "print(open('ことば.txt').read())\nopen('made.txt', 'w').write('作った')",
    )
    assert out.splitlines()[0] == f"Local directory {tmp_path} is mounted at /remote"
    assert out.splitlines()[1] == "42"
    assert out.splitlines()[2] == "ours.py part ことば.txt"
    assert out.splitlines()[3:5] == ["一行目", "二行目"]
    assert (tmp_path / "made.txt").read_text(encoding="utf-8") == "作った"
    assert "made.txt" not in pico.run("fs", "ls")


def test_mount_needs_a_folder_that_stays_inside(pico: Mpremote, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    out = pico.run("mount", inside, "exec", "open('../secret.txt')", status=1)
    assert "OSError" in out


def test_repl(repl: Screen) -> None:
    repl.type("\x02")
    assert "MicroPython" in repl.expect(">>> ")
    repl.type("for i in range(2):\rprint('か', i)\r\x7f\r")
    assert repl.expect("か 1\n>>> ".replace("\n", "\r\n")).endswith("か 0\nか 1\n>>> ")
    repl.type("あ = 'い'\x1b[D\x7f漢字\r")
    repl.expect(">>> ")
    repl.type("print(len(あ), あ)\r")
    repl.expect("2 漢字\r\n>>> ")
    repl.type("imp\tsys\rsys.plat\t\r")
    repl.expect("'rp2'\r\n>>> ")
    repl.type("\x04")
    repl.expect("MPY: soft reboot\r\n")
    repl.expect(">>> ")
    repl.type("あ\r")
    repl.expect("NameError")
    repl.expect(">>> ")


def test_paste_mode_in_the_repl(repl: Screen) -> None:
    repl.type("\x05")
    repl.expect("=== ")
    repl.type("for i in range(3):\r    if i:\r        print(i * 7)\r\x04")
    repl.expect("7\r\n14\r\n>>> ")


def test_input_in_the_repl(repl: Screen) -> None:
    repl.type("name = input('なまえは？ ')\r")
    repl.expect("\r\nなまえは？ ")
    repl.type("さくa\x7fら\r")
    repl.expect(">>> ")
    repl.type("print('hello', name)\r")
    repl.expect("hello さくら\r\n>>> ")


LOOPS = [
    pytest.param("while True: pass", id="busy"),
    pytest.param("while True: time.sleep(1000)", id="sleeping"),
    pytest.param("while True: time.sleep_ms(1)", id="napping"),
    pytest.param("while True: print(n)", id="flood"),
    pytest.param("while True: input()", id="input"),
]


@pytest.mark.parametrize("loop", LOOPS)
def test_control_c_in_the_repl(repl: Screen, loop: str) -> None:
    repl.type("import time; n = 40\r")
    repl.expect(">>> ")
    repl.type(f"n += 1; print('run' + 'ning')\r{loop}\r\r")
    repl.expect("running\r\n")
    repl.expect("...")
    repl.type("\x03")
    repl.expect("KeyboardInterrupt: \r\n>>> ")
    repl.type("print('n is', n)\r")
    repl.expect("n is 41\r\n>>> ")


def test_a_program_catches_control_c(repl: Screen) -> None:
    repl.type("\x05")
    repl.expect("=== ")
    repl.type(
        "try:\r    print('go' + 'ing')\r    while True: pass\r"
        "except KeyboardInterrupt:\r    print('cau' + 'ght')\r\x04"
    )
    repl.expect("going\r\n")
    repl.type("\x03")
    repl.expect("caught\r\n>>> ")


@pytest.mark.parametrize("loop", LOOPS[:4])
def test_the_next_mpremote_stops_a_loop(pico: Mpremote, loop: str) -> None:
    pico.run("exec", "--no-follow", f"import time; n = 42\n{loop}")
    assert pico.run("resume", "exec", "print('n is', n)").endswith("n is 42\n")


def test_an_interrupted_mpremote_leaves_a_board_that_answers(pico: Mpremote) -> None:
    with Screen(pico.command("exec", "print('run' + 'ning')\nwhile True: pass")) as screen:
        screen.expect("running")
        screen.interrupt()
        assert screen.wait() != 0  # limited: by the terminal's own limit
    assert pico.run("exec", "print('back')") == "back\n"


@pytest.mark.parametrize("profile", [name for name in sorted(profiles()) if name != "pico"])
def test_the_other_boards(profile: str, tmp_path: Path) -> None:
    flash = tmp_path / "flash"
    with served(profile, flash, PtyBridge) as other:
        platform = other.board.profile.platform
        assert other.run("exec", "import sys; print(sys.platform)") == f"{platform}\n"
        program = tmp_path / "heart.py"
        program.write_text("for n in range(3):\n    print('heart', n)\n")
        assert other.run("run", program) == "heart 0\nheart 1\nheart 2\n"
        assert other.run("eval", "1 + 1") == "2\n"
        with other.repl() as repl:
            repl.type("1 + 2\r")
            repl.expect("3\r\n>>> ")
