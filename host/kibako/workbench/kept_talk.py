"""The talkpoints of a pack's programs: kept with the lesson, and moved along when lines move."""

from collections.abc import Callable
from contextlib import suppress

from kibako.club.progress import KeptTalkpoint, ProgressStore, TalkRecord
from kibako.errors import FileError, UsageError
from kibako.events import JsonValue
from kibako.workbench.talkpoints import CHARS_MAX, POINTS_MAX, Talkpoint, checked, moved, toggled


class KeptTalk:
    """The talkpoints of the learner's work on one pack. The work holds a lock around it.

    Args:
        store: Where the work is kept.
        pack_id: The pack.
        step_id: Returns the open step.
        code: Returns the program of the open step.
        damaged: Told what was found broken on disk.
    """

    def __init__(
        self,
        store: ProgressStore,
        pack_id: str,
        step_id: Callable[[], str],
        code: Callable[[], str],
        damaged: Callable[[FileError], None],
    ) -> None:
        self._store = store
        self._pack_id = pack_id
        self._step_id = step_id
        self._code = code
        self._dirty = False
        loaded = store.load_talk(pack_id)
        if loaded.problem:
            damaged(loaded.problem)
        self._points = {
            step: tuple(Talkpoint(each.line, each.text[:CHARS_MAX]) for each in points[:POINTS_MAX])
            for step, points in loaded.value.steps.items()
        }

    @property
    def now(self) -> tuple[Talkpoint, ...]:
        """Those of the open step."""
        return self._points.get(self._step_id(), ())

    def of(self, code: str) -> tuple[Talkpoint, ...]:
        """Return where those of the open step stand in a program that may be an earlier one."""
        return moved(self.now, self._code(), code)

    def edited(self, step_id: str, old: str, new: str) -> None:
        """Move along with a program that changes."""
        points = self._points.get(step_id, ())
        if (after := moved(points, old, new)) != points:
            self._points[step_id] = after
            self._dirty = True

    def answer(self, line: int | None, text: str | None) -> tuple[str, JsonValue]:
        """Put one on a line or take it off; no line: tell which there are.

        Args:
            line: The line, counted from 1.
            text: What it is to say; None takes it off.

        Returns:
            The word and the value of the event that tells it.

        Raises:
            UsageError: It cannot stand there, or there is none.
        """
        code = self._code()
        if line is None:
            return "list", [_shown(each, code) for each in self.now]
        if text is None:
            others = tuple(each for each in self.now if each.line != line)
            if others == self.now:
                raise UsageError("talk_none_there", line=line)
            self._keep(others)
            return "removed", {"line": line}
        point = checked(line, text, code)
        self._keep(toggled(self.now, point))
        return "set", _shown(point, code)

    def _keep(self, points: tuple[Talkpoint, ...]) -> None:
        self._points[self._step_id()] = points
        self._dirty = True
        with suppress(FileError):  # it is told with the programs, which go to the same place
            self.save()

    def save(self) -> None:
        """Bring them to disk.

        Raises:
            FileError: It cannot be written; they stay in memory.
        """
        if not self._dirty:
            return
        steps = {
            step: [KeptTalkpoint(each.line, each.text) for each in points]
            for step, points in self._points.items()
            if points
        }
        self._store.save_talk(self._pack_id, TalkRecord(steps=steps))
        self._dirty = False


def _shown(point: Talkpoint, code: str) -> dict[str, JsonValue]:
    return {"line": point.line, "text": point.text, "kind": point.kind(code)}
