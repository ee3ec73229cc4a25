"""wrk on the client's core: only 200s count."""

from __future__ import annotations

import re
import statistics
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from bench.servers import CLIENT_CORE

_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


@dataclass(frozen=True)
class Run:
    """`p99` in seconds."""

    requests_per_second: float
    p99: float


def load(url: str, seconds: float, *, connections: int = 32) -> Run:
    command = [
        "taskset",
        "-c",
        str(CLIENT_CORE),
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds:.0f}s",
        "--latency",
        url,
    ]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if trouble := re.search(r"Non-2xx.*|Socket errors: connect [1-9].*", said):
        raise RuntimeError(f"{url}: {trouble[0]}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s|m)", said)
    if rate is None or p99 is None:
        raise RuntimeError(f"wrk said:\n{said}")
    return Run(float(rate[1]), float(p99[1]) * _UNITS[p99[2]])


def interleaved(urls: Mapping[str, str], seconds: float, rounds: int) -> dict[str, float]:
    """Median requests a second of each, run in turn A B C A B C: a slow minute of the machine meets them all."""
    rates: dict[str, list[float]] = {name: [] for name in urls}
    for url in urls.values():
        load(url, 1)
    for _ in range(rounds):
        for name, url in urls.items():
            rates[name].append(load(url, seconds).requests_per_second)
    return {name: statistics.median(values) for name, values in rates.items()}
