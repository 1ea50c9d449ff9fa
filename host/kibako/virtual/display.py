"""The display of the micro:bit: 25 lights, and the animations that run on them by themselves."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kibako.virtual.hostcall import (
    HostCallError,
    HostFunction,
    bounded,
    duration_ms,
    integer,
    integers,
    value_error,
)
from kibako.virtual.microbit_rom import FONT, IMAGES
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.timeline import Plan

SIZE = 5
BLANK = "0" * (SIZE * SIZE)
_UNKNOWN_LETTER = FONT[ord("?") - 32]


def unpack(bits: int) -> str:
    """Return the 25 brightness digits of a picture that is written as a number of 25 bits."""
    return f"{bits:025b}".replace("1", "9")


def letter(code: int) -> int:
    """Return the picture of a letter as 25 bits; the font has ASCII only, others are ``?``."""
    return FONT[code - 32] if 32 <= code <= 126 else _UNKNOWN_LETTER


def rows(digits: str) -> tuple[str, ...]:
    """Return 25 brightness digits as five rows of five."""
    return tuple(digits[start : start + SIZE] for start in range(0, SIZE * SIZE, SIZE))


def scroll_frames(text: bytes, *, monospace: bool) -> Iterator[str]:
    """Yield the pictures of a text that moves in from the right, one column a step.

    As the real display does it: one blank column between letters, letters as narrow as they
    are (three columns at least), five blank columns at the end.

    Args:
        text: The letters.
        monospace: Give each letter all five columns.

    Yields:
        Brightness digits.
    """
    window = [0] * SIZE
    for column in _scroll_columns(text, monospace=monospace):
        window = [*window[1:], column]
        yield "".join("9" if window[x] >> y & 1 else "0" for y in range(SIZE) for x in range(SIZE))


def _scroll_columns(text: bytes, *, monospace: bool) -> Iterator[int]:
    for index, code in enumerate(text):
        columns = _columns(letter(code))
        first, last = 0, SIZE - 1
        if not monospace:
            first = int(index > 0 and columns[0] == 0)
            last = 4 if columns[4] else 3 if columns[3] else 2
        yield from columns[first : last + 1]
        yield 0
    # Five blank columns push the last letter out; behind a letter one of them stands already.
    yield from [0] * (SIZE if not text else SIZE - 1)


def _columns(bits: int) -> list[int]:
    """Return the columns of a picture, each with its upper light in the lowest bit."""
    return [sum((bits >> (24 - y * SIZE - x) & 1) << y for y in range(SIZE)) for x in range(SIZE)]


@dataclass(slots=True)
class _Animation:
    """Pictures that follow each other by themselves."""

    frames: Callable[[], Iterator[str]]
    now: Iterator[str]
    delay_ms: int
    clear: bool
    loop: bool
    ends_ms: int | None
    plan: Plan | None = None


class Display:
    """The 5 by 5 lights.

    Args:
        world: What all parts share.
    """

    def __init__(self, world: Surroundings) -> None:
        self._world = world
        self._shown = BLANK
        self._on = True
        self._animation: _Animation | None = None
        self._puller = ""
        self.functions: dict[str, HostFunction] = {
            "display.frame": self._frame,
            "display.letters": self._letters,
            "display.scroll": self._scroll,
            "display.animate": self._animate,
            "display.left": self._left,
            "display.stop": self._stop,
            "display.clear": self._clear,
            "display.get": self._get,
            "display.set": self._set,
            "display.power": self._power,
            "display.pulling": self._pulling,
            "display.pulled": self._pulled,
            "board.panic": self._panic,
            "rom.images": _rom_images,
            "rom.letter": _rom_letter,
        }

    @property
    def rows(self) -> tuple[str, ...]:
        """What is to be seen: five rows of digits 0 (dark) to 9 (bright)."""
        return rows(self._shown if self._on else BLANK)

    @property
    def on(self) -> bool:
        """Whether the display drives its lights (its pins are free otherwise)."""
        return self._on

    def play(self, frames: Sequence[str], delay_ms: int) -> None:
        """Show pictures of the firmware's own, each for a while; with none it goes dark.

        Args:
            frames: Brightness digits.
            delay_ms: How long each is shown.
        """
        if frames:
            self._start(frames.__iter__, len(frames), delay_ms, clear=False, loop=False)
        else:
            self._end()
            self._show(BLANK)

    def reset(self) -> None:
        """Go dark and stop all animation: the board starts anew."""
        self._end()
        self._on = True
        self._show(BLANK)

    # What the board asks

    def _frame(self, payload: str) -> str:
        """Show one picture: 25 digits."""
        self._end()
        self._show(_digits(payload))
        return ""

    def _letters(self, payload: str) -> str:
        """Show letters one after the other: ``DELAY CLEAR LOOP TEXT``."""
        delay, clear, loop, text = _settings(payload, 3)
        frames = [unpack(letter(code)) for code in text.encode()]
        if len(frames) == 1 and not clear and not loop:
            self._end()
            self._show(frames[0])
        elif frames:
            self._start(frames.__iter__, len(frames), delay, clear=bool(clear), loop=bool(loop))
        return ""

    def _scroll(self, payload: str) -> str:
        """Let a text move through: ``DELAY MONOSPACE LOOP TEXT``."""
        delay, monospace, loop, text = _settings(payload, 3)
        data = text.encode()

        def frames() -> Iterator[str]:
            return scroll_frames(data, monospace=bool(monospace))

        self._start(frames, sum(1 for _ in frames()), delay, clear=False, loop=bool(loop))
        return ""

    def _animate(self, payload: str) -> str:
        """Show pictures one after the other: ``DELAY CLEAR LOOP DIGITS,DIGITS``."""
        delay, clear, loop, text = _settings(payload, 3)
        frames = [_digits(word) for word in text.split(",")] if text else []
        if frames:
            self._start(frames.__iter__, len(frames), delay, clear=bool(clear), loop=bool(loop))
        return ""

    def _left(self, payload: str) -> str:
        """Tell how many milliseconds the animation still takes; -1: it never ends."""
        del payload
        if self._animation is None:
            return "0"
        ends_ms = self._animation.ends_ms
        return "-1" if ends_ms is None else str(max(ends_ms - self._world.now_ms(), 1))

    def _stop(self, payload: str) -> str:
        del payload
        self._end()
        return ""

    def _clear(self, payload: str) -> str:
        del payload
        self._end()
        self._show(BLANK)
        return ""

    def _get(self, payload: str) -> str:
        x, y = integers(payload, 2)
        return self._shown[_place(x, y)]

    def _set(self, payload: str) -> str:
        x, y, brightness = integers(payload, 3)
        place = _place(x, y)
        bounded(brightness, 0, 9, "brightness out of bounds")
        self._show(f"{self._shown[:place]}{brightness}{self._shown[place + 1 :]}")
        return ""

    def _power(self, payload: str) -> str:
        """Switch on (``1``) or off (``0``), or tell which (empty)."""
        if payload in ("0", "1") and self._on != (payload == "1"):
            before = self.rows
            self._on = payload == "1"
            if not self._on:
                self._end()
            self._tell(before)
        return str(int(self._on))

    def _pulling(self, payload: str) -> str:
        """Note (a timer's number) or tell which timer of the board draws in the background."""
        if payload:
            self._puller = str(integer(payload))
        return self._puller

    def _pulled(self, payload: str) -> str:
        """Show one picture that the board's own timer drew."""
        self._show(_digits(payload))
        return ""

    def _panic(self, payload: str) -> str:
        """Show that the program gave up: a sad face, and the number as an event."""
        number = integer(payload)
        self._end()
        self._show(unpack(IMAGES["SAD"]))
        self._world.emit("board", "panic", number)
        return ""

    # Animation

    def _start(
        self,
        frames: Callable[[], Iterator[str]],
        count: int,
        delay: int,
        *,
        clear: bool,
        loop: bool,
    ) -> None:
        self._end()
        delay_ms = duration_ms(delay)
        ends_ms = None if loop else self._world.now_ms() + (count + clear) * delay_ms
        self._animation = _Animation(frames, frames(), delay_ms, clear, loop, ends_ms)
        self._step()

    def _step(self) -> None:
        animation = self._animation
        if animation is None:
            return
        frame = next(animation.now, None)
        if frame is None and animation.loop:
            animation.now = animation.frames()
            frame = next(animation.now, None)
        if frame is None and animation.clear:
            animation.clear = False
            frame = BLANK
        if frame is None:
            self._animation = None
            return
        self._show(frame)
        animation.plan = self._world.after(animation.delay_ms, self._step)

    def _end(self) -> None:
        if self._animation is not None and self._animation.plan is not None:
            self._animation.plan.cancel()
        self._animation = None
        self._puller = ""

    def _show(self, digits: str) -> None:
        before = self.rows
        self._shown = digits
        self._tell(before)

    def _tell(self, before: Sequence[str]) -> None:
        if self.rows != before:
            self._world.emit("display", "frame", ":".join(self.rows))


def _settings(payload: str, numbers: int) -> tuple[int, int, int, str]:
    words = payload.split(" ", numbers)
    if len(words) != numbers + 1:
        raise value_error("wrong number of values")
    first, second, third = (integer(word) for word in words[:numbers])
    return first, second, third, words[numbers]


def _digits(text: str) -> str:
    """Read a picture: 25 digits, or the number of a picture that is written as 25 bits."""
    if 0 < len(text) < 9 and text.isascii() and text.isdigit() and int(text) < 1 << SIZE * SIZE:
        return unpack(int(text))
    if len(text) != SIZE * SIZE or not (text.isascii() and text.isdigit()):
        raise value_error("not a picture")
    return text


def _place(x: int, y: int) -> int:
    bounded(min(x, y), 0, SIZE - 1, "index out of bounds")
    bounded(max(x, y), 0, SIZE - 1, "index out of bounds")
    return y * SIZE + x


def _rom_images(payload: str) -> str:
    """Tell the built-in pictures, a half of them at a time: ``NAME BITS NAME BITS``."""
    half = len(IMAGES) // 2
    names = list(IMAGES)[:half] if payload == "0" else list(IMAGES)[half:]
    return " ".join(f"{name} {IMAGES[name]}" for name in names)


def _rom_letter(payload: str) -> str:
    """Tell the picture of one letter, given by its code."""
    if not payload:
        raise HostCallError("ValueError", "no letter")
    return str(letter(integer(payload)))
