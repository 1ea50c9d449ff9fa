"""The form of a script file, and everything that can be wrong with one.

A script names a program, a board, and what happens around it at which time of the program. The
same script gives the same events every time, so it is a test, a demonstration and a recording.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec

from kibako.tables import bounds_problem, broken, check_file, near_problem, problem
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
    def kind(self) -> str:
        """What the step does, one of :data:`KINDS`."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)


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


def read_script(path: Path) -> Script:
    """Read a script file.

    Args:
        path: The file.

    Returns:
        The script. Whether its board has what it names is only known with the board: see
        :func:`check_names`.

    Raises:
        FileError: It is missing or wrong; all its problems are named.
    """
    script, problems = check_file(path, Script, MAX_BYTES)
    if script is not None:
        problems = _script_problems(script, path.name)
        if not problems:
            return script
    raise broken(path.name, problems)


def check_names(script: Script, world: World, file: str) -> None:
    """Look whether a board has everything that a script names.

    Args:
        script: The script.
        world: The world around the board.
        file: What the problems call the script.

    Raises:
        FileError: Something is not there, or cannot have that value; all of it is named.
    """
    problems = name_problems(list(enumerate(script.steps, 1)), world, file)
    if problems:
        raise broken(file, problems)


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
    for number, step in steps:
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


def _script_problems(script: Script, file: str) -> list[str]:
    """What is well formed and still makes no sense."""
    problems: list[str] = []
    if not script.board.startswith("virtual:"):
        problems.append(problem("script_board", file=file, board=script.board))
    return problems + step_problems(script.steps, file)


def step_problems(steps: Sequence[ScriptStep], file: str) -> list[str]:
    """Return what of some steps makes no sense, whatever the board.

    Args:
        steps: All steps of the file.
        file: What the problems call the file.
    """
    problems: list[str] = []
    if len(steps) > MAX_STEPS:
        problems.append(problem("script_long", file=file, limit=MAX_STEPS))
    for number, step in enumerate(steps[:MAX_STEPS], 1):
        key = f"steps[{number}]"
        kinds = [kind for kind in KINDS if getattr(step, kind) is not None]
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
