"""What can stand next in a program: names and calls of the chosen board, by jedi over its stubs.

The stub packages lie in ``hardware/stubs`` as they were published; of one of them both languages
and both kinds of board have files of the same names, so they cannot be installed beside each other.
They are laid out into the cache at the first question, each module as ``<module>-stubs``: jedi asks
such a folder before Python's own library, so ``time`` is MicroPython's.
"""

import importlib
import tempfile
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kibako import paths, strings
from kibako.errors import FileError
from kibako.resources import data_root

CODE_MAX = 40_000
"""In longer programs nothing is looked for, in letters: jedi reads the whole of it each time."""
NAMES_MAX = 40
"""So many names are told at most."""
ABOUT_MAX = 600
"""So much of a name's own text is told, in letters."""

_WHEELS = {
    "microbit": "micropython_microbit_stubs_{lang}-*.whl",
    "pico": "micropython_rp2_rpi_pico_w_stubs-*.whl",
}
_PYTHONS_OWN = frozenset(
    "abc builtins collections enum sys types typing typing_extensions _typeshed".split()
)
"""Modules of the stubs that jedi knows better itself: types are written with them."""
_VERSION = "1"
"""Of the layout below; another number lays them out anew."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name that can stand where the cursor is."""

    text: str
    about: str
    """How it is called, and the first lines of what its stub says of it."""


@dataclass(frozen=True, slots=True)
class Question:
    """Where in which program."""

    code: str
    line: int
    """Counted from 1."""
    column: int
    """Counted from 0."""
    family: str
    """``microbit`` or ``pico``."""
    lang: str
    with_about: bool = False
    """Whether the names are to tell about themselves."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What can stand there."""

    question: Question
    names: tuple[Name, ...] = ()
    typed: int = 0
    """How many letters before the cursor belong to the name."""
    call: str = ""
    """The call that the cursor is in, such as ``scroll(text, delay=150)``; "" for none."""
    parameter: str = ""
    """The parameter of it that the cursor is at; "" for none."""


def look(question: Question) -> Answer:
    """Return what can stand at a place of a program. It takes up to a second the first time.

    Args:
        question: Where.

    Returns:
        The answer; an empty one for a place that nothing is known of.
    """
    lines = question.code.split("\n")
    if len(question.code) > CODE_MAX or not 1 <= question.line <= len(lines):
        return Answer(question)
    column = min(question.column, len(lines[question.line - 1]))
    jedi: Any = importlib.import_module("jedi")
    lang = question.lang if question.lang in strings.LANGUAGES else strings.FALLBACK
    folder = stubs(question.family, lang)
    jedi.settings.cache_directory = str(folder.parent / "jedi")
    project = jedi.Project(
        str(folder), sys_path=[str(folder)], smart_sys_path=False, load_unsafe_extensions=False
    )
    script = jedi.Script(question.code, project=project, environment=jedi.InterpreterEnvironment())
    found: list[Any] = script.complete(question.line, column)
    names = [each for each in found if each.type != "path" and not each.name.startswith("_")]
    names.sort(key=lambda each: each.module_name == "builtins")
    names = names[:NAMES_MAX]
    typed = len(names[0].name) - len(names[0].complete or "") if names else 0
    signatures: list[Any] = script.get_signatures(question.line, column)
    call, parameter = _call(signatures[0]) if signatures else ("", "")
    told = tuple(Name(each.name, _about(each) if question.with_about else "") for each in names)
    return Answer(question, told, typed, call, parameter)


def _call(signature: Any) -> tuple[str, str]:  # noqa: ANN401
    """Return a call in short, without types, and its parameter that is next."""
    params: list[Any] = signature.params
    shown: list[str] = []
    for each in params:
        text: str = each.to_string()
        name, _, rest = text.partition(":")
        _, equals, default = (rest if rest else text).partition("=")
        shown.append(f"{name.partition('=')[0].strip()}{equals}{default.strip()}")
    at: int | None = signature.index
    parameter = str(params[at].name) if at is not None and at < len(params) else ""
    return f"{signature.name}({', '.join(shown)})", parameter


def _about(name: Any) -> str:  # noqa: ANN401
    text: str = name.docstring()
    return text[:ABOUT_MAX].strip()


_laying_out = threading.Lock()
_for_once: dict[str, Path] = {}


def stubs(family: str, lang: str) -> Path:
    """Return the folder in which the stubs of a board lie; they are laid out when they are not.

    Args:
        family: ``microbit`` or ``pico``; of any other the Pico's are taken, as of a plain board.
        lang: The language of their texts, where they have several.

    Raises:
        OSError: They cannot be laid out anywhere.
    """
    pattern = _WHEELS.get(family, _WHEELS["pico"]).format(lang=lang)
    wheel = next((data_root() / "hardware" / "stubs").glob(pattern))
    name = f"{wheel.stem}-{_VERSION}"
    with _laying_out:
        try:
            return _laid_out(wheel, paths.private_folder(paths.cache_dir() / "stubs"), name)
        except (OSError, FileError):  # nothing can be kept there: for this once, then
            if name not in _for_once:
                _for_once[name] = Path(tempfile.mkdtemp(prefix="kibako-stubs-"))
            return _laid_out(wheel, _for_once[name], name)


def _laid_out(wheel: Path, parent: Path, name: str) -> Path:
    folder = parent / name
    if (folder / "whole").exists():
        return folder
    with zipfile.ZipFile(wheel) as packed:
        for member in packed.namelist():
            inside = member.removeprefix("stdlib/")
            top, _, rest = inside.partition("/")
            module = top.removesuffix(".pyi")
            if not member.endswith(".pyi") or module in _PYTHONS_OWN or module.startswith("__"):
                continue
            target = folder / f"{module}-stubs" / (rest or "__init__.pyi")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(packed.read(member))
    (folder / "whole").touch()
    return folder


class Completer:
    """Answers questions on a thread of its own: the newest one counts, older ones are dropped.

    Args:
        answered: Called on that thread with each answer.
        look: Finds the answer; another one in a test.
    """

    def __init__(
        self, answered: Callable[[Answer], None], look: Callable[[Question], Answer] = look
    ) -> None:
        self._answered = answered
        self._look = look
        self._condition = threading.Condition()
        self._next: Question | None = None
        self._closed = False
        self._thread: threading.Thread | None = None

    def ask(self, question: Question) -> None:
        """Ask; returns at once."""
        with self._condition:
            self._next = question
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="completer", daemon=True)
                self._thread.start()
            self._condition.notify()

    def close(self) -> None:
        """Take no further question; an answer that is under way is not told."""
        with self._condition:
            self._closed = True
            self._condition.notify()

    def _work(self) -> None:
        while True:
            with self._condition:
                # endless: a daemon thread that waits for the next question
                self._condition.wait_for(lambda: self._closed or self._next is not None)
                if self._closed:
                    return
                question, self._next = self._next, None
            if question is None:
                continue
            try:
                answer = self._look(question)
            except Exception:  # noqa: BLE001  # whatever jedi stumbles over: a help, never a hindrance
                answer = Answer(question)
            if not self._closed:
                self._answered(answer)
