# The microphone: the host hears and remembers.
from _arguments import whole
from _kibako import call


class SoundEvent:
    def __init__(self, name):
        self._n = name

    def __repr__(self):
        return "SoundEvent('%s')" % self._n


for _n in ("loud", "quiet"):
    setattr(SoundEvent, _n.upper(), SoundEvent(_n))


def _event(name):
    return getattr(SoundEvent, name.upper())


def _name(event):
    if type(event) is SoundEvent:
        return event._n
    raise ValueError("invalid sound")


class MicroBitMicrophone:
    def set_threshold(self, event, value):
        call("mic.threshold", "%s %d" % (_name(event), whole(value)))

    def sound_level(self):
        return int(call("mic.level"))

    def current_event(self):
        return _event(call("mic.current"))

    def is_event(self, event):
        return call("mic.current") == _name(event)

    def was_event(self, event):
        return call("mic.was", _name(event)) == "1"

    def get_events(self):
        return tuple([_event(name) for name in call("mic.list").split()])

    def __repr__(self):
        return "<MicroBitMicrophone>"


microphone = MicroBitMicrophone()
