"""The colours of the screen: a warm wooden theme of our own and a high-contrast one.

Text keeps a contrast of 4.5:1 or more on every ground it stands on (7:1 in the high-contrast
theme), controls 3:1; tests/faces/test_contrast.py measures what is really painted.
"""

from dataclasses import dataclass

from rich.style import Style
from textual.theme import Theme
from textual.widgets.text_area import TextAreaTheme

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class BoardColours:
    """The colours that the drawn board is mixed from."""

    ground: Rgb
    """The circuit board."""
    edge: Rgb
    """The rim of the circuit board."""
    led_off: Rgb
    led_on: Rgb
    led_core: Rgb
    """The middle of an LED at full brightness."""
    gold: Rgb
    """Contacts and the logo."""
    button: Rgb
    button_cap: Rgb
    button_text: str
    pressed: Rgb
    pressed_text: str
    glow: float
    """How much light an LED sheds on the board around it; 0 is none."""


WOOD = Theme(
    name="kibako",
    primary="#f0b35f",
    secondary="#7fd3c4",
    accent="#ffd27a",
    warning="#ffd166",
    error="#ff9a85",
    success="#a6dc7c",
    foreground="#f7ecd9",
    background="#1a130e",
    surface="#241b14",
    panel="#35271b",
    dark=True,
    text_alpha=1.0,
    variables={
        "kibako-muted": "#c6b196",
        "kibako-line": "#8f7150",
        "kibako-code-ground": "#1f1812",
        "kibako-bar": "#f0b35f",
        "kibako-bar-text": "#221708",
        "kibako-cheer": "#26361a",
        "kibako-wrong": "#3d2019",
        "border": "#8f7150",
        "border-blurred": "#8f7150",
        "block-cursor-background": "#f0b35f",
        "block-cursor-foreground": "#221708",
        "block-cursor-text-style": "bold",
        "input-cursor-background": "#f7ecd9",
        "input-cursor-foreground": "#1a130e",
        "input-selection-background": "#45361f",
        "scrollbar": "#8f7150",
        "scrollbar-hover": "#c6a274",
        "scrollbar-active": "#f0b35f",
        "scrollbar-background": "#241b14",
        "scrollbar-background-hover": "#241b14",
        "scrollbar-background-active": "#241b14",
        "scrollbar-corner-color": "#241b14",
    },
)

CONTRAST = Theme(
    name="kibako-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    accent="#ffff00",
    warning="#ffff00",
    error="#ffb3a8",
    success="#7dff7d",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    dark=True,
    text_alpha=1.0,
    variables={
        "kibako-muted": "#ffffff",
        "kibako-line": "#ffffff",
        "kibako-code-ground": "#000000",
        "kibako-bar": "#ffff00",
        "kibako-bar-text": "#000000",
        "kibako-cheer": "#003000",
        "kibako-wrong": "#3a0000",
        "border": "#ffffff",
        "border-blurred": "#ffffff",
        "block-cursor-background": "#ffff00",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
        "input-cursor-background": "#ffffff",
        "input-cursor-foreground": "#000000",
        "input-selection-background": "#004a7f",
        "scrollbar": "#ffffff",
        "scrollbar-hover": "#ffff00",
        "scrollbar-active": "#ffff00",
        "scrollbar-background": "#000000",
        "scrollbar-background-hover": "#000000",
        "scrollbar-background-active": "#000000",
        "scrollbar-corner-color": "#000000",
    },
)

THEMES = (WOOD, CONTRAST)
"""Our themes, in the order in which the theme key goes through them."""

BOARD_COLOURS = {
    WOOD.name: BoardColours(
        ground=(24, 28, 38),
        edge=(70, 82, 108),
        led_off=(66, 40, 44),
        led_on=(255, 64, 44),
        led_core=(255, 176, 136),
        gold=(226, 178, 92),
        button=(150, 158, 174),
        button_cap=(36, 40, 52),
        button_text="#f4f6fa",
        pressed=(255, 210, 122),
        pressed_text="#221708",
        glow=0.30,
    ),
    CONTRAST.name: BoardColours(
        ground=(0, 0, 0),
        edge=(255, 255, 255),
        led_off=(70, 70, 70),
        led_on=(255, 255, 255),
        led_core=(255, 255, 255),
        gold=(255, 255, 0),
        button=(255, 255, 255),
        button_cap=(0, 0, 0),
        button_text="#ffffff",
        pressed=(255, 255, 0),
        pressed_text="#000000",
        glow=0.0,
    ),
}


def board_colours(theme_name: str) -> BoardColours:
    """Return the board's colours that go with a theme; any theme but ours gets the wooden ones."""
    return BOARD_COLOURS.get(theme_name, BOARD_COLOURS[WOOD.name])


def _code_theme(
    name: str,
    *,
    base: str,
    ground: str,
    gutter: str,
    line: str,
    cursor: str,
    cursor_text: str,
    selection: str,
    keyword: str,
    string: str,
    number: str,
    comment: str,
    name_colour: str,
    call: str,
) -> TextAreaTheme:
    """Build the editor's colours for one theme."""
    return TextAreaTheme(
        name=name,
        base_style=Style(color=base, bgcolor=ground),
        gutter_style=Style(color=gutter, bgcolor=ground),
        cursor_style=Style(color=cursor_text, bgcolor=cursor),
        cursor_line_style=Style(bgcolor=line),
        cursor_line_gutter_style=Style(color=base, bgcolor=line, bold=True),
        bracket_matching_style=Style(bgcolor=selection, bold=True),
        selection_style=Style(bgcolor=selection),
        syntax_styles={
            "string": Style(color=string),
            "string.documentation": Style(color=string),
            "comment": Style(color=comment, italic=True),
            "keyword": Style(color=keyword, bold=True),
            "keyword.function": Style(color=keyword, bold=True),
            "keyword.return": Style(color=keyword, bold=True),
            "keyword.operator": Style(color=keyword, bold=True),
            "conditional": Style(color=keyword, bold=True),
            "repeat": Style(color=keyword, bold=True),
            "exception": Style(color=keyword, bold=True),
            "include": Style(color=keyword, bold=True),
            "boolean": Style(color=number, bold=True),
            "constant.builtin": Style(color=number, bold=True),
            "number": Style(color=number),
            "float": Style(color=number),
            "class": Style(color=name_colour, bold=True),
            "type": Style(color=name_colour, bold=True),
            "type.class": Style(color=name_colour, bold=True),
            "type.builtin": Style(color=name_colour),
            "function": Style(color=call),
            "function.call": Style(color=call),
            "method": Style(color=call),
            "method.call": Style(color=call),
        },
    )


CODE_THEMES = {
    WOOD.name: _code_theme(
        WOOD.name,
        base="#f7ecd9",
        ground="#1f1812",
        gutter="#a98f6e",
        line="#30251a",
        cursor="#ffd27a",
        cursor_text="#221708",
        selection="#45361f",
        keyword="#ffb454",
        string="#a6dc7c",
        number="#ff9a85",
        comment="#b8a58c",
        name_colour="#7fd3c4",
        call="#8ecbff",
    ),
    CONTRAST.name: _code_theme(
        CONTRAST.name,
        base="#ffffff",
        ground="#000000",
        gutter="#ffffff",
        line="#1a1a1a",
        cursor="#ffff00",
        cursor_text="#000000",
        selection="#004a7f",
        keyword="#ffff00",
        string="#7dff7d",
        number="#ffb3a8",
        comment="#ffffff",
        name_colour="#00ffff",
        call="#a8d8ff",
    ),
}


def code_theme(theme_name: str) -> TextAreaTheme:
    """Return the editor's colours that go with a theme."""
    return CODE_THEMES.get(theme_name, CODE_THEMES[WOOD.name])
