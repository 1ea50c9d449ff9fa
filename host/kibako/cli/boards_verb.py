"""``kibako boards``: list the boards that can be used, name one, blink one."""

import argparse
import sys
from collections.abc import Sequence

from kibako import strings
from kibako.cli import output
from kibako.cli.words import Words, deed_of, deed_unknown
from kibako.errors import ExitStatus, FileError, UsageError

VIRTUAL = ("virtual:microbit", "virtual:pico")
DEEDS = ("name", "blink")


def run(words: Sequence[str]) -> int:
    """List the boards that are plugged in, then the virtual ones; or name or blink one.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    deed = deed_of(words)
    parser = Words(f"kibako boards {deed}".strip(), strings.text("cli.boards_about"))
    if deed:
        parser.word("DEED", help="boards_deed")
        parser.word("BOARD", help="boards_board")
    if deed == "name":
        parser.word("LABEL", help="boards_label")
    if not deed:
        parser.option("--ble", help="boards_ble", action="store_true")
        parser.option("--json", help="json_option", action="store_true")
        parser.option("--watch", help="boards_watch", action="store_true")
    if deed and deed not in DEEDS:
        raise deed_unknown("boards", deed, DEEDS)
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    return {"name": _name, "blink": _blink, "": _list}[deed](found)


def _name(found: argparse.Namespace) -> int:
    from kibako.boards.labels import name_board

    serial = name_board(found.board, found.label)
    output.say("boards_list.named" if found.label.strip() else "boards_list.unnamed", serial=serial)
    return ExitStatus.DONE


def _blink(found: argparse.Namespace) -> int:
    from kibako.boards.blink import blink
    from kibako.boards.opening import open_board

    board = open_board(found.board)
    try:
        output.say("boards_list.blinking", board=found.board)
        blink(board)
    finally:
        board.close()
    return ExitStatus.DONE


def _list(found: argparse.Namespace) -> int:
    if found.watch and found.ble:
        raise UsageError("options_apart", one="--ble", other="--watch")
    if found.watch:
        from kibako.cli.boards_watch import watch

        return watch(found.json)
    if found.ble:
        return _list_ble(found)
    from kibako.boards.discovery import default_moniker, list_boards

    boards = list_boards()
    default = default_moniker()
    labels = _labels()
    rows = [
        {
            "moniker": board.moniker,
            "name": board.name,
            "real": True,
            "label": labels.get(board.usb_serial, ""),
            "usb_serial": board.usb_serial,
        }
        for board in boards
    ]
    rows += [{"moniker": name, "name": name, "real": False} for name in VIRTUAL]
    if found.json:
        output.data_json([{**row, "default": row["moniker"] == default} for row in rows])
        return ExitStatus.DONE
    if not boards:
        output.say("boards_list.none")
    for row in rows:
        mark = strings.text("boards_list.default") if row["moniker"] == default else ""
        parts = (row["moniker"], row["name"], row.get("label", ""), mark)
        output.data("\t".join(str(part) for part in parts if part))
    return ExitStatus.DONE


def _list_ble(found: argparse.Namespace) -> int:
    from kibako.links.ble_finding import SCAN_S, find_boards, find_micro_bits

    if sys.stderr.isatty():
        output.say("boards_list.listening", seconds=round(SCAN_S))
    boards = find_boards()
    if found.json:
        output.data_json(
            [
                {
                    "moniker": board.moniker,
                    "name": board.shown,
                    "real": True,
                    "address": board.address,
                    "rssi_dbm": board.rssi_dbm,
                    "taken": board.taken,
                }
                for board in boards
            ]
        )
        return ExitStatus.DONE
    if not boards:
        output.say("boards_list.none_heard")
    for board in boards:
        mark = strings.text("boards_list.taken") if board.taken else ""
        parts = (board.moniker, board.shown, f"{board.rssi_dbm} dBm", mark)
        output.data("\t".join(part for part in parts if part))
    if micro_bits := find_micro_bits():
        output.say("boards_list.micro_bits", names=", ".join(micro_bits))
    return ExitStatus.DONE


def _labels() -> dict[str, str]:
    """Return the labels; a broken file of labels is said, and hides no board."""
    from kibako.boards.labels import read_labels

    try:
        return read_labels()
    except FileError as error:
        output.fault(error)
        return {}
