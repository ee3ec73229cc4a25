"""Load for tests: several clients at once, each answer noted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def load(work: Callable[[int], None], threads: int = 4) -> Iterator[None]:
    """`work(n)` over and over from several threads, every n once. What it raises is raised at the end."""
    stop = threading.Event()
    counter = iter(range(10**9))
    lock = threading.Lock()
    raised: list[BaseException] = []

    def run() -> None:
        while not stop.is_set():
            with lock:
                number = next(counter)
            try:
                work(number)
            except BaseException as error:  # noqa: BLE001  handed on below
                raised.append(error)
                return

    running = [threading.Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in running:
            thread.join()
    if raised:
        raise raised[0]


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)
