"""``kibako pack test``: every program of a pack on every board that it is for."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import checking, chosen_pack, output
from kibako.cli.words import Words
from kibako.errors import ExitStatus

if TYPE_CHECKING:
    from kibako.lessons.pack import Pack
    from kibako.lessons.proving import Proof

_GOAL_PERCENT = 90
"""How many of the mutants a good check notices."""


def run(words: Sequence[str]) -> int:
    """Test a pack: solutions, starters and wrong answers, or mutants of the solutions.

    Args:
        words: What came after ``pack test``.

    Returns:
        The exit status.
    """
    parser = Words("kibako pack test", strings.text("cli.pack_test_about"))
    parser.word("PACK", help="pack_check_what", needed=False)
    checking.add_step(parser)
    parser.option("--board", help="pack_test_board", metavar="BOARD")
    parser.option("--mutants", help="pack_test_mutants", action="store_true")
    parser.option("--json", help="json_option", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako.lessons.proving import boards_of, one_of_each_family, prove

    pack = chosen_pack.read(found.pack or ".")
    boards = boards_of(pack)
    if found.board is not None:
        boards = (checking.kind_of_board(found.board, pack),)
    steps = checking.steps_of(found, pack)
    if found.mutants:
        if found.board is None:
            boards = one_of_each_family(pack)
        return _mutants(pack, boards, steps, found.json)
    return report(prove(pack, boards, steps), as_json=found.json)


def report(proofs: "Iterable[Proof]", *, as_json: bool) -> int:
    """Tell what came of the claims of a pack, as they are proven.

    Args:
        proofs: The proofs.
        as_json: Whether as one line of JSON at the end.

    Returns:
        The exit status.
    """
    from kibako_access import ruby

    told: list[dict[str, object]] = []
    for proof in proofs:
        about: dict[str, object] = {
            "step": proof.step,
            "board": proof.board,
            "program": proof.program,
            "ok": proof.ok,
            "finding": proof.finding,
            "sentence": ruby.render(proof.sentence, "normal"),
        }
        told.append(about)
        if not as_json:
            output.data(line_of(proof))
    if as_json:
        output.data_json(told)
    good = sum(1 for each in told if each["ok"])
    output.say("lesson_said.proofs", good=good, all=len(told))
    return ExitStatus.DONE if good == len(told) else ExitStatus.PROGRAM


def line_of(proof: "Proof") -> str:
    """Return what came of one claim as a line for the author."""
    from kibako_access import ruby

    where = f"{proof.program} ({proof.board})" if proof.board else proof.program
    said = ruby.render(proof.sentence, "normal")
    if proof.finding and not proof.ok:
        # The author of a wrong answer writes the name of its message into pack.toml.
        key = "other_message" if proof.wanted else "message"
        told = {"finding": proof.finding, "wanted": proof.wanted}
        said = strings.text(f"lesson_said.{key}", None, sentence=said, **told)
    key = "proven" if proof.ok else "not_proven"
    return strings.text(f"lesson_said.{key}", None, step=proof.step, program=where, sentence=said)


def _mutants(pack: "Pack", boards: Sequence[str], steps: Sequence[int], as_json: bool) -> int:
    """Tell for each board how many mutants the checks noticed, and which they did not."""
    told: list[dict[str, object]] = []
    good = True
    for board in boards:
        about, caught = _mutants_on(pack, board, steps, as_json)
        told.append(about)
        good &= caught >= _GOAL_PERCENT
    if as_json:
        output.data_json(told)
    if good:
        return ExitStatus.DONE
    output.say("lesson_said.mutants_next")
    return ExitStatus.PROGRAM


def _mutants_on(
    pack: "Pack", board: str, steps: Sequence[int], as_json: bool
) -> tuple[dict[str, object], float]:
    from kibako.lessons.mutants import excused, reason_of
    from kibako.lessons.proving import survivors

    count, lived = survivors(pack, [board], steps)
    reasons = excused(pack.folder)
    given = strings.text("lesson_said.mutant_given")
    about = [
        {
            "step": each.step,
            "board": each.board,
            "mutant": each.mutant.name,
            "reason": given if each.given else reason_of(reasons, each.name),
        }
        for each in lived
    ]
    own = [each for each in lived if not each.given]
    harmless = sum(1 for each in own if reason_of(reasons, each.name))
    counted = count - harmless
    caught = round(100 * (count - len(own)) / counted, 1) if counted else 100.0
    if not as_json:
        for each in about:
            key = "mutant_excused" if each["reason"] else "mutant_lived"
            output.data(strings.text(f"lesson_said.{key}", None, **each))
    said = {"board": board, "count": counted, "caught": caught, "goal": _GOAL_PERCENT}
    output.say("lesson_said.mutants", **said)
    figures = {"mutants": count, "harmless": harmless, "caught_percent": caught}
    return {"board": board, **figures, "survivors": about}, caught
