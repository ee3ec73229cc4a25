"""From `banyan up --detach` to a ping that is answered."""

from __future__ import annotations

import statistics
import time

import httpx

from bench.report import Table
from bench.servers import site


def measure(seconds: float, rounds: int) -> Table:
    # Interleaved, and the first of each only warms the caches of files.
    taken: dict[str, list[float]] = {"1": [], "2": []}
    for _ in range(rounds + 1):
        for workers, times in taken.items():
            times.append(_start({"BANYAN_APP__WORKERS": workers}))
    rows = tuple(
        (f"with {workers} worker(s)", f"{statistics.median(times[1:]):.2f} s") for workers, times in taken.items()
    )
    return Table("From `banyan up --detach` to `pong`, an empty data folder", ("", "median"), rows)


def _start(settings: dict[str, str]) -> float:
    before = time.monotonic()
    with site(settings=settings, core=None) as (url, _):
        if httpx.get(f"{url}/ping").text != "pong":
            raise RuntimeError("no pong")
        return time.monotonic() - before
