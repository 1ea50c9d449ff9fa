"""Pictures of packs, put into the page itself as ``data:`` addresses.

A picture that lay beside the page could be opened by its own address, and an SVG from a stranger
would then be a page that may do things. Inside an ``<img>`` it may do nothing, a page is whole when
it is copied alone, and no path of a pack ever becomes a path of the site.
"""

from base64 import b64encode
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from kibako.html import Html, tag

KINDS = {".svg": "image/svg+xml", ".png": "image/png"}
"""What a picture may be, by the end of its name: what a pack can be given away with."""
PICTURE_BYTES_MAX = 1_000_000
"""The largest picture; a page with many larger ones would be slow on a club's old laptop."""


def picture_of(folder: Path, text_in: str) -> Callable[[str, str], Html]:
    """Return what makes the pictures of one text.

    Args:
        folder: The folder of the pack.
        text_in: The folder of the text inside the pack; ``.`` for one beside ``pack.toml``.

    Returns:
        A function of the name that the text gives and of what the picture shows. A picture that is
        not to be had is told by its words alone: the page is whole without it.
    """

    def make(file: str, alt: str) -> Html:
        raw = _read(folder, str(PurePosixPath(text_in) / file))
        if raw is None:
            return tag("p", alt, class_="no-picture")
        kind = KINDS[PurePosixPath(file).suffix.lower()]
        return tag("img", src=f"data:{kind};base64,{b64encode(raw).decode()}", alt=alt)

    return make


def _read(folder: Path, name: str) -> bytes | None:
    """Return the bytes of a picture inside the pack, None if it is none or lies outside."""
    if PurePosixPath(name).suffix.lower() not in KINDS or "\0" in name:
        return None
    try:
        path = (folder / name).resolve(strict=True)
        if not path.is_relative_to(folder.resolve(strict=True)) or not path.is_file():
            return None
        with path.open("rb") as file:
            raw = file.read(PICTURE_BYTES_MAX + 1)
    except (OSError, ValueError):
        return None
    return raw if len(raw) <= PICTURE_BYTES_MAX else None
