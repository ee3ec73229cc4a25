"""From `banyan up --detach` to a ping that is answered."""

from __future__ import annotations

import statistics
import time

import httpx

from bench.report import Table
from bench.servers import site


def measure(seconds: float, rounds: int) -> Table:
    taken = []
    for _ in range(rounds + 1):
        before = time.monotonic()
        with site(core=None) as (url, _):
            if httpx.get(f"{url}/ping").text != "pong":
                raise RuntimeError("no pong")
            taken.append(time.monotonic() - before)
    # The first warms the caches of files.
    rows = (("`banyan up --detach` to `pong`, an empty data folder", f"{statistics.median(taken[1:]):.2f} s"),)
    return Table("Start", ("", "median"), rows)
