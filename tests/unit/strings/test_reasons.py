"""Why the system refused something: in the person's language, with its own words beside it."""

import errno
import os

import pytest
from kibako import strings
from kibako.reasons import reason_of


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            PermissionError(errno.EACCES, "Permission denied"),
            "きょかが ありません：Permission denied",
        ),
        (OSError(errno.EDOM, "Odd"), "Odd"),
        (OSError("no number"), "no number"),
        (ValueError("embedded null byte"), "embedded null byte"),
        (ValueError(), "ValueError"),
    ],
)
def test_reasons(error: Exception, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strings, "_current", ["ja"])
    assert reason_of(error) == said
    monkeypatch.setattr(strings, "_current", ["en"])
    assert reason_of(error) == said.rpartition("：")[2]


def test_every_reason_is_one_of_the_system() -> None:
    names = [key.partition(".")[2] for key in strings.catalogue("ja") if "system_reason." in key]
    for name in names:
        assert name == "beside" or os.strerror(getattr(errno, name)), name
