"""A hit in the gateway's cache beside a static file, nginx' own cache, Varnish, and the handlers that it spares."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from bench.json_endpoint import install_module
from bench.load import interleaved
from bench.report import Table
from bench.servers import nginx, server, site
from tests.ports import free_port
from tests.sites import data_folder

_SETTINGS = {
    "BANYAN_MODULES": '["daytrip", "benchmark"]',
    "BANYAN_APP__WORKERS": "1",
    "BANYAN_GATEWAY__WORKERS": "1",
}
_SIZES = {"0.3 KB": 300, "1 KB": 1000, "16 KB": 16_000}
_PAGES = {"`/api/attractions?page=0`": "/api/attractions?page=0", "the home page": "/"}
_FILE, _SITES_FILE = "the same as a file, bare nginx", "the same as a file, the site's `/static/`"
_ROWS = "a handler that reads 12 rows by the ORM"
# What a hit has to be at least, × each.
_TARGETS = {
    _FILE: "0.70",
    _SITES_FILE: "0.70",
    "nginx's proxy_cache, in memory": "1.20",
    "Varnish": "1.50",
    "the handler, uncached": "5",
    _ROWS: "20",
}
# The log line is the site's own, and so is all that makes files fast.
_PEERS = """
log_format site '$time_iso8601 $remote_addr "$request_method $uri $server_protocol" $status $body_bytes_sent'
    ' request=$request_time upstream=$upstream_response_time upstream_status="$upstream_status"'
    ' upstream_addr="$upstream_addr" id=$request_id device="other" host=$host';
sendfile on; tcp_nopush on; default_type text/plain;
proxy_cache_path {memory} keys_zone=kept:8m max_size=64m inactive=1h levels=1:2 use_temp_path=off;
server {{
    listen 127.0.0.1:{files};
    access_log HOME/files.log site buffer=64k flush=1s;
    root {folder};
    open_file_cache max=2000 inactive=60s;
    open_file_cache_valid 10s;
}}
server {{
    listen 127.0.0.1:{cache};
    access_log HOME/cache.log site buffer=64k flush=1s;
    location / {{
        proxy_pass http://127.0.0.1:{files};
        proxy_cache kept;
        proxy_cache_valid 200 1h;
    }}
}}
"""


def measure(seconds: float, rounds: int) -> Table:
    install_module()
    rows: list[tuple[str, ...]] = []
    with ExitStack() as stack:
        base, data = stack.enter_context(site(settings=_SETTINGS))
        alone, _ = stack.enter_context(site("--no-gateway", settings=_SETTINGS))
        pages = {what: _content(base + path) for what, path in _PAGES.items()}
        contents = {f"{size}.txt": b"x" * size for size in _SIZES.values()}
        contents |= {f"{len(content)}.txt": content for content in pages.values()}
        files, cache, varnish = stack.enter_context(_peers(contents))
        for name, content in contents.items():
            (data / "gateway/static" / name).write_bytes(content)
        for what, size in _SIZES.items():
            others = dict(zip(_TARGETS, (
                f"{files}/{size}.txt", f"{base}/static/{size}.txt", f"{cache}/{size}.txt", f"{varnish}/{size}.txt",
                f"{base}/constant/{size}", f"{base}/rows",
            ), strict=True))  # fmt: skip
            rows += _compared(f"a hit of {what}", f"{base}/kept/{size}", others, _TARGETS, seconds, rounds)
        for what, path in _PAGES.items():
            others = {_FILE: f"{files}/{len(pages[what])}.txt"}
            _content(base + path)
            if not _is_hit(base + path):
                raise RuntimeError(f"{path} is not answered from the cache")
            name = f"{what}, {len(pages[what]) / 1000:.1f} KB"
            rows += _compared(name, base + path, others, {_FILE: "0.65"}, seconds, rounds)
        others = {_ROWS: f"{alone}/rows"}
        rows += _compared("in process: a hit of 1 KB", f"{alone}/kept/1000", others, {_ROWS: "3"}, seconds, rounds)
    head = ("", "requests/s", "the hit is × this", "at least")
    return Table("Hits, one worker each of gateway and app on one core, 32 connections", head, tuple(rows))


def _compared(
    what: str, url: str, others: Mapping[str, str], targets: Mapping[str, str], seconds: float, rounds: int
) -> list[tuple[str, ...]]:
    """All in turn, and a line of each."""
    rates = interleaved({what: url, **others}, seconds, rounds)
    lines = [(name, f"{rates[name]:,.0f}", f"{rates[what] / rates[name]:.2f}", targets[name]) for name in others]
    return [(f"**{what}**", f"{rates[what]:,.0f}", "", ""), *lines]


@contextmanager
def _peers(contents: Mapping[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """Files, proxy_cache and Varnish before them."""
    files, cache, varnish = (free_port() for _ in range(3))
    with data_folder() as folder, _memory_folder() as memory:
        for name, content in contents.items():
            (folder / name).write_bytes(content)
        inner = _PEERS.format(files=files, cache=cache, folder=folder, memory=memory)
        command = [
            "varnishd", "-F", "-j", "none", "-n", str(folder / "varnish"), "-a", f"127.0.0.1:{varnish}",
            "-b", f"127.0.0.1:{files}", "-s", "malloc,64m", "-t", "3600", "-p", "thread_pools=1",
        ]  # fmt: skip
        with nginx(files, inner), server(command, f"http://127.0.0.1:{varnish}/300.txt"):
            yield (f"http://127.0.0.1:{files}", f"http://127.0.0.1:{cache}", f"http://127.0.0.1:{varnish}")


@contextmanager
def _memory_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
    folder.chmod(0o777)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _content(url: str) -> bytes:
    return httpx.get(url, headers={"Accept-Encoding": "identity"}).raise_for_status().content


def _is_hit(url: str) -> bool:
    return "hit" in httpx.get(url).headers.get("Cache-Status", "")
