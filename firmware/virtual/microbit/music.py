# Sound: the host keeps the time and tells what is heard; this side waits.
from _arguments import NEEDED, OBJECT, TRUTH, WHOLE
from _arguments import take as _take
from _display import _wait
from _kibako import call as _call
from _pins import sound_name as _sound_name

_PLAY = (
    ("music", OBJECT, NEEDED),
    ("pin", OBJECT, _sound_name),
    ("wait", TRUTH, True),
    ("loop", TRUTH, False),
)
_PITCH = (
    ("frequency", WHOLE, NEEDED),
    ("duration", WHOLE, -1),
    ("pin", OBJECT, _sound_name),
    ("wait", TRUTH, True),
)
_TEMPO = (("ticks", WHOLE, 0), ("bpm", WHOLE, 0))


def _tune(name):
    return tuple(_call("rom.tune", name).split(" "))


def __getattr__(name):
    # A built-in tune is fetched when it is used, and kept.
    if name not in _call("rom.tune").split(" "):
        raise AttributeError("module 'music' has no attribute '%s'" % name)
    tune = globals()[name] = _tune(name)
    return tune


def play(*args, **kws):
    music, pin, wait, loop = _take(_PLAY, args, kws)
    if type(music) is str or type(music) is bytes:
        music = (music,)
    elif type(music) not in (list, tuple):
        raise TypeError("object '%s' is not a tuple or list" % type(music).__name__)
    notes = []
    for note in music:
        if type(note) is bytes:
            note = note.decode()
        if type(note) is not str:
            raise TypeError("can't convert '%s' object to str implicitly" % type(note).__name__)
        notes.append(note)
    _call("music.play", "%d %s %s" % (loop, _sound_name(pin), " ".join(notes)))
    if wait:
        _finish()


def pitch(*args, **kws):
    frequency, duration, pin, wait = _take(_PITCH, args, kws)
    _call("music.pitch", "%d %d %s" % (frequency, duration, _sound_name(pin)))
    if duration >= 0 and wait:
        _finish()


def stop(pin=_sound_name):
    _call("music.stop", _sound_name(pin))


def set_tempo(*args, **kws):
    ticks, bpm = _take(_TEMPO, args, kws, 0)
    _call("music.tempo", "%d %d" % (ticks & 0xFFFF, bpm & 0xFFFF))


def get_tempo():
    bpm, ticks = _call("music.tempo").split(" ")
    return int(bpm), int(ticks)


def reset():
    _call("music.reset")


def _finish():
    _wait("music.busy", "music.stop")
