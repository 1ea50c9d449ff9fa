"""Bytes cut at whole characters: a stream may split あ between two packets, a screen may not."""


class WholeCharacters:
    """Holds back the begin of a character until the rest of it has come."""

    def __init__(self) -> None:
        self._held = b""

    def receive_data(self, data: bytes) -> bytes:
        """Take bytes and return what can be shown.

        Args:
            data: Bytes of UTF-8 text, cut anywhere.

        Returns:
            The bytes so far without an unfinished character at their end; bytes that are no
            UTF-8 go through as they are.
        """
        data = self._held + data
        cut = len(data)
        for back in range(1, min(3, len(data)) + 1):
            byte = data[-back]
            if byte & 0xC0 == 0x80:
                continue
            needed = 4 if byte >= 0xF0 else 3 if byte >= 0xE0 else 2 if byte >= 0xC0 else 1
            if byte < 0xF8 and needed > back:
                cut = len(data) - back
            break
        self._held = data[cut:]
        return data[:cut]

    def close(self) -> bytes:
        """Return what is still held: the stream ended inside a character."""
        held, self._held = self._held, b""
        return held
