"""Bytes as a person reads them in an event: text where it is text."""


def shown(data: bytes) -> str:
    r"""Return bytes as text of one line: ``hello\n``, ``\x01\x00``.

    Args:
        data: The bytes.
    """
    return "".join(
        chr(byte) if 0x20 <= byte < 0x7F and byte != 0x5C else _ESCAPES.get(byte, f"\\x{byte:02x}")
        for byte in data
    )


_ESCAPES = {0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t", 0x5C: "\\\\"}
