# A REPL over Bluetooth LE for Pico W and Pico 2 W. In boot.py:
#
#     import ble_repl
#     ble_repl.start()
#
# What is set is one line of text in radio.txt: `on`, `off` or `contest`, and maybe a name for the
# board. No such file: on, with the spoken name of the board's own number. A word that is none of
# these: off. In a contest nothing here switches Bluetooth on.
import os

import bluetooth
import micropython
from ble_link import BleLink, spoken_name
from machine import Timer

SETTING = "radio.txt"
_STATES = ("on", "off", "contest")
_CTRL_C = b"\x03"
_CLOSE = 4
# Ctrl-C throws away what was typed before it, but for this much; the ring of the board holds 512.
_BEFORE = 255

_now: list = [None]


class BleRepl(BleLink):
    _left = None

    # Ctrl-C. MicroPython looks for it in what it reads, and a program that runs reads nothing: then
    # dupterm_notify makes it look. In a handler that would raise KeyboardInterrupt there, so it is
    # queued; as it is (no function of ours around it), so that the program meets what comes of it.
    # And what it reads besides goes into a ring that drops what has no room: so it gets no more
    # than what stands before the Ctrl-C.

    def came(self):
        if _CTRL_C in self._received:
            self.stopped(b"")

    def stopped(self, again=_CTRL_C):
        # What broke in upon us was meant for the program.
        self._received[:0] = again
        self._count_off()
        try:
            micropython.schedule(os.dupterm_notify, None)
            micropython.schedule(self._passed_on, None)
        except RuntimeError:
            pass  # too much is queued: whoever pressed it will press it again

    def _passed_on(self, _):
        self._left = None
        if _CTRL_C in self._received:
            self.stopped(b"")

    def broken(self, count):
        # Here it is not queued, for the next write() would meet it: called as the last thing, it
        # lets the program meet it, at the next jump.
        self._received[:0] = _CTRL_C
        self._count_off()
        os.dupterm_notify(None)
        return count

    def _count_off(self):
        at = bytes(self._received).rfind(_CTRL_C)
        if at > _BEFORE:
            self._received[: at - _BEFORE] = b""
            at = _BEFORE
        self._left = at + 1

    def readinto(self, buf):
        try:
            if self._left is None:
                return super().readinto(buf)
            if self._left <= 0:
                self._left = None
                return None
            self._left -= 1
            return super().readinto(memoryview(buf)[:1])
        except KeyboardInterrupt:
            # Out of here it would take the terminal off this stream.
            self.stopped()
            return None

    def ioctl(self, request, arg):
        if request == _CLOSE:
            # MicroPython took the terminal off, after an error: it is given back.
            if _now[0] is self:
                micropython.schedule(os.dupterm, self)  # pyright: ignore[reportArgumentType]
            return 0
        return super().ioctl(request, arg)


def setting():
    """What is set: `on`, `off` or `contest`, and the name."""
    try:
        with open(SETTING) as f:
            words = f.read(64).split()
    except OSError:
        words = ["on"]
    except UnicodeError:
        words = []
    state = words[0] if words and words[0] in _STATES else "off"
    name = words[1] if len(words) > 1 and len(words[1].encode()) <= 8 else spoken_name()
    return state, name


def choose(state, name=None, later=False):
    """Set it, for now (or `later`, in half a second: who asks does so over Bluetooth) and for later
    starts."""
    if state not in _STATES:
        raise ValueError("on, off or contest")
    words = [state, name or setting()[1]]
    if len(words[1].encode()) > 8 or len(words[1].split()) != 1:
        raise ValueError("a name has 1 to 8 bytes, without spaces")
    if words[1] == spoken_name():
        words.pop()
    with open(SETTING + "~", "w") as f:
        f.write(" ".join(words) + "\n")
    os.rename(SETTING + "~", SETTING)
    if later:
        return Timer(-1, mode=Timer.ONE_SHOT, period=500, callback=_begin_anew)
    _begin_anew(None)


def _begin_anew(_):
    stop()
    start()


def start():
    """Begin, if that is set. Returns the name, or None."""
    state, name = setting()
    if state != "on" or _now[0] is not None:
        return _now[0] and name
    _now[0] = BleRepl(bluetooth.BLE(), bluetooth.UUID, name)
    os.dupterm(_now[0])
    return name


def stop():
    """End it, now; Bluetooth is off then, whoever switched it on."""
    link, _now[0] = _now[0], None
    if link is not None:
        other = os.dupterm(None)
        if other not in (None, link):
            os.dupterm(other)
        link.close()
    bluetooth.BLE().active(False)


def status():
    """What is set, the name, whether Bluetooth is on at all, and whether a host is there."""
    link = _now[0]
    state, name = setting()
    return state, name, bluetooth.BLE().active(), link is not None and link.connected()
