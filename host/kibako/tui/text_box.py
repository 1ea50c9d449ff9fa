"""The box of what is to be done, which says when there is more to read than is in sight."""

from textual.containers import VerticalScroll

from kibako import strings
from kibako.tui.help import DOWN_KEY
from kibako.tui.keybar import key_name


class TextBox(VerticalScroll):
    """A box of text to scroll; while its end is out of sight, its frame names the key."""

    def mark(self) -> None:
        """Name the key that scrolls, or take it off at the end of the text."""
        more = self.max_scroll_y > round(self.scroll_y)
        self.border_subtitle = (
            strings.text("tui_lesson.more", key=key_name(DOWN_KEY)) if more else ""
        )

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Mark anew when it was scrolled."""
        super().watch_scroll_y(old_value, new_value)
        self.mark()

    def on_resize(self) -> None:
        """Mark anew when there is more or less room."""
        self.mark()
