"""The firmware that travels with Kibako: the micro:bit image inside the package ``uflash``."""

import hashlib
from functools import cache
from importlib import import_module, metadata

from kibako.errors import FileError

PACKAGE = "uflash"
NAME = "microbit"
LICENCE = "MIT, with parts under other licences (microbit-micropython)"
_SHA256 = {"2.0.0": "43d383d47500d262e1ac564c69bfd9336c451d1d1657f2d20b2049c054277f69"}
"""What the image of each version of the package is, so that a changed package is seen."""


def bundled_source() -> str | None:
    """Return where the bundled image comes from, ``PyPI: uflash 2.0.0``; None: not installed."""
    try:
        return f"PyPI: {PACKAGE} {metadata.version(PACKAGE)}"
    except metadata.PackageNotFoundError:
        return None


@cache
def bundled_image() -> bytes:
    """Return the universal hex for micro:bit V1 and V2.

    Returns:
        The file's bytes.

    Raises:
        FileError: The package is not installed, of a version that Kibako does not know, or not
            what was published.
    """
    try:
        version = metadata.version(PACKAGE)
        # The package offers its image only under this name; its own functions return parts of it.
        text = getattr(import_module(PACKAGE), "_RUNTIME", "")
    except ImportError as error:
        raise FileError("shelf_unknown", name=NAME, known="-") from error
    data = str(text).encode()
    if hashlib.sha256(data).hexdigest() != _SHA256.get(version):
        raise FileError("shelf_changed", name=NAME)
    return data
