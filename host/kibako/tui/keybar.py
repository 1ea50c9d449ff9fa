"""The bar of keys at the foot of the screen, made from the one list of actions."""

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click
from textual.reactive import reactive
from textual.widget import Widget

from kibako import strings
from kibako.workbench.actions import action

LESSON_KEYS = (
    "run", "stop", "check", "next", "hint", "help", "close", "quit", "press_a", "press_b", "set",
    "settings", "reading", "language", "previous", "input", "press", "step", "complete", "history",
    "say", "plot", "talk",
    "reset", "record", "edit", "board", "rescue", "blink", "name", "files", "put", "get", "sync",
    "launcher", "radio", "doctor", "speech", "again", "silence", "sound", "sounds", "check_real",
)  # fmt: skip
"""What the lesson screen's bar shows, the most needed first: what finds no room is in the help."""
LIST_KEYS = (
    "open", "help", "find", "reading", "language", "quit", "settings", "board", "bench", "doctor",
    "files", "put", "get", "sync", "rescue", "blink", "name", "launcher", "radio",
    "speech", "again", "silence", "sound", "sounds",
)  # fmt: skip

KEY_STYLE = "bold $kibako-bar-text on $kibako-bar"

_NAMES = {
    "enter": "Enter",
    "escape": "Esc",
    "ctrl": "Ctrl",
    "alt": "Alt",
    "shift": "Shift",
    "tab": "Tab",
    "@": "Space",
    "backslash": "\\",
    "right_square_bracket": "]",
    "up": "Up",
    "down": "Down",
}


def key_name(key: str) -> str:
    """Return a key as it stands on the keyboard: ``ctrl+q`` is ``Ctrl+Q``."""
    return "+".join(_NAMES.get(part, part.upper()) for part in key.split("+"))


class KeyBar(Widget):
    """Keys and what they do; each can be clicked."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; background: $panel; color: $foreground; }
    """

    lang: reactive[str] = reactive("ja")

    def __init__(self, action_ids: tuple[str, ...], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._action_ids = action_ids
        self._spans: list[tuple[int, int, str]] = []

    def render(self) -> Content:
        """Return as many keys as there is room for."""
        shown: list[Content] = []
        used = 0
        self._spans = []
        for action_id in self._action_ids:
            found = action(action_id)
            key = key_name(found.keys[0])
            label = strings.text(f"action_{found.id}.label")
            size = cell_len(key) + cell_len(label) + 1
            if used + size > self.size.width:
                break
            shown.append(Content.assemble((key, KEY_STYLE), " ", label, "  "))
            self._spans.append((used, used + size, action_id))
            used += size + 2
        return Content("").join(shown)

    async def on_click(self, event: Click) -> None:
        """Do what was clicked."""
        for start, end, action_id in self._spans:
            if start <= event.x < end:
                event.stop()
                await self.run_action(f"app.act('{action_id}')")
