"""``kibako rescue``: free a board that hangs, step by step, each with its limit."""

from collections.abc import Sequence

from kibako import config, strings
from kibako.cli import asking, images, output
from kibako.cli.words import Words, one_of
from kibako.errors import ExitStatus
from kibako.events import Event

UP_TO = ("stop", "restart", "replug", "wipe", "reflash")


def run(words: Sequence[str]) -> int:
    """Climb the ladder as far as it takes, and say what is tried and what came of it.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = Words("kibako rescue", strings.text("cli.rescue_about"))
    parser.option("--board", help="board_option", metavar="MONIKER")
    parser.option("--up-to", help="rescue_up_to", metavar="STEP", type=one_of("--up-to", UP_TO))
    parser.option("--image", help="rescue_image", metavar="NAME|FILE")
    parser.option("--yes", help="rescue_yes", action="store_true")
    parser.option("--json", help="json_option", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako.workbench.rescue import rescue_board, sentences

    board = found.board or _usual()
    kept: dict[str, object] = {}
    steps: list[object] = []

    def tell(event: Event) -> None:
        if isinstance(event.value, dict):
            if event.what == "kept":
                kept[str(event.value["file"])] = event.value["path"]
            if event.what == "result":
                steps.append(event.value)
        for sentence in sentences(event):
            output.line(sentence)

    def ask(rung: str, files: tuple[str, ...]) -> bool:
        return found.yes or _agreed(rung, files)

    named = [(found.image, images.read(found.image))] if found.image else []
    outcome = rescue_board(board, tell, ask, up_to=found.up_to, images=named)
    if found.json:
        output.data_json(
            {
                "ok": outcome.ok,
                "state": outcome.state,
                "starts": list(outcome.starts),
                "kept": kept,
                "steps": steps,
            }
        )
    return ExitStatus.DONE if outcome.ok else ExitStatus.BOARD


def _usual() -> str:
    """Return the board that is meant when none is named: a real one, which may not be there yet."""
    from kibako.boards.ways import AUTO

    return config.settings().board or AUTO


def _agreed(rung: str, files: tuple[str, ...]) -> bool:
    """Ask whether files may go, or firmware be written; where nobody can answer, neither is."""
    question = strings.text(f"rescue_said.ask_{rung}", None, files=", ".join(files))
    if not asking.can_answer():
        output.line(question)
        output.say("rescue_said.ask_nobody")
        return False
    return asking.answer(question) in asking.YES
