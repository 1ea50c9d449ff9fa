"""A program made to report what it does on a real micro:bit, and its reports taken out again."""

import ast
import re
import secrets

from kibako.lessons.explain.source import parsed
from kibako.resources import data_root

MAX_REPORT_CHARS = 200
_MARK = "\x1e"
_PART = re.compile(r"^# --- (\w+)$", re.MULTILINE)
_INDENT = re.compile(r"^ +")
_BEGIN = ";_kibako_begin()"
"""Behind each import: the first report of it is the time at which the program began."""
_OWN = ("display", "button_a", "button_b")


def new_tag() -> str:
    """Return a word that a program cannot guess; each check has its own."""
    return secrets.token_hex(6)


def shim(tag: str, code: str) -> list[str]:
    """Return what is run on the board before a program, part by part.

    Args:
        tag: The word of this check. The program finds it under no name.
        code: The program: what it does not need is left out.
    """
    path = data_root() / "firmware" / "microbit" / "trace" / "trace_shim.py"
    _, *found = _PART.split(path.read_text(encoding="utf-8"))
    parts = {name: _short(text) for name, text in zip(found[::2], found[1::2], strict=True)}
    told = f"'{_MARK}{tag} '"
    sent = [
        parts["begin"],
        f"_kibako_begin=_kibako_begin({told})\n",
        parts["display"],
        f"_kibako_own={{'display':_kibako_display({told})}}\ndel _kibako_display\n",
    ]
    if "button_" in code:
        sent.append(parts["buttons"])
        for name in ("button_a", "button_b"):
            made = f"_kibako_button({told},'{name}',{name})"
            sent.append(f"from microbit import {name}\n_kibako_own['{name}']={made}\n")
        sent.append("del button_a,button_b,_kibako_button\n")
    if re.search(r"^\s*import\b.*\bmicrobit\b", code, re.MULTILINE):
        sent.append(parts["module"])
    return [*sent, "import gc\ngc.collect()\n"]


def _short(text: str) -> str:
    """Return board code without comments and empty lines, each indentation one space."""
    lines = [
        line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")
    ]
    return "\n".join(_INDENT.sub(lambda m: " " * (len(m[0]) // 4), line) for line in lines) + "\n"


def traced(code: str) -> str:
    """Return a program whose imports of ``microbit`` get the reporting display and buttons.

    No line moves, so that a traceback names the learner's lines.

    Args:
        code: The program. One that cannot be read stays as it is: the board says why.
    """
    tree = parsed(code)
    if tree is None:
        return code
    lines = code.split("\n")
    for node in sorted(_imports(tree), key=lambda each: -(each.end_lineno or 0)):
        at = (node.end_lineno or node.lineno) - 1
        end = node.end_col_offset or 0
        raw = lines[at].encode()
        lines[at] = (raw[:end] + _rebinding(node, code).encode() + raw[end:]).decode()
    return "\n".join(lines)


def _imports(tree: ast.Module) -> list[ast.Import | ast.ImportFrom]:
    return [
        node
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and node.module == "microbit")
        or (isinstance(node, ast.Import) and any(each.name == "microbit" for each in node.names))
    ]


def _rebinding(node: ast.Import | ast.ImportFrom, code: str) -> str:
    """Return what stands behind an import on its line."""
    if isinstance(node, ast.Import):
        names = [each.asname or each.name for each in node.names if each.name == "microbit"]
        return _BEGIN + "".join(f";{name}=_KibakoModule({name},_kibako_own)" for name in names)
    bound: dict[str, str] = {}
    for each in node.names:
        if each.name == "*":
            bound |= {name: name for name in _OWN if name == "display" or "button_" in code}
        elif each.name in _OWN:
            bound[each.asname or each.name] = each.name
    return _BEGIN + "".join(f";{name}=_kibako_own['{which}']" for name, which in bound.items())


class Reports:
    """Parts what a board sends into reports and what the program printed.

    Args:
        tag: The word of this check.
    """

    def __init__(self, tag: str) -> None:
        mark = re.escape(_MARK + tag)
        self._report = re.compile(
            rf"{mark} (\d{{1,9}}) (\w{{1,16}}) ([^\r\n{_MARK}]{{0,120}})\r?\n"
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
