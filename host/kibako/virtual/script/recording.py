"""Recording a script: what a child pressed and set becomes a file that plays it again."""

import tomli_w

from kibako.events import Event
from kibako.virtual.script.form import MAX_S, MAX_STEPS, MAX_TYPED
from kibako.virtual.world import World


class Recorder:
    """Keeps what is done to a board, from the events of its world.

    Args:
        world: The world around the board: it knows which events are inputs.
        board: The board's moniker.
        start_ms: The board's time at which the recording begins.
    """

    def __init__(self, world: World, board: str, start_ms: int) -> None:
        self._board = board
        self._start_ms = start_ms
        self._last_ms = start_ms
        # What somebody has set before the program starts is as it was then.
        self._steps: list[dict[str, object]] = [
            {"at_s": 0.0, "set": each.name, "to": each.value}
            for each in world.inputs
            if each.value != each.first and not isinstance(each.value, str)
        ]
        self._buttons = frozenset(world.snapshot().buttons)
        self._inputs = {each.told_as: each.name for each in world.inputs}

    def take(self, event: Event) -> None:
        """Take an event of the board; all that is no input is passed over.

        Args:
            event: What happened.
        """
        self._last_ms = max(self._last_ms, event.t_ms)
        step: dict[str, object]
        if event.source in self._buttons and event.what in ("pressed", "released"):
            step = {"release" if event.what == "released" else "press": event.source}
        elif (event.source, event.what) == ("program", "input"):
            step = {"type": str(event.value)[:MAX_TYPED]}
        elif (event.source, event.what) in self._inputs:
            step = {"set": self._inputs[event.source, event.what], "to": event.value}
        else:
            return
        at_s = max(event.t_ms - self._start_ms, 0) / 1000
        if len(self._steps) < MAX_STEPS and at_s <= MAX_S:
            self._steps.append({"at_s": at_s, **step})

    def script(self, program: str, seed: int = 0, circuit: str = "") -> bytes:
        """Return the script as the bytes of a file.

        Args:
            program: The name of the program's file, beside the script.
            seed: The seed of the board's randomness.
            circuit: The file of the circuit that hung on the board, beside the script.

        Returns:
            TOML that :func:`kibako.virtual.script.form.read_script` reads.
        """
        for_s = min(max(self._last_ms - self._start_ms, 1) / 1000, MAX_S)
        head = {"board": self._board, "program": program, "for_s": for_s, "seed": seed}
        if circuit:
            head["circuit"] = circuit
        # One table a step, which a person can read and change.
        steps = [f"\n[[steps]]\n{tomli_w.dumps(step)}" for step in self._paired()]
        return (tomli_w.dumps(head) + "".join(steps)).encode()

    def _paired(self) -> list[dict[str, object]]:
        """Return the steps, a press and its release as one with ``hold_s``."""
        paired: list[dict[str, object]] = []
        held: dict[object, dict[str, object]] = {}
        for step in self._steps:
            pressed = held.pop(step.get("release"), None)
            if pressed is not None:
                at_s, until_s = pressed["at_s"], step["at_s"]
                if isinstance(at_s, float) and isinstance(until_s, float):
                    pressed["hold_s"] = round(until_s - at_s, 3)
                continue
            paired.append(dict(step))
            if "press" in step:
                held[step["press"]] = paired[-1]
        for pressed in held.values():
            pressed["hold_s"] = MAX_S  # held down to the end
        return paired
