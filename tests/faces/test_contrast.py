"""The contrast of what is really painted, cell by cell, in both themes."""

import pytest
from kibako.tui.screenshot import painted
from kibako.tui.theme import CODE_THEMES, CONTRAST, THEMES, WOOD
from kibako.workbench.core import Workbench
from rich.color import Color
from rich.style import Style
from textual.widgets import OptionList

from .helpers import Screen, screen_of

SAMPLE = '''# a comment
from microbit import *

@decorated
class Lamp:
    """A lamp."""
    def on(self, level=3.5):
        if level > 1 and not None:
            return f"{level}" + "x"
        raise ValueError(True)


while True:
    display.show(Image.HEART, wait=False)
'''
TEXT_RATIO = {WOOD.name: 4.5, CONTRAST.name: 7.0}
CONTROL_RATIO = 3.0
FRAMES = frozenset("─│╭╮╰╯━┃┏┓┗┛")
DRAWN = frozenset("▀▄█▌▁▂▃▅▆▇ ")


def luminance(colour: Color) -> float:
    def part(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = colour.get_truecolor()
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)


def ratio(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    light, dark = sorted((luminance(style.color), luminance(style.bgcolor)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def too_weak(screen: Screen, theme: str) -> set[tuple[str, str, float]]:
    """Everything painted with too little contrast; under a small window nothing is to be read."""
    found: set[tuple[str, str, float]] = set()
    windows = list(screen.app.screen.query(".dialog"))
    for row, strip in enumerate(painted(screen.app)):
        if windows:
            region = windows[0].region
            if not region.y <= row < region.bottom:
                continue
            strip = strip.crop(region.x, region.right)
        for segment in strip:
            letters = set(segment.text) - DRAWN
            if not letters or segment.style is None:
                continue
            frame = letters <= FRAMES
            wanted = CONTROL_RATIO if frame else TEXT_RATIO[theme]
            got = ratio(segment.style)
            if got < wanted:
                found.add((segment.text.strip(), str(segment.style), round(got, 2)))
    return found


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_all_that_is_painted_can_be_read(workbench: Workbench, theme: str) -> None:
    async with screen_of(workbench, 120, 40) as screen:
        screen.app.theme = theme
        await screen.paint()
        assert too_weak(screen, theme) == set()
        await screen.press("ctrl+c")
        assert screen.text.count("Ctrl+Q おわる") == 2
        assert too_weak(screen, theme) == set()
        await screen.press("f1")
        assert too_weak(screen, theme) == set()
        await screen.press("escape")
        await screen.press("enter")
        assert too_weak(screen, theme) == set()
        await screen.press("f7")
        await screen.settle()  # the untouched starter: not yet
        assert too_weak(screen, theme) == set()
        await screen.write(SAMPLE)
        await screen.press("ctrl+home", "shift+end")  # selected text
        assert too_weak(screen, theme) == set()
        await screen.press("f8")  # a problem: the step is not passed
        assert too_weak(screen, theme) == set()
        await screen.press("alt+r")
        assert too_weak(screen, theme) == set()
        await screen.press("escape")
        await screen.press("alt+s")
        assert too_weak(screen, theme) == set()


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
def test_every_colour_of_code_can_be_read(theme: str) -> None:
    colours = CODE_THEMES[theme]
    assert colours.base_style is not None
    assert colours.cursor_line_style is not None
    assert colours.selection_style is not None
    grounds = [
        colours.base_style.bgcolor,
        colours.cursor_line_style.bgcolor,
        colours.selection_style.bgcolor,
    ]
    for name, style in colours.syntax_styles.items():
        for ground in grounds:
            got = ratio(Style(color=style.color or colours.base_style.color, bgcolor=ground))
            assert got >= 4.5, (name, ground, got)


async def test_the_chosen_lesson_is_not_told_by_colour_alone(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        row = next(line for line in screen.text.splitlines() if "はじめの ひかり" in line)
        assert "▌" in row
        assert isinstance(screen.app.focused, OptionList)
