"""What the parts of a circuit do, told line by line while a program runs."""

from kibako.events import Event
from kibako.line.speaker import Speaker
from kibako.line.wording import readable
from kibako.visible import printable
from kibako.workbench.core import Workbench
from kibako.workbench.doings import Doing, Doings


class PartsTeller:
    """Tells what lamps, motors, servos and buzzers do once they stay so for a moment.

    A note on a Pico is told at once, for a melody is over soon; a micro:bit tells its notes itself.

    Args:
        workbench: Whose board it is.
        speaker: Who says it.
    """

    def __init__(self, workbench: Workbench, speaker: Speaker) -> None:
        self._workbench = workbench
        self._speaker = speaker
        self._doings = Doings(workbench.around)
        self._music = False

    def take(self, event: Event) -> None:
        """Tell an event, if a part tells with it what it does; returns at once."""
        doing = self._doings.take(event)
        if doing is None:
            return
        thing = ".".join(doing.key)
        line = printable(readable(doing.words, self._workbench.view.reading))
        if doing.kind == "sound":
            self._sound(doing, line)
        else:
            self._speaker.settle(thing, line)

    def _sound(self, doing: Doing, line: str) -> None:
        if doing.part == "music":
            # The board has told the note itself: what a buzzer makes of it is the same sound.
            self._music = doing.active
            self._speaker.settle("sound", "")
        elif doing.active and "microbit" not in self._workbench.view.board:
            self._speaker.settle("sound", "")
            self._speaker.offer(line)
        elif not self._music:
            self._speaker.settle("sound", line)
