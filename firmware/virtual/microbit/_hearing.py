# The microphone: the host hears and remembers.
from _arguments import whole
from _kibako import call
from _lacks import seal


class MicroBitSoundEvent:
    def __init__(self, name):
        self._n = name

    def __repr__(self):
        return "SoundEvent('%s')" % self._n


for _n in ("loud", "quiet"):
    setattr(MicroBitSoundEvent, _n.upper(), MicroBitSoundEvent(_n))


def _event(name):
    return getattr(MicroBitSoundEvent, name.upper())


def _name(event):
    if type(event) is MicroBitSoundEvent:
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
SoundEvent = MicroBitSoundEvent
seal(MicroBitSoundEvent)
