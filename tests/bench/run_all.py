"""Run every bench script, one after another, and name the machine."""

import os
import platform
import subprocess
import sys
from pathlib import Path


def main() -> None:
    here = Path(__file__).parent
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    sys.stdout.write(
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load {load}\n"
    )
    for script in sorted(here.glob("bench_*.py")):
        sys.stdout.write(f"\n{script.stem}\n")
        sys.stdout.flush()
        done = subprocess.run([sys.executable, str(script)], check=False, timeout=900)
        if done.returncode:
            sys.stdout.write(f"{script.name} failed: {done.returncode}\n")


if __name__ == "__main__":
    main()
