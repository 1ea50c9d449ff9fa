"""A traceback, shortened for a person."""

import pytest
from kibako import strings
from kibako.workbench.hints import short_traceback


def test_recursion_is_told_once_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strings, "_current", ["en"])
    same = '  File "<stdin>", line 1, in f'
    text = "\n".join(["Traceback:", *[same] * 140, "RuntimeError: x"])
    assert short_traceback(text).split("\n") == [
        *("Traceback:", same, same, same),
        *("  (the same line 137 times more)", "RuntimeError: x"),
    ]
    assert short_traceback("a\na\nb") == "a\na\nb"
