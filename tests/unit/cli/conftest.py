"""Ways to start the command line: as a process, the way a person does."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: int
    output: bytes
    messages: str

    @property
    def text(self) -> str:
        return self.output.decode("utf-8")


class Kibako:
    """Starts ``kibako`` with a home of its own, in a folder of its own."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.home = home
        self.folder = folder
        self.extra: dict[str, str] = {}

    def begin(self, *words: str, stdin: int = subprocess.DEVNULL) -> "subprocess.Popen[bytes]":
        """Start a command, and do not wait."""
        environment = {key: value for key, value in os.environ.items() if key != "ACCESSIBLE"}
        environment |= {
            "KIBAKO_HOME": str(self.home),
            "KIBAKO_LANG": "en",
            "PYTHONIOENCODING": "utf-8",
        }
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "kibako", *words],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment | self.extra,
            cwd=self.folder,
        )

    def __call__(self, *words: str, given: bytes | None = None) -> Done:
        """Run a command to its end."""
        stdin = subprocess.DEVNULL if given is None else subprocess.PIPE
        with self.begin(*words, stdin=stdin) as process:
            output, messages = process.communicate(given, timeout=60)
        encoding = self.extra.get("PYTHONIOENCODING", "utf-8")
        return Done(process.returncode, output, messages.decode(encoding, "replace"))

    def with_streams(
        self, *words: str, stdout: int = subprocess.DEVNULL, closed: str = ""
    ) -> tuple[int, str]:
        """Run a command with its output going elsewhere, or a stream closed as a shell does it."""
        command = [sys.executable, "-P", "-m", "kibako", *words]
        if closed:
            command = ["sh", "-c", f'exec "$@" {closed}', "sh", *command]
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            env=os.environ | {"KIBAKO_HOME": str(self.home), "KIBAKO_LANG": "en"} | self.extra,
            cwd=self.folder,
            timeout=60,
            check=False,
        )
        return done.returncode, done.stderr.decode("utf-8", "replace")


@pytest.fixture
def kibako(tmp_path: Path) -> Kibako:
    folder = tmp_path / "folder"
    folder.mkdir()
    return Kibako(tmp_path / "home", folder)
