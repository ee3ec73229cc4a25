"""Real MariaDB and PostgreSQL servers; one a session, a database a test."""

from __future__ import annotations

import itertools
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.ports import free_port
from tests.servers.process import Server, as_user, server_folder

_names = (f"site_{number}" for number in itertools.count(1))


class DatabaseTestServer:
    """`kind` is the URL's scheme; `admin` runs SQL as its owner."""

    def __init__(self, kind: str, server: Server, admin: Sequence[str], url: str) -> None:
        self.kind = kind
        self.server = server
        self._admin = admin
        self._url = url

    def new_database(self) -> str:
        """An empty database's URL."""
        name = next(_names)
        # Another default than ours: what a site needs it must say itself.
        self.sql(f"CREATE DATABASE {name}{' CHARACTER SET latin1' if self.kind == 'mysql' else ''}")
        return f"{self._url}/{name}"

    def sql(self, statement: str, database: str = "") -> str:
        return subprocess.run(
            [*self._admin, *([database] if database else []), *self._batch(statement)],
            check=True, capture_output=True, text=True,
        ).stdout.strip()  # fmt: skip

    def answers(self) -> bool:
        try:
            return self.sql("SELECT 1") == "1"
        except subprocess.CalledProcessError:
            return False

    def _batch(self, statement: str) -> list[str]:
        return ["-e", statement] if self.kind == "mysql" else ["-c", statement]


@contextmanager
def mariadb_server(*options: str) -> Iterator[DatabaseTestServer]:
    with server_folder("mysql") as folder:
        port = free_port()
        subprocess.run(
            ["mariadb-install-db", "--no-defaults", f"--datadir={folder}/data", f"--tmpdir={folder}", "--skip-test-db",
             "--auth-root-authentication-method=normal"],
            check=True, capture_output=True, **as_user("mysql"),
        )  # fmt: skip
        command = [
            # One that starts takes another's temporary tables for its own of before, and removes them.
            _program("mariadbd"), "--no-defaults", f"--datadir={folder}/data", f"--tmpdir={folder}",
            f"--socket={folder}/socket", f"--port={port}", "--bind-address=127.0.0.1",
            "--innodb-buffer-pool-size=64M", "--max-connections=300", *options,
        ]  # fmt: skip
        admin = ["mariadb", "--no-defaults", f"--socket={folder}/socket", "-uroot", "-N"]
        database: DatabaseTestServer
        server = Server(command, lambda: database.answers(), user="mysql")
        database = DatabaseTestServer("mysql", server, admin, f"mysql://site:word@127.0.0.1:{port}")
        with _running(server):
            database.sql("CREATE USER site@127.0.0.1 IDENTIFIED BY 'word'; GRANT ALL ON *.* TO site@127.0.0.1")
            yield database


@contextmanager
def replicated_mariadb() -> Iterator[tuple[DatabaseTestServer, DatabaseTestServer]]:
    """A primary, and a replica that follows it."""
    with mariadb_server("--log-bin", "--server-id=1") as primary, mariadb_server("--server-id=2") as replica:
        primary.sql("CREATE USER replica@127.0.0.1 IDENTIFIED BY 'word'")
        primary.sql("GRANT REPLICATION SLAVE ON *.* TO replica@127.0.0.1")
        replica.sql("DROP USER site@127.0.0.1")
        replica.sql(
            "CHANGE MASTER TO master_host='127.0.0.1', master_user='replica', master_password='word', "
            f"master_port={make_url(primary.new_database()).port}, master_use_gtid=slave_pos; START SLAVE"
        )
        yield primary, replica


@contextmanager
def postgresql_server() -> Iterator[DatabaseTestServer]:
    with server_folder("postgres") as folder:
        port = free_port()
        subprocess.run(
            [_program("initdb"), "-A", "scram-sha-256", "--auth-local=trust", "--no-sync", "-U", "postgres",
             f"--pwfile={_word_file(folder)}", "-D", f"{folder}/data"],
            check=True, capture_output=True, **as_user("postgres"),
        )  # fmt: skip
        command = [
            _program("postgres"), "-D", f"{folder}/data", "-k", str(folder), "-h", "127.0.0.1", "-p", str(port),
            "-c", "max_connections=300",
        ]  # fmt: skip
        admin = ["psql", "-qtA", "-h", str(folder), "-p", str(port), "-U", "postgres"]
        database: DatabaseTestServer
        # INT is its "fast" stop: TERM waits for every client to leave by itself.
        server = Server(command, lambda: database.answers(), user="postgres", stop_signal=signal.SIGINT)
        database = DatabaseTestServer("postgresql", server, admin, f"postgresql://postgres:word@127.0.0.1:{port}")
        with _running(server):
            yield database


@pytest.fixture(scope="session")
def mariadb() -> Iterator[DatabaseTestServer]:
    with mariadb_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[DatabaseTestServer]:
    with postgresql_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "mariadb", "postgresql"])
def database_url_text(request: pytest.FixtureRequest) -> str:
    """An empty database on each kind: the setting `database.url`."""
    if request.param == "sqlite":
        return "sqlite:///db/site.sqlite3"
    server: DatabaseTestServer = request.getfixturevalue(request.param)
    return server.new_database()


@contextmanager
def _running(server: Server) -> Iterator[None]:
    try:
        server.start()
        yield
    finally:
        server.kill()


def _word_file(folder: Path) -> Path:
    file = folder / "word"
    file.write_text("word")
    return file


def _program(name: str) -> str:
    """Debian keeps PostgreSQL's out of the PATH."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    path = ":".join(["/usr/sbin", *map(str, places)])
    program = shutil.which(name, path=path) or shutil.which(name)
    if program is None:
        raise RuntimeError(f"{name} is not installed: scripts/setup test")
    return program
