"""The ladder that frees a board that hangs: each rung is announced with its limit, and keeps it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Literal, get_args

from kibako.boards import filing, keeping, launcher
from kibako.boards.board import Board
from kibako.boards.catching import Caught, catch
from kibako.boards.limited import REAL, Clock, LimitedLink, within
from kibako.boards.ways import Way
from kibako.errors import KibakoError, LinkError
from kibako.events import JsonValue

Rung = Literal["stop", "restart", "replug", "copy", "wipe"]
RUNGS: tuple[Rung, ...] = get_args(Rung)

LIMITS_S: dict[Rung, float] = {
    "stop": 12.0,
    "restart": 20.0,
    "replug": 60.0,
    "copy": 60.0,
    "wipe": 25.0,
}
"""How long each rung takes at most, a person's time to plug included."""
_MARGIN_S = 1.0
"""What a rung does ends so long before its limit, so that what is under way may end too."""
_START_S = 5.0
_FILES_MAX = 200
_DEPTH_MAX = 4
_STARTERS = ("boot.py", launcher.MAIN)

Tell = Callable[[str, dict[str, JsonValue]], None]
"""Told what happens: its name and its details, as docs/events.md lists them."""
Ask = Callable[[Rung, tuple[str, ...]], bool]
"""Asked before files are taken off a board; returns whether they may go."""
State = Literal[
    "freed",
    "starts",
    "wiped",
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


class Rescue:
    """Frees one board.

    Args:
        way: The way to it.
        tell: Told what is tried and what came of it.
        ask: Asked before anything is taken off the board.
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
        clock: Clock = REAL,
        ended: Callable[[], bool] = lambda: False,
        alone: Callable[[float, Callable[[], None], str], None] = within,
    ) -> None:
        self._way = way
        self._tell = tell
        self._ask = ask
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
            for rung, there in (("restart", self._way.restarts), ("replug", self._way.hand))
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
        plan = self.plan(up_to or "wipe")
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
            if rung in ("copy", "wipe"):
                break
            if self._ended():
                return Outcome(False, "stopped")
            self._do(rung, lambda until, rung=rung: self._catch(rung, until))
            seen = seen or self._caught.seen
            if self._caught.error is not None:
                return Outcome(False, "unreachable", error=self._caught.error)
            if self._caught.foreign:
                return Outcome(False, "foreign")
            if self._caught.board is not None:
                break
        board = self._caught.board
        if board is None:
            if self._ended():
                return Outcome(False, "stopped")
            return Outcome(False, "not_freed" if seen else "absent")
        if not self._starts:
            return Outcome(True, "freed")
        if "wipe" not in plan or not (wanted or self._caught.how == "hard"):
            return Outcome(True, "starts", self._starts)
        self._do("copy", lambda until: self._copy(board, until))
        if not self._ask("wipe", self._starts):
            self._tell("result", {"rung": "wipe", "result": "declined"})
            return Outcome(True, "starts", self._starts)
        if self._do("wipe", lambda until: self._wipe(board, until)):
            return Outcome(True, "wiped", self._starts)
        return Outcome(False, "wipe_failed", self._starts)

    # The rungs. Each runs alone, on a thread that may be left behind.

    def _do(self, rung: Rung, deed: Callable[[float], dict[str, JsonValue]]) -> bool:
        """Announce a rung, do it, tell what came of it; return whether it was done."""
        limit_s = LIMITS_S[rung]
        hand = self._way.hand if rung == "replug" else ""
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
            gentle=rung == "stop",
            restart=rung == "restart",
            waits=rung == "replug",
            patient=self._hung,
        )
        board, log = caught.board, ""
        if board is not None:
            try:
                log = self._look(board, until)
            except BaseException:
                board.link.close()
                raise
        if turn is not self._turn:
            if board is not None:
                board.link.close()
            return {"result": "hangs"}  # nobody waits for it any more
        self._caught = caught
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

    def _look(self, board: Board, until: float) -> str:
        """See what starts by itself; return the error that the launcher kept."""
        self._limit(board, until)
        names = {info.name for info in board.list_files() if not info.is_folder}
        main = board.read_file(launcher.MAIN) if launcher.MAIN in names else None
        if not launcher.is_launcher(main):
            self._starts = tuple(name for name in _STARTERS if name in names)
            return ""
        self._starts = tuple(name for name in ("boot.py", launcher.PROGRAM) if name in names)
        return launcher.read_log(board) if launcher.LOG in names else ""

    def _copy(self, board: Board, until: float) -> dict[str, JsonValue]:
        """Fetch every file, what starts by itself first, and keep it on this computer."""
        self._limit(board, until)
        paths = [f"/{name}" for name in self._starts]
        paths += [path for path in _files(board, "/", 0) if path not in paths]
        left: list[JsonValue] = []
        turn = self._turn
        for number, path in enumerate(paths):
            try:
                content = board.read_file(path)
                here = keeping.keep(board, filing.place_of(board, path), content)
            except LinkError:
                left.extend(paths[number:])
                break
            except KibakoError:
                left.append(path)
                continue
            if turn is not self._turn:
                break
            self._kept.add(path.lstrip("/"))
            self._tell("kept", {"file": path, "path": str(here)})
        return {"result": "partly" if left else "done", "left": left}

    def _wipe(self, board: Board, until: float) -> dict[str, JsonValue]:
        """Take off what starts by itself, and prove that the board then starts to its prompt."""
        self._limit(board, until)
        unkept = [name for name in self._starts if name not in self._kept]
        if unkept:
            return {"result": "unkept", "left": list(unkept)}
        for name in self._starts:
            board.remove(name)
            self._tell("removed", {"file": name})
        board.soft_reset()
        board.connect(_START_S)
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


def _files(board: Board, folder: str, depth: int) -> list[str]:
    """Return the files of a folder and of those in it, up to a number that is no surprise."""
    found: list[str] = []
    for info in board.list_files(folder):
        path = str(PurePosixPath("/", info.path.lstrip("/")))
        if not info.is_folder:
            found.append(path)
        elif depth < _DEPTH_MAX:
            found.extend(_files(board, path, depth + 1))
        if len(found) >= _FILES_MAX:
            break
    return found


def _told(error: KibakoError) -> dict[str, JsonValue]:
    return {"code": error.code, "what": error.what, "next": error.next_step}
