"""A Python process that speaks for us: questions as lines of JSON, answers as counted bytes."""

import json
import queue
import subprocess
import threading
from collections.abc import Mapping, Sequence
from typing import IO

ANSWER_MAX = 64_000_000
"""The largest sound that is taken from a voice, in bytes."""
_HEAD = 4
_KILLED_S = 2.0


class VoiceProcess:
    """Starts the process with the first question, and again after it has died or hung.

    Args:
        command: The program and its arguments.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes | None] = queue.Queue()
        self._lock = threading.Lock()
        self._closed = False

    def ask(self, question: Mapping[str, object], timeout_s: float) -> bytes:
        """Ask and wait for the answer.

        Args:
            question: What is sent as one line of JSON.
            timeout_s: How long the answer may take, in seconds.

        Returns:
            The answer.

        Raises:
            TimeoutError: There was none in time; the process is killed.
            OSError: The process cannot be started, or it died.
        """
        process = self._started()
        self._write(process, question)
        try:
            answer = self._answers.get(timeout=timeout_s)
        except queue.Empty:
            self._kill()
            raise TimeoutError from None
        if answer is None:
            self._kill()
            raise ChildProcessError("the voice's process ended")
        if answer[:1] == b"!":
            raise ChildProcessError(answer[1:].decode("utf-8", "replace"))
        return answer[1:]

    def tell(self, message: Mapping[str, object]) -> None:
        """Send something that has no answer; nothing happens where no process runs."""
        process = self._process
        if process is not None:
            try:
                self._write(process, message)
            except OSError:
                return  # the next question says so

    def close(self) -> None:
        """End the process for good; closing twice is no error."""
        self._closed = True
        self._kill()

    def _started(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise ChildProcessError("closed")
            if self._process is not None:
                return self._process
            self._answers = queue.Queue()
            self._process = subprocess.Popen(  # noqa: S603 - what we were made with
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            arguments = (self._process.stdout, self._answers)
            threading.Thread(target=_listen, args=arguments, daemon=True).start()
            return self._process

    @staticmethod
    def _write(process: subprocess.Popen[bytes], message: Mapping[str, object]) -> None:
        assert process.stdin is not None  # noqa: S101 - it was started with a pipe
        try:
            process.stdin.write(json.dumps(message).encode() + b"\n")
            process.stdin.flush()
        except ValueError as error:
            raise BrokenPipeError("the voice's process is closed") from error

    def _kill(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        try:
            process.wait(_KILLED_S)
        except subprocess.TimeoutExpired:
            return  # the system holds it; it is a process of its own
        pipes = (process.stdin, process.stdout)
        for pipe in pipes:
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was still to be written has no reader


def _listen(pipe: IO[bytes], answers: "queue.Queue[bytes | None]") -> None:
    """Bring answers in until the process ends or says what cannot be."""
    try:
        while len(head := pipe.read(_HEAD)) == _HEAD:
            size = int.from_bytes(head, "big")
            if not 1 <= size <= ANSWER_MAX:
                break
            answer = pipe.read(size)
            if len(answer) < size:
                break
            answers.put(answer)
    except (OSError, ValueError):
        pass  # it was killed while we read
    answers.put(None)
