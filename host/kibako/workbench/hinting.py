"""The ladder of hints: a nudge, a question, code with gaps, and the solution when it is wanted."""

from dataclasses import dataclass, field

from kibako import strings
from kibako.errors import UsageError
from kibako.events import JsonValue
from kibako.lessons.code_facts import CodeFacts
from kibako.lessons.explain.explanation import explain_code
from kibako.lessons.explain.source import uncalled
from kibako.workbench.work import Work

_GAPS = ("has_loop", "has_if", "has_function")
"""What a program may lack that the solution has: the messages ``check_code_<one of these>``."""


@dataclass(slots=True)
class HintLadder:
    """How far a learner has come on the ladder of each step of the open pack.

    What can be seen in the program itself (it cannot be read, there is no loop yet) comes before
    the hints of the pack, once for each gap.

    Args:
        work: The learner's work on the open pack.
    """

    work: Work
    _reached: dict[str, int] = field(default_factory=dict[str, int])
    _told: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    _shown: tuple[str, str, str] = ("", "", "")

    @property
    def solution_next(self) -> bool:
        """Whether the next hint is the solution, which has not been looked at yet."""
        step = self.work.step
        at = self._reached.get(step.id, 0)
        return at == self._count() and not self._gap()[0]

    def shown(self) -> str:
        """Return the hint on show: Markdown with ruby, its heading first; "" when there is none."""
        step_id, heading, text = self._shown
        return f"# {heading}\n\n{text}\n" if step_id == self.work.step.id else ""

    def take(self, sure: bool) -> JsonValue:
        """Take the next hint.

        Args:
            sure: Whether the solution is wanted, if that is what comes next.

        Returns:
            The value of the event: which hint it is, its heading and its text.

        Raises:
            UsageError: The solution comes next, and nobody has said that it is wanted.
        """
        step, lang = self.work.step, strings.content_language()
        gap, text = self._gap()
        if gap:
            self._told.setdefault(step.id, set()).add(gap)
            return self._show("program", strings.text("hint.program"), text)
        hints = step.hints(lang, self.work.board)
        at = self._reached.get(step.id, 0)
        if at < len(hints):
            self._reached[step.id] = at + 1
            heading = strings.text("hint.number", None, number=at + 1)
            return self._show(f"{at + 1}", heading, hints[at])
        if at == len(hints) and not sure:
            raise UsageError("hint_sure")
        self._reached[step.id] = len(hints) + 1
        code = step.solution_for(self.work.board).rstrip("\n")
        return self._show("solution", strings.text("hint.solution"), f"```python\n{code}\n```")

    def _show(self, rung: str, heading: str, text: str) -> JsonValue:
        self._shown = (self.work.step.id, heading, text)
        return {"rung": rung, "heading": heading, "text": text}

    def _count(self) -> int:
        return len(self.work.step.hints(strings.content_language(), self.work.board))

    def _gap(self) -> tuple[str, str]:
        """Return what the program obviously lacks and was not told yet, and its sentence."""
        code, step = self.work.code(), self.work.step
        told = self._told.get(step.id, set())
        broken = explain_code(code)
        if broken is not None:
            key = f"{broken.kind} {broken.code_line}"
            place = strings.text("explain.about_line", None, line=broken.line)
            text = f"{place}: `{broken.code_line}`\n\n{broken.what()} {broken.advice()}"
            return ("", "") if key in told else (key, text)
        if loose := uncalled(code):
            line, name = loose
            key = f"uncalled {name}"
            if key not in told:
                return key, strings.text("hint.uncalled", None, line=line, name=name)
        has, wanted = CodeFacts(code), CodeFacts(step.solution_for(self.work.board))
        if not (has.known and wanted.known):
            return "", ""
        for gap in _GAPS:
            if gap not in told and wanted.ask(gap, "") and not has.ask(gap, ""):
                return gap, strings.text(f"check_code_{gap}.seen", None, name="")
        return "", ""
