"""What every full screen of ours shares: layouts by size, and one sentence when it is too small."""

from typing import TypeVar, cast

from textual import events
from textual.app import App, ComposeResult
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from kibako import strings
from kibako.workbench.view import View

T = TypeVar("T")

MIN_WIDTH, MIN_HEIGHT = 60, 18
"""The smallest terminal that a lesson fits in."""
LOW_HEIGHT = 22
"""Below this, what the check says takes the room of the text."""
WIDE_WIDTH, WIDE_HEIGHT = 104, 32
"""From here on the large board and the large margins are used."""


def app_of(widget: Widget) -> App[int]:
    """Return the app of a widget; Textual itself leaves open what kind of app it is."""
    return cast("App[int]", widget.app)  # pyright: ignore[reportUnknownMemberType]


async def do_own_key(widget: Widget, event: events.Key) -> bool:
    """Do what a widget's own bindings say of a key, at once; False when they say nothing.

    Textual would do it only after the event has gone up to the app: a backspace in fast typing,
    or out of an input method, would come after the letters behind it.
    """
    found = widget._bindings.key_to_bindings.get(event.key)  # pyright: ignore[reportPrivateUsage]
    if not found:
        return False
    event.stop()
    event.prevent_default()
    await widget.run_action(found[0].action)
    return True


class LineInput(Input):
    """A line to type in, whose keys are done in the order they are pressed."""

    async def _on_key(self, event: events.Key) -> None:
        await do_own_key(self, event)


class LiveWindow(ModalScreen[T]):
    """A small window that shows the workbench as it stands, while it is open."""

    def show(self, view: View) -> None:
        """Show the workbench as it stands.

        Args:
            view: What there is to show now.
        """
        raise NotImplementedError


class KitScreen(Screen[None]):
    """A screen with a small and a large layout."""

    ready = False
    """Whether its widgets are there."""

    _focused_before: Widget | None = None

    def compose(self) -> ComposeResult:
        """Lay out the sentence for a window that is too small, and the screen itself."""
        yield Static(id="too-small")
        yield from self.compose_body()

    def compose_body(self) -> ComposeResult:
        """Lay out the screen itself."""
        yield from ()

    def on_mount(self) -> None:
        """Remember that the widgets are there."""
        self.ready = True
        self.begin()

    def begin(self) -> None:
        """Do what a screen does once, when its widgets are there."""

    def on_resize(self) -> None:
        """Choose the layout for the size."""
        width, height = self.size
        small = width < MIN_WIDTH or height < MIN_HEIGHT
        if small and not self.has_class("-too-small"):
            self._focused_before = self.focused
        elif not small and self._focused_before is not None:
            # Hidden, a widget loses the focus; what is typed next would go nowhere.
            self.call_after_refresh(self._focused_before.focus)
            self._focused_before = None
        self.set_class(small, "-too-small")
        self.set_class(height < LOW_HEIGHT, "-low")
        self.set_class(width >= WIDE_WIDTH and height >= WIDE_HEIGHT, "-wide")
        if small:
            self.query_one("#too-small", Static).update(
                strings.text("tui_small.what", width=width, height=height)
                + "\n"
                + strings.text("tui_small.next", min_width=MIN_WIDTH, min_height=MIN_HEIGHT)
            )
        self.laid_out()

    def laid_out(self) -> None:
        """Do what a screen does when its layout was chosen."""
