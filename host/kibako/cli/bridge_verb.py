"""``kibako bridge``: offer the board to other tools on this computer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import output, target
from kibako.cli.words import Words, number
from kibako.errors import ExitStatus

if TYPE_CHECKING:
    from kibako.links.bridge import Bridge, PtyBridge

POLL_S = 0.5


def run(words: Sequence[str]) -> int:
    """Offer the board as a TCP port or a pseudo-terminal, until Ctrl-C.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = Words("kibako bridge", strings.text("cli.bridge_about"))
    parser.option(
        "--port", help="bridge_port", default=0, type=number("--port", 0, 65535, whole=True)
    )
    parser.option("--pty", help="bridge_pty", action="store_true")
    target.add_options(parser)
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako.boards.opening import board_link
    from kibako.links.bridge import Bridge, PtyBridge

    name = target.moniker(found)
    link = board_link(name, wire_log=found.wire_log, virtual=target.options(found, name))
    link.open()
    try:
        bridged = PtyBridge(link) if found.pty else Bridge(link, int(found.port))
        with target.controlled(link), bridged as bridge:
            output.data(bridge.address)
            output.say("bridge_said.ready", board=link.description)
            _serve(bridge)
    finally:
        link.close()
    return ExitStatus.DONE


def _serve(bridge: "Bridge | PtyBridge") -> None:
    """Wait until the bridge ends by itself, or a person ends it: both are its proper end."""
    try:
        while not bridge.wait(POLL_S):
            continue
    except KeyboardInterrupt:
        output.say("bridge_said.done")
        return
    if bridge.failure is not None:
        raise bridge.failure
