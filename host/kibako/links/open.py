"""Monikers: one short text that names any board, and the link it stands for."""

import re
from pathlib import Path

from kibako.errors import UsageError
from kibako.links.base import Link
from kibako.virtual.options import ORDINARY, VirtualOptions

_NAME = re.compile(r"[\w][\w-]{0,39}")
_WINDOWS_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_SCHEMES = ("virtual", "serial", "tcp", "ble")
_FORMS = ("board:LABEL", "serial:PORT", "ble:NAME", "tcp:HOST:PORT")
_WINDOWS_PORT = re.compile(r"com\d{1,3}", re.IGNORECASE)
_HOST_PORT = re.compile(r"(?:socket://|tcp://|tcp:)?(\[[0-9A-Fa-f:.]+\]|[\w.-]+):(\d{1,5})")


def open_link(
    moniker: str, *, wire_log: Path | None = None, virtual: VirtualOptions = ORDINARY
) -> Link:
    """Return the link that a moniker names; it is not opened yet.

    Args:
        moniker: ``virtual:PROFILE[/NAME]``, ``serial:auto``, ``serial:PORT``, ``ble:NAME``,
            ``ble:ADDRESS``, ``ble:auto``, ``tcp:HOST:PORT``.
        wire_log: A file that gets every byte as lines of JSON.
        virtual: How a virtual board is to be.

    Returns:
        The link.

    Raises:
        UsageError: No such moniker; the error names the nearest.
    """
    link = _link(moniker, virtual)
    if wire_log is None:
        return link
    from kibako.links.snoop import SnoopLink

    return SnoopLink(link, wire_log)


def _link(moniker: str, virtual: VirtualOptions) -> Link:
    scheme, _, rest = moniker.partition(":")
    if scheme == "virtual" and rest:
        return _virtual(moniker, rest, virtual)
    if scheme == "serial" and rest.strip() and rest.isprintable():
        from kibako.links.serial import SerialLink

        return SerialLink(rest)
    if scheme == "tcp" and (match := _HOST_PORT.fullmatch(moniker)):
        port = int(match[2])
        if 0 < port < 65536:
            from kibako.links.tcp import TcpLink

            return TcpLink(match[1].strip("[]"), port)
    if scheme == "ble" and rest:
        return _ble(rest)
    raise _unknown(moniker)


def _ble(name: str) -> Link:
    from kibako.links.ble_names import (
        AUTO,
        NAME_BYTES_MAX,
        is_address,
        is_micro_bit,
        is_name,
        shown_name,
    )

    if is_micro_bit(name):
        raise UsageError("ble_micro_bit", name=name.strip())
    if not (name == AUTO or is_name(name) or is_address(name)):
        raise UsageError("moniker_ble", name=shown_name(name), most=NAME_BYTES_MAX)
    from kibako.links.ble import BleLink

    return BleLink(name)


def _virtual(moniker: str, rest: str, options: VirtualOptions) -> Link:
    from kibako.links.virtual import VirtualLink
    from kibako.virtual.profile import find_profile

    profile_name, slash, name = rest.partition("/")
    try:
        profile = find_profile(profile_name)
    except UsageError as exc:
        raise _unknown(moniker) from exc
    if slash and (not _NAME.fullmatch(name) or _WINDOWS_DEVICES.fullmatch(name)):
        raise UsageError("moniker_name", name=name)
    return VirtualLink(profile.id, name or profile.id, options)


def _unknown(moniker: str) -> UsageError:
    shown = moniker if len(moniker) <= 60 else moniker[:57] + "..."
    near = nearest(moniker)
    if near is not None:
        return UsageError("moniker_unknown", moniker=shown, nearest=near)
    from kibako.virtual.profile import profiles

    known = ("virtual:microbit", *(f"virtual:{name}" for name in sorted(profiles())), *_FORMS)
    return UsageError("moniker_not_near", moniker=shown, known=", ".join(known))


def nearest(moniker: str) -> str | None:
    """Return the moniker that was most likely meant; None when none is near.

    Args:
        moniker: What was given instead.
    """
    text = moniker.strip()
    if text.startswith("/dev/") or _WINDOWS_PORT.fullmatch(text):
        return f"serial:{text}"
    match = _HOST_PORT.fullmatch(text)
    if match and match[1] not in _SCHEMES and int(match[2]) < 65536:
        return f"tcp:{match[1]}:{match[2]}"
    import difflib

    from kibako.virtual.profile import profiles

    candidates = ["virtual:microbit", *(f"virtual:{name}" for name in sorted(profiles()))]
    candidates += ["serial:auto", "tcp:HOST:PORT"]
    by_end = {name.partition(":")[2]: name for name in candidates}
    scheme, _, rest = text.lower().partition(":")
    if scheme == "ble":
        return "ble:auto"
    if scheme in _SCHEMES:
        own = [name for name in candidates if name.startswith(f"{scheme}:")] or candidates
        close = difflib.get_close_matches(text.lower(), own, 1, 0.7) if rest else []
        if not close and rest and scheme == "virtual":
            return None
        return close[0] if close else own[0]
    close = difflib.get_close_matches(text.lower(), candidates, 1, 0.6)
    if not close:
        close = [by_end[end] for end in difflib.get_close_matches(rest or scheme, list(by_end), 1)]
    return close[0] if close else None
