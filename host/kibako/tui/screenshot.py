"""Pictures of the screen, made by the program itself: ``python -m kibako.tui.screenshot OUT.svg``.

It opens the real program without a terminal, on a work folder of its own that is thrown away,
does what a child would do with the real keys, and writes what is on the screen as SVG.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from textual._context import visible_screen_stack
from textual.app import App
from textual.pilot import Pilot
from textual.strip import Strip

from kibako import strings
from kibako.tui.app import KibakoApp
from kibako.tui.picture import to_svg
from kibako.tui.theme import THEMES
from kibako.workbench.core import Workbench

SCENES = (
    "home", "lesson", "running", "passed", "failed", "help", "settings", "mistake", "names",
    "history",
)  # fmt: skip
_LIMIT_S = 30.0


def painted(app: App[int]) -> list[Strip]:
    """Return the rows of cells as they are painted now, with any window on top.

    Textual has no public name for this below its own SVG export.
    """
    under = app._background_screens  # pyright: ignore[reportPrivateUsage, reportUnknownMemberType, reportUnknownVariableType]
    visible_screen_stack.set(under)  # pyright: ignore[reportUnknownArgumentType]
    return app.screen._compositor.render_strips()  # pyright: ignore[reportPrivateUsage]


async def _until_idle(workbench: Workbench, pilot: Pilot[int]) -> None:
    """Wait until nothing runs and the screen has shown it."""
    await asyncio.to_thread(workbench.wait_idle, _LIMIT_S)
    await pilot.pause(0.3)


async def _until_lit(workbench: Workbench) -> None:
    """Wait until a lamp of the display is on."""
    limit = time.monotonic() + _LIMIT_S
    while not any(digit != "0" for row in workbench.view.display for digit in row):
        if time.monotonic() > limit:
            return
        await asyncio.sleep(0.05)


def _solution(workbench: Workbench) -> str:
    """Return the author's program for the open step."""
    from kibako.lessons.catalogue import read_catalogue

    view = workbench.view
    for pack in read_catalogue().packs:
        if view.pack is not None and pack.id == view.pack.id:
            return pack.steps[view.step].solution
    return view.code


async def _play(app: KibakoApp, pilot: Pilot[int], scene: str) -> None:
    """Do what leads to a scene."""
    workbench = app.workbench
    await pilot.pause(0.3)
    if scene in ("help", "settings"):
        await pilot.press("f1" if scene == "help" else "ctrl+o")
    if scene in ("home", "help", "settings"):
        await pilot.pause(0.2)
        return
    await pilot.press("enter")
    await pilot.pause(0.3)
    if scene == "lesson":
        return
    if scene in ("mistake", "names", "history"):
        await _show_help(workbench, app, pilot, scene)
        return
    if scene != "failed":
        editor = app.lesson.editor
        editor.load_text(_solution(workbench))
        editor.move_cursor((editor.document.line_count - 2, 0))
        editor.action_cursor_line_end()
        await pilot.pause(0.1)
    if scene == "running":
        await pilot.press("f5")
        await _until_lit(workbench)
        await pilot.pause(0.3)
        return
    await pilot.press("f7")
    await _until_idle(workbench, pilot)
    if scene == "passed":
        await pilot.press("f5")
        await _until_idle(workbench, pilot)
        await pilot.press("f7")
        await _until_idle(workbench, pilot)


_MISTAKEN = "from microbit import *\n\nwhile True:\n    display.shwo(Image.HEART)\n"
_BEGUN = "from microbit import *\n\ndisplay."


async def _show_help(workbench: Workbench, app: KibakoApp, pilot: Pilot[int], scene: str) -> None:
    """Make a mistake, begin a name, or look back at what ran before."""
    editor = app.lesson.editor
    editor.load_text(_BEGUN if scene == "names" else _MISTAKEN)
    editor.move_cursor(editor.document.end)
    await pilot.pause(0.2)
    if scene == "names":
        await pilot.press("ctrl+@")
        limit = time.monotonic() + _LIMIT_S
        while app.screen is app.lesson and time.monotonic() < limit:
            await pilot.pause(0.1)
        return
    await pilot.press("f5")
    await _until_idle(workbench, pilot)
    if scene == "history":
        editor.load_text(_solution(workbench))
        await pilot.pause(0.2)
        await pilot.press("ctrl+b")
        await pilot.pause(0.2)


async def take(scene: str, width: int, height: int, theme: str, steps_done: int = 0) -> str:
    """Take a picture.

    Args:
        scene: One of :data:`SCENES`.
        width: Columns of the terminal.
        height: Rows of the terminal.
        theme: The name of one of our themes.
        steps_done: How many steps to pass before the scene begins.

    Returns:
        The picture as SVG.
    """
    with tempfile.TemporaryDirectory() as folder:
        workbench = Workbench(work_dir=Path(folder) / "work", board="virtual:microbit/screenshot")
        try:
            app = KibakoApp(workbench)
            async with app.run_test(size=(width, height)) as pilot:
                app.theme = theme
                await pilot.pause(0.2)
                for _ in range(steps_done):
                    await _play(app, pilot, "passed")
                    await pilot.press("f8")
                    await pilot.pause(0.2)
                    await pilot.press("escape")
                await _play(app, pilot, scene)
                picture = to_svg(
                    painted(app), width, "木箱 kibako", app.current_theme.background or "#000000"
                )
        finally:
            workbench.close()
    return picture


def main() -> None:
    """Take a picture and write it to a file."""
    parser = argparse.ArgumentParser(prog="python -m kibako.tui.screenshot", description=__doc__)
    parser.add_argument("out", type=Path, help="the SVG file to write")
    parser.add_argument("--scene", choices=SCENES, default="passed")
    parser.add_argument("--size", default="120x40", help="columns x rows (120x40)")
    parser.add_argument("--theme", choices=[theme.name for theme in THEMES], default="kibako")
    parser.add_argument("--lang", choices=strings.languages(), default="ja")
    parser.add_argument("--steps-done", type=int, default=0)
    args = parser.parse_args()
    width, height = (int(part) for part in args.size.split("x"))
    strings.set_language(args.lang)
    picture = asyncio.run(take(args.scene, width, height, args.theme, args.steps_done))
    args.out.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
