"""The lint of checks: misspelt names and wrong arguments are found, right checks let alone."""

import ast

import pytest
from kibako import resources
from kibako.circuits.circuit import read_circuit
from kibako.lessons.check_machine import CheckEnd, CheckMachine
from kibako.lessons.lint.check_names import MODULES, known, name_remarks
from kibako.lessons.lint.linting import lint
from kibako.lessons.things import Things
from kibako.virtual.board import VirtualBoard
from kibako.virtual.profile import find_profile


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("expect.show(HEART)", "check_name_near"),
        ("board.pres('button_a')", "check_name_near"),
        ("code.has_lop()", "check_name_near"),
        ("board.shows(HEART)", "check_name_near"),
        ("expect.frobnicate()", "check_thing"),
        ("expct.silent()", "check_name_near"),
        ("image('HOUSE')", "check_no_import"),
        ("zzz()", "check_name"),
        ("from check import HAPY", "check_import_near"),
        ("from microbit import Image", "check_module"),
        ("import os.path", "check_module"),
        ("from . import x", "check_module"),
        ("import maths", "check_module_near"),
        ("from check import microbit", "check_import"),
        ("expect.prints_number(3, tolerence=0.1)", "check_key_near"),
        ("expect.prints('x', within_s=3)", "check_key"),
        ("expect.shows()", "check_lacks"),
        ("expect.shows(HEART, HEART)", "check_many"),
        ("expect.shows(HEART, picture=HEART)", "check_twice"),
        ("board.running()", "check_value"),
        ("expect.no_error", "check_uncalled"),
        ("expect.that(code.has_loop)", "check_uncalled"),
        ("expect.eventually(lambda: expect.silent)", "check_uncalled"),
        ("expect.hint(code.has_loop())", "check_hint_late"),
        ("if not code.has_if: pass", "check_uncalled"),
    ],
)
def test_a_mistake_in_a_check(line, rule):
    tree = ast.parse(f"from check import HEART, board, code, expect\n{line}\n")
    assert [(each.rule, each.line) for each in name_remarks("x/check.py", tree)] == [(rule, 2)]


@pytest.mark.parametrize(
    "text",
    [
        "from check import *\nexpect.eventually(expect.silent, within_s=2)\nexpect.shows(DARK)",
        "from check import expect as e\ne.any_of(e.silent, lambda: e.sounds(440))",
        "from check import board\ndef hear(board):\n    board.whatever()\nhear(3)",
        "from check import board, expect\nsaid = {}\nboard.run(**said)\nexpect.lamp(*said)",
        "from check import board\nfor t, value in board.events('a', 'b'): print(t, value)",
        "from math import *\nanything(1)",
        "import math\ntry:\n    math.sqrt(1)\nexcept ValueError as bad:\n    raise bad",
    ],
)
def test_a_right_check_is_let_alone(text):
    assert list(name_remarks("x/check.py", ast.parse(text))) == []


def test_what_a_check_can_import():
    text = "".join(f"import {name}\n" for name in MODULES)
    with pytest.raises(CheckEnd):
        CheckMachine(text, lambda name, payload: "", 30.0).run()


def test_all_that_the_documents_list_is_known():
    text = (resources.data_root() / "docs" / "packs.md").read_text(encoding="utf-8")
    listed = [f"{thing}.{name}" for thing, has in known().things.items() for name in has]
    assert len(listed) > 60
    assert [each for each in listed if each not in text] == []


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("expect.lamp('redd')", "check_part_near"),
        ("expect.toggles(name='gren', period_ms=500)", "check_part_near"),
        ("expect.lamp('red' if board.running else 'gren')", "check_part_near"),
        ("expect.lamp('walk')", "check_part"),
        ("expect.pin('pin99', 1)", "check_part_near"),
        ("expect.servo('arm', 90)", "check_part"),
        ("expect.colour('red', 'red')", "check_part"),
        ("board.press('wakl')", "check_part_near"),
        ("board.hold(button='button_c')", "check_part_near"),
    ],
)
def test_a_thing_that_is_not_there(tiny, line, rule):
    tiny.circuit("traffic-light")
    tiny.write("one/check.py", f"from check import board, expect\nboard.run()\n{line}\n")
    found = [each for each in lint(tiny.folder).remarks if each.file == "one/check.py"]
    assert [(each.rule, each.line) for each in found] == [(rule, 3)]
    assert "red" in found[0].sentence or rule == "check_part_near"


@pytest.mark.parametrize(
    "line",
    [
        "expect.lamp('red')",
        "expect.rises('pin1')",
        "expect.pin('pin1', 1)",
        "board.press('walk')",
        "board.hold('button_a')",
        "board.release('pin_logo')",
        "for name in ('a', 'b'): expect.lamp(name)",
    ],
)
def test_a_thing_that_is_there_is_let_alone(tiny, line):
    tiny.circuit("traffic-light")
    tiny.replace('boards = ["microbit"]', 'boards = ["microbit-v1", "microbit"]')
    tiny.write("one/check.py", f"from check import board, expect\nboard.run()\n{line}\n")
    assert [each for each in lint(tiny.folder).remarks if each.file == "one/check.py"] == []


@pytest.mark.parametrize(
    ("board", "circuit"), [("microbit", "traffic-light"), ("pico", "ten-key-pico")]
)
def test_all_that_a_board_has_to_press_can_be_named(tmp_path, board, circuit):
    fitted = read_circuit(circuit)
    virtual = VirtualBoard(board, flash_dir=tmp_path, circuit=fitted)
    pressable = list(virtual.world.snapshot().buttons)
    virtual.close()
    things = Things(find_profile(board), fitted)
    assert [things.button(name) for name in pressable] == pressable
    assert set(pressable) <= set(things.known())
