"""Real sites for tests: started by the command line, on free ports, in data folders of their own."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from banyan.config import DataFolder
from banyan.data import Database, database_url
from banyan.notify import read_sent
from banyan.server.running import status
from tests.ports import free_port
from tests.servers.databases import DatabaseTestServer

ROOT = Path(__file__).resolve().parent.parent
# All tests come from one address; what one address may do is tested on its own.
_ROOMY = {
    "BANYAN_ACCOUNTS__CODES_PER_HOUR_PER_ADDRESS": "1000000",
    "BANYAN_ACCOUNTS__FAILED_LOGINS_PER_ADDRESS": "1000000",
    "BANYAN_ACCOUNTS__REGISTRATIONS_PER_HOUR_PER_ADDRESS": "1000000",
}
# What several workers must agree on is tested where it matters; each takes two seconds of a core to start.
_ONE_WORKER = {"BANYAN_APP__WORKERS": "1"}
_TWO_WORKERS = {"BANYAN_APP__WORKERS": "2"}


@dataclass(frozen=True)
class TestSite:
    __test__ = False

    data: Path
    port: int
    environ: Mapping[str, str]
    has_gateway: bool

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, **options: Any) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=30, **options)

    def banyan(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return run_banyan(*arguments, "--data", str(self.data), environ=self.environ, check=check)

    def processes(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = status(DataFolder(self.data))["processes"]
        return found

    def pids(self, part: str, role: str) -> list[int]:
        return [process["pid"] for process in self.processes() if (process["part"], process["role"]) == (part, role)]

    def code_for(self, phone: str) -> str:
        """The last code that was sent to a phone, as its owner would read it."""
        sent = read_sent(DataFolder(self.data).mail)
        return next(message["code"] for message in sent if message["to"].endswith(phone.lstrip("+")))

    def query(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """What is in the site's database, whichever it is."""
        url = self.environ.get("BANYAN_DATABASE__URL", "sqlite:///db/site.sqlite3")
        return query_database(url, self.data, statement, **values)

    def logs(self) -> str:
        """All that was ever logged, by whichever process."""
        return "\n".join(file.read_text(errors="replace") for file in self.data.glob("log/**/*") if file.is_file())


def query_database(url: str, folder: Path, statement: str, **values: Any) -> list[tuple[Any, ...]]:
    async def ask() -> list[tuple[Any, ...]]:
        database = Database(database_url(url, folder))
        try:
            async with database.transaction() as session:
                result: Any = await session.execute(text(statement), values)
                return [tuple(row) for row in result] if result.returns_rows else []
        finally:
            await database.close()

    # In a thread: Playwright's own loop may run in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(ask())).result()


def run_banyan(
    *arguments: str, environ: Mapping[str, str] | None = None, check: bool = True, timeout: float = 90
) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        [sys.executable, "-m", "banyan", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=clean_environment() | dict(environ or {}),
        timeout=timeout,
    )
    if check and result.returncode:
        raise AssertionError(f"banyan {' '.join(arguments)}: {result.returncode}\n{result.stdout}{result.stderr}")
    return result


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("BANYAN_")}


@contextmanager
def data_folder() -> Iterator[Path]:
    """Not pytest's tmp_path: its root is closed to the user that workers run as. What still runs on it at the end,
    because a test failed, is stopped."""
    folder = Path(tempfile.mkdtemp(prefix="banyan-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        if any((folder / "run").glob("*.pid")):
            run_banyan("down", "--data", str(folder), check=False)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_site(
    *,
    gateway: bool = True,
    settings: Mapping[str, str] | None = None,
    port: int | None = None,
    modules: Sequence[Path] = (),
) -> Iterator[TestSite]:
    """With one worker, if `settings` do not say otherwise. `modules`: files with a `module = Module(…)` of their own
    name, instead of what banyan.toml names."""
    with data_folder() as data:
        own = {**_installed(modules, data), **(settings or {})}
        environ = {"BANYAN_GATEWAY__LISTEN": "127.0.0.1", **_ROOMY, **_ONE_WORKER, **own}
        site = TestSite(data, port or free_port(), environ, gateway)
        options = () if gateway else ("--no-gateway",)
        try:
            site.banyan("up", "--port", str(site.port), "--detach", *options)
            yield site
        finally:
            site.banyan("down", check=False)


def _installed(modules: Sequence[Path], data: Path) -> dict[str, str]:
    if not modules:
        return {}
    folder = data / "modules"
    points = folder / "modules_of_tests-0.dist-info"
    points.mkdir(parents=True)
    for file in modules:
        shutil.copy(file, folder)
    lines = [f"{file.stem} = {file.stem}:module" for file in modules]
    (points / "entry_points.txt").write_text("\n".join(["[banyan.modules]", *lines]))
    (points / "METADATA").write_text("Name: modules-of-tests\nVersion: 0\n")
    path = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {"PYTHONPATH": path, "BANYAN_MODULES": json.dumps([file.stem for file in modules])}


@pytest.fixture(scope="session")
def gateway_site() -> Iterator[TestSite]:
    with running_site(settings=_TWO_WORKERS) as running:
        yield running


@pytest.fixture(scope="session")
def alone_site() -> Iterator[TestSite]:
    with running_site(gateway=False) as running:
        yield running


@pytest.fixture(scope="session")
def mariadb_site(mariadb: DatabaseTestServer) -> Iterator[TestSite]:
    with running_site(settings={**_TWO_WORKERS, "BANYAN_DATABASE__URL": mariadb.new_database()}) as running:
        yield running


@pytest.fixture(scope="session")
def postgresql_site(postgresql: DatabaseTestServer) -> Iterator[TestSite]:
    with running_site(settings={**_TWO_WORKERS, "BANYAN_DATABASE__URL": postgresql.new_database()}) as running:
        yield running


@pytest.fixture(params=["gateway", "alone", "mariadb", "postgresql"])
def site(request: pytest.FixtureRequest) -> TestSite:
    """The same contract behind the gateway and without it, on SQLite, MariaDB and PostgreSQL."""
    running: TestSite = request.getfixturevalue(f"{request.param}_site")
    return running
