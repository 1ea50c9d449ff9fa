"""The example programs that Debian ships with the micro:bit's MicroPython, on virtual V1 boards."""

import os
import tomllib
from pathlib import Path

import pytest
from kibako.virtual.script.form import read_script

from .conftest import HERE, Program, assert_as_expected, play

EXAMPLES = Path("/usr/share/doc/firmware-microbit-micropython/examples")
EXPECTED = tomllib.loads((HERE / "debian.toml").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _installed() -> None:
    if not EXAMPLES.is_dir():
        why = "these tests need: apt-get install firmware-microbit-micropython"
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)


def test_every_example_is_named() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.py")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_an_example(name: str, tmp_path: Path) -> None:
    said = EXPECTED[name]
    program = Program(
        name=name,
        code=(EXAMPLES / f"{name}.py").read_text(encoding="utf-8") + said.get("then", ""),
        board="microbit-v1",
        circuit="",
        script=read_script(HERE / "everything.toml"),
        expect=tuple(said.get("expect", ())),
        resets=said.get("resets", False),
    )
    events, text = play(program, tmp_path)
    if "fails" in said:
        assert said["why"]
        assert said["fails"] in text
    else:
        assert program.expect
        assert_as_expected(program, events, text)
