"""What a theme is made of: one list of named colours for the screen, the editor and the board."""

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
    gold_text: str
    """The names of the contacts, on them."""
    button: Rgb
    button_cap: Rgb
    button_text: str
    pressed: Rgb
    pressed_text: str
    glow: float
    """How much light an LED sheds on the board around it; 0 is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of a theme, each as ``#rrggbb``."""

    name: str
    dark: bool = True
    """Whether light letters stand on a dark ground."""
    primary: str
    """Frames of what has the focus, headings."""
    secondary: str
    accent: str
    """Titles of panels, names of keys in the help."""
    warning: str
    error: str
    success: str
    foreground: str
    background: str
    surface: str
    """The ground of a panel."""
    panel: str
    """The ground of bars, and of what is chosen in a list."""
    muted: str
    """Letters that matter less."""
    line: str
    """Frames of what has not the focus."""
    line_hover: str
    """The scroll bar under the mouse."""
    bar: str
    """The ground of a key's name, and of the button that has the focus."""
    bar_text: str
    cheer: str
    """The ground of what says that a check is passed."""
    wrong: str
    """The ground of what says a problem."""
    code_ground: str
    code_line: str
    """The ground of the line that the cursor is in."""
    selection: str
    """The ground of selected text."""
    selected_text: str | None = None
    """The letters of selected text; None leaves them as they are."""
    gutter: str
    """The numbers of the lines."""
    cursor: str
    keyword: str
    string: str
    number: str
    comment: str
    type_name: str
    call: str
    board: BoardColours


def screen_theme(palette: Palette) -> Theme:
    """Return the theme of the screen."""
    p = palette
    variables = {
        "kibako-muted": p.muted,
        "kibako-line": p.line,
        "kibako-code-ground": p.code_ground,
        "kibako-bar": p.bar,
        "kibako-bar-text": p.bar_text,
        "kibako-cheer": p.cheer,
        "kibako-wrong": p.wrong,
        "border": p.line,
        "border-blurred": p.line,
        "block-cursor-background": p.bar,
        "block-cursor-foreground": p.bar_text,
        "block-cursor-text-style": "bold",
        "input-cursor-background": p.foreground,
        "input-cursor-foreground": p.background,
        "input-selection-background": p.selection,
        "scrollbar": p.line,
        "scrollbar-hover": p.line_hover,
        "scrollbar-active": p.primary,
        "scrollbar-background": p.surface,
        "scrollbar-background-hover": p.surface,
        "scrollbar-background-active": p.surface,
        "scrollbar-corner-color": p.surface,
    }
    if p.selected_text is not None:
        variables["input-selection-foreground"] = p.selected_text
    return Theme(
        name=p.name,
        primary=p.primary,
        secondary=p.secondary,
        accent=p.accent,
        warning=p.warning,
        error=p.error,
        success=p.success,
        foreground=p.foreground,
        background=p.background,
        surface=p.surface,
        panel=p.panel,
        dark=p.dark,
        text_alpha=1.0,
        variables=variables,
    )


def code_colours(palette: Palette) -> TextAreaTheme:
    """Return the editor's colours."""
    p = palette
    keyword = Style(color=p.keyword, bold=True)
    value = Style(color=p.number, bold=True)
    kind = Style(color=p.type_name, bold=True)
    string, call = Style(color=p.string), Style(color=p.call)
    return TextAreaTheme(
        name=p.name,
        base_style=Style(color=p.foreground, bgcolor=p.code_ground),
        gutter_style=Style(color=p.gutter, bgcolor=p.code_ground),
        cursor_style=Style(color=p.bar_text, bgcolor=p.cursor),
        cursor_line_style=Style(bgcolor=p.code_line),
        cursor_line_gutter_style=Style(color=p.foreground, bgcolor=p.code_line, bold=True),
        bracket_matching_style=Style(color=p.selected_text, bgcolor=p.selection, bold=True),
        selection_style=Style(color=p.selected_text, bgcolor=p.selection),
        syntax_styles={
            **dict.fromkeys(("string", "string.documentation"), string),
            "comment": Style(color=p.comment, italic=True),
            **dict.fromkeys(
                (
                    "keyword",
                    "keyword.function",
                    "keyword.return",
                    "keyword.operator",
                    "conditional",
                    "repeat",
                    "exception",
                    "include",
                ),
                keyword,
            ),
            **dict.fromkeys(("boolean", "constant.builtin"), value),
            **dict.fromkeys(("number", "float"), Style(color=p.number)),
            **dict.fromkeys(("class", "type", "type.class"), kind),
            "type.builtin": Style(color=p.type_name),
            **dict.fromkeys(("function", "function.call", "method", "method.call"), call),
        },
    )
