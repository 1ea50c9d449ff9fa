# What a pack's check.py imports: `board` moves the learner's board on, `expect` looks at it.
# A failing expectation ends the check at once, and the host says what was seen and expected.
import json

import host


class Picture:
    """A picture on the display: the name of a built-in image, or rows of digits 0 to 9."""

    def __init__(self, rows):
        self.rows = rows


def _ask(name, **values):
    for key in values:
        if isinstance(values[key], Picture):
            values[key] = values[key].rows
    answer = host.call(name, json.dumps(values))
    if answer[:1] == "!":
        raise ValueError(answer[1:])
    return json.loads(answer) if answer else None


def _ms(seconds):
    return round(seconds * 1000)


class _Board:
    def run(self, for_s=1):
        """Let the program run on for a time; the first call starts it."""
        _ask("run", for_ms=_ms(for_s))

    def press(self, button, at_ms=0, hold_ms=200):
        """Press a button, at a time counted from now, and let it go again."""
        _ask("press", button=button, at_ms=at_ms, hold_ms=hold_ms)

    def hold(self, button):
        """Press a button now and keep it down."""
        _ask("hold", button=button)

    def release(self, button):
        """Let a button go."""
        _ask("release", button=button)

    def set(self, quantity, value):
        """Change something around the board, such as temperature_c or light."""
        _ask("set", quantity=quantity, value=value)

    @property
    def display(self):
        """The picture on the display now, as five rows joined by ':'."""
        return _ask("display")

    @property
    def printed(self):
        """The last 1500 bytes of what the program printed."""
        return _ask("printed")

    @property
    def running(self):
        """Whether the program still runs."""
        return _ask("running")


class _Expect:
    def no_error(self):
        """Expect that no exception ended the program."""
        _ask("no_error")

    def shows(self, picture):
        """Expect a picture on the display now."""
        _ask("shows", picture=picture)

    def blinks(self, on, off="DARK", period_ms=1000, tolerance=0.1, times=3):
        """Expect that a picture comes and goes in a steady beat."""
        _ask("blinks", on=on, off=off, period_ms=period_ms, tolerance=tolerance, times=times)

    def prints(self, text):
        """Expect a text among what the program printed."""
        _ask("prints", text=text)

    def that(self, true, seen_ja, seen_en, expected_ja, expected_en):
        """Expect anything else, with sentences of your own."""
        _ask(
            "that",
            true=bool(true),
            seen_ja=seen_ja,
            seen_en=seen_en,
            expected_ja=expected_ja,
            expected_en=expected_en,
        )


board = _Board()
expect = _Expect()
DARK = Picture("DARK")
HEART = Picture("HEART")
HAPPY = Picture("HAPPY")
SAD = Picture("SAD")


def image(name):
    """A built-in image by its name, such as "HOUSE"."""
    return Picture(name)
