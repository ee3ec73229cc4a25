"""Workers come and go; what they counted stays, in a folder that does not grow."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from prometheus_client import generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import CollectorRegistry

from banyan.metrics import settle_dead

# A worker that counts and is gone.
_WORKER = """
from prometheus_client import Counter, Gauge, Histogram
Counter("seen", "Seen.", ["what"]).labels("a").inc(2)
Histogram("took_seconds", "Took.", buckets=[1.0]).observe(0.5)
Gauge("open_doors", "Open.", multiprocess_mode="livesum").inc()
"""


def run_worker(folder: Path) -> int:
    process = subprocess.Popen(
        [sys.executable, "-c", _WORKER], env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    )
    assert process.wait(30) == 0
    return process.pid


def page(folder: Path) -> set[str]:
    registry = CollectorRegistry()
    MultiProcessCollector(registry, folder)
    return {line for line in generate_latest(registry).decode().splitlines() if not line.startswith("#")}


def test_counters_never_go_back_and_gauges_of_the_dead_are_forgotten(tmp_path: Path) -> None:
    for round_ in range(1, 4):
        run_worker(tmp_path)
        settle_dead(tmp_path, alive=[])
        assert page(tmp_path) == {
            f'seen_total{{what="a"}} {2.0 * round_}',
            f"took_seconds_sum {0.5 * round_}",
            f'took_seconds_bucket{{le="1.0"}} {float(round_)}',
            f'took_seconds_bucket{{le="+Inf"}} {float(round_)}',
            f"took_seconds_count {float(round_)}",
        }
        assert {file.name for file in tmp_path.iterdir()} == {"counter_0.db", "histogram_0.db"}


def test_files_of_the_living_are_left(tmp_path: Path) -> None:
    pid = run_worker(tmp_path)
    settle_dead(tmp_path, alive=[pid])
    assert f"gauge_livesum_{pid}.db" in {file.name for file in tmp_path.iterdir()}
    assert 'seen_total{what="a"} 2.0' in page(tmp_path)
