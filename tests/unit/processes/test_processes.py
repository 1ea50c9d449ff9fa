"""A program is called by its name, whoever interprets it."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako import processes


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["/usr/bin/python3.11", "-P", "-m", "kibako", "run", "heart.py"], "kibako run"),
        (["python3", "-X", "dev", "-m", "mpremote", "connect", "/dev/ttyACM0"], "mpremote connect"),
        (["python", "/opt/venv/bin/kibako"], "kibako"),
        (["C:\\Python\\pythonw.exe", "C:\\Thonny\\thonny.py"], "thonny"),
        (["python3", "/srv/app/__main__.py", "--serve"], "app"),
        (["python3", "-c", "import time"], "python3"),
        (["python3"], "python3"),
        (["/usr/bin/screen", "/dev/ttyACM0", "115200"], "screen"),
        ([""], ""),
        ([], ""),
    ],
)
def test_what_a_person_would_call_it(words: list[str], name: str) -> None:
    assert processes.name_of(words) == name


@given(words=st.lists(st.text(max_size=80), max_size=6))
def test_any_command_line_has_a_short_name_or_none(words: list[str]) -> None:
    name = processes.name_of(words)
    assert len(name) <= 60
    assert name.isprintable()


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="Linux tells in /proc")
def test_another_process_is_found() -> None:
    command = [sys.executable, "-c", "print(flush=True); input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        found = processes.find_process(process.pid)
        process.communicate(b"\n")
    assert found is not None
    assert (found.pid, found.name[:6]) == (process.pid, "python")
    assert processes.find_process(2**31 - 1) is None
    assert processes.this_process().name
