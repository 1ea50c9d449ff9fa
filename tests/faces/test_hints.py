"""The ladder of hints in both faces, down to the solution."""

import io

from kibako.lessons.catalogue import read_catalogue
from kibako.line.main import run as run_line
from kibako.tui.dialogs import AskSure
from kibako.tui.markup import Prose
from kibako.workbench import commands
from kibako.workbench.core import Workbench

from .helpers import screen_of

PACK = "house-guard"
STEP = read_catalogue().pack(PACK).steps[0]


def test_by_typing(workbench: Workbench) -> None:
    workbench.send(commands.OpenPack(PACK))
    workbench.send(commands.EditCode(STEP.solution, 0))
    lines = ["ヒント", "hint", "ヒント", "ヒント", "2", "ヒント", "1"]
    out = io.StringIO()
    assert run_line(workbench, io.StringIO("".join(f"{line}\n" for line in lines)), out) == 0
    said = out.getvalue()
    at = [said.index(f"ヒント {number}") for number in (1, 2, 3)]
    assert at == sorted(at)
    question = said.index("つぎは こたえです。1: みる")
    assert at[-1] < question < said.index("そのままに します") < said.index("こたえの れい")


async def test_by_keys(workbench: Workbench) -> None:
    workbench.send(commands.OpenPack(PACK))
    workbench.send(commands.EditCode(STEP.solution, 0))
    async with screen_of(workbench) as screen:
        text = screen.app.lesson.query_one(Prose)
        await screen.press("alt+h", "alt+h", "alt+h")
        await screen.settle()
        assert text.source.startswith("# ヒント 3\n")
        await screen.press("alt+h")
        await screen.settle()
        assert isinstance(screen.app.screen, AskSure)
        await screen.press("enter")
        await screen.settle()
        assert text.source.startswith("# ヒント 3\n"), "the safe answer has the focus"
        await screen.press("alt+h")
        await screen.settle()
        await screen.press("tab", "enter")
        await screen.settle()
        assert text.source.startswith("# こたえの れい\n")
        assert STEP.text_for("ja", "microbit").strip() in text.source
