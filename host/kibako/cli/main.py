"""The command line: ``kibako VERB ...``, and the way into the other two faces.

Each verb is one module; only the one that is asked for is imported, so that ``--version`` and
a wrong word are answered at once.
"""

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

from kibako import __version__

VERBS = (
    "run",
    "play",
    "world",
    "exec",
    "explain",
    "say",
    "sounds",
    "braille",
    "repl",
    "ls",
    "get",
    "put",
    "rm",
    "sync",
    "boards",
    "bridge",
    "control",
    "radio",
    "lesson",
    "pack",
    "hardware",
    "shelf",
    "flash",
    "launcher",
    "bench",
    "rescue",
    "doctor",
)
"""The verbs, in the order that help shows them; each is the module ``kibako.cli.VERB_verb``."""

INTERRUPTED = 130
READER_GONE = 141
OUR_FAULT = 70


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the words ask.

    Args:
        arguments: The words; those of the process when left out.

    Returns:
        The exit status: see docs/cli.md.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    try:
        if words == ["--version"]:
            return _say_version()
        from kibako.cli import hangup, output

        output.prepare()
        if arguments is None:  # we are the program, and not called by another one
            hangup.leave_in_order()
        return _dispatch(words)
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit:
        from kibako.cli import output

        output.silence()  # nobody may be there any more to read what is still to be written
        raise
    except BrokenPipeError:
        from kibako.cli import output

        output.silence()
        return READER_GONE
    except Exception as error:  # noqa: BLE001 - the last line of defence: say it, never dump it
        return _render(error, debug)


def _say_version() -> int:
    print(f"kibako {__version__}", flush=True)
    return 0


def _render(error: Exception, debug: bool) -> int:
    """Say an error once, and return its exit status."""
    from kibako.cli import output
    from kibako.errors import FileError, KibakoError

    if debug:
        import traceback

        traceback.print_exception(error)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        output.fault(FileError("output_full"))
        output.silence()  # what is still to be written would fail again at the end
        return FileError.exit_status
    if isinstance(error, KibakoError):
        with suppress(KeyError):  # a message that no catalogue has: then it is our fault after all
            output.fault(error)
            return int(error.exit_status)
        error = LookupError(error.code)
    output.say("our_fault.what", error=f"{type(error).__name__}: {error}")
    output.say("our_fault.next")
    return OUR_FAULT


def _dispatch(words: list[str]) -> int:
    """Split the words at the verb, and let the verb's module do the rest."""
    leading = _leading_options(words)
    verb = words[len(leading)] if len(words) > len(leading) else ""
    _choose_language(words)
    if not verb:
        module = import_module("kibako.cli.open_verb")
        return int(module.run(leading))
    if verb not in VERBS:
        from kibako.cli.words import unknown

        raise unknown("verb_unknown", verb, VERBS, verb=verb)
    module = import_module(f"kibako.cli.{verb}_verb")
    return int(module.run([*leading, *words[len(leading) + 1 :]]))


def _leading_options(words: list[str]) -> list[str]:
    """Return the options before the verb; some of them take the word after them."""
    from kibako.cli.words import TAKING

    count = 0
    while count < len(words) and words[count].startswith("-"):
        count += 2 if words[count] in TAKING else 1
    return words[:count]


def _choose_language(words: list[str]) -> None:
    """Take the language of the words; else of the environment; else of the settings."""
    from kibako import config, strings
    from kibako.cli.words import one_of

    asked = _language_words(words)
    for word, value in asked:
        strings.set_language(one_of(word, strings.languages())(value))
    if not asked and os.environ.get("KIBAKO_LANG", "") not in strings.languages():
        lang = config.settings().lang
        if lang:
            strings.set_language(lang)


def _language_words(words: list[str]) -> list[tuple[str, str]]:
    """Return the languages that are asked for, so that errors are said in them too."""
    end = words.index("--") if "--" in words else len(words)
    found: list[tuple[str, str]] = []
    for index, word in enumerate(words[:end]):
        if word == "--lang" and index + 1 < end:
            found.append((word, words[index + 1]))
        elif word.startswith("--lang="):
            found.append(("--lang", word.removeprefix("--lang=")))
    return found


def wants_plain() -> bool:
    """Return whether the environment asks for the line mode instead of the full screen."""
    from kibako.cli.output import asks_plain

    return asks_plain() or not (sys.stdin.isatty() and sys.stdout.isatty())
