"""The folder in which a node's workers keep what they have counted: prometheus_client's files, one a worker and kind,
called `<kind>_<pid>.db` (gauges `gauge_<mode>_<pid>.db`)."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable
from pathlib import Path

from prometheus_client.mmap_dict import MmapedDict

from banyan.base import alone

# No process has it: what all workers counted that are gone.
_GONE = 0


def settle_dead(folder: Path, alive: Collection[int]) -> None:
    """Put what dead workers counted into one file a kind, and forget their gauges: however often workers are replaced,
    the folder does not grow and no counter goes back."""
    # Nobody reads the files while they are settled.
    with alone(folder):
        dead = [file for file in folder.glob("*.db") if _pid(file) not in {_GONE, *alive}]
        by_kind = defaultdict(list)
        for file in dead:
            by_kind[file.name.partition("_")[0]].append(file)
        for kind, files in by_kind.items():
            if kind != "gauge":
                _add_up(files, folder / f"{kind}_{_GONE}.db")
        for file in dead:
            file.unlink()


def _pid(file: Path) -> int:
    return int(file.stem.rpartition("_")[2])


def _add_up(files: Iterable[Path], into: Path) -> None:
    """In a copy that takes its place: a worker that is killed meanwhile breaks nothing."""
    unfinished = into.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    totals: defaultdict[str, float] = defaultdict(float)
    for file in [*files, *([into] if into.exists() else [])]:
        for key, value, _, _ in MmapedDict.read_all_values_from_file(file):
            totals[key] += value
    sums = MmapedDict(str(unfinished))
    for key, total in totals.items():
        sums.write_value(key, total, 0.0)
    sums.close()
    os.replace(unfinished, into)
