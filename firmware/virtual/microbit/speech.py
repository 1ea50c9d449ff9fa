# Speech: the host knows how text sounds and how long it takes; this side waits.
from _arguments import OBJECT, TRUTH, WHOLE
from _arguments import take as _take
from _display import _wait
from _kibako import call as _call
from _pins import sound_name as _sound_name

_WANTED = (
    ("pitch", WHOLE, 64),
    ("speed", WHOLE, 72),
    ("mouth", WHOLE, 128),
    ("throat", WHOLE, 128),
    ("debug", TRUTH, False),
    ("mode", WHOLE, 1),
    ("volume", WHOLE, 4),
    ("pin", OBJECT, _sound_name),
)
_lacking = _call("board.lacks", "speech").split()
_wanted = [each for each in _WANTED if each[0] not in _lacking]


def _text(words):
    if type(words) is str:
        return words
    if type(words) is bytes:
        return words.decode()
    raise TypeError("can't convert '%s' object to str implicitly" % type(words).__name__)


def translate(words):
    return _call("speech.translate", _text(words))


def _articulate(name, args, kws):
    if not args:
        raise TypeError("function missing 1 required positional arguments")
    words = _text(args[0])
    voice = _take(_wanted, args[1:], kws, 0)
    pitch, speed, mouth, throat = voice[:4]
    pin = _sound_name(voice[-1] if len(voice) == len(_WANTED) else _sound_name)
    _call(name, "%s %d %d %d %d %s" % (pin, pitch, speed, mouth, throat, words))
    _wait("speech.busy", "speech.stop")


def say(*args, **kws):
    _articulate("speech.say", args, kws)


def pronounce(*args, **kws):
    _articulate("speech.pronounce", args, kws)


def sing(*args, **kws):
    _articulate("speech.sing", args, kws)
