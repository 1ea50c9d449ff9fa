"""The words of the command line: right ones, wrong ones, and how each ends."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from kibako import __version__, config, paths, strings
from kibako.cli import main as command_line
from kibako.errors import BoardError, FileError

VERBS = command_line.VERBS


@pytest.fixture(autouse=True)
def language(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(strings, "_current", [])
    monkeypatch.setenv("KIBAKO_LANG", "en")
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))


def test_version(kibako) -> None:
    done = kibako("--version")
    assert (done.status, done.text, done.messages) == (0, f"kibako {__version__}\n", "")
    assert kibako("--version", "--lang", "ja").text == f"kibako {__version__}\n"


@pytest.mark.parametrize("lang", strings.LANGUAGES)
def test_help_names_every_verb(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["--help", "--lang", lang]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert all(verb in said.out for verb in VERBS)


@pytest.mark.parametrize("lang", strings.LANGUAGES)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(
    verb: str, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main([verb, "--help", "--lang", lang]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "--debug" in said.out and f"kibako {verb}" in said.out


@pytest.mark.parametrize(
    ("words", "what", "next_step"),
    [
        (["rn", "x.py"], "no command 'rn'", "'kibako run'"),
        (["lesson", "lst"], "no command 'lesson lst'", "'kibako lesson list'"),
        (["ls", "--bord", "x"], "no option '--bord'", "'--board'"),
        (["ls", "--bord=x"], "no option '--bord'", "'--board'"),
        (["exec"], "needs CODE", "kibako exec --help"),
        (["lesson"], "list / show / check", "kibako lesson --help"),
        (["exec", "1", "2"], "'2' is one word too many", "kibako exec --help"),
        (["exec", "1", "--timeout"], "'--timeout'", "kibako exec --help"),
        (["exec", "1", "--timeout", "soon"], "'soon'", "0.1"),
        (["ls", "--json=yes"], "'--json'", "kibako ls --help"),
        (["--lang", "fr"], "'fr'", "ja / en"),
        (["ls", "--lang"], "'--lang'", "kibako ls --help"),
        (["bridge", "--port", "99999"], "'99999'", "65535"),
        (["lesson", "check", "first-light", "--step", "0"], "'0'", "1"),
        (["--bogus"], "no option '--bogus'", "--"),
    ],
)
def test_wrong_words_are_one_sentence_and_a_next_step(
    words: list[str], what: str, next_step: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(words) == 2
    said = capsys.readouterr()
    first, second = said.err.splitlines()
    assert what in first
    assert next_step in second
    assert said.out == ""


def test_wrong_words_in_japanese(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["--lang", "ja", "rn"]) == 2
    assert "「rn」という ことばは ありません" in capsys.readouterr().err


def test_a_fault_of_ours_is_said_and_not_dumped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(words: list[str]) -> int:
        raise ZeroDivisionError("by hand")

    monkeypatch.setattr(command_line, "_dispatch", fail)
    assert command_line.main(["ls"]) == 70
    said = capsys.readouterr().err
    assert "inside Kibako (ZeroDivisionError: by hand)" in said
    assert "Traceback" not in said
    assert command_line.main(["ls", "--debug"]) == 70
    assert "Traceback" in capsys.readouterr().err


def test_a_message_that_is_missing_does_not_hide_the_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(words: list[str]) -> int:
        raise BoardError("no_such_code")

    monkeypatch.setattr(command_line, "_dispatch", fail)
    assert command_line.main(["ls"]) == 70
    assert "no_such_code" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["ascii", "cp932", "latin-1"])
def test_a_console_without_the_letters_shows_what_it_can(kibako, encoding: str) -> None:
    kibako.extra["PYTHONIOENCODING"] = encoding
    done = kibako("--help", "--lang", "ja")
    assert done.status == 0
    assert b"kibako" in done.output
    assert kibako("nothing", "--lang", "ja").status == 2


@pytest.mark.parametrize("encoding", ["ascii", "cp932"])
def test_json_loses_nothing_on_such_a_console(kibako, encoding: str) -> None:
    kibako.extra["PYTHONIOENCODING"] = encoding
    done = kibako("lesson", "list", "--json", "--lang", "ja")
    packs = json.loads(done.output.decode("ascii"))
    assert packs[0]["id"] == "first-light"
    assert "ひかり" in packs[0]["title"]


@pytest.mark.skipif(os.name == "nt", reason="pipes of Linux and macOS")
def test_a_reader_that_goes_away_is_no_drama(kibako) -> None:
    with kibako.begin("lesson", "show", "first-light") as process:
        process.stdout.close()
        messages = process.stderr.read()
        process.wait(timeout=60)
    assert process.returncode == command_line.READER_GONE
    assert messages == b""


@pytest.mark.skipif(os.name == "nt", reason="signals of Linux and macOS")
def test_ctrl_c_is_quiet() -> None:
    code = (
        "import os, signal, sys, time\n"
        "from kibako.cli import main\n"
        "def wait(words):\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(60)\n"
        "main._dispatch = wait\n"
        "sys.exit(main.main(['ls']))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        messages = process.stderr.read()
        process.wait(timeout=30)
    assert (process.returncode, messages) == (130, b"")


def test_settings_of_a_mentor(monkeypatch: pytest.MonkeyPatch) -> None:
    assert config.settings() == config.Settings()
    file = paths.config_dir() / config.FILE
    file.write_text('lang = "en"\nboard = "virtual:pico"\n', encoding="utf-8")
    assert config.settings() == config.Settings(lang="en", board="virtual:pico")
    monkeypatch.delenv("KIBAKO_LANG")
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert command_line.main(["rn"]) == 2
    assert strings.language() == "en"


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"lang = 3\nbord = 'x'\n", ["'lang'", "'bord'"]),
        (b"lang = 'fr'\n", ["'fr'"]),
        (b"lang = \n", ["line 1"]),
        (b"\xff\xfe", ["config.toml:1", "UTF-8"]),
    ],
)
def test_wrong_settings_are_all_named(content: bytes, faults: list[str]) -> None:
    (paths.config_dir() / config.FILE).write_bytes(content)
    with pytest.raises(FileError) as caught:
        config.settings()
    assert all(fault in caught.value.what for fault in faults)


def test_plain_is_chosen_where_no_full_screen_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("ACCESSIBLE", raising=False)
    assert not command_line.wants_plain()
    monkeypatch.setenv("ACCESSIBLE", "1")
    assert command_line.wants_plain()
    monkeypatch.setenv("ACCESSIBLE", "0")
    monkeypatch.setenv("TERM", "dumb")
    assert command_line.wants_plain()


def test_without_a_terminal_the_line_mode_opens_and_ends(kibako) -> None:
    done = kibako(given=b"quit\n")
    assert done.status == 0, done.messages
    assert "\x1b" not in done.text
    assert "first-light" in done.text or "First Light" in done.text
