# -*- coding: utf-8 -*-
"""Set Kibako up in this folder and start it; ``python3 kit.py test`` runs its tests.

This file keeps to words that even Python 2.7 can read, so that an old Python says one clear
sentence instead of a syntax error. The work itself is done in host/kibako/setup/.
"""

from __future__ import unicode_literals

import os
import sys

NEEDED = (3, 11)
SETUP_FAILED = 5

TOO_OLD = (
    "Kibako には Python {needed} か、それより 新しい Python が いります（いまは {found}）。",
    "{try_ja}",
    "Kibako needs Python {needed} or newer; this Python is {found}.",
    "{try_en}",
)


def newer_python():
    """Return the name of a Python on this computer that is new enough, or nothing."""
    folders = os.environ.get("PATH", "").split(os.pathsep)
    for minor in range(20, NEEDED[1] - 1, -1):
        name = "python3.%d" % minor
        for folder in folders:
            if os.access(os.path.join(folder, name), os.X_OK):
                return name
    return ""


def say_too_old():
    """Say in both languages that this Python is too old, and what to try."""
    newer = newer_python()
    if newer:
        try_ja = "「%s kit.py」と 打ってください。" % newer
        try_en = "Type: %s kit.py" % newer
    else:
        try_ja = "新しい Python を https://www.python.org/ から 入れて、もう一度 はじめてください。"
        try_en = "Install a newer Python from https://www.python.org/ and start again."
    needed = ".".join(str(part) for part in NEEDED)
    found = ".".join(str(part) for part in sys.version_info[:3])
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    stream = getattr(sys.stderr, "buffer", sys.stderr)
    for line in TOO_OLD:
        said = line.format(needed=needed, found=found, try_ja=try_ja, try_en=try_en) + "\n"
        stream.write(said.encode(encoding, "replace"))
    stream.flush()


def main():
    """Check the Python, then hand over to the set-up."""
    if sys.version_info < NEEDED:
        say_too_old()
        return SETUP_FAILED
    root = os.path.dirname(os.path.realpath(__file__))
    sys.path.insert(0, os.path.join(root, "host"))
    from kibako.setup.start import start

    return start(root, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
