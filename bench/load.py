"""wrk on the client's core: only answers that say yes count."""

from __future__ import annotations

import itertools
import re
import statistics
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.servers import CLIENT_CORE

_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}
_runs = itertools.count()
_SCRIPTS = Path(__file__).parent / "requests"


@dataclass(frozen=True)
class Load:
    """`script`: a file of bench/requests that makes the requests, with its arguments; `fresh`: how often it has run so
    far is added to the third of them, for requests that must not come twice."""

    url: str
    script: str = ""
    arguments: tuple[str, ...] = ()
    fresh: bool = False


@dataclass(frozen=True)
class Run:
    """`p99` in seconds."""

    requests_per_second: float
    p99: float


def load(what: str | Load, seconds: float, *, connections: int = 32) -> Run:
    """Raises RuntimeError when any answer was not a success."""
    what = Load(what) if isinstance(what, str) else what
    script = ["-s", str(_SCRIPTS / what.script)] if what.script else []
    command = [
        "taskset", "-c", str(CLIENT_CORE),
        "wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--latency", "--timeout", "30s", *script, what.url,
    ]  # fmt: skip
    if what.arguments:
        command += ["--", *(_freshened(what.arguments) if what.fresh else what.arguments)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if trouble := re.search(r"Non-2xx.*|Socket errors: connect [1-9].*|refused: [1-9].*", said):
        raise RuntimeError(f"{what.url}: {trouble[0]}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s|m)", said)
    if rate is None or p99 is None:
        raise RuntimeError(f"wrk said:\n{said}")
    return Run(float(rate[1]), float(p99[1]) * _UNITS[p99[2]])


def _freshened(arguments: tuple[str, ...]) -> tuple[str, ...]:
    first, second, number, *rest = arguments
    return (first, second, str(int(number) + 1_000_000 * next(_runs)), *rest)


def interleaved(
    loads: Mapping[str, str | Load], seconds: float, rounds: int, *, connections: int = 32
) -> dict[str, float]:
    """Median requests a second of each, run in turn A B C A B C: a slow minute of the machine meets them all."""
    rates: dict[str, list[float]] = {name: [] for name in loads}
    for what in loads.values():
        load(what, 1, connections=connections)
    for _ in range(rounds):
        for name, what in loads.items():
            rates[name].append(load(what, seconds, connections=connections).requests_per_second)
    return {name: statistics.median(values) for name, values in rates.items()}
