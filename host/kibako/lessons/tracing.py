"""A program made to report what it does on a real micro:bit, and its reports taken out again."""

import ast
import re
import secrets
from collections.abc import Container, Sequence

from kibako.lessons.explain.source import parsed
from kibako.lessons.untold import PIN, Untold
from kibako.resources import data_root

MAX_REPORT_CHARS = 400
_MARK = "\x1e"
_PART = re.compile(r"^# --- (\w+)$", re.MULTILINE)
_METHOD = re.compile(r"        def (\w+)\(self")
_INDENT = re.compile(r"^ +")
_BEGIN = ";_kibako_begin()"
"""Behind each import: the first report of it is the time at which the program began."""
_BUTTONS = ("button_a", "button_b")
_MODULES = {"music": ("pitch", "stop"), "radio": ("send", "config", "reset", "receive")}
"""The other modules that report, and those of their functions that do."""


def new_tag() -> str:
    """Return a word that a program cannot guess; each check has its own."""
    return secrets.token_hex(6)


def reporting(code: str) -> tuple[str, ...]:
    """Return what of a program reports what it does.

    A pin that is given to a function of the board, such as ``music.pitch`` or ``NeoPixel``, stays
    the board's own: it takes no other.

    Args:
        code: The program.

    Returns:
        Names of ``microbit``, and modules.
    """
    program = Untold(code)
    found = [name for name in ("display", *_BUTTONS, "accelerometer") if name in program.names]
    return (*found, *program.pins, *(name for name in _MODULES if name in program.names))


def shim(tag: str, code: str) -> list[str]:
    """Return what is run on the board before a program, part by part.

    Args:
        tag: The word of this check. The program finds it under no name.
        code: The program: what it does not need is left out.
    """
    path = data_root() / "firmware" / "microbit" / "trace" / "trace_shim.py"
    _, *found = _PART.split(path.read_text(encoding="utf-8"))
    called = Untold(code).names
    parts = {name: _short(text, called) for name, text in zip(found[::2], found[1::2], strict=True)}
    names = reporting(code)
    mark = f"'{_MARK}{tag} '"
    sent = ["import gc\n_kibako_lost=[0,-999]\n_kibako_own={}\n"]
    for name in ("display", "music"):  # the longest first, while there is most room to read them
        if name in names:
            made = f"_kibako_own['{name}']=_kibako_{name}({mark},_kibako_lost)\n"
            sent += [parts[name], f"{made}del _kibako_{name}\n"]
    sent += [
        parts["tell"],
        f"_kibako_tell=_kibako_teller({mark},_kibako_lost)\ndel _kibako_teller,_kibako_lost\n"
        "_kibako_begin=(lambda tell:lambda:tell(' begin 0'))(_kibako_tell)\n",
    ]
    if "radio" in names:
        made = "_kibako_own['radio']=_kibako_radio(_kibako_tell)\n"
        sent += [parts["radio"], f"{made}del _kibako_radio\n"]
    buttons = [name for name in names if name in _BUTTONS]
    if buttons:
        sent.append(parts["buttons"])
        sent += [_made(name, f"_kibako_button(_kibako_tell,'{name}',{name})") for name in buttons]
        sent.append("del _kibako_button\n")
    if "accelerometer" in names:
        made = "_kibako_own['accelerometer']=_kibako_motion(_kibako_tell)\n"
        sent += [parts["motion"], f"{made}del _kibako_motion\n"]
    pins = [name for name in names if PIN.fullmatch(name)]
    if pins:
        sent += [parts["pins"], "_kibako_pins=_kibako_pins(_kibako_tell)\n"]
        sent += [_made(name, f"_kibako_pins('{name}',{name})") for name in pins]
        sent.append("del _kibako_pins\n")
    if re.search(r"^\s*import\b.*\bmicrobit\b", code, re.MULTILINE):
        sent.append(parts["module"])
    # A part is read in one piece of memory: what the one before left behind must be gone.
    return [f"{part}gc.collect()\n" for part in (*sent, "del _kibako_tell\n")]


def _made(name: str, made: str) -> str:
    """Return board code that puts something of ``microbit`` that reports in its place."""
    return f"from microbit import {name}\n_kibako_own['{name}']={made}\ndel {name}\n"


def _short(text: str, called: Container[str]) -> str:
    """Return board code without comments, empty lines, and what the program does not call.

    Args:
        text: A part of the shim; each indentation becomes one space.
        called: The names in the program.
    """
    lines: list[str] = []
    left_out = False
    for line in text.split("\n"):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        method = _METHOD.match(line)
        if method or not line.startswith(" " * 9):
            left_out = method is not None and not (
                method[1] in called or method[1].startswith("__")
            )
        if not left_out:
            lines.append(_INDENT.sub(lambda m: " " * (len(m[0]) // 4), line))
    return "\n".join(lines) + "\n"


def traced(code: str) -> str:
    """Return a program whose imports of ``microbit`` and the like get what reports.

    No line moves, so that a traceback names the learner's lines.

    Args:
        code: The program. One that cannot be read stays as it is: the board says why.
    """
    tree = parsed(code)
    if tree is None:
        return code
    lines = code.split("\n")
    own = reporting(code)
    for node in sorted(_imports(tree), key=lambda each: -(each.end_lineno or 0)):
        at = (node.end_lineno or node.lineno) - 1
        end = node.end_col_offset or 0
        raw = lines[at].encode()
        lines[at] = (raw[:end] + _rebinding(node, own).encode() + raw[end:]).decode()
    return "\n".join(lines)


def _imports(tree: ast.Module) -> list[ast.Import | ast.ImportFrom]:
    known = ("microbit", *_MODULES)
    return [
        node
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and node.module in known)
        or (isinstance(node, ast.Import) and any(each.name in known for each in node.names))
    ]


def _rebinding(node: ast.Import | ast.ImportFrom, own: Sequence[str]) -> str:
    """Return what stands behind an import on its line."""
    bound: list[tuple[str, str]] = []
    if isinstance(node, ast.Import):
        for each in node.names:
            name = each.asname or each.name
            if each.name == "microbit":
                bound.append((name, f"_KibakoModule({name},_kibako_own)"))
            elif each.name in own:
                bound.append((name, f"_kibako_own['{each.name}']"))
    else:
        told = _MODULES.get(node.module or "")
        of = "" if told is None else f"_kibako_own['{node.module}']."
        given = [name for name in own if name not in _MODULES] if told is None else told
        for each in node.names:
            if each.name == "*":
                bound += [(name, of + name if of else f"_kibako_own['{name}']") for name in given]
            elif each.name in given:
                made = of + each.name if of else f"_kibako_own['{each.name}']"
                bound.append((each.asname or each.name, made))
    return _BEGIN + "".join(f";{name}={made}" for name, made in bound)


class Reports:
    """Parts what a board sends into reports and what the program printed.

    Args:
        tag: The word of this check.
    """

    def __init__(self, tag: str) -> None:
        mark = re.escape(_MARK + tag)
        self._report = re.compile(
            rf"{mark} (\d{{1,9}}) (\w{{1,16}}) ([^\r\n{_MARK}]{{0,300}})\r?\n"
        )
        self._held = ""

    def take(self, text: str) -> tuple[str, list[tuple[int, str, str]]]:
        """Take what has come.

        Args:
            text: What the board sent.

        Returns:
            What the program printed, and its reports: when (ms), what, and the value.
        """
        text = self._held + text
        self._held = ""
        begun = text.rfind(_MARK)
        if begun >= 0 and "\n" not in text[begun:] and len(text) - begun < MAX_REPORT_CHARS:
            text, self._held = text[:begun], text[begun:]
        found = [(int(t), what, value) for t, what, value in self._report.findall(text)]
        return self._report.sub("", text), found
