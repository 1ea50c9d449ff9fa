"""``kibako play SCRIPT``: run a program while a script presses, shakes and warms its board."""

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import local, running, target
from kibako.cli.pictures import Pictures
from kibako.cli.run_verb import FOR_MAX_S, SEED_MAX
from kibako.cli.words import Words, number, one_of
from kibako.errors import KibakoError, UsageError

if TYPE_CHECKING:
    from kibako.circuits.circuit import Circuit
    from kibako.virtual.board import VirtualBoard
    from kibako.virtual.script.form import Script
    from kibako.virtual.world import World


def run(words: Sequence[str]) -> int:
    """Play a script on a fresh virtual board; what the program prints is the data.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = _words()
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako.virtual.script.form import MAX_BYTES, read_script

    path = Path(found.script)
    local.read_bytes(found.script, MAX_BYTES)  # says what is wrong with the file itself
    script = read_script(path, partial(_look, found, path))
    board = str(found.board or script.board)
    if not board.startswith("virtual:"):
        raise UsageError("play_real_board", board=board)
    program = found.program or (script.program and str(path.parent / script.program))
    if not program:
        raise UsageError("play_no_program", script=path.name)
    code = local.read_program(program)
    if script.circuit and found.circuit is None:
        found.circuit = _circuit(script.circuit, path)
    from kibako.workbench.program import ProgramRun

    asked_s = getattr(found, "for")
    limit_s = script.for_s if asked_s is None else asked_s
    pictures = Pictures(found.pictures) if found.pictures else None
    with running.event_lines(found.events) as lines:
        show = running.Show(lines, pictures)
        played = ProgramRun(
            code,
            name=Path(program).name,
            board=board,
            on_event=show.take,
            for_s=limit_s,
            pace=found.pace,
            seed=script.seed if found.seed is None else int(found.seed),
            wire_log=found.wire_log,
            faults=target.options(found, board).faults,
            circuit=found.circuit,
            prepare=partial(_plan, script),
            ephemeral=True,
            on_preparing=target.say_preparing,
        )
        outcome = running.follow(played, show, board, reads_keys=False)
    if pictures is not None:
        pictures.save()
    return running.report(outcome, limit_s)


def _circuit(name: str, script: Path) -> "Circuit":
    """Return the circuit that a script names: one of ours, or a file beside the script."""
    from kibako.circuits.circuit import circuit_names, read_circuit

    return read_circuit(name if name in circuit_names() else str(script.parent / name))


def _look(found: argparse.Namespace, path: Path, script: "Script") -> "World | None":
    """Return the world in which the names of a script are looked up, None without a board."""
    from kibako.virtual.script.playing import looked_at

    try:
        circuit = found.circuit or (_circuit(script.circuit, path) if script.circuit else None)
        return looked_at(str(found.board or script.board), circuit)
    except KibakoError:
        return None  # the board or the circuit is named for itself


def _plan(script: "Script", board: "VirtualBoard", start_ms: int) -> None:
    from kibako.virtual.script.playing import plan

    plan(script.steps, board, start_ms)


def _words() -> Words:
    parser = Words("kibako play", strings.text("cli.play_about"))
    parser.word("SCRIPT", help="play_script")
    parser.option("--program", help="play_program", metavar="FILE")
    a_time = number("--for", 0.001, FOR_MAX_S)
    parser.option("--for", help="run_for", metavar="SECONDS", type=a_time)
    paces = one_of("--pace", ("real", "fast"))
    parser.option("--pace", help="play_pace", type=paces, default="fast")
    a_seed = number("--seed", 0, SEED_MAX, whole=True)
    parser.option("--seed", help="run_seed", metavar="NUMBER", type=a_seed)
    parser.option("--events", help="run_events", metavar="FILE")
    parser.option("--pictures", help="run_pictures", metavar="FOLDER")
    target.add_options(parser)
    return parser
