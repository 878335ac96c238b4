"""Long work in a second thread: a spinner on the terminal, and a Ctrl-C that is heard at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from rich.console import Console
from rich.status import Status as Spinner

from api.cli.options import Lang
from api.cli.speech import say, text, word_console

__all__ = ["Report", "wait_for"]

POLL_SECONDS = 0.1

Result = TypeVar("Result")
Report = Callable[[str], None]
"""Shows a line of progress in place of the last one; nothing where there is no terminal."""


def wait_for(
    work: Callable[[threading.Event, Report], Result],
    lang: Lang,
    starting: tuple[str, str],
    stopping: tuple[str, str],
) -> tuple[Result, bool]:
    """Do work in a second thread; return its result and whether Ctrl-C ended it early.

    Parameters
    ----------
    work : callable
        Gets an event that asks it to stop with what it has, and a function that shows progress.
    lang : Lang
    starting, stopping : tuple of (zh, en)
        Shown while nothing is reported yet, and when Ctrl-C is heard. A second Ctrl-C ends it all.
    """
    cancel = threading.Event()
    done: list[Result] = []
    failed: list[BaseException] = []

    with (
        _spinner(word_console(), text(lang, *starting)) as spinner,
        _interrupts(cancel, lang, stopping),
    ):

        def report(line: str) -> None:
            if spinner is not None:
                spinner.update(line)

        def run() -> None:
            try:
                done.append(work(cancel, report))
            except BaseException as error:  # noqa: BLE001 (handed to the thread that waits)
                failed.append(error)

        thread = threading.Thread(target=run, name="work", daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(POLL_SECONDS)
    if failed:
        raise failed[0]
    return done[0], cancel.is_set()


@contextmanager
def _spinner(console: Console, words: str) -> Iterator[Spinner | None]:
    if not console.is_terminal:
        yield None
        return
    with console.status(words) as spinner:
        yield spinner


@contextmanager
def _interrupts(cancel: threading.Event, lang: Lang, words: tuple[str, str]) -> Iterator[None]:
    """Turn the first Ctrl-C into a request to stop; the second one ends it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def on_interrupt(_number: int, _frame: FrameType | None) -> None:
        if cancel.is_set():
            raise KeyboardInterrupt
        cancel.set()
        say(lang, *words)

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
