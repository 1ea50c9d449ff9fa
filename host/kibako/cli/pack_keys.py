"""``kibako pack keys``: keys to sign packs with, and the authors whose keys are trusted."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import asking, local, output
from kibako.cli.words import Words, deed_of, deed_unknown
from kibako.errors import ExitStatus, PackError, UsageError

if TYPE_CHECKING:
    from kibako.lessons.minisign import PublicKey, SecretKey

DEEDS = ("list", "new", "trust", "distrust")


def run(words: Sequence[str]) -> int:
    """List keys, make one, trust an author or no longer.

    Args:
        words: What came after ``pack keys``.

    Returns:
        The exit status.
    """
    deed = deed_of(words)
    parser = Words(f"kibako pack keys {deed}".strip(), strings.text("cli.pack_keys_about"))
    parser.word("WHAT", help="pack_keys_what", needed=False)
    if deed in DEEDS[1:]:
        parser.word("NAME", help="pack_keys_own" if deed == "new" else "pack_keys_author")
    if deed == "trust":
        parser.word("KEY", help="pack_keys_key")
    if deed == "new":
        parser.option("--no-passphrase", help="pack_keys_open", action="store_true")
    parser.option("--json", help="json_option", action="store_true")
    if deed and deed not in DEEDS:
        raise deed_unknown("pack keys", deed, DEEDS)
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako.lessons.author_keys import AuthorKeys

    keys = AuthorKeys()
    if deed == "new":
        _tell(found.name, keys.new(found.name, _new_passphrase(found.no_passphrase)), found.json)
    elif deed == "trust":
        keys.trust(found.name, _public_key(found.key))
        output.say("keys_said.trusted", name=found.name)
    elif deed == "distrust":
        keys.distrust(found.name)
        output.say("keys_said.distrusted", name=found.name)
    else:
        _list(found.json)
    return ExitStatus.DONE


def secret_key(name: str) -> "SecretKey":
    """Return the key to sign with, unlocked by who sits at the terminal.

    Args:
        name: The name of an own key, or a file of minisign.

    Raises:
        PackError: There is none, or it stays locked.
    """
    from kibako.lessons import minisign
    from kibako.lessons.author_keys import AuthorKeys, is_open, read_secret

    path = AuthorKeys().secret_file(name)
    text = read_secret(path)
    if is_open(path):
        output.say("keys_said.open", path=path)
    passphrase = ""
    if minisign.is_locked(text):
        if not asking.can_answer():
            raise PackError("key_locked", name=name)
        passphrase = asking.secret(strings.text("keys_said.passphrase", None, name=name))
    return minisign.read_secret_key(text, str(path), passphrase)


def _new_passphrase(none: bool) -> str:
    if none:
        return ""
    if not asking.can_answer():
        raise UsageError("key_needs_terminal")
    output.say("keys_said.about_passphrase")
    first = asking.secret(strings.text("keys_said.new_passphrase"))
    if first and asking.secret(strings.text("keys_said.again")) != first:
        raise UsageError("key_passphrases_differ")
    return first


def _public_key(told: str) -> "PublicKey":
    """Read a public key that was typed, or that lies in a file."""
    from kibako.lessons import minisign

    text = told
    if Path(told).is_file():
        text = local.read_bytes(told, minisign.FILE_BYTES_MAX).decode("utf-8", "replace")
    key = minisign.read_public_key(text)
    if key is None:
        raise UsageError("key_no_public", key=told[:80])
    return key


def _tell(name: str, key: "PublicKey", as_json: bool) -> None:
    if as_json:
        output.data_json({"name": name, "key": key.text})
    else:
        output.data(key.text)
    output.say("keys_said.made", name=name)


def _list(as_json: bool) -> None:
    from kibako.lessons.author_keys import AuthorKeys

    keys = AuthorKeys()
    rows = [("own", name, key.text) for name, key in keys.own().items()]
    rows += [("trusted", name, key) for key, name in keys.trusted().items()]
    if as_json:
        output.data_json([{"kind": kind, "name": name, "key": key} for kind, name, key in rows])
        return
    for kind, name, key in rows:
        output.data(f"{strings.text(f'keys_kind.{kind}')}\t{name}\t{key}")
    if not rows:
        output.say("keys_said.none")
