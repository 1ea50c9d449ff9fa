"""The contrast of what is really painted, cell by cell, in every theme."""

from collections.abc import AsyncIterator

import pytest
from kibako.tui.screenshot import painted
from kibako.tui.terminal_colours import TerminalColours
from kibako.tui.theme import CODE_THEMES, CONTRAST, LIGHT, OKABE_ITO, TERMINAL, THEMES, WOOD
from kibako.tui.themed import THEME_VARIABLE, first_theme
from kibako.workbench.core import Workbench
from rich.color import Color, ColorType
from rich.segment import Segment
from rich.style import Style
from textual import color as textual_color
from textual.theme import Theme
from textual.widgets import OptionList

from .helpers import HEART, Screen, screen_of

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
TEXT_RATIO = {WOOD.name: 4.5, CONTRAST.name: 7.0, LIGHT.name: 7.0, OKABE_ITO.name: 4.5}
MEASURED = [theme.name for theme in THEMES if theme is not TERMINAL]
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


async def through_the_screens(screen: Screen) -> AsyncIterator[None]:
    """Come to everything that can be painted, one thing after the other."""
    yield
    await screen.press("ctrl+c")
    assert screen.text.count("Ctrl+Q おわる") == 2
    yield
    for keys in (["f1"], ["escape"], ["f12"], ["escape"], ["enter"], ["f11"], ["f11"]):
        await screen.press(*keys)
        yield
    await screen.press("f7")
    await screen.settle()  # the untouched starter: not yet
    yield
    await screen.write(SAMPLE)
    await screen.press("ctrl+home", "shift+end")  # selected text
    yield
    await screen.press("f8")  # a problem: the step is not passed
    yield
    await screen.press("alt+r")
    yield
    await screen.press("escape")
    await screen.press("alt+s")
    yield
    await screen.press("escape")
    await screen.write(HEART)
    await screen.press("f7")
    await screen.settle()  # passed
    yield


@pytest.mark.parametrize("theme", MEASURED)
async def test_all_that_is_painted_can_be_read(workbench: Workbench, theme: str) -> None:
    async with screen_of(workbench, 120, 40) as screen:
        screen.app.theme = theme
        await screen.paint()
        async for _ in through_the_screens(screen):
            assert too_weak(screen, theme) == set()


async def test_the_terminals_colours_are_all_that_its_theme_uses(workbench: Workbench) -> None:
    """No ground but the terminal's own or its reverse: whoever has set its colours can read all."""
    async with screen_of(workbench, 120, 40) as screen:
        screen.app.theme = TERMINAL.name
        await screen.paint()
        hues: set[str] = set()
        async for _ in through_the_screens(screen):
            for strip in painted(screen.app):
                for segment in strip:
                    style = segment.style
                    assert style is not None
                    assert style.color is not None
                    assert style.bgcolor is not None
                    assert style.bgcolor.is_default, (segment.text, str(style))
                    assert style.color.type in (ColorType.DEFAULT, ColorType.STANDARD)
                    assert not (style.reverse and not style.color.is_default)
                    assert not style.dim
                    hues.add(style.color.name)
        assert hues == {"default", "red", "green", "magenta", "cyan"}


def test_the_terminals_colours_keep_what_is_drawn() -> None:
    def cell(text: str, style: str) -> tuple[str, str]:
        segments = [Segment(text, Style.parse(style))]
        (painted_one,) = TerminalColours().apply(segments, textual_color.Color(0, 0, 0))
        return painted_one.text, str(painted_one.style)

    assert cell("ab", "bold #ffffff on #000000") == ("ab", "bold default on default")
    assert cell("ab", "#000000 on #ffffff") == ("ab", "reverse default on default")
    assert cell("ab", "#ff0000 on #000000") == ("ab", "red on default")
    assert cell("  ", "#ffffff on #000000 reverse") == ("  ", "reverse default on default")
    assert cell(" ", "on #ff0000") == ("█", "red on default")
    assert cell("▀", "#ffffff on #000000") == ("▀", "default on default")
    assert cell("▀", "#000000 on #00ffff") == ("▄", "cyan on default")
    assert cell("▀", "#ff00ff on #ffffff") == ("█", "magenta on default")


async def test_the_focus_is_not_told_by_colour_alone(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        assert "┏" in screen.text
        await screen.press("enter")
        focused = screen.app.focused
        assert focused is screen.app.lesson.editor
        thick = [row for row in screen.text.splitlines() if "┏" in row]
        assert len(thick) == 1
        assert "プログラム" in thick[0]


@pytest.mark.parametrize("theme", MEASURED)
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
            assert got >= TEXT_RATIO[theme], (name, ground, got)


async def test_the_chosen_lesson_is_not_told_by_colour_alone(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        row = next(line for line in screen.text.splitlines() if "はじめの ひかり" in line)
        assert "▌" in row
        assert isinstance(screen.app.focused, OptionList)


@pytest.mark.parametrize(
    ("asked", "theme"),
    [("", WOOD), ("contrast", CONTRAST), ("Light", LIGHT), ("okabe-ito", OKABE_ITO), ("?", WOOD)],
)
def test_the_environment_chooses_a_theme(
    monkeypatch: pytest.MonkeyPatch, asked: str, theme: Theme
) -> None:
    monkeypatch.setenv(THEME_VARIABLE, asked)
    assert first_theme() == theme.name


async def test_the_theme_key_goes_round(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        seen = [screen.app.theme]
        for _ in THEMES:
            await screen.press("alt+c")
            seen.append(screen.app.theme)
        assert seen == [*(theme.name for theme in THEMES), WOOD.name]
