"""How texts are shown: the reading of kanji, and the language."""

from kibako import strings
from kibako.errors import UsageError
from kibako.workbench import commands


def take(command: commands.Setting) -> tuple[str, str, str]:
    """Take a setting over.

    Args:
        command: Which one, and its value.

    Returns:
        What the event says, the field in which it is kept, and the value.

    Raises:
        UsageError: There is no such language.
    """
    match command:
        case commands.SetReading(mode):
            return "reading", "reading", mode
        case commands.SetLanguage(lang):
            if lang not in strings.LANGUAGES:
                known = ", ".join(strings.LANGUAGES)
                raise UsageError("language_unknown", argument=lang, known=known)
            strings.set_language(lang)
            return "language", "lang", lang
        case _:
            raise TypeError(command)
