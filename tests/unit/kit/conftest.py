"""A small checkout with the real kit and command line, which installs without a network."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]

BACKEND = '''
"""Builds an editable wheel: a path file and the metadata."""
import os, zipfile

NAME = "kibako-0.1.0"
METADATA = "Metadata-Version: 2.1\\nName: kibako\\nVersion: 0.1.0\\n%s"
WHEEL = "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
NEEDS = {needs!r}

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = NAME + "-py3-none-any.whl"
    info = NAME + ".dist-info/"
    needs = "".join("Requires-Dist: %s\\n" % need for need in NEEDS)
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        places = [os.path.join(os.getcwd(), part) for part in ("host", "accessibility")]
        wheel.writestr("kibako.pth", "\\n".join(places) + "\\n")
        wheel.writestr(info + "METADATA", METADATA % needs)
        wheel.writestr(info + "WHEEL", WHEEL)
        entries = "[console_scripts]\\nkibako = kibako.cli.main:main\\n"
        wheel.writestr(info + "entry_points.txt", entries)
        wheel.writestr(info + "RECORD", "")
    return name
'''

PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "kibako"
version = "0.1.0"
dependencies = {needs}

[dependency-groups]
test = []

[tool.other]
text = "one"
"""


@dataclass
class Checkout:
    """A checkout, and ways to start its kit."""

    root: Path
    home: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> Path:
        return self.root / ".venv"

    def needs(self, *requirements: str) -> None:
        """Write what the project needs."""
        text = PROJECT.format(needs=list(requirements))
        (self.root / "pyproject.toml").write_text(text, encoding="utf-8")
        backend = BACKEND.replace("{needs!r}", repr(list(requirements)))
        (self.root / "backend.py").write_text(backend, encoding="utf-8")

    def begin(self, *words: str) -> "subprocess.Popen[str]":
        """Start the kit, and do not wait."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
        offline = {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
            "PIP_NO_CACHE_DIR": "1",
            "PIP_RETRIES": "0",
            "KIBAKO_HOME": str(self.home),
            "KIBAKO_LANG": "en",
            "PYTHONIOENCODING": "utf-8",
            "TMPDIR": str(self.home),
        }
        return subprocess.Popen(
            [sys.executable, str(self.root / "kit.py"), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=kept | offline | self.extra,
            encoding="utf-8",
            cwd=self.home,
        )

    def start(self, *words: str) -> tuple[int, str, str]:
        """Start the kit and wait: status, output, messages."""
        with self.begin(*words) as process:
            output, messages = process.communicate(timeout=300)
        return process.returncode, output, messages

    def leftovers(self) -> list[str]:
        """Names of environments beside the one in place."""
        return sorted(path.name for path in self.root.glob(".venv-*") if path.is_dir())


@pytest.fixture(scope="session")
def make_checkout(tmp_path_factory: pytest.TempPathFactory):
    def make(name: str) -> Checkout:
        base = tmp_path_factory.mktemp("kit")
        root, home = base / name, base / "home"
        home.mkdir()
        for part in ("host", "accessibility"):
            shutil.copytree(
                REPOSITORY / part, root / part, ignore=shutil.ignore_patterns("__pycache__")
            )
        shutil.copy(REPOSITORY / "kit.py", root)
        checkout = Checkout(root, home)
        checkout.needs()
        return checkout

    return make
