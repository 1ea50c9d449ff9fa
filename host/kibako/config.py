"""The settings of this computer: ``config.toml`` in the configuration folder.

A mentor may set there, once for a borrowed laptop, what would be an option every time::

    lang = "ja"
    board = "serial:auto"
"""

import tomllib
from dataclasses import dataclass, fields

from kibako import paths, strings
from kibako.errors import FileError
from kibako.reasons import reason_of
from kibako.toml_faults import fault_of

FILE = "config.toml"
SIZE_MAX = 64_000


@dataclass(frozen=True, slots=True)
class Settings:
    """What a mentor may set.

    Attributes:
        lang: The language of messages; empty leaves the choice to the computer.
        board: The moniker of the usual board; empty means the one that is plugged in.
    """

    lang: str = ""
    board: str = ""


def settings() -> Settings:
    """Return the settings; without a file, each is left open.

    Raises:
        FileError: The file cannot be used; the error names every fault in it.
    """
    try:
        path = paths.config_dir() / FILE
    except FileError:
        return Settings()  # where no folder can be made there are no settings either
    try:
        with path.open("rb") as file:
            content = file.read(SIZE_MAX)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise FileError("config_wrong", path=str(path), faults=reason_of(error)) from error
    try:
        table = tomllib.loads(content.decode())
    except ValueError as error:
        said = fault_of(error, content, path.name)
        raise FileError("config_wrong", path=str(path), faults=said) from error
    faults = list(_faults(table))
    if faults:
        raise FileError("config_wrong", path=str(path), faults=" ".join(faults))
    return Settings(**{str(key): str(value) for key, value in table.items()})


def _faults(table: dict[str, object]) -> list[str]:
    known = [field.name for field in fields(Settings)]
    found: list[str] = []
    for key, value in table.items():
        if key not in known:
            found.append(strings.text("config.unknown", key=key, known=" / ".join(known)))
        elif not isinstance(value, str):
            found.append(strings.text("config.no_text", key=key))
        elif key == "lang" and value not in ("", *strings.languages()):
            known_languages = " / ".join(strings.languages())
            found.append(strings.text("config.no_language", value=value, known=known_languages))
    return found
