"""The pictures of a pack: small enough for any computer, and nothing in them but a picture.

A picture from a stranger is shown by a browser and by the faces. A few bytes of PNG may unfold to
gigabytes, and an SVG may hold programs or fetch things from the net; neither is let in.
"""

import re
import struct
import zlib
from xml.parsers import expat

from kibako.lessons.manifest import problem

MAX_PIXELS_A_SIDE = 4096
MAX_PIXELS = 8_000_000
MAX_ELEMENTS = 20_000
MAX_DEPTH = 64
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples a pixel by colour type (PNG specification, 11.2.1)."""
_DEPTHS = (1, 2, 4, 8, 16)
_DRAWING = frozenset(
    "svg g defs title desc path rect circle ellipse line polyline polygon text tspan "
    "textPath linearGradient radialGradient stop clipPath mask pattern marker style switch "
    "metadata".split()
)
"""The elements of SVG that draw; none of them runs, embeds or loads anything.

``use`` is not among them: a few that use each other draw one thing a billion times.
"""
_FOREIGN = re.compile(r"url\(\s*(?![\s\"']*#)|@import|javascript:|expression\(|\\", re.IGNORECASE)
"""What a style may not hold: anything that leads out of the file, or hides that it does."""
_SVG = "http://www.w3.org/2000/svg"
_XHTML = "http://www.w3.org/1999/xhtml"


def picture_problem(name: str, data: bytes) -> str:
    """Say what is wrong with a picture.

    Args:
        name: The file, as its author knows it; its ending tells the kind.
        data: What it holds.

    Returns:
        One sentence; "" for a picture that can be shown.
    """
    return _svg_problem(name, data) if name.endswith(".svg") else _png_problem(name, data)


def _png_problem(name: str, data: bytes) -> str:
    if not data.startswith(_SIGNATURE):
        return problem("picture_kind", file=name, kind="PNG")
    chunks = _chunks(data)
    if chunks is None or not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13:
        return problem("picture_broken", file=name)
    width, height, depth, colour, *_, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if not (0 < width and 0 < height and colour in _CHANNELS and depth in _DEPTHS):
        return problem("picture_broken", file=name)
    if max(width, height) > MAX_PIXELS_A_SIDE or width * height > MAX_PIXELS:
        return problem("picture_large", file=name, width=width, height=height)
    row_bytes = (width * _CHANNELS[colour] * depth + 7) // 8 + 1
    # An interlaced picture is told in seven parts, each with rows of its own.
    most = height * row_bytes * (2 if interlaced else 1) + 64
    unpacking = zlib.decompressobj()
    try:
        told = unpacking.decompress(b"".join(c for kind, c in chunks if kind == b"IDAT"), most + 1)
    except zlib.error:
        return problem("picture_broken", file=name)
    if len(told) > most:
        return problem("picture_unfolds", file=name)
    if not unpacking.eof or len(told) < height * (row_bytes - 1):
        return problem("picture_broken", file=name)
    return ""


def _chunks(data: bytes) -> list[tuple[bytes, bytes]] | None:
    """Return the parts of a PNG file; None when they are not what they say."""
    found: list[tuple[bytes, bytes]] = []
    at = len(_SIGNATURE)
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            return None
        content = data[at + 8 : end - 4]
        if zlib.crc32(kind + content) != int.from_bytes(data[end - 4 : end], "big"):
            return None
        found.append((kind, content))
        at = end
        if kind == b"IEND":
            break
    return found if found and found[-1][0] == b"IEND" and at == len(data) else None


def _svg_problem(name: str, data: bytes) -> str:
    reader = _SvgReader()
    parser = expat.ParserCreate("utf-8", " ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.ProcessingInstructionHandler = reader.instruction
    parser.XmlDeclHandler = reader.declaration
    try:
        parser.Parse(data.decode("utf-8-sig"), True)
    except _RefusedError as refused:
        at = f"{name}:{parser.CurrentLineNumber}"
        return problem(str(refused), file=at, **refused.fields)
    except (expat.ExpatError, ValueError):
        return problem("picture_broken", file=name)
    return ""


class _RefusedError(Exception):
    """Something in an SVG file that is no drawing."""

    def __init__(self, message: str, **fields: object) -> None:
        super().__init__(message)
        self.fields = fields


class _SvgReader:
    """Looks at each part of an SVG file as it comes by; nothing of it is kept."""

    def __init__(self) -> None:
        self._count = 0
        self._inside: list[str] = []
        self._style = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Look at the beginning of an element."""
        space, _, local = tag.rpartition(" ")
        ours = space in (_SVG, "")
        if not self._count and not (ours and local == "svg"):
            raise _RefusedError("picture_kind", kind="SVG")
        self._count += 1
        self._inside.append(local if ours else "")
        if self._count > MAX_ELEMENTS or len(self._inside) > MAX_DEPTH:
            raise _RefusedError("picture_much")
        if ours and local not in _DRAWING:
            raise _RefusedError("picture_element", what=local[:40])
        if space == _XHTML:  # a browser runs it there as in any page
            raise _RefusedError("picture_element", what=local[:40])
        for key, value in attributes.items():
            self._check_attribute(key.rpartition(" ")[2].lower(), value)

    def end(self, tag: str) -> None:
        """Look at the end of an element."""
        if self._inside.pop() == "style":
            self._check_style(self._style)
            self._style = ""

    def characters(self, text: str) -> None:
        """Look at text; only a style sheet's matters, which may come in pieces."""
        if self._inside and self._inside[-1] == "style":
            self._style += text

    def declaration(self, _version: str, encoding: str | None, _alone: int) -> None:
        """Refuse an encoding by which a browser would read other letters than we did."""
        if encoding is not None and encoding.lower() != "utf-8":
            raise _RefusedError("file_encoding")

    def doctype(self, *_: object) -> None:
        """Refuse a document type: entities are declared there."""
        raise _RefusedError("picture_entities")

    def instruction(self, target: str, _data: str) -> None:
        """Refuse an instruction to whoever shows the file, such as a style sheet elsewhere."""
        raise _RefusedError("picture_element", what=f"?{target[:40]}")

    def _check_attribute(self, key: str, value: str) -> None:
        if key.startswith("on"):
            raise _RefusedError("picture_element", what=key[:40])
        if key in ("href", "src") and not value.strip().startswith("#"):
            raise _RefusedError("picture_outside", what=value.strip()[:40])
        if key == "style" or "(" in value:
            self._check_style(value)

    def _check_style(self, text: str) -> None:
        found = _FOREIGN.search(text)
        if found:
            raise _RefusedError("picture_outside", what=text[found.start() :][:40])
