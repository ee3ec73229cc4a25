"""A static file while 32 logins run at once."""

from __future__ import annotations

import os
import re
import statistics
import threading

import httpx

from bench.load import load
from bench.report import Table
from bench.servers import site

_SETTINGS = {
    "BANYAN_MEMBERS__VERIFY_CODE": "false",
    "BANYAN_ACCOUNTS__FAILED_LOGINS_PER_ADDRESS": "1000000",
}
_LOGINS = 32


def measure(seconds: float, rounds: int) -> Table:
    idle, busy, logins = [], [], [0]
    with site(settings=_SETTINGS, core=None) as (url, _):
        found = re.search(r'href="(/static/[^"]+\.css)"', httpx.get(f"{url}/users/home").text)
        if found is None:
            raise RuntimeError("the home page names no style sheet")
        asset = url + found[1]
        phones = [f"138{number:08d}" for number in range(_LOGINS)]
        for phone in phones:
            body = {"phone": phone, "password": "demo123456", "code": "123456"}
            httpx.post(f"{url}/users/regist", json=body, timeout=30).raise_for_status()
        for _ in range(rounds):
            idle.append(load(asset, seconds, connections=4).p99)
            stop = threading.Event()
            threads = [threading.Thread(target=_log_in, args=(url, phone, stop, logins)) for phone in phones]
            for thread in threads:
                thread.start()
            busy.append(load(asset, seconds, connections=4).p99)
            stop.set()
            for thread in threads:
                thread.join()
    quiet, loaded = statistics.median(idle), statistics.median(busy)
    rows = (
        ("idle", f"{quiet * 1000:.2f} ms", ""),
        (
            f"{_LOGINS} logins at once ({logins[0] / seconds / rounds:.0f} a second)",
            f"{loaded * 1000:.2f} ms",
            f"{loaded / quiet:.2f}",
        ),
    )
    return Table("A static file through the gateway, 4 connections, all on two cores", ("", "p99", "× idle"), rows)


def _log_in(url: str, phone: str, stop: threading.Event, done: list[int]) -> None:
    # The one who measures must not wait for the one who logs in.
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
    with httpx.Client(timeout=60) as client:
        while not stop.is_set():
            client.post(f"{url}/users/login", json={"phone": phone, "password": "demo123456"}).raise_for_status()
            done[0] += 1
