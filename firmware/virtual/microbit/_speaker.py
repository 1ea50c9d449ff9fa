# The speaker on the board, and how loud everything is.
import audio as audio
from _arguments import whole
from _effects import Sound as Sound
from _kibako import call


class MicroBitSpeaker:
    def on(self):
        call("audio.speaker", "1")

    def off(self):
        call("audio.speaker", "0")

    def __repr__(self):
        return "<MicroBitSpeaker>"


def set_volume(volume):
    call("audio.volume", str(whole(volume)))


speaker = MicroBitSpeaker()
