"""``kibako pack preview``: the pack in a browser while it is written."""

from collections.abc import Sequence

from kibako import strings
from kibako.cli import local, output
from kibako.cli.words import Words, number
from kibako.errors import ExitStatus

POLL_S = 0.5


def run(words: Sequence[str]) -> int:
    """Show a pack in a browser, new after every save, until Ctrl-C.

    Args:
        words: What came after ``pack preview``.

    Returns:
        The exit status.
    """
    parser = Words("kibako pack preview", strings.text("cli.pack_preview_about"))
    parser.word("FOLDER", help="pack_folder")
    at_port = number("--port", 0, 65535, whole=True)
    parser.option("--port", help="pack_preview_port", metavar="PORT", type=at_port)
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako.lessons.site.preview import Preview

    folder = local.folder(found.folder).resolve()
    try:
        with Preview(folder, int(found.port or 0)) as preview:
            output.data(preview.address)
            output.say("pack_said.preview")
            while True:
                preview.wait(POLL_S)
    except KeyboardInterrupt:
        output.say("pack_said.preview_over")
    return ExitStatus.DONE
