# What a pack's check.py imports: `board` moves the learner's board on, `expect` looks at it,
# `code` reads the program's text. A failing expectation ends the check at once, and the host
# says what was seen and what was expected.
import json

import host


class Picture:
    """A picture on the display: the name of a built-in image, or rows of digits 0 to 9."""

    def __init__(self, rows):
        self.rows = rows


class _Missed(BaseException):
    """An expectation that may be missed was missed."""


def _ask(_name, **values):
    for key in values:
        if isinstance(values[key], Picture):
            values[key] = values[key].rows
    answer = host.call(_name, json.dumps(values))
    if answer[:1] == "!":
        raise ValueError(answer[1:])
    if answer == "?":
        raise _Missed
    return json.loads(answer) if answer else None


def _ms(seconds):
    return round(seconds * 1000)


def _met(look):
    # Whether an expectation is met; the host remembers what it would have said.
    _ask("try")
    try:
        look()
        return True
    except _Missed:
        return False
    finally:
        _ask("tried")


def _wait(look, within_ms, every_ms):
    left = within_ms
    while not _met(look):
        if left <= 0:
            return False
        _ask("run", for_ms=min(left, every_ms))
        left -= every_ms
    return True


class _Board:
    @property
    def kind(self):
        """The family of the board: "microbit" or "pico"."""
        return _ask("kind")

    @property
    def profile(self):
        """Which board it is, such as "pico-w"."""
        return _ask("profile")

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

    def gesture(self, name):
        """Make a gesture with a micro:bit, such as "shake"."""
        _ask("gesture", name=name)

    def type(self, text):
        """Type a line and Enter: the answer to an input()."""
        _ask("type", text=text)

    def radio(self, text):
        """Let a neighbour's radio message come in."""
        _ask("radio", text=text)

    def keys(self, text):
        """Press the keys of the keypad one after the other."""
        _ask("keys", text=text)

    def track(self, line, x_cm=0, y_cm=0, heading_deg=0):
        """Lay the car on a floor with a black line: "straight", "oval", or points."""
        kind = "line" if isinstance(line, str) else "points"
        _ask("track", **{kind: line, "x_cm": x_cm, "y_cm": y_cm, "heading_deg": heading_deg})

    def forget(self):
        """Look no more at what happened until now."""
        _ask("forget")

    @property
    def display(self):
        """The picture on the display now, as five rows joined by ':'."""
        return _ask("display")

    @property
    def printed(self):
        """The last 500 characters of what the program printed."""
        return _ask("printed")

    @property
    def running(self):
        """Whether the program still runs."""
        return _ask("running")

    @property
    def now_s(self):
        """For how many seconds the program has run."""
        return _ask("now")

    @property
    def car(self):
        """Where the car is: x_cm, y_cm, heading_deg."""
        return tuple(_ask("car") or ())

    def events(self, source, what):
        """The last events of a kind: a list of (t_ms, value)."""
        return [tuple(event) for event in _ask("events", source=source, what=what) or ()]


class _Expect:
    def no_error(self):
        """Expect that no exception ended the program."""
        _ask("no_error")

    def running(self):
        """Expect that the program still runs."""
        _ask("running_now")

    def ended(self):
        """Expect that the program has come to its end, without an exception."""
        _ask("ended")

    def shows(self, picture):
        """Expect a picture on the display now."""
        _ask("shows", picture=picture)

    def blinks(self, on, off="DARK", period_ms=1000, tolerance=0.1, times=3):
        """Expect that a picture comes and goes in a steady beat."""
        _ask("blinks", on=on, off=off, period_ms=period_ms, tolerance=tolerance, times=times)

    def scrolls(self, text):
        """Expect that a text ran over the display, or came letter by letter."""
        _ask("scrolls", text=text)

    def text(self, name, text):
        """Expect a text on a letter display of the circuit now."""
        _ask("text", name=name, text=text)

    def lamp(self, name, on=True, percent=None, tolerance=0.1):
        """Expect that a lamp is on, off, or so bright now."""
        _ask("lamp", name=name, on=bool(on), percent=percent, tolerance=tolerance)

    def colour(self, name, colour, at=None, tolerance=0.1):
        """Expect a colour of an RGB lamp, of one lamp of a strip, or of all of it."""
        _ask("colour", name=name, colour=colour, at=at, tolerance=tolerance)

    def pin(self, name, level):
        """Expect that the board drives a pin to a level now."""
        _ask("pin", name=name, level=level)

    def toggles(self, name, period_ms, tolerance=0.1, times=3):
        """Expect that a lamp or pin goes on and off in a steady beat."""
        _ask("toggles", name=name, period_ms=period_ms, tolerance=tolerance, times=times)

    def rises(self, name, steps=3):
        """Expect that a lamp grew brighter, or PWM higher, in so many steps."""
        _ask("rises", name=name, steps=steps)

    def falls(self, name, steps=3):
        """Expect that a lamp grew darker, or PWM lower, in so many steps."""
        _ask("falls", name=name, steps=steps)

    def plays(self, notes, tolerance=0.03, ms_tolerance=0.2):
        """Expect that some notes sounded in a row."""
        _ask("plays", notes=notes, tolerance=tolerance, ms_tolerance=ms_tolerance)

    def sounds(self, hz=None, tolerance=0.03):
        """Expect that something, or just this note, sounds now."""
        _ask("sounds", hz=hz, tolerance=tolerance)

    def silent(self):
        """Expect that nothing sounds now."""
        _ask("silent")

    def sound(self, name):
        """Expect that a built-in sound was played."""
        _ask("sound", name=name)

    def prints(self, text):
        """Expect a text among what the program printed."""
        _ask("prints", text=text)

    def prints_line(self, line):
        """Expect a line of what the program printed."""
        _ask("prints_line", text=line)

    def prints_number(self, number, tolerance=0.05):
        """Expect a number near this one among what the program printed."""
        _ask("prints_number", number=number, tolerance=tolerance)

    def servo(self, name, angle_deg, within_s=1, tolerance_deg=5):
        """Expect that a servo comes to rest at an angle in time."""
        _ask(
            "servo", name=name, angle_deg=angle_deg, within_s=within_s, tolerance_deg=tolerance_deg
        )

    def sends(self, text, within_s=1, group=None):
        """Expect that a radio message goes out in time."""
        _ask("sends", text=text, within_s=within_s, group=group)

    def turns(self, deg, tolerance_deg=10):
        """Expect that the car has turned by so much; left is positive."""
        _ask("turns", deg=deg, tolerance_deg=tolerance_deg)

    def drives(self, cm, tolerance=0.1):
        """Expect that the car has driven so far."""
        _ask("drives", cm=cm, tolerance=tolerance)

    def pose(self, x_cm, y_cm, heading_deg=None, tolerance_cm=5, tolerance_deg=10):
        """Expect that the car stands at a place."""
        _ask(
            "pose",
            x_cm=x_cm,
            y_cm=y_cm,
            heading_deg=heading_deg,
            tolerance_cm=tolerance_cm,
            tolerance_deg=tolerance_deg,
        )

    def path(self, points, tolerance_cm=5):
        """Expect that the car came past some points in their order."""
        _ask("path", points=points, tolerance_cm=tolerance_cm)

    def on_line(self, for_s):
        """Expect that the car stays on the line while the board runs on."""
        _ask("on_line", for_s=for_s)

    def responds(self, act, look, within_ms=300):
        """Expect that what is done has its effect in time."""
        act()
        if not _wait(look, within_ms, max(within_ms // 10, 1)):
            _ask("missed", how="responds", within_ms=within_ms)

    def any_of(self, *looks):
        """Expect one of several things."""
        for look in looks:
            if _met(look):
                return
        _ask("missed", how="any", many=len(looks))

    def all_of(self, *looks):
        """Expect all of several things."""
        for look in looks:
            look()

    def eventually(self, look, within_s=5, every_s=0.1):
        """Expect that something becomes so while the board runs on."""
        if not _wait(look, _ms(within_s), max(_ms(every_s), 1)):
            _ask("missed", how="waited", within_ms=_ms(within_s))

    def always(self, look, for_s=1, every_s=0.1):
        """Expect that something is so, and stays so while the board runs on."""
        left, every = _ms(for_s), max(_ms(every_s), 1)
        look()
        while left > 0:
            _ask("run", for_ms=min(left, every))
            left -= every
            look()

    def hint(self, fact):
        """Add a sentence to whatever fails later, if a fact about the program's text is false."""
        _ask("hint", fact=fact.fact, name=fact.name)

    def that(self, true, seen_ja=None, seen_en="", expected_ja="", expected_en=""):
        """Expect anything else, in your own words, or a fact about the program's text."""
        if isinstance(true, _Fact) and seen_ja is None:
            _ask("code_that", fact=true.fact, name=true.name)
            return
        _ask(
            "that",
            true=bool(true),
            seen_ja=seen_ja,
            seen_en=seen_en,
            expected_ja=expected_ja,
            expected_en=expected_en,
        )


class _Fact:
    # Something about the program's text: true or false, and known to the host by name.
    def __init__(self, fact, name=None):
        self.fact = fact
        self.name = name or ""

    def __bool__(self):
        return _ask("code", fact=self.fact, name=self.name)


class _Code:
    def has_loop(self):
        """Is there a loop?"""
        return _Fact("has_loop")

    def has_if(self):
        """Is there an if?"""
        return _Fact("has_if")

    def has_function(self, name=None):
        """Is there a function of this name?"""
        return _Fact("has_function", name)

    def calls(self, name):
        """Is something of this name called?"""
        return _Fact("calls", name)

    def calls_in_loop(self, name):
        """Is something of this name called in a loop?"""
        return _Fact("calls_in_loop", name)

    def assigns(self, name):
        """Does a variable of this name get a value?"""
        return _Fact("assigns", name)

    def imports(self, name):
        """Is this module imported?"""
        return _Fact("imports", name)

    def compares(self):
        """Are two things compared?"""
        return _Fact("compares")

    def uses(self, name):
        """Does this name stand somewhere?"""
        return _Fact("uses", name)


board = _Board()
expect = _Expect()
code = _Code()
DARK = Picture("DARK")
HEART = Picture("HEART")
HAPPY = Picture("HAPPY")
SAD = Picture("SAD")


def image(name):
    """A built-in image by its name, such as "HOUSE"."""
    return Picture(name)
