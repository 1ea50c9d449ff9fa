"""Playing a script: each step is planned on the board's own timeline, so it comes exactly then."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from kibako.circuits.circuit import Circuit
from kibako.virtual.board import VirtualBoard
from kibako.virtual.script.form import ScriptStep
from kibako.virtual.world import World

HOLD_S = 0.1
"""How long a button is held down when the script does not say."""
RAMP_MS = 100
"""How often an input that goes up or down slowly is set."""


def looked_at(moniker: str, circuit: "Circuit | None" = None) -> World:
    """Return the world around a virtual board that is never switched on: to look up its names.

    Args:
        moniker: The board's moniker.
        circuit: What hangs on it.

    Raises:
        UsageError: There is no such board, or the circuit is for another kind.
        FileError: The circuit is wrong on this board.
    """
    profile_id = moniker.removeprefix("virtual:").partition("/")[0]
    return VirtualBoard(profile_id, flash_dir=Path("looked-at"), circuit=circuit).world


def plan(steps: Sequence[ScriptStep], board: VirtualBoard, start_ms: int) -> None:
    """Plan all steps of a script.

    Args:
        steps: The steps; their names are known to be right.
        board: The board.
        start_ms: The board's time at which the program starts.
    """
    for step in steps:
        at_ms = start_ms + round(step.at_s * 1000)
        if step.press is not None:
            board.world.at(at_ms, partial(board.world.press, step.press))
            hold_s = HOLD_S if step.hold_s is None else step.hold_s
            until_ms = at_ms + max(round(hold_s * 1000), 1)
            board.world.at(until_ms, partial(board.world.release, step.press))
        elif step.release is not None:
            board.world.at(at_ms, partial(board.world.release, step.release))
        elif step.set is not None:
            board.world.at(at_ms, partial(board.world.set, step.set, step.to))
        elif step.type is not None:
            board.world.at(at_ms, partial(board.feed, step.type.encode() + b"\r"))
        else:
            board.world.at(at_ms, partial(_ramp, board, step, at_ms))


def _ramp(board: VirtualBoard, step: ScriptStep, at_ms: int) -> None:
    """Begin to move an input slowly, from where it is or from where the script says."""
    name, to, over_s = str(step.ramp), step.to, step.over_s
    if isinstance(to, str) or to is None or over_s is None:
        raise ValueError(step)
    first = step.from_
    if first is None:
        now = next((each.value for each in board.world.inputs if each.name == name), 0.0)
        first = 0.0 if isinstance(now, str) else now
    count = max(round(over_s * 1000 / RAMP_MS), 1)
    for number in range(count + 1):
        value = first + (to - first) * number / count
        moment_ms = at_ms + round(over_s * 1000 * number / count)
        board.world.at(moment_ms, partial(board.world.set, name, round(value, 4)))
