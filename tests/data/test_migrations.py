"""On SQLite, MariaDB and PostgreSQL alike."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from banyan.data import Database, Row, database_url
from banyan.server.site import load_site
from tests.sites import ROOT, clean_environment, data_folder, query_database, run_banyan

_TABLES = {"account", "identity", "session", "sent_code", "password_reset", "quota", "upload"}


class Schema:
    """A database and the command line that changes it."""

    def __init__(self, url: str, data: Path) -> None:
        self.url, self.data = url, data
        self.environ = {"BANYAN_DATABASE__URL": url}

    def db(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return run_banyan("db", *arguments, "--data", str(self.data), environ=self.environ, check=check)

    def tables(self) -> set[str]:
        async def names() -> set[str]:
            database = Database(database_url(self.url, self.data))
            try:
                async with database.engine.connect() as connection:
                    return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))
            finally:
                await database.close()

        return asyncio.run(names())

    def query(self, statement: str) -> list[tuple[object, ...]]:
        return query_database(self.url, self.data, statement)


@pytest.fixture
def schema(database_url_text: str) -> Iterator[Schema]:
    with data_folder() as data:
        yield Schema(database_url_text, data)


def test_four_processes_that_start_at_once_on_an_empty_database_migrate_it_once(schema: Schema) -> None:
    command = [sys.executable, "-m", "banyan", "db", "upgrade", "--data", str(schema.data)]
    environ = clean_environment() | schema.environ
    running = [subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL) for _ in range(4)]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    assert schema.tables() >= _TABLES
    assert ("members_0001",) in schema.query("SELECT version_num FROM alembic_version")


def test_up_down_and_up_again(schema: Schema) -> None:
    schema.db("upgrade")
    schema.db("upgrade")
    assert schema.tables() >= _TABLES
    schema.db("downgrade", "accounts@base")
    assert not schema.tables() & _TABLES
    schema.db("upgrade")
    assert schema.tables() >= _TABLES


def test_the_migrations_make_what_the_rows_declare(schema: Schema) -> None:
    schema.db("upgrade")
    load_site({"BANYAN_CONFIG": str(ROOT / "banyan.toml")})

    async def differences() -> list[object]:
        database = Database(database_url(schema.url, schema.data))
        async with database.engine.connect() as connection:
            found: list[object] = await connection.run_sync(
                lambda sync: compare_metadata(MigrationContext.configure(sync), Row.metadata)
            )
        await database.close()
        return found

    assert asyncio.run(differences()) == []


def test_a_revision_that_does_not_exist_is_one_clear_line(schema: Schema) -> None:
    result = schema.db("upgrade", "nothing", check=False)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "nothing" in result.stderr


def test_a_schema_newer_than_the_program_is_refused_and_left_alone(schema: Schema) -> None:
    schema.db("upgrade")
    schema.query("UPDATE alembic_version SET version_num = 'members_9999' WHERE version_num = 'members_0001'")
    result = schema.db("upgrade", check=False)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "members_9999" in result.stderr
    assert "newer" in result.stderr
    assert ("members_9999",) in schema.query("SELECT version_num FROM alembic_version")
