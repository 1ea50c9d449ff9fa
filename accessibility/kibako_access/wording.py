"""The words of this package, in each language: ``words/<what>.<lang>.toml``."""

import functools
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Literal

Lang = Literal["ja", "en"]


@functools.cache
def table(what: str, lang: Lang) -> Mapping[str, Mapping[str, str]]:
    """Return the words of one reader: groups of words by their keys.

    Args:
        what: What they are for: ``code``, ``numbers``.
        lang: The language.
    """
    text = files("kibako_access").joinpath(f"words/{what}.{lang}.toml").read_text("utf-8")
    return tomllib.loads(text)
