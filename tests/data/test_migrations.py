from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from tests.sites import ROOT, clean_environment, data_folder, run_banyan

from banyan.data import Database, Row, database_url
from banyan.server.site import load_site


def test_four_processes_that_start_at_once_on_an_empty_database_migrate_it_once() -> None:
    with data_folder() as data:
        command = [sys.executable, "-m", "banyan", "db", "upgrade", "--data", str(data)]
        running = [subprocess.Popen(command, cwd=ROOT, env=clean_environment()) for _ in range(4)]
        assert [process.wait(60) for process in running] == [0, 0, 0, 0]
        with sqlite3.connect(data / "db/site.sqlite3") as database:
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            assert {"account", "identity", "session", "sent_code", "attempt", "upload"} <= tables
            versions = {version for (version,) in database.execute("SELECT version_num FROM alembic_version")}
            assert "members_0001" in versions


def test_up_down_and_up_again() -> None:
    with data_folder() as data:
        for arguments in (["upgrade"], ["upgrade"], ["downgrade", "accounts@base"], ["upgrade"]):
            run_banyan("db", *arguments, "--data", str(data))


def test_the_migrations_make_what_the_rows_declare() -> None:
    with data_folder() as data:
        run_banyan("db", "upgrade", "--data", str(data))
        load_site({"BANYAN_CONFIG": str(ROOT / "banyan.toml")})

        async def differences() -> list[object]:
            database = Database(database_url("sqlite:///db/site.sqlite3", data))
            async with database.engine.connect() as connection:
                found: list[object] = await connection.run_sync(
                    lambda sync: compare_metadata(MigrationContext.configure(sync), Row.metadata)
                )
            await database.close()
            return found

        assert asyncio.run(differences()) == []


def test_a_revision_that_does_not_exist_is_one_clear_line() -> None:
    with data_folder() as data:
        result = run_banyan("db", "upgrade", "nothing", "--data", str(data), check=False)
        assert result.returncode == 1
        assert result.stderr.count("\n") == 1
        assert "nothing" in result.stderr
