"""The form of a script file, and everything that can be wrong with one.

A script names a program, a board, and what happens around it at which time of the program. The
same script gives the same events every time, so it is a test, a demonstration and a recording.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import msgspec

from kibako.tables import bounds_problem, broken, near_problem, problem, read_fitting
from kibako.virtual.world import World

MAX_S = 86_400.0
"""The longest script: a day of the board's time."""
MAX_STEPS = 5000
MAX_BYTES = 512 * 1024
MAX_TYPED = 1000
"""The longest line that is typed for a program, in letters."""

Seconds = Annotated[float, msgspec.Meta(ge=0, le=MAX_S)]
KINDS = ("press", "release", "set", "ramp", "type")
"""What a step can do; each step does exactly one of them."""
_NEEDS: dict[str, tuple[str, ...]] = {"set": ("to",), "ramp": ("to", "over_s")}
_MAY: dict[str, tuple[str, ...]] = {
    "press": ("hold_s",),
    "ramp": ("from",),
}


class ScriptStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """One ``[[steps]]`` table.

    Attributes:
        at_s: When, counted from the program's start.
        press: A button that is pressed.
        hold_s: How long it is held down.
        release: A button that is let go.
        set: An input that gets the value ``to``.
        ramp: An input that goes from ``from_`` (else from where it is) to ``to`` in ``over_s``.
        to: The new value.
        from_: The value at the beginning of a ramp.
        over_s: How long a ramp takes.
        type: A line that is typed for the program.
    """

    at_s: Seconds
    press: str | None = None
    hold_s: Seconds | None = None
    release: str | None = None
    set: str | None = None
    ramp: str | None = None
    to: float | str | None = None
    from_: float | None = None
    over_s: Seconds | None = None
    type: str | None = None

    @property
    def kinds(self) -> list[str]:
        """All that the step says it does: exactly one of :data:`KINDS` when it makes sense."""
        return [kind for kind in KINDS if getattr(self, kind) is not None]

    @property
    def kind(self) -> str:
        """What the step does, one of :data:`KINDS`."""
        return self.kinds[0]


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole script file.

    Attributes:
        board: The moniker of a virtual board.
        program: The file of the program, beside the script.
        circuit: What hangs on the board: a circuit of Kibako, or a file beside the script.
        for_s: How long it runs; None: until the program ends.
        seed: The seed of the board's randomness.
        steps: What happens around the board.
    """

    board: str = "virtual:microbit"
    program: str | None = None
    circuit: str | None = None
    for_s: Annotated[float, msgspec.Meta(gt=0, le=MAX_S)] | None = None
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)] = 0
    steps: list[ScriptStep] = []


def read_script(path: Path, look: Callable[[Script], World | None] | None = None) -> Script:
    """Read a script file.

    Args:
        path: The file.
        look: Returns the world around the board of a script, to look up what it names; None
            when there is no such board.

    Returns:
        The script.

    Raises:
        FileError: It is missing or wrong; all its problems are named.
    """
    found = read_fitting(path, Script, MAX_BYTES)
    script, problems = found.table, list(found.problems)
    if script is None:
        raise broken(path.name, problems)
    if not script.board.startswith("virtual:"):
        problems.append(problem("script_board", file=path.name, board=script.board))
    if script.program is not None and not is_beside(path, script.program):
        problems.append(problem("script_outside", file=path.name, name=script.program[:200]))
    steps = list(zip(found.numbers.get("steps", ()), script.steps, strict=False))
    problems += step_problems(steps, path.name)
    world = None if look is None else look(script)
    if world is not None:
        problems += name_problems(steps, world, path.name)
    if problems:
        raise broken(path.name, problems)
    return script


def is_beside(path: Path, name: str) -> bool:
    """Return whether a name that a file gives leads to the file's own folder or below it."""
    try:
        return (path.parent / name).resolve().is_relative_to(path.parent.resolve())
    except (OSError, ValueError):
        return False


def name_problems(steps: Sequence[tuple[int, ScriptStep]], world: World, file: str) -> list[str]:
    """Return what of some steps a board does not have.

    Args:
        steps: The steps, each with its number in the file.
        world: The world around the board.
        file: What the problems call the file.
    """
    problems: list[str] = []
    buttons = list(world.snapshot().buttons)
    inputs = {each.name: each for each in world.inputs}
    wires = list(world.snapshot().pins)
    for number, step in steps[:MAX_STEPS]:
        if len(step.kinds) != 1:
            continue
        key = f"steps[{number}].{step.kind}"
        if step.kind in ("press", "release"):
            name = str(step.press or step.release)
            if name not in buttons:
                problems.append(near_problem("unknown_word", name, buttons, file=file, key=key))
        elif step.kind in ("set", "ramp"):
            name = str(step.set or step.ramp)
            found = inputs.get(name)
            if found is None and name.partition(".")[0] not in wires:
                known = [*inputs, *wires]
                problems.append(near_problem("unknown_word", name, known, file=file, key=key))
            elif found is not None and found.choices:
                problems += _choice_problems(step, found.choices, file, key)
            elif found is not None and found.is_text:
                problems += _text_problems(step, int(found.most), file, key)
            elif isinstance(step.to, str):
                problems.append(problem("script_no_number", file=file, key=key, value=step.to))
            elif found is not None:
                problems += _bound_problems(step, (found.least, found.most), file, key)
    return problems


def _choice_problems(step: ScriptStep, choices: tuple[str, ...], file: str, key: str) -> list[str]:
    if step.kind == "ramp":
        return [problem("script_no_ramp", file=file, key=key)]
    word = str(step.to)
    if word in choices:
        return []
    return [near_problem("unknown_word", word, choices, file=file, key=key)]


def _text_problems(step: ScriptStep, bytes_max: int, file: str, key: str) -> list[str]:
    if step.kind == "ramp":
        return [problem("script_no_ramp", file=file, key=key)]
    if not isinstance(step.to, str) or len(step.to.encode()) > bytes_max:
        return [problem("script_no_text", file=file, key=key, most=bytes_max)]
    return []


def _bound_problems(step: ScriptStep, span: tuple[float, float], file: str, key: str) -> list[str]:
    return [
        bounds_problem(value, span, file=file, key=key)
        for value in (step.from_, step.to)
        if isinstance(value, int | float) and not span[0] <= value <= span[1]
    ]


def step_problems(steps: Sequence[tuple[int, ScriptStep]], file: str) -> list[str]:
    """Return what of some steps makes no sense, whatever the board.

    Args:
        steps: The steps, each with its number in the file.
        file: What the problems call the file.
    """
    problems: list[str] = []
    if len(steps) > MAX_STEPS:
        problems.append(problem("script_long", file=file, limit=MAX_STEPS))
    for number, step in steps[:MAX_STEPS]:
        key = f"steps[{number}]"
        kinds = step.kinds
        if len(kinds) != 1:
            problems.append(problem("script_one", file=file, key=key, known=", ".join(KINDS)))
            continue
        given = {
            name
            for name, value in (
                ("to", step.to),
                ("from", step.from_),
                ("over_s", step.over_s),
                ("hold_s", step.hold_s),
            )
            if value is not None
        }
        needed, may = _NEEDS.get(kinds[0], ()), _MAY.get(kinds[0], ())
        problems += [
            problem("missing_key", file=file, key=f"{key}.{name}")
            for name in needed
            if name not in given
        ]
        problems += [
            problem("script_useless", file=file, key=f"{key}.{name}", kind=kinds[0])
            for name in sorted(given - {*needed, *may})
        ]
        if step.type is not None and (len(step.type) > MAX_TYPED or not step.type.isprintable()):
            problems.append(problem("script_typed", file=file, key=f"{key}.type"))
    return problems
