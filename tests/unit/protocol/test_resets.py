"""Which Ctrl-D asks for a soft reset."""

import pytest
from kibako.protocol.resets import ResetWatch


@pytest.mark.parametrize(
    ("sent", "wished", "raw"),
    [
        ([b"\x04"], True, False),
        ([b"\r\x03", b"\r\x01", b"\x04"], True, True),
        ([b"\x01\x04"], True, True),
        ([b"print(1)\r", b"\x04"], True, False),
        ([b"print(1)", b"\x03", b"\x04"], True, False),
        ([b"\x01print(1)\n", b"\x04"], False, True),
        ([b"\x01print(1)", b"\x04", b"\x04"], True, True),
        ([b"\x01\x05A\x01print(1)", b"\x04"], False, True),
        ([b"\x01\x02", b"pri\x04"], False, False),
        ([b"\x04x"], False, False),
        ([b""], False, False),
    ],
)
def test_a_wish_for_a_soft_reset(sent: list[bytes], wished: bool, raw: bool) -> None:
    watch = ResetWatch()
    assert [watch.sent(data) for data in sent][-1] == wished
    assert watch.raw == raw
