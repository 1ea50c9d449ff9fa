"""What a board shows is seen, and what a finger does is noticed, on every kind of board."""

import pytest
from kibako.boards.board import Board

from .conftest import QEMU, V2, Rig

pytestmark = pytest.mark.parametrize(
    "rig", ["virtual:microbit", "pty", QEMU, V2], indirect=True, scope="module"
)

HEART = ("09090", "99999", "99999", "09990", "00900")
DARK = ("00000",) * 5


def test_a_picture_is_seen(rig: Rig, board: Board) -> None:
    board.exec("from microbit import *\ndisplay.show(Image.HEART)")
    assert rig.display() == HEART
    board.exec("display.set_pixel(0, 0, 9)\ndisplay.set_pixel(1, 0, 0)")
    assert rig.display() == ("90090", *HEART[1:])
    board.exec("display.clear()")
    assert rig.display() == DARK


def test_every_light_has_its_place(rig: Rig, board: Board) -> None:
    """Each light has a number of its own; each picture shows one binary digit of them all."""
    board.exec("from microbit import *")
    for bit in range(5):
        lights = "".join("9" if (place + 1) >> bit & 1 else "0" for place in range(25))
        picture = [lights[start : start + 5] for start in range(0, 25, 5)]
        board.exec(f"display.show(Image('{':'.join(picture)}'))")
        assert list(rig.display()) == picture


def test_the_display_is_switched_off_and_on(rig: Rig, board: Board) -> None:
    board.exec("from microbit import *\ndisplay.show(Image.HEART)\ndisplay.off()")
    assert rig.display() == DARK
    board.exec("display.on()")
    assert rig.display() == HEART


@pytest.mark.parametrize("button", ["button_a", "button_b"])
def test_a_button_is_pressed(rig: Rig, board: Board, button: str) -> None:
    other = "button_b" if button == "button_a" else "button_a"
    program = (
        f"from microbit import {button} as button, {other} as other, sleep\n"
        "print('press')\n"
        "while not button.is_pressed():\n    sleep(5)\n"
        "print('release')\n"
        "while button.is_pressed():\n    sleep(5)\n"
        "print(button.was_pressed(), button.was_pressed(), button.get_presses())\n"
        "print(other.is_pressed(), other.was_pressed(), other.get_presses())\n"
    )
    said = b""

    def act(data: bytes) -> None:
        nonlocal said
        said += data
        if said.endswith(b"press\r\n"):
            rig.press(button)
        elif said.endswith(b"release\r\n"):
            rig.release(button)

    result = board.run(program, on_output=act)
    assert result.error == b""
    assert result.output.split()[2:] == [b"True", b"False", b"1", b"False", b"False", b"0"]
