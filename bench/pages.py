"""Day trip's pages on a slow phone: Chromium by its own protocol, CPU and network slowed."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench.report import Table
from bench.servers import site
from tests.chromium import FLAGS

_SETTINGS = {"BANYAN_MODULES": '["members", "daytrip"]'}
_PAGES = {"home": "/", "a sight": "/attraction/1"}
# 4 times slower; 1.6 Mbit/s each way, 150 ms.
_CPU = 4
_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 200_000}
# What counts as the page's own weight: pictures come after.
_TEXTS = {"Document", "Stylesheet", "Script"}
_OBSERVE = """
window.measured = {paint: 0, shift: 0};
const observe = (type, take) =>
  new PerformanceObserver(list => list.getEntries().forEach(take)).observe({type, buffered: true});
observe("largest-contentful-paint", entry => { measured.paint = entry.startTime; });
observe("layout-shift", entry => { if (!entry.hadRecentInput) measured.shift += entry.value; });
"""


@dataclass(frozen=True)
class Opened:
    paint: float
    """Seconds to the largest paint."""
    shift: float
    script: float
    """Seconds in scripts."""
    bytes: float
    """Of document, style sheets and scripts, as sent."""


def measure(seconds: float, rounds: int) -> Table:
    """Each time with an empty cache; `seconds` is not used: a page takes what it takes."""
    with site(settings=_SETTINGS, core=None) as (url, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        opened = {what: [_open(browser, url + path) for _ in range(rounds)] for what, path in _PAGES.items()}
        browser.close()
    return Table(
        f"Day trip's pages on a slow phone (360 px, CPU ÷ {_CPU}, 1.6 Mbit/s, 150 ms), median of {rounds}",
        ("page", "largest paint", "layout shift", "in scripts", "document + css + js"),
        tuple((what, *_row(runs)) for what, runs in opened.items()),
    )


def _row(runs: list[Opened]) -> tuple[str, ...]:
    def median(name: str) -> float:
        return statistics.median(getattr(run, name) for run in runs)

    return (
        f"{median('paint'):.2f} s",
        f"{median('shift'):.3f}",
        f"{median('script') * 1000:.0f} ms",
        f"{median('bytes') / 1000:.1f} KB",
    )


def _open(browser: Browser, url: str) -> Opened:
    context = browser.new_context(viewport={"width": 360, "height": 740}, is_mobile=True, locale="zh-TW")
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    sent = _count_bytes(protocol)
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": _CPU})
    protocol.send("Network.emulateNetworkConditions", _NETWORK)
    page.add_init_script(_OBSERVE)
    page.goto(url, wait_until="networkidle", timeout=120_000)
    result = _result(page, protocol, sent)
    context.close()
    return result


def _result(page: Page, protocol: CDPSession, sent: Mapping[str, float]) -> Opened:
    measured: dict[str, float] = page.evaluate("measured")
    metrics = {metric["name"]: metric["value"] for metric in protocol.send("Performance.getMetrics")["metrics"]}
    return Opened(measured["paint"] / 1000, measured["shift"], metrics["ScriptDuration"], sum(sent.values()))


def _count_bytes(protocol: CDPSession) -> dict[str, float]:
    """Of each request its bytes on the wire, once it is done."""
    texts: set[str] = set()
    sent: dict[str, float] = {}

    def note(event: dict[str, Any]) -> None:
        if event["type"] in _TEXTS:
            texts.add(event["requestId"])

    def count(event: dict[str, Any]) -> None:
        if event["requestId"] in texts:
            sent[event["requestId"]] = event["encodedDataLength"]

    protocol.on("Network.responseReceived", note)
    protocol.on("Network.loadingFinished", count)
    protocol.send("Network.enable")
    protocol.send("Performance.enable")
    return sent
