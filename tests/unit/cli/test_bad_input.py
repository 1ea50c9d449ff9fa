"""Bad input, tried through the command line: one clear sentence, the right status, nothing lost."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from kibako import resources, strings
from kibako.cli.main import main

FILE, BOARD, USAGE, PROGRAM = 4, 3, 2, 1
linux = pytest.mark.skipif(sys.platform != "linux", reason="files and terminals of Linux")

BOTH = pytest.mark.parametrize("lang", strings.LANGUAGES)
SAID = {
    "missing": ("There is no file", "見つかりません"),
    "folder": ("is a folder", "フォルダーです"),
    "large": ("too large (50000 KB)", "大きすぎます（50000 KB）"),
    "utf8": ("Line 2", "2行目"),
    "nul": ("NUL", "NUL"),
    "windows": ("Windows", "Windows"),
    "unreadable": ("cannot be read", "読めません"),
    "moniker": ("virtual:pico", "virtual:pico"),
    "syntax": ("SyntaxError", "SyntaxError"),
    "flash": ("Error", "Error"),
    "heap": ("MemoryError", "MemoryError"),
    "recursion": ("RuntimeError", "RuntimeError"),
    "manifest": ("titel", "titel"),
}


def said(name: str, lang: str) -> str:
    """Return what must be said in a language."""
    return SAID[name][0 if lang == "en" else 1]


def assert_clear(done, status: int, name: str, lang: str) -> None:
    """One sentence, one next step, the right status, no traceback of ours."""
    assert done.status == status, done.messages
    assert said(name, lang) in done.messages
    assert "kibako/" not in done.messages and '.py", line' not in done.messages.split("<stdin>")[0]
    if status != PROGRAM:
        assert len(done.messages.splitlines()) == 2


@BOTH
@pytest.mark.parametrize("verb", ["run", "put", "lesson"])
def test_missing_file(kibako, verb: str, lang: str) -> None:
    words = ("lesson", "check", "first-light", "--code") if verb == "lesson" else (verb,)
    assert_clear(kibako(*words, "no such.py", "--lang", lang), FILE, "missing", lang)


def test_missing_file_with_a_likely_one_beside_it(kibako) -> None:
    (kibako.folder / "heart.py").write_text("print(1)", encoding="utf-8")
    assert "Did you mean heart.py?" in kibako("run", "haert.py").messages


@BOTH
def test_folder(kibako, lang: str) -> None:
    assert_clear(kibako("run", ".", "--lang", lang), FILE, "folder", lang)


@BOTH
def test_huge_file(kibako, lang: str) -> None:
    with (kibako.folder / "big.py").open("wb") as file:
        file.truncate(50_000_000)
    assert_clear(kibako("run", "big.py", "--lang", lang), FILE, "large", lang)


@BOTH
def test_bytes_that_are_no_utf8(kibako, lang: str) -> None:
    (kibako.folder / "sjis.py").write_bytes("x = 1\nprint('木')\n".encode("cp932"))
    assert_clear(kibako("run", "sjis.py", "--lang", lang), FILE, "utf8", lang)


@BOTH
def test_nul_bytes(kibako, lang: str) -> None:
    (kibako.folder / "nul.py").write_bytes(b"x = 1\0\n")
    assert_clear(kibako("run", "nul.py", "--lang", lang), FILE, "nul", lang)


@linux
@BOTH
def test_windows_path(kibako, lang: str) -> None:
    done = kibako("run", "C:\\Users\\たろう\\heart.py", "--lang", lang)
    assert_clear(done, FILE, "windows", lang)


@linux
@BOTH
def test_unreadable_file(kibako, lang: str) -> None:
    assert_clear(kibako("run", "/proc/self/mem", "--lang", lang), FILE, "unreadable", lang)


def test_japanese_file_name_is_as_good_as_any(kibako) -> None:
    program = kibako.folder / "はじめの ひかり.py"
    program.write_text("print('光る')", encoding="utf-8-sig")
    done = kibako("run", program.name)
    assert (done.status, done.text) == (0, "光る\n"), done.messages
    assert kibako("put", program.name).status == 0
    assert program.name in kibako("ls").text
    copied = kibako("get", program.name, "-")
    assert copied.output == program.read_bytes()


@BOTH
@pytest.mark.parametrize("moniker", ["virtual:picoo", "virtul:pico"])
def test_unknown_moniker_names_the_nearest(kibako, moniker: str, lang: str) -> None:
    done = kibako("ls", "--board", moniker, "--lang", lang)
    assert_clear(done, USAGE, "moniker", lang)


@BOTH
@pytest.mark.parametrize(
    ("words", "guess"),
    [
        ("bords", "kibako boards"),
        ("frobnicate", None),
        ("shelf lst", "kibako shelf list"),
        ("shelf frob", None),
        ("hardware show lad", "led"),
        ("hardware show nosuch", None),
        ("boards --jsn", "--json"),
        ("boards --zzzz", None),
    ],
)
def test_only_what_is_near_is_suggested(
    words: str, guess: str | None, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", lang, *words.split()]) == USAGE
    messages = capsys.readouterr().err
    assert len(messages.splitlines()) == 2
    asks = "の ことですか" in messages or "ですか。" in messages or "Did you mean" in messages
    assert asks == (guess is not None)
    assert guess is None or guess in messages


@BOTH
def test_unknown_moniker_for_the_lessons(kibako, lang: str) -> None:
    done = kibako("--plain", "--board", "virtual:picoo", "--lang", lang, given=b"quit\n")
    assert_clear(done, USAGE, "moniker", lang)
    assert done.text == ""


PROGRAMS = {
    "syntax": "print('a'\n",
    "flash": "f = open('fill', 'w')\nwhile True:\n    f.write('x' * 4096)\n",
    "heap": "x = []\nwhile True:\n    x.append(bytearray(1000))\n",
    "recursion": "def f():\n    f()\nf()\n",
}


@BOTH
@pytest.mark.parametrize("kind", PROGRAMS)
def test_program_that_goes_wrong_on_the_board(kibako, kind: str, lang: str) -> None:
    program = kibako.folder / "bad.py"
    program.write_text(PROGRAMS[kind], encoding="utf-8")
    done = kibako("run", "bad.py", "--lang", lang)
    assert_clear(done, PROGRAM, kind, lang)
    assert program.read_text(encoding="utf-8") == PROGRAMS[kind]
    after = kibako("exec", "print('well')")
    assert (after.status, after.text) == (0, "well\n"), after.messages


@BOTH
def test_pack_with_a_broken_manifest(kibako, lang: str) -> None:
    pack = kibako.folder / "first-light"
    shutil.copytree(resources.data_root() / "lessons" / "first-light", pack)
    manifest = pack / "pack.toml"
    broken = manifest.read_text(encoding="utf-8").replace("title =", "titel =", 1)
    manifest.write_text(broken, encoding="utf-8")
    done = kibako("lesson", "check", "./first-light", "--lang", lang)
    assert_clear(done, FILE, "manifest", lang)


def test_unknown_pack_names_the_nearest(kibako) -> None:
    done = kibako("lesson", "show", "first-lite")
    assert done.status == FILE
    assert "first-light" in done.messages


def begin_bridge(kibako, *words: str) -> "tuple[subprocess.Popen[bytes], str]":
    """Start a bridge to a virtual board and return it with its address."""
    process = kibako.begin("bridge", "--board", "virtual:microbit/bridged", *words)
    return process, process.stdout.readline().decode().strip()


def end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.communicate(timeout=30)


@linux
@pytest.mark.parametrize("kind", ["tcp", "pty"])
def test_board_that_vanishes_while_a_program_runs(kibako, kind: str) -> None:
    process, address = begin_bridge(kibako, *(["--pty"] if kind == "pty" else []))
    moniker = f"serial:{address}" if kind == "pty" else "tcp:" + address.partition("://")[2]
    program = kibako.folder / "loop.py"
    program.write_text("print('begin')\nwhile True:\n    pass\n", encoding="utf-8")
    try:
        with kibako.begin("run", "loop.py", "--board", moniker) as running:
            assert running.stdout.readline() == b"begin\n"
            process.send_signal(signal.SIGKILL)
            _, messages = running.communicate(timeout=60)
    finally:
        end(process)
    assert running.returncode == BOARD
    assert len(messages.decode().splitlines()) == 2
    assert b"Traceback" not in messages
    assert program.read_text(encoding="utf-8").startswith("print('begin')")


@linux
@BOTH
def test_board_that_another_program_uses(kibako, lang: str) -> None:
    process, _ = begin_bridge(kibako)
    try:
        done = kibako("ls", "--board", "virtual:microbit/bridged", "--lang", lang)
    finally:
        end(process)
    assert done.status == BOARD
    assert len(done.messages.splitlines()) == 2
    assert "virtual:microbit-v2/bridged" in done.messages
    assert "kibako bridge" in done.messages
    assert str(process.pid) in done.messages


def test_port_of_a_bridge_that_is_taken(kibako) -> None:
    process, address = begin_bridge(kibako)
    try:
        done = kibako("bridge", "--board", "virtual:pico", "--port", address.rpartition(":")[2])
    finally:
        end(process)
    assert done.status == BOARD
    assert "in use" in done.messages


@linux
def test_serial_port_that_is_not_there(kibako) -> None:
    done = kibako("ls", "--board", "serial:/dev/ttyNONE")
    assert done.status == BOARD
    assert "/dev/ttyNONE" in done.messages
    assert len(done.messages.splitlines()) == 2


def test_nobody_listens_at_a_tcp_board(kibako) -> None:
    done = kibako("ls", "--board", "tcp:127.0.0.1:9")
    assert done.status == BOARD
    assert "127.0.0.1:9" in done.messages


def test_get_never_writes_over_a_file(kibako) -> None:
    (kibako.folder / "main.py").write_text("mine", encoding="utf-8")
    assert kibako("put", "main.py").status == 0
    (kibako.folder / "main.py").write_text("mine, newer", encoding="utf-8")
    done = kibako("get", "main.py")
    assert done.status == FILE
    assert "--force" in done.messages
    assert (kibako.folder / "main.py").read_text(encoding="utf-8") == "mine, newer"
    assert kibako("get", "main.py", "--force").status == 0
    assert (kibako.folder / "main.py").read_text(encoding="utf-8") == "mine"


def test_put_keeps_what_was_on_the_board(kibako) -> None:
    file = kibako.folder / "main.py"
    for text in ("first", "second"):
        file.write_text(text, encoding="utf-8")
        assert kibako("put", "main.py").status == 0
    kept = list((kibako.home / "data" / "from-boards").rglob("main.py"))
    assert [path.read_text(encoding="utf-8") for path in kept] == ["first"]
    if os.name == "posix":
        assert kept[0].stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is full")
@pytest.mark.parametrize("words", [("--version",), ("boards",), ("exec", "print(1)")])
def test_output_to_a_full_disk_is_two_sentences(kibako, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        status, messages = kibako.with_streams(*words, stdout=full.fileno())
    assert status == FILE, messages
    assert "no room" in messages
    assert "Traceback" not in messages


@pytest.mark.skipif(os.name == "nt", reason="closes streams as a POSIX shell does")
@pytest.mark.parametrize("words", [("run", "hello.py"), ("repl",), ("--plain",), ("ls",)])
@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_closed_streams_are_empty_ones(kibako, words: tuple[str, ...], closed: str) -> None:
    (kibako.folder / "hello.py").write_text("print(1)", encoding="utf-8")
    status, messages = kibako.with_streams(*words, closed=closed)
    assert status == 0, messages
    assert "Traceback" not in messages


def test_limits_are_written_without_an_exponent(kibako) -> None:
    done = kibako("run", "a.py", "--seed", "x")
    assert done.status == USAGE
    assert "from 0 to 4294967295" in done.messages


def test_an_ending_alone_makes_no_name_near(kibako) -> None:
    (kibako.folder / "syn.py").write_text("", encoding="utf-8")
    assert "syn.py" not in kibako("run", "nix.py").messages
    assert "syn.py" in kibako("run", "sin.py").messages


def test_only_what_looks_like_a_pack_is_suggested_for_one(kibako) -> None:
    (kibako.folder / "note.md").write_text("", encoding="utf-8")
    (kibako.folder / "belt").mkdir()
    assert "note.md" not in kibako("pack", "add", "nope.kibakopack").messages
    assert "belt" not in kibako("pack", "lint", "./bell").messages
    (kibako.folder / "belt" / "pack.toml").write_text("", encoding="utf-8")
    assert "Did you mean belt?" in kibako("pack", "lint", "./bell").messages
    assert "Did you mean belt?" in kibako("pack", "add", "bell").messages
