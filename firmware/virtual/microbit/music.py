# Sound: the host keeps the time and tells what is heard; this side waits.
from _arguments import whole as _whole
from _display import _wait
from _kibako import call as _call
from _pins import name_of as _name_of


def _tune(name):
    return tuple(_call("rom.tune", name).split(" "))


def __getattr__(name):
    # A built-in tune is fetched when it is used, and kept.
    if name not in _call("rom.tune").split(" "):
        raise AttributeError("module 'music' has no attribute '%s'" % name)
    tune = globals()[name] = _tune(name)
    return tune


def play(music, pin=_name_of, wait=True, loop=False):
    if type(music) is str:
        music = (music,)
    elif type(music) not in (list, tuple):
        raise TypeError("object '%s' is not a tuple or list" % type(music).__name__)
    for note in music:
        if type(note) is not str:
            raise TypeError("can't convert '%s' object to str implicitly" % type(note).__name__)
    notes = " ".join(music)
    _call("music.play", "%d %s %s" % (bool(loop), _pin(pin), notes))
    if wait:
        _finish()


def pitch(frequency, duration=-1, pin=_name_of, wait=True):
    frequency, duration = _whole(frequency), _whole(duration)
    _call("music.pitch", "%d %d %s" % (frequency, duration, _pin(pin)))
    if duration >= 0 and wait:
        _finish()


def stop(pin=_name_of):
    _call("music.stop", _pin(pin))


def set_tempo(*, ticks=0, bpm=0):
    _call("music.tempo", "%d %d" % (ticks, bpm))


def get_tempo():
    bpm, ticks = _call("music.tempo").split(" ")
    return int(bpm), int(ticks)


def reset():
    _call("music.reset")


def _pin(pin):
    # Left out: pin 0 and the speaker, as on the real board.
    return "pin0" if pin is _name_of else _name_of(pin)


def _finish():
    _wait("music.busy", "music.stop")
