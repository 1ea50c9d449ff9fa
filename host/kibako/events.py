"""Events: what happens on a board or in a lesson, as frozen values with a JSON-lines form.

Faces, checks, logs and records are all readers of this one stream. docs/events.md lists the
sources and what each says.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

JsonValue = str | int | float | bool | None | list["JsonValue"] | dict[str, "JsonValue"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Attributes:
        t_ms: When, on the board's own clock (milliseconds since boot).
        source: What it happened to: ``display``, ``pin0``, ``button_a``, ``program``, ``lesson``.
        what: What happened: ``frame``, ``digital``, ``pressed``, ``print``.
        value: The detail, any JSON value.
    """

    t_ms: int
    source: str
    what: str
    value: JsonValue = None

    def to_json(self) -> str:
        """Return the event as one line of JSON, without a line end."""
        return json.dumps(
            {"t_ms": self.t_ms, "source": self.source, "what": self.what, "value": self.value},
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, line: str) -> "Event":
        """Read an event from its JSON line.

        Args:
            line: One line, as :meth:`to_json` writes it.

        Returns:
            The event.

        Raises:
            ValueError: The line is no event.
        """
        data: object = json.loads(line)
        if not isinstance(data, dict):
            raise ValueError(line)
        fields = cast("dict[str, JsonValue]", data)
        t_ms, source, what = fields.get("t_ms"), fields.get("source"), fields.get("what")
        if not (isinstance(t_ms, int) and isinstance(source, str) and isinstance(what, str)):
            raise ValueError(line)
        return cls(t_ms, source, what, fields.get("value"))


PREPARING = ("board", "preparing")
"""Source and ``what`` of the event that tells of a wait: the interpreter is compiled, once."""

EventSink = Callable[[Event], None]
"""Something that takes events, called on the thread where they happen: it must not block."""
