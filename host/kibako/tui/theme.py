"""The themes of the screen: their colours, and which there are.

Text keeps a contrast of 4.5:1 or more on every ground it stands on (7:1 in the high-contrast
themes), controls 3:1; tests/faces/test_contrast.py measures what is really painted. The theme
that leaves the colours to the terminal has none of its own to measure: what is painted in it
goes through :mod:`kibako.tui.terminal_colours`.
"""

from textual.widgets.text_area import TextAreaTheme

from kibako.tui.palette import BoardColours, Palette, code_colours, screen_theme

_WOOD = Palette(
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
    muted="#c6b196",
    line="#8f7150",
    line_hover="#c6a274",
    bar="#f0b35f",
    bar_text="#221708",
    cheer="#26361a",
    wrong="#3d2019",
    code_ground="#1f1812",
    code_line="#30251a",
    selection="#45361f",
    gutter="#a98f6e",
    cursor="#ffd27a",
    keyword="#ffb454",
    string="#a6dc7c",
    number="#ff9a85",
    comment="#b8a58c",
    type_name="#7fd3c4",
    call="#8ecbff",
    board=BoardColours(
        ground=(24, 28, 38),
        edge=(70, 82, 108),
        led_off=(66, 40, 44),
        led_on=(255, 64, 44),
        led_core=(255, 176, 136),
        gold=(226, 178, 92),
        gold_text="#221708",
        button=(150, 158, 174),
        button_cap=(36, 40, 52),
        button_text="#f4f6fa",
        pressed=(255, 210, 122),
        pressed_text="#221708",
        glow=0.30,
    ),
)

_CONTRAST = Palette(
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
    muted="#ffffff",
    line="#ffffff",
    line_hover="#ffff00",
    bar="#ffff00",
    bar_text="#000000",
    cheer="#003000",
    wrong="#3a0000",
    code_ground="#000000",
    code_line="#1a1a1a",
    selection="#00335a",
    gutter="#ffffff",
    cursor="#ffff00",
    keyword="#ffff00",
    string="#7dff7d",
    number="#ffb3a8",
    comment="#ffffff",
    type_name="#00ffff",
    call="#a8d8ff",
    board=BoardColours(
        ground=(0, 0, 0),
        edge=(255, 255, 255),
        led_off=(70, 70, 70),
        led_on=(255, 255, 255),
        led_core=(255, 255, 255),
        gold=(255, 255, 0),
        gold_text="#000000",
        button=(255, 255, 255),
        button_cap=(0, 0, 0),
        button_text="#ffffff",
        pressed=(255, 255, 0),
        pressed_text="#000000",
        glow=0.0,
    ),
)

_LIGHT = Palette(
    name="kibako-light",
    dark=False,
    primary="#00308f",
    secondary="#004848",
    accent="#00308f",
    warning="#5a3600",
    error="#8a0000",
    success="#004a00",
    foreground="#000000",
    background="#ffffff",
    surface="#ffffff",
    panel="#ededed",
    muted="#000000",
    line="#000000",
    line_hover="#00308f",
    bar="#00205b",
    bar_text="#ffffff",
    cheer="#e4f5e4",
    wrong="#fdeaea",
    code_ground="#ffffff",
    code_line="#ededed",
    selection="#cfe2ff",
    gutter="#000000",
    cursor="#00205b",
    keyword="#00308f",
    string="#004a00",
    number="#8a0000",
    comment="#333333",
    type_name="#004848",
    call="#4b0082",
    board=BoardColours(
        ground=(255, 255, 255),
        edge=(0, 0, 0),
        led_off=(205, 205, 205),
        led_on=(150, 0, 0),
        led_core=(110, 0, 0),
        gold=(90, 54, 0),
        gold_text="#ffffff",
        button=(0, 0, 0),
        button_cap=(255, 255, 255),
        button_text="#000000",
        pressed=(0, 32, 91),
        pressed_text="#ffffff",
        glow=0.0,
    ),
)

_OKABE_ITO = Palette(
    name="kibako-okabe-ito",
    primary="#e69f00",
    secondary="#56b4e9",
    accent="#f0e442",
    warning="#e69f00",
    error="#f0803c",
    success="#00b383",
    foreground="#ffffff",
    background="#121212",
    surface="#161616",
    panel="#262626",
    muted="#d0d0d0",
    line="#8a8a8a",
    line_hover="#d0d0d0",
    bar="#56b4e9",
    bar_text="#000000",
    cheer="#04261d",
    wrong="#2d1606",
    code_ground="#121212",
    code_line="#222222",
    selection="#12364c",
    gutter="#b0b0b0",
    cursor="#f0e442",
    keyword="#e69f00",
    string="#00b383",
    number="#f0803c",
    comment="#bdbdbd",
    type_name="#dc93bb",
    call="#56b4e9",
    board=BoardColours(
        ground=(18, 18, 18),
        edge=(138, 138, 138),
        led_off=(60, 60, 60),
        led_on=(240, 228, 66),
        led_core=(255, 255, 255),
        gold=(230, 159, 0),
        gold_text="#000000",
        button=(208, 208, 208),
        button_cap=(18, 18, 18),
        button_text="#ffffff",
        pressed=(86, 180, 233),
        pressed_text="#000000",
        glow=0.0,
    ),
)
"""The colours that Okabe and Ito chose so that people with any kind of colour vision tell them
apart (https://jfly.uni-koeln.de/color/); green, vermillion and purple are lighter here, because
they carry letters on dark grounds."""

_TERMINAL = Palette(
    name="kibako-terminal",
    primary="#ffffff",
    secondary="#00ffff",
    accent="#ffffff",
    warning="#ff00ff",
    error="#ff0000",
    success="#00ff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    muted="#ffffff",
    line="#ffffff",
    line_hover="#ffffff",
    bar="#ffffff",
    bar_text="#000000",
    cheer="#000000",
    wrong="#000000",
    code_ground="#000000",
    code_line="#000000",
    selection="#ffffff",
    selected_text="#000000",
    gutter="#ffffff",
    cursor="#ffffff",
    keyword="#ff00ff",
    string="#00ff00",
    number="#ff0000",
    comment="#ffffff",
    type_name="#00ffff",
    call="#ffffff",
    board=BoardColours(
        ground=(0, 0, 0),
        edge=(255, 255, 255),
        led_off=(0, 0, 0),
        led_on=(255, 255, 255),
        led_core=(255, 255, 255),
        gold=(255, 255, 255),
        gold_text="#000000",
        button=(255, 255, 255),
        button_cap=(0, 0, 0),
        button_text="#ffffff",
        pressed=(255, 255, 255),
        pressed_text="#000000",
        glow=0.0,
    ),
)
"""What :mod:`kibako.tui.terminal_colours` makes the terminal's own colours of: black is its ground,
white its letters."""

_PALETTES = (_WOOD, _CONTRAST, _LIGHT, _OKABE_ITO, _TERMINAL)

THEMES = tuple(screen_theme(palette) for palette in _PALETTES)
"""Our themes, in the order in which the theme key goes through them."""
WOOD, CONTRAST, LIGHT, OKABE_ITO, TERMINAL = THEMES

CODE_THEMES = {palette.name: code_colours(palette) for palette in _PALETTES}
"""The editor's colours, by the name of the theme that they go with."""
_BOARD_COLOURS = {palette.name: palette.board for palette in _PALETTES}


def board_colours(theme_name: str) -> BoardColours:
    """Return the board's colours that go with a theme; any theme but ours gets the wooden ones."""
    return _BOARD_COLOURS.get(theme_name, _WOOD.board)


def code_theme(theme_name: str) -> TextAreaTheme:
    """Return the editor's colours that go with a theme."""
    return CODE_THEMES.get(theme_name, CODE_THEMES[WOOD.name])
