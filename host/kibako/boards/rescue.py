"""The ladder that frees a board that hangs: each rung is announced with its limit, and keeps it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol, get_args

from kibako.boards import steps_of_rescue as steps
from kibako.boards.board import Board
from kibako.boards.catching import Caught, catch
from kibako.boards.limited import REAL, Clock, LimitedLink, within
from kibako.boards.ways import Way
from kibako.errors import KibakoError, LinkError
from kibako.events import JsonValue

Rung = Literal["stop", "restart", "replug", "copy", "wipe", "reflash"]
RUNGS: tuple[Rung, ...] = get_args(Rung)

LIMITS_S: dict[Rung, float] = {
    "stop": 12.0,
    "restart": 20.0,
    "replug": 60.0,
    "copy": 60.0,
    "wipe": 25.0,
    "reflash": 240.0,
}
"""How long each rung takes at most, a person's time to plug included."""
_MARGIN_S = 1.0
"""What a rung does ends so long before its limit, so that what is under way may end too."""

Tell = Callable[[str, dict[str, JsonValue]], None]
"""Told what happens: its name and its details, as docs/events.md lists them."""
Ask = Callable[[Rung, tuple[str, ...]], bool]
"""Asked before files are taken off a board; returns whether they may go."""
State = Literal[
    "freed",
    "starts",
    "wiped",
    "reflashed",
    "stopped",
    "not_freed",
    "absent",
    "foreign",
    "wipe_failed",
    "unreachable",
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended.

    Attributes:
        ok: Whether the board answers.
        state: What it is like now.
        starts: The files that it starts by itself.
        error: What ended the ladder early.
    """

    ok: bool
    state: State
    starts: tuple[str, ...] = ()
    error: KibakoError | None = None


class Reflash(Protocol):
    """Writes firmware to a board that shows a drive, or is about to."""

    hand: str
    """What a person does to bring the drive: ``bootsel``, or ``""`` where it is always there."""

    def __call__(self, until: float) -> None:
        """Wait for the drive and write.

        Args:
            until: When to give up, on the clock of the rescue.

        Raises:
            KibakoError: There is no image for that board, no drive, or the board refused it.
        """
        ...


class Rescue:
    """Frees one board.

    Args:
        way: The way to it.
        tell: Told what is tried and what came of it.
        ask: Asked before anything is taken off the board, or written to it.
        reflash: Writes its firmware anew; None: that cannot be done from here.
        clock: The clock and the way to wait.
        ended: Whether somebody wants it to end before its time.
        alone: Does a rung and leaves it alone when it hangs: :func:`within`.
    """

    def __init__(
        self,
        way: Way,
        tell: Tell,
        ask: Ask,
        *,
        reflash: Reflash | None = None,
        clock: Clock = REAL,
        ended: Callable[[], bool] = lambda: False,
        alone: Callable[[float, Callable[[], None], str], None] = within,
    ) -> None:
        self._way = way
        self._tell = tell
        self._ask = ask
        self._reflash = reflash
        self._clock = clock
        self._ended = ended
        self._alone = alone
        self._caught = Caught()
        self._kept: set[str] = set()
        self._turn = object()
        self._hung = False
        self._starts: tuple[str, ...] = ()

    def plan(self, up_to: Rung) -> tuple[Rung, ...]:
        """Return the rungs that there are for this board.

        Args:
            up_to: The last one.
        """
        left_out = {
            rung
            for rung, there in (
                ("restart", self._way.restarts),
                ("replug", self._way.hand),
                ("reflash", self._reflash),
            )
            if not there
        }
        wanted = RUNGS[: RUNGS.index(up_to) + 1]
        return tuple(rung for rung in wanted if rung not in left_out)

    def climb(self, up_to: Rung | None = None) -> Outcome:
        """Go up, as far as it takes.

        Args:
            up_to: The last rung. With ``"wipe"`` what starts by itself is taken off in any case;
                without it, only of a board that did not stop in the ordinary way.

        Returns:
            How it ended.
        """
        plan = self.plan(up_to or RUNGS[-1])
        self._tell(
            "plan",
            {
                "board": self._way.name,
                "rungs": [{"rung": rung, "limit_s": LIMITS_S[rung]} for rung in plan],
                "limit_s": sum(LIMITS_S[rung] for rung in plan),
            },
        )
        outcome = self._climb(plan, wanted=up_to == "wipe")
        self._release()
        said: dict[str, JsonValue] = {
            "board": self._way.name,
            "ok": outcome.ok,
            "state": outcome.state,
            "starts": list(outcome.starts),
        }
        if outcome.error is not None:
            said["error"] = _told(outcome.error)
        self._tell("end", said)
        return outcome

    def _climb(self, plan: tuple[Rung, ...], *, wanted: bool) -> Outcome:
        seen = False
        for rung in plan:
            if rung in ("copy", "wipe", "reflash"):
                break
            if self._ended():
                return Outcome(False, "stopped")
            self._do(rung, lambda until, rung=rung: self._catch(rung, until))
            seen = seen or self._caught.seen
            if self._caught.error is not None:
                return Outcome(False, "unreachable", error=self._caught.error)
            if self._caught.foreign or self._caught.board is not None:
                break
        anew = False
        if self._caught.board is None and self._reflash is not None and "reflash" in plan:
            anew = self._made_anew(self._reflash)
        board = self._caught.board
        if board is None:
            if self._ended():
                return Outcome(False, "stopped")
            if self._caught.foreign:
                return Outcome(False, "foreign")
            return Outcome(False, "not_freed" if seen else "absent")
        if not self._starts:
            return Outcome(True, "reflashed" if anew else "freed")
        if "wipe" not in plan or not (wanted or anew or self._caught.how == "hard"):
            return Outcome(True, "starts", self._starts)
        self._do("copy", lambda until: self._copy(board, until))
        if not self._ask("wipe", self._starts):
            self._tell("result", {"rung": "wipe", "result": "declined"})
            return Outcome(True, "starts", self._starts)
        if self._do("wipe", lambda until: self._wipe(board, until)):
            return Outcome(True, "wiped", self._starts)
        return Outcome(False, "wipe_failed", self._starts)

    def _made_anew(self, reflash: Reflash) -> bool:
        """Write the firmware anew, if the person wants it; return whether the board then came."""
        if self._ended():
            return False
        if not self._ask("reflash", ()):
            self._tell("result", {"rung": "reflash", "result": "declined"})
            return False
        return self._do("reflash", lambda until: self._reflash_and_catch(reflash, until))

    # The rungs. Each runs alone, on a thread that may be left behind.

    def _do(self, rung: Rung, deed: Callable[[float], dict[str, JsonValue]]) -> bool:
        """Announce a rung, do it, tell what came of it; return whether it was done."""
        limit_s = LIMITS_S[rung]
        hand = self._way.hand if rung == "replug" else ""
        if rung == "reflash" and self._reflash is not None:
            hand = self._reflash.hand
        self._tell("rung", {"rung": rung, "limit_s": limit_s, "hand": hand})
        results: list[dict[str, JsonValue]] = []
        self._turn = object()
        until = self._clock.now() + limit_s - _MARGIN_S
        try:
            self._alone(limit_s, lambda: results.append(deed(until)), self._way.name)
            result = results[0]
        except KibakoError as error:
            hangs = isinstance(error, LinkError) and error.code == "link_hangs"
            result = {"result": "hangs" if hangs else "failed", "error": _told(error)}
            if hangs:
                self._caught = Caught()  # what was begun is left behind, with its link
                self._turn, self._hung = object(), True
        self._tell("result", {"rung": rung, **result})
        return result["result"] in ("freed", "done")

    def _catch(self, rung: Rung, until: float) -> dict[str, JsonValue]:
        turn = self._turn
        caught = catch(
            self._way,
            until,
            self._clock,
            gentle=rung in ("stop", "reflash"),
            restart=rung == "restart",
            waits=rung in ("replug", "reflash"),
            patient=self._hung,
        )
        board, log = caught.board, ""
        starts: tuple[str, ...] = ()
        if board is not None:
            try:
                self._limit(board, until)
                starts, log = steps.look(board)
            except BaseException:
                board.link.close()
                raise
        if turn is not self._turn:
            if board is not None:
                board.link.close()
            return {"result": "hangs"}  # nobody waits for it any more
        self._caught, self._starts = caught, starts
        if caught.error is not None:
            return {"result": "failed", "error": _told(caught.error)}
        if board is None:
            return {"result": "not_freed" if caught.seen else "absent", "said": caught.said}
        if log:
            self._tell("log", {"text": log})
        return {
            "result": "freed",
            "how": caught.how,
            "board": board.identity.name,
            "starts": list(self._starts),
        }

    def _reflash_and_catch(self, reflash: Reflash, until: float) -> dict[str, JsonValue]:
        """Write the firmware anew, then meet the board when it starts."""
        reflash(until)
        self._tell("written", {})
        return self._catch("reflash", until)

    def _copy(self, board: Board, until: float) -> dict[str, JsonValue]:
        self._limit(board, until)
        turn = self._turn
        left = steps.copy(board, self._starts, self._keep, lambda: turn is not self._turn)
        return {"result": "partly" if left else "done", "left": list(left)}

    def _keep(self, path: str, here: Path) -> None:
        self._kept.add(path.lstrip("/"))
        self._tell("kept", {"file": path, "path": str(here)})

    def _wipe(self, board: Board, until: float) -> dict[str, JsonValue]:
        self._limit(board, until)
        unkept = [name for name in self._starts if name not in self._kept]
        if unkept:
            return {"result": "unkept", "left": list(unkept)}
        steps.wipe(board, self._starts, lambda name: self._tell("removed", {"file": name}))
        return {"result": "done"}

    def _limit(self, board: Board, until: float) -> None:
        if isinstance(board.link, LimitedLink):
            board.link.until = until

    def _release(self) -> None:
        """Close the board; a port that hangs even then is left alone."""
        board, self._caught = self._caught.board, replace(self._caught, board=None)
        if board is not None:
            self._limit(board, self._clock.now() + _MARGIN_S)
            try:
                self._alone(2 * _MARGIN_S, board.close, self._way.name)
            except LinkError as error:
                self._tell("left", {"error": _told(error)})


def _told(error: KibakoError) -> dict[str, JsonValue]:
    return {"code": error.code, "what": error.what, "next": error.next_step}
