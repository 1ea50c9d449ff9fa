"""What a traceback means, told to a child: where, what happened, what to try."""

from dataclasses import dataclass

from kibako import strings
from kibako.lessons.explain import names, rules, source
from kibako.lessons.explain.refining import Fields, refined
from kibako.lessons.explain.tracebacks import Traceback, find_tracebacks

PROGRAM_FILES = ("<stdin>", "main.py", "program.py", "<string>")
"""What boards call a learner's program."""
_SHOWN_CHARS = 60
_TYPES = ("owner", "kind", "left", "right", "given", "wanted")
"""The fields that name a type of the board's Python."""
_OWN_KINDS = ("Exception", "RuntimeError")


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of one mistake; its sentences come out in either language.

    Attributes:
        kind: The kind of mistake: the messages ``explain_<kind>``.
        line: Where to look in the learner's program, counted from 1; None when unknown.
        code_line: What stands in that line, as far as the program is known.
        fields: What the sentences name.
        raw: The board's own text.
    """

    kind: str
    line: int | None
    code_line: str
    fields: tuple[tuple[str, str], ...]
    raw: str

    def what(self, lang: str | None = None) -> str:
        """Return what happened, with ruby in Japanese."""
        return self._say("what", lang)

    def advice(self, lang: str | None = None) -> str:
        """Return what to try, with ruby in Japanese."""
        return self._say("try", lang)

    def _say(self, which: str, lang: str | None) -> str:
        lang = lang or strings.language()
        fields: dict[str, object] = {"line": self.line or "?", "kind": "?", **dict(self.fields)}
        for key in _TYPES:
            if (name := f"explain.kind_{fields.get(key)}") and strings.has(name):
                fields[key] = strings.text(name, lang)
        return strings.text(f"explain_{self.kind}.{which}", lang, **fields)


def explain(
    traceback: Traceback, code: str = "", family: str = "", file: str = "<stdin>"
) -> Explanation:
    """Explain one traceback.

    Args:
        traceback: The board's report.
        code: The learner's program; "" when it is not known.
        family: The kind of board, ``microbit`` or ``pico``; guessed from the program when "".
        file: What the program may be called besides :data:`PROGRAM_FILES`.

    Returns:
        The explanation: there always is one.
    """
    family = family or names.family_of(code)
    line = traceback.line_in((file, *PROGRAM_FILES))
    lines = code.split("\n")
    if line is not None and (written := len(code.rstrip().splitlines())):
        line = min(line, written)
    found = rules.of_board(traceback.error, traceback.text)
    kind, fields = ("", {}) if found is None else (found.kind, dict(found.fields))
    if traceback.error in ("SyntaxError", "IndentationError"):
        cause = source.find_cause(code, line) if code else None
        if cause is not None:
            kind, fields, line = cause.kind, dict(cause.fields), cause.line
    elif not kind:
        kind, fields = _unknown(traceback, code)
    else:
        here = lines[line - 1] if line is not None and line <= len(lines) else ""
        kind, fields = refined(kind, fields, code, family, here)
    code_line = lines[line - 1].strip() if line is not None and line <= len(lines) else ""
    shown = tuple((key, said[:_SHOWN_CHARS]) for key, said in sorted(fields.items()))
    return Explanation(kind, line, code_line[:_SHOWN_CHARS], shown, traceback.raw)


def explain_text(
    text: str, code: str = "", family: str = "", file: str = "<stdin>"
) -> tuple[Explanation, ...]:
    """Explain every traceback of a text.

    Args:
        text: Any text.
        code: The learner's program; "" when it is not known.
        family: The kind of board; guessed when "".
        file: What the program may be called.
    """
    return tuple(explain(each, code, family, file) for each in find_tracebacks(text))


def explain_fault(raw: str, code: str, family: str = "") -> Explanation | None:
    """Explain the exception that ended a program.

    Args:
        raw: The board's report.
        code: The program that ran.
        family: The kind of board; guessed from the program when "".

    Returns:
        The explanation; None when the report cannot be read.
    """
    found = explain_text(raw, code, family)
    return found[-1] if found else None


def explain_code(code: str) -> Explanation | None:
    """Explain why a program cannot be read, before any board has tried it.

    Args:
        code: The program.

    Returns:
        The explanation; None when Python can read it.
    """
    cause = source.find_cause(code)
    if cause is None:
        return None
    here = code.split("\n")[cause.line - 1 : cause.line]
    fields = tuple(sorted(cause.fields.items()))
    return Explanation(cause.kind, cause.line, "".join(here).strip()[:_SHOWN_CHARS], fields, "")


def _unknown(traceback: Traceback, code: str) -> tuple[str, Fields]:
    """Say what a program raised itself, or name what nobody knows."""
    error = traceback.error
    shown = f"{error}: {traceback.text}" if traceback.text else error
    own = f"class {error}" in code or error in _OWN_KINDS
    return ("own" if own else "unknown"), {"kind": shown}
