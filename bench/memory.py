"""Memory: of all processes at rest, and of the app node over a large upload."""

from __future__ import annotations

import os
import re
import time
import zlib
from pathlib import Path

import httpx

from bench.report import Table
from bench.servers import processes, site

_REST_SECONDS = 30
_SETTINGS = {"BANYAN_APP__WORKERS": "1", "BANYAN_PICTURES__MAX_PIXELS": "100000000"}


def measure(seconds: float, rounds: int) -> Table:
    with site(settings=_SETTINGS, core=None) as (url, data):
        time.sleep(_REST_SECONDS)
        running = processes(data)
        pss = {process["pid"]: _kilobytes(process["pid"], "smaps_rollup", "Pss") for process in running}
        workers = [process["pid"] for process in running if (process["part"], process["role"]) == ("app", "worker")]
        _upload(url, _picture(1))
        before = _kilobytes(workers[0], "status", "VmHWM")
        _upload(url, _picture(49))
        after = _kilobytes(workers[0], "status", "VmHWM")
    parts = [f"{process['part']} {process['role']} {pss[process['pid']] / 1024:.0f}" for process in running]
    rows = (
        (f"PSS of all processes {_REST_SECONDS} s after start, one worker", f"{sum(pss.values()) / 1024:.0f} MB"),
        ("of which", ", ".join(parts)),
        ("VmHWM of the worker after a 1 MB upload", f"{before / 1024:.0f} MB"),
        ("the same after a 49 MB upload", f"{after / 1024:.0f} MB (+{(after - before) / 1024:.1f})"),
    )
    return Table("Memory", ("", ""), rows)


def _kilobytes(pid: int, file: str, field: str) -> int:
    found = re.search(rf"^{field}:\s+(\d+) kB", Path(f"/proc/{pid}/{file}").read_text(), re.MULTILINE)
    if found is None:
        raise RuntimeError(f"no {field} in /proc/{pid}/{file}")
    return int(found[1])


def _upload(url: str, picture: bytes) -> None:
    answer = httpx.post(f"{url}/upload/file", files={"image": ("a.png", picture)}, timeout=60).json()
    if answer["data"]["code"] != 0:
        raise RuntimeError(str(answer))


def _picture(megabytes: int) -> bytes:
    """A PNG of random grey pixels, which do not compress."""
    width = 4096
    height = megabytes * 1024 * 1024 // width

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    rows = b"".join(b"\0" + os.urandom(width) for _ in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b"")
