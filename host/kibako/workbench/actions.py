"""The one list of what a person can do: each action has a TUI key, line-mode words and help.

The faces build their key bindings, their command words and their help pages from this list; a
test fails when an action lacks one of them.
"""

from collections.abc import Iterable

from kibako.workbench import asked, commands
from kibako.workbench.action import Action

OPEN_BENCH = -1
"""What a face returns in place of an exit status when the bench of many boards is wanted next."""

ACTIONS: tuple[Action, ...] = (
    Action("open", ("enter",), (("ひらく",), ("open",)), "list", asked.open_pack, argument=True),
    Action(
        "run",
        ("f5", "ctrl+r"),
        (("うごかす", "じっこう"), ("run",)),
        "lesson",
        lambda view, rest: commands.Run(),
    ),
    Action(
        "stop",
        ("f6", "ctrl+t"),
        (("とめる",), ("stop",)),
        "lesson",
        lambda view, rest: commands.Stop(),
    ),
    Action(
        "check",
        ("f7", "ctrl+g"),
        (("たしかめる",), ("check",)),
        "lesson",
        lambda view, rest: commands.Check(),
    ),
    Action(
        "next",
        ("f8", "ctrl+n"),
        (("つぎ",), ("next",)),
        "lesson",
        lambda view, rest: commands.NextStep(),
    ),
    Action(
        "previous",
        ("f4",),
        (("まえ",), ("previous", "back")),
        "lesson",
        lambda view, rest: commands.PreviousStep(),
    ),
    Action(
        "hint",
        ("alt+h",),
        (("ヒント",), ("hint",)),
        "lesson",
        lambda view, rest: commands.Hint(),
    ),
    Action("step", ("alt+s",), (("ステップ",), ("step",)), "lesson", asked.step, argument=True),
    Action("edit", ("alt+e",), (("かく",), ("edit",)), "lesson", argument=True),
    Action("complete", ("ctrl+@", "alt+1"), (("つづき",), ("complete",)), "lesson", argument=True),
    Action(
        "history",
        ("ctrl+b",),
        (("りれき",), ("history",)),
        "lesson",
        asked.restore,
        argument=True,
    ),
    Action("say", ("ctrl+l",), (("よみあげ",), ("say",)), "lesson", asked.say_code, argument=True),
    Action(
        "talk", ("ctrl+d", "alt+2"), (("つぶやき",), ("talk",)), "lesson", asked.talk, argument=True
    ),
    Action(
        "reset",
        ("alt+r",),
        (("はじめから",), ("reset",)),
        "lesson",
        lambda view, rest: commands.ResetCode(),
    ),
    Action(
        "press_a",
        ("f9", "alt+a"),
        (("ボタンA", "a"), ("a", "press a")),
        "lesson",
        lambda view, rest: commands.PressButton("button_a"),
    ),
    Action(
        "press_b",
        ("f10", "alt+b"),
        (("ボタンB", "b"), ("b", "press b")),
        "lesson",
        lambda view, rest: commands.PressButton("button_b"),
    ),
    Action("press", ("alt+p",), (("おす",), ("press",)), "lesson", asked.press, argument=True),
    Action(
        "set", ("f11", "alt+w"), (("あわせる",), ("set",)), "lesson", asked.set_named, argument=True
    ),
    Action(
        "record",
        ("alt+o",),
        (("ろくが",), ("record",)),
        "lesson",
        lambda view, rest: commands.Record(),
    ),
    Action(
        "input",
        ("alt+i",),
        (("おくる",), ("input", "send")),
        "lesson",
        lambda view, rest: commands.SendInput(rest),
        argument=True,
    ),
    Action(
        "check_real",
        ("ctrl+p",),
        (("ほんもの",), ("real",)),
        "lesson",
        lambda view, rest: commands.Check(real=True),
    ),
    Action("plot", ("ctrl+k",), (("グラフ",), ("plot",)), "lesson", asked.plot, argument=True),
    Action(
        "close",
        ("escape",),
        (("とじる",), ("close",)),
        "lesson",
        lambda view, rest: commands.ClosePack(),
    ),
    Action(
        "board", ("f12", "alt+u"), (("ボード",), ("board",)), "anywhere", asked.board, argument=True
    ),
    Action(
        "rescue",
        ("alt+k",),
        (("きゅうじょ",), ("rescue",)),
        "anywhere",
        asked.rescue,
        argument=True,
    ),
    Action(
        "blink",
        ("alt+l",),
        (("ひからせる",), ("blink",)),
        "anywhere",
        lambda view, rest: commands.Blink(),
    ),
    Action(
        "name", ("alt+m",), (("なまえ",), ("name",)), "anywhere", asked.name_board, argument=True
    ),
    Action(
        "files",
        ("alt+x",),
        (("いちらん",), ("files",)),
        "anywhere",
        lambda view, rest: commands.ListFiles(),
    ),
    Action(
        "put",
        ("alt+t",),
        (("ボードへ",), ("put",)),
        "anywhere",
        asked.tool(commands.PutFile),
        argument=True,
    ),
    Action(
        "get",
        ("alt+g",),
        (("ボードから",), ("get",)),
        "anywhere",
        asked.tool(commands.GetFile),
        argument=True,
    ),
    Action(
        "sync",
        ("alt+y",),
        (("そろえる",), ("sync",)),
        "anywhere",
        asked.tool(commands.SyncFolder),
        argument=True,
    ),
    Action(
        "launcher",
        ("alt+v",),
        (("ランチャー",), ("launcher",)),
        "anywhere",
        asked.launcher,
        argument=True,
    ),
    Action("radio", ("alt+j",), (("むせん",), ("radio",)), "anywhere", asked.radio, argument=True),
    Action(
        "doctor",
        ("alt+d",),
        (("しらべる",), ("doctor",)),
        "anywhere",
        lambda view, rest: commands.Diagnose(),
    ),
    Action("find", ("ctrl+f",), (("さがす",), ("find", "search")), "list", argument=True),
    Action("bench", ("alt+n",), (("ベンチ",), ("bench",)), "list"),
    Action(
        "reading", ("f2",), (("よみかた",), ("reading",)), "anywhere", asked.reading, argument=True
    ),
    Action(
        "language", ("f3",), (("ことば",), ("language",)), "anywhere", asked.language, argument=True
    ),
    Action(
        "settings",
        ("ctrl+o",),
        (("せってい",), ("settings",)),
        "anywhere",
        asked.change_setting,
        argument=True,
    ),
    Action("speech", ("alt+q",), (("こえ",), ("speech",)), "anywhere", asked.speech, argument=True),
    Action(
        "again",
        ("alt+z",),
        (("もういちど",), ("again", "repeat")),
        "anywhere",
        lambda view, rest: commands.Again(),
    ),
    Action(
        "silence",
        ("ctrl+s",),
        (("しずかに",), ("silence",)),
        "anywhere",
        lambda view, rest: commands.Silence(),
    ),
    Action(
        "sound",
        ("ctrl+backslash",),
        (("おと",), ("sound",)),
        "anywhere",
        asked.sound,
        argument=True,
    ),
    Action(
        "sounds",
        ("ctrl+right_square_bracket",),
        (("おとのいちらん",), ("sounds",)),
        "anywhere",
        asked.sounds,
        argument=True,
    ),
    Action("help", ("f1",), (("たすけ", "?"), ("help", "?")), "anywhere"),
    Action("quit", ("ctrl+q",), (("おわる",), ("quit", "exit")), "anywhere"),
)
"""Every action, in the order of a help page."""

BENCH_ACTIONS: tuple[Action, ...] = (
    Action("bench_start", ("f5", "ctrl+r"), (("はじめる",), ("start",)), "bench"),
    Action("bench_stop", ("f6", "ctrl+t"), (("とめる",), ("stop",)), "bench"),
    Action("bench_retry", ("f7", "ctrl+g"), (("もういちど",), ("retry",)), "bench"),
    Action("bench_show", ("f8",), (("みる",), ("show",)), "bench"),
    *(found for found in ACTIONS if found.id in ("help", "quit")),
)
"""What a mentor can do on the bench of many boards; ``kibako bench`` does the rest by itself."""


def action(action_id: str) -> Action:
    """Return an action by its id.

    Raises:
        KeyError: There is none of that id.
    """
    for found in (*ACTIONS, *BENCH_ACTIONS):
        if found.id == action_id:
            return found
    raise KeyError(action_id)


def by_words(line: str, among: Iterable[Action] = ACTIONS) -> tuple[Action, str] | None:
    """Find what a typed line asks for.

    Args:
        line: The line, such as ``step 2`` or ``うごかす``; case and outer spaces do not matter.
        among: The actions that can be meant.

    Returns:
        The action and the rest of the line, or None when no action has that word.
    """
    typed = line.strip().replace("\u3000", " ")
    best: tuple[Action, str, int] | None = None
    for found in among:
        for word in found.all_words:
            head, rest = typed[: len(word)], typed[len(word) :]
            if head.lower() != word.lower() or not (not rest or rest.startswith(" ")):
                continue
            if rest and not found.argument:
                continue
            if best is None or len(word) > best[2]:
                best = (found, rest[1:] if found.id == "input" else rest.strip(), len(word))
    return None if best is None else best[:2]
