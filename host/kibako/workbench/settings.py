"""What a person can set: one list, from which each face makes its page of settings.

A new setting is a field of :class:`kibako.club.progress.Settings`, a line in :data:`SETTINGS`, and
a group of messages ``setting_<id>``: ``label``, ``help``, and a name for each value that does not
speak for itself.
"""

from dataclasses import dataclass

import msgspec

from kibako import strings
from kibako.club.progress import Settings
from kibako.errors import UsageError
from kibako.workbench import commands


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that a person can set.

    Attributes:
        id: Its field in :class:`~kibako.club.progress.Settings`.
        fixed: What it can be set to, in the order in which a key goes through them; nothing for
            the language, which may be one of a folder that came later.
    """

    id: str
    fixed: tuple[str, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """What it can be set to now."""
        return self.fixed or strings.languages()

    @property
    def label(self) -> str:
        """What it is called, in the current language, with ruby."""
        return strings.text(f"setting_{self.id}.label")

    @property
    def help(self) -> str:
        """One sentence that says what it does."""
        return strings.text(f"setting_{self.id}.help")

    def value_name(self, value: str, lang: str | None = None) -> str:
        """Return what a value is called.

        Args:
            value: One of :attr:`values`.
            lang: The language; the current one when left out.
        """
        name = f"setting_{self.id}.{value}"
        if self.id == "lang" and not strings.has(name):
            return strings.own_name(value)
        return strings.text(name, lang) if strings.has(name) else value

    def after(self, value: str, by: int = 1) -> str:
        """Return the value that comes after another one, round and round.

        Args:
            value: The present one.
            by: How many to go on; less than 0 goes back.
        """
        at = self.values.index(value) if value in self.values else -1
        return self.values[(at + by) % len(self.values)]


SETTINGS: tuple[Setting, ...] = (
    Setting("lang", ()),
    Setting("reading", ("furigana", "kana", "normal")),
    Setting("size", ("normal", "large")),
    Setting("theme", ("wood", "contrast", "light", "okabe-ito", "terminal")),
    Setting("calm", ("off", "on")),
    Setting("speech", ("off", "on")),
    Setting("voice_rate", ("slowest", "slow", "normal", "fast", "fastest")),
    Setting("voice_pitch", ("low", "normal", "high")),
    Setting("voice_volume", ("quiet", "normal", "loud")),
    Setting("sound", ("auto", "on", "off")),
    Setting("volume", ("25", "50", "75", "100")),
)
"""Every setting, in the order of the page."""
SOUND_MODES = "sound_modes"
"""What is set for one sound alone; on no page, as there are two of it for each sound."""


def setting(name: str) -> Setting:
    """Return a setting by its id.

    Raises:
        UsageError: There is none of that id.
    """
    for found in SETTINGS:
        if found.id == name:
            return found
    raise UsageError("setting_unknown", argument=name, known=", ".join(s.id for s in SETTINGS))


def chosen(kept: Settings) -> tuple[tuple[str, str], ...]:
    """Return each setting and its value; of the language, the one that is spoken now."""
    values: dict[str, str] = msgspec.structs.asdict(kept) | {"lang": strings.language()}
    return tuple((name, values[name]) for name in (*(each.id for each in SETTINGS), SOUND_MODES))


def take(command: commands.Setting) -> tuple[str, str, str]:
    """Take a setting over.

    Args:
        command: Which one, and its value.

    Returns:
        What the event says, the field in which it is kept, and the value.

    Raises:
        UsageError: There is no such setting, language or value.
    """
    match command:
        case commands.SetReading(mode):
            return _take("reading", mode)
        case commands.SetLanguage(lang):
            if lang not in strings.languages():
                known = ", ".join(strings.languages())
                raise UsageError("language_unknown", argument=lang, known=known)
            return _take("lang", lang)
        case commands.Choose(name, value):
            return _take(name, value)
        case _:
            raise TypeError(command)


def _take(name: str, value: str) -> tuple[str, str, str]:
    if name == SOUND_MODES:
        return name, name, value
    found = setting(name)
    if value not in found.values:
        known = ", ".join(found.values)
        raise UsageError("setting_value", argument=value, setting=name, known=known)
    if name == "lang":
        strings.set_language(value)
        return "language", name, value
    return name, name, value
