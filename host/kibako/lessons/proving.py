"""What a pack must prove about itself: on every board, each program gets the verdict it should."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kibako import strings
from kibako.errors import KibakoError
from kibako.lessons.crowd import Task, Verdict, check_all, check_one
from kibako.lessons.mutants import Mutant, mutants
from kibako.lessons.pack import Pack, Step
from kibako.lessons.readings import step_without_reading, without_reading
from kibako.lessons.rigs import circuit_of

ANY = "*"
"""Any sentence will do: a starter fails somehow."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One program of a pack, and what the check must say of it.

    Attributes:
        step: The step, counted from 0.
        program: Its file, as a person names it.
        wanted: The message; "" to pass, ``*`` for any message.
        task: How it is checked.
    """

    step: int
    program: str
    wanted: str
    task: Task


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of a claim.

    Attributes:
        step: The step, counted from 1.
        board: The board; empty where none was needed.
        program: The file.
        ok: Whether it is as it should be.
        finding: The message that the check gave, empty when the program passed.
        sentence: What is to be said about it, in the current language.
        wanted: The message that ``pack.toml`` names, empty where it names none.
    """

    step: int
    board: str
    program: str
    ok: bool
    finding: str
    sentence: str
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that the check took for a good program.

    Attributes:
        step: The step, counted from 1.
        board: The board.
        mutant: The program.
        name: Step and mutant, as ``survivors.toml`` names them.
        given: Whether the line stands in the starter already, so no learner writes it.
    """

    step: int
    board: str
    mutant: Mutant
    name: str
    given: bool


def boards_of(pack: Pack) -> tuple[str, ...]:
    """Return every kind of board that a pack is for, of a family the usual one and its variants."""
    from kibako.virtual.profile import find_profile, profiles

    found: list[str] = []
    for name in pack.manifest.boards:
        family = [each.id for each in profiles().values() if each.firmware == name]
        found += [find_profile(name).id, *family]
    return tuple(dict.fromkeys(found))


def one_of_each_family(pack: Pack) -> tuple[str, ...]:
    """Return the usual kind of board of each family that a pack is for."""
    from kibako.virtual.profile import find_profile

    return tuple(find_profile(pack.board_for(family)).id for family in pack.families)


def claims(pack: Pack, boards: Sequence[str], steps: Sequence[int]) -> tuple[Claim, ...]:
    """Return all that a pack claims about its programs."""
    found: list[Claim] = []
    for board in boards:
        for at in steps:
            step = pack.steps[at]
            wanted = [
                ("solution.py", step.solution_for(board), ""),
                ("starter.py", step.starter_for(board), ANY),
                *(
                    (f"wrong/{each.name}.py", each.code, each.says)
                    for each in step.wrong_for(board)
                ),
            ]
            for program, code, says in wanted:
                found.append(Claim(at, program, says, Task(pack.folder, at, code, board)))
    return tuple(found)


def prove(
    pack: Pack,
    boards: Sequence[str],
    steps: Sequence[int],
    stop: threading.Event | None = None,
) -> Iterator[Proof]:
    """Prove a pack: its texts have readings, its programs get the verdicts they should.

    Args:
        pack: The pack.
        boards: The boards.
        steps: The steps, counted from 0.
        stop: Ends the work early when it is set.

    Yields:
        Proofs, as they are had.
    """
    for at in steps:
        missing = step_without_reading(pack, at)
        key = "lesson_said.no_reading" if missing else "lesson_said.all_readings"
        said = strings.text(key, None, words=", ".join(missing))
        yield Proof(at + 1, "", "text.ja.md", not missing, "", said)
    whole: list[str] = []
    for board in boards:
        try:
            circuit_of(pack, board)
        except KibakoError as error:
            yield Proof(0, board, "circuit.toml", False, "", error.what)
        else:
            whole.append(board)
    ending: list[int] = []
    for at in steps if whole else ():
        # A check that never ends takes half a minute for each program: one will do.
        first = claims(pack, whole[:1], [at])[0]
        verdict = check_one(first.task)
        if verdict.endless:
            yield _proof(first, verdict)
            untried = strings.text("lesson_said.untried")
            for other in claims(pack, whole, [at])[1:]:
                yield Proof(at + 1, other.task.board, other.program, False, "", untried)
        else:
            ending.append(at)
    made = claims(pack, whole, ending)
    for claim, verdict in zip(made, check_all([each.task for each in made], stop), strict=False):
        yield _proof(claim, verdict)


def _proof(claim: Claim, verdict: Verdict) -> Proof:
    found = verdict.found
    says = "" if found is None else found.key
    ok = not verdict.broken and (says == claim.wanted or (claim.wanted == ANY and says != ""))
    if found is None:
        passes = "lesson_said.passes" if claim.wanted else "check.passed"
        sentence = verdict.broken or strings.text(passes)
    else:
        sentence = f"{found.seen()} {found.expected()}"
        missing = without_reading(f"{found.seen('ja')} {found.expected('ja')}")
        if missing:
            ok, sentence = False, strings.text("lesson_said.no_reading", words=", ".join(missing))
    wanted = "" if claim.wanted == ANY else claim.wanted
    return Proof(claim.step + 1, claim.task.board, claim.program, ok, says, sentence, wanted)


def survivors(
    pack: Pack, boards: Sequence[str], steps: Sequence[int], stop: threading.Event | None = None
) -> tuple[int, tuple[Survivor, ...]]:
    """Check the mutants of every solution.

    Args:
        pack: The pack.
        boards: The boards.
        steps: The steps, counted from 0.
        stop: Ends the work early when it is set.

    Returns:
        How many mutants there were in lines that learners write, and all those that passed.
    """
    made = [
        _mistake(pack.steps[at], at, board, mutant)
        for board in boards
        for at in steps
        for mutant in mutants(pack.steps[at].solution_for(board))
    ]
    tasks = [Task(pack.folder, each.step - 1, each.mutant.code, each.board) for each in made]
    passed = [
        each for each, verdict in zip(made, check_all(tasks, stop), strict=False) if verdict.passed
    ]
    return sum(1 for each in made if not each.given), tuple(passed)


def _mistake(step: Step, at: int, board: str, mutant: Mutant) -> Survivor:
    lines = step.solution_for(board).splitlines()
    line = lines[mutant.line - 1].strip() if mutant.line <= len(lines) else ""
    given = line in {each.strip() for each in step.starter_for(board).splitlines()}
    return Survivor(at + 1, board, mutant, f"{step.id} {mutant.name}", given)
