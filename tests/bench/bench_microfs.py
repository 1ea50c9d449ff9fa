"""Files to the real firmware of the micro:bit V1, under QEMU: ours beside microfs.

microfs is no dependency of this project: ``pip install microfs`` into some environment, and name
its Python in ``KIBAKO_MICROFS``; without it, its lines are left out. Both speak to the same board
over the same socket, each as a whole command that starts and connects. Needs qemu-system-arm and
firmware-microbit-micropython.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

from bench_transfer import source_text
from figures import KIBAKO, alternate_ms, command, fresh_home, show

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.reference.qemu_microbit import FIRMWARE, QemuMicrobit

FILE_BYTES = 5000
ROUNDS = 3
_MICROFS = """
import sys, microfs, serial
with serial.serial_for_url(sys.argv[1], timeout=10) as port:
    verb, *names = sys.stdin.read().split()
    getattr(microfs, verb)(*names, serial=port)
"""


def main() -> None:
    if not (shutil.which("qemu-system-arm") and FIRMWARE.is_file()):
        sys.stdout.write("qemu-system-arm or the micro:bit firmware is missing: not measured\n")
        return
    with fresh_home(), QemuMicrobit() as machine, tempfile.TemporaryDirectory() as folder:
        moniker = f"tcp:{machine.host}:{machine.port}"
        local, fetched, number = Path(folder, "a.py"), Path(folder, "b.py"), count()

        def change() -> None:
            local.write_bytes(source_text(next(number), FILE_BYTES))

        def ours() -> None:
            change()
            command([KIBAKO, "put", str(local), "a.py", "--board", moniker])

        back = [KIBAKO, "get", "a.py", str(fetched), "--force", "--board", moniker]
        works: dict[str, Callable[[], object]] = {
            "put, kibako": ours,
            "get, kibako": lambda: command(back),
        }
        python = os.environ.get("KIBAKO_MICROFS")
        if python:
            words = [python, "-c", _MICROFS, f"socket://{machine.host}:{machine.port}"]

            def microfs(*deed: str) -> None:
                line = " ".join(deed)
                subprocess.run(
                    words, input=line, text=True, check=True, timeout=300, capture_output=True
                )

            def theirs() -> None:
                change()
                microfs("put", str(local), "a.py")

            works["put, microfs"] = theirs
            works["get, microfs"] = lambda: microfs("get", "a.py", str(fetched))
        else:
            sys.stdout.write("KIBAKO_MICROFS names no Python: microfs is not compared\n")
        medians = alternate_ms(works, ROUNDS)
        for name, median_ms in medians.items():
            show(f"5 KB of source, micro:bit V1 under QEMU: {name}", median_ms, "ms")
        for verb in ("put", "get") if python else ():
            ratio = medians[f"{verb}, microfs"] / medians[f"{verb}, kibako"]
            show(f"    {verb}: microfs / kibako", ratio, "x", "> 1", ratio > 1)


if __name__ == "__main__":
    main()
