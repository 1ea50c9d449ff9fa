# The two buttons: the host knows what the finger does.
from _kibako import call


class MicroBitButton:
    def __init__(self, name):
        self._n = name

    def is_pressed(self):
        return call("button.is", self._n) == "1"

    def was_pressed(self):
        return call("button.was", self._n) == "1"

    def get_presses(self):
        return int(call("button.presses", self._n))

    def __repr__(self):
        return "<MicroBitButton>"


button_a = MicroBitButton("button_a")
button_b = MicroBitButton("button_b")
