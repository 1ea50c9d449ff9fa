"""From what a person typed behind the word of an action to the command that it asks for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, TypeVar

from kibako_access import earcons, ruby

from kibako import strings
from kibako.errors import UsageError
from kibako.workbench import commands, settings, sounding
from kibako.workbench.rescue import WIPE
from kibako.workbench.view import View

READING_MODES: tuple[commands.ReadingMode, ...] = ("furigana", "kana", "normal")

D = TypeVar("D")
LAUNCHER_DEEDS: Mapping[Literal["status", "install", "remove", "log"], tuple[str, str]] = {
    "status": ("いま", "status"),
    "install": ("つける", "install"),
    "remove": ("はずす", "remove"),
    "log": ("きろく", "log"),
}
RADIO_DEEDS: Mapping[Literal["status", "on", "off"], tuple[str, str]] = {
    "status": ("いま", "status"),
    "on": ("つける", "on"),
    "off": ("きる", "off"),
}
SPEECH_WORDS: Mapping[str, tuple[str, str]] = {"on": ("だす", "on"), "off": ("とめる", "off")}
"""What may stand behind a word, in Japanese and English; the first is meant by the word alone."""

SOUND_WORDS: Mapping[earcons.Mode, tuple[str, str]] = {
    "on": ("だします", "on"),
    "off": ("だしません", "off"),
    "auto": ("おまかせ", "auto"),
}
SAID = ("ことば", "said")
"""The word before one of these that asks about words instead of the sound itself."""

Factory = Callable[[View, str], commands.Command]
"""Makes the command from what is shown now and from the words after the action's own word."""


def _number(argument: str, limit: int) -> int:
    """Return the number 1 to ``limit`` that was typed, full-width digits too."""
    if argument.isdecimal() and len(argument) < 4 and 1 <= int(argument) <= limit:
        return int(argument)
    raise UsageError("number_expected", argument=argument or "-", limit=limit)


def open_pack(view: View, argument: str) -> commands.Command:
    """The pack of that id, or of that number in the list; the first one when none is named."""
    for pack in view.packs:
        if argument == pack.id:
            return commands.OpenPack(pack.id)
    if not view.packs:
        raise UsageError("no_packs")
    return commands.OpenPack(view.packs[_number(argument or "1", len(view.packs)) - 1].id)


def step(view: View, argument: str) -> commands.Command:
    """The step of that number."""
    return commands.OpenStep(_number(argument, view.steps) - 1)


def reading(view: View, argument: str) -> commands.Command:
    """The mode that is named, or the one after the present one."""
    for mode in READING_MODES:
        names = {mode} | {strings.text(f"reading_{mode}.name", lang) for lang in strings.LANGUAGES}
        if argument.lower() in {name.lower() for name in names}:
            return commands.SetReading(mode)
    if argument:
        known = ", ".join(strings.text(f"reading_{mode}.name") for mode in READING_MODES)
        raise UsageError("reading_unknown", argument=argument, known=known)
    at = READING_MODES.index(view.reading)
    return commands.SetReading(READING_MODES[(at + 1) % len(READING_MODES)])


def language(view: View, argument: str) -> commands.Command:
    """The language that is named, or the one after the present one."""
    known = strings.languages()
    if argument and argument not in known:
        raise UsageError("language_unknown", argument=argument, known=", ".join(known))
    at = known.index(view.lang)
    return commands.SetLanguage(argument or known[(at + 1) % len(known)])


def change_setting(view: View, argument: str) -> commands.Command:
    """Set what is named, by its id or label, to the value that is named; else to its next one."""
    found, value = _named_setting(argument.split())
    if not value:
        return commands.Choose(found.id, found.after(view.setting(found.id)))
    for each in found.values:
        names = {found.value_name(each, lang) for lang in strings.LANGUAGES}
        if _closed_up(value) in {each.lower(), *_ways_to_type(names)}:
            return commands.Choose(found.id, each)
    known = ", ".join(ruby.render(found.value_name(each), "kana") for each in found.values)
    label = ruby.render(found.label, "kana")
    raise UsageError("setting_value", argument=value, setting=label, known=known)


def _named_setting(words: Sequence[str]) -> tuple[settings.Setting, str]:
    """Return what is named at the beginning, and what is typed behind it.

    A label may be of several words, and one be the beginning of another: the longest one counts.
    """
    for count in range(len(words), 0, -1):
        name = _closed_up("".join(words[:count]))
        for found in settings.SETTINGS:
            labels = {strings.text(f"setting_{found.id}.label", lang) for lang in strings.LANGUAGES}
            if name in {found.id, found.id.replace("_", ""), *_ways_to_type(labels)}:
                return found, " ".join(words[count:])
    known = ", ".join(ruby.render(found.label, "kana") for found in settings.SETTINGS)
    raise UsageError("setting_unknown", argument=words[0] if words else "-", known=known)


def _ways_to_type(texts: Iterable[str]) -> set[str]:
    return {_closed_up(ruby.render(text, mode)) for text in texts for mode in READING_MODES}


def _closed_up(text: str) -> str:
    return "".join(text.split()).lower()


def speech(view: View, argument: str) -> commands.Command:
    """On or off, or the other one."""
    for on, words in SPEECH_WORDS.items():
        if argument.lower() in words:
            return commands.Choose("speech", on)
    if argument:
        at = strings.word_index()
        known = ", ".join(words[at] for words in SPEECH_WORDS.values())
        raise UsageError("tool_deed", argument=argument, known=known)
    return commands.Choose("speech", "off" if view.setting("speech") == "on" else "on")


def sound(view: View, argument: str) -> commands.Command:
    """On, off or by itself, or a volume; the next one of the first three when none is named."""
    if argument.rstrip("%").isdecimal():
        return commands.Choose("volume", argument.rstrip("%"))
    return change_setting(view, f"sound {argument}")


def sounds(view: View, argument: str) -> commands.Command:
    """The list; one sound of it, to be heard; or when that one is heard and said from now on."""
    if not argument:
        return commands.Sounds()
    table = earcons.sounds()
    known = earcons.names(table)
    named, *words = argument.lower().split()
    if named.isdecimal():
        named = known[_number(named, len(known)) - 1]
    if named not in known:
        raise UsageError("sound_unknown", argument=named, known=", ".join(known))
    if not words:
        return commands.Sounds(named)
    kind: sounding.Kind = "sound"
    if words[0] in SAID and len(words) == 2:
        kind, words = "announcement", words[1:]
    for value, names in SOUND_WORDS.items():
        if len(words) == 1 and words[0] in names and named in table.sounds:
            kept = view.setting(settings.SOUND_MODES)
            changed = sounding.with_mode(kept, named, kind, value)
            return commands.Choose(settings.SOUND_MODES, changed)
    raise UsageError("sound_mode", argument=" ".join(words)[:60])


def board(view: View, argument: str) -> commands.Command:
    """The board of that number in the list, of that label or port, or any moniker."""
    for each in view.boards:
        if argument and argument in (each.moniker, each.label, each.port):
            return commands.UseBoard(each.moniker)
    if argument and not argument.isdecimal():
        return commands.UseBoard(argument)
    return commands.UseBoard(view.boards[_number(argument, len(view.boards)) - 1].moniker)


def rescue(view: View, argument: str) -> commands.Command:
    """Free the board; a word more takes off what it starts by itself."""
    if argument and argument.lower() not in WIPE:
        raise UsageError("rescue_what", argument=argument)
    return commands.Rescue(wipe=bool(argument))


def name_board(view: View, argument: str) -> commands.Command:
    """Keep that label."""
    if not argument:
        raise UsageError("name_what")
    return commands.NameBoard(argument)


def tool(make: Callable[[str], commands.Command]) -> Factory:
    """Make a command that needs to know which file or folder."""

    def factory(view: View, argument: str) -> commands.Command:
        if not argument:
            raise UsageError("tool_which")
        return make(argument)

    return factory


def launcher(view: View, argument: str) -> commands.Command:
    """What to do with the launcher."""
    return commands.UseLauncher(_deed(argument, LAUNCHER_DEEDS))


def radio(view: View, argument: str) -> commands.Command:
    """What to do with Bluetooth."""
    return commands.UseBluetooth(_deed(argument, RADIO_DEEDS))


def _deed(argument: str, deeds: Mapping[D, tuple[str, str]]) -> D:
    """The deed that is named in either language; the first one when none is."""
    for deed, words in deeds.items():
        if argument.lower() in words or not argument:
            return deed
    at = strings.word_index()
    raise UsageError("tool_deed", argument=argument, known=", ".join(w[at] for w in deeds.values()))


SPELT = ("もじ", "letters")
"""The word behind a line's number that asks for every sign of it, in Japanese and English."""


def say_code(view: View, argument: str) -> commands.Command:
    """Say the program or the line of that number; by its signs when a word more asks so."""
    words = argument.lower().split()
    literal = bool(words) and words[-1] in SPELT
    numbers = words[:-1] if literal else words
    if len(numbers) > 1 or (numbers and not numbers[0].isdecimal()) or len(argument) > 40:
        at = strings.word_index()
        raise UsageError("say_what", argument=argument, letters=SPELT[at])
    return commands.SayCode(int(numbers[0]) if numbers else None, literal)


def talk(view: View, argument: str) -> commands.Command:
    """A talkpoint on the line of that number; the number alone takes the one there off."""
    number, _, text = argument.partition(" ")
    if not argument:
        return commands.Talk()
    if not number.isdecimal() or len(number) > 6:
        raise UsageError("talk_which", argument=number[:20])
    there = int(number) in {line for line, _ in view.talkpoints}
    return commands.Talk(int(number), None if there and not text.strip() else text.strip())


def restore(view: View, argument: str) -> commands.Command:
    """Put the program of that number in the history back."""
    if not argument.isdecimal() or len(argument) > 6:
        raise UsageError("history_which", argument=argument or "-")
    return commands.Restore(int(argument))


SAVE_PLOT = "csv"
"""The word behind the plot's own that writes it to a file."""


def plot(view: View, argument: str) -> commands.Command:
    """Write what was measured to the file of that name; the faces show it themselves."""
    word, _, name = argument.partition(" ")
    if word.lower() != SAVE_PLOT:
        raise UsageError("plot_what", argument=argument or "-")
    if not name.strip():
        raise UsageError("plot_file")
    return commands.SavePlot(name.strip())


def press(view: View, argument: str) -> commands.Command:
    """Press what was named."""
    if not argument:
        raise UsageError("press_what")
    return commands.PressNamed(argument)


def set_named(view: View, argument: str) -> commands.Command:
    """Set what was named."""
    if not argument:
        raise UsageError("set_what")
    return commands.SetNamed(argument)
