from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection

from banyan.base import SettingsError
from banyan.data.database import Database
from banyan.data.servers import Options, server_of

_PATIENCE = 600
T = TypeVar("T")


@dataclass(frozen=True)
class Branch:
    """A package's own line of revisions: its Alembic branch label and the folder of its revision files."""

    label: str
    folder: Path


class Migrations:
    """One Alembic environment for the site, a branch a module. Idempotent, and one at a time over all processes."""

    def __init__(self, url: URL, branches: Sequence[Branch]) -> None:
        self._url = url
        self._config = Config()
        self._config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        self._config.set_main_option("path_separator", "newline")
        self._config.set_main_option("version_locations", "\n".join(str(branch.folder) for branch in branches))
        self._branches = {branch.label: branch for branch in branches}

    def upgrade(self, revision: str = "heads") -> None:
        self._run(lambda: command.upgrade(self._config, revision))

    def downgrade(self, revision: str) -> None:
        self._run(lambda: command.downgrade(self._config, revision))

    def heads(self) -> list[str]:
        return sorted(ScriptDirectory.from_config(self._config).get_heads())

    def revise(self, label: str, message: str) -> Path:
        """Write a new revision file for a branch from the difference between its rows and the database."""
        branch = self._branches.get(label)
        if branch is None:
            known = ", ".join(sorted(self._branches))
            raise SettingsError(f"{label}: no such branch of migrations; there are: {known}")
        script = ScriptDirectory.from_config(self._config)
        first = not any(label in revision.branch_labels for revision in script.walk_revisions())
        made = self._run(
            lambda: command.revision(
                self._config,
                message,
                autogenerate=True,
                head="base" if first else f"{label}@head",
                branch_label=label if first else None,
                version_path=str(branch.folder),
            )
        )
        if made is None or isinstance(made, list):
            raise SettingsError(f"migrations: no revision of {label} was made")
        return Path(made.path)

    def _run(self, work: Callable[[], T]) -> T:
        try:
            return asyncio.run(self._run_connected(work))
        except CommandError as error:
            raise SettingsError(f"migrations: {error}") from None
        except TimeoutError:
            waited = f"migrations: another process has been migrating for {_PATIENCE} s"
            raise SettingsError(f"{waited}; see what it does, or stop it") from None

    async def _run_connected(self, work: Callable[[], T]) -> T:
        server = server_of(self._url)
        _make_folder(self._url)
        # A migration may take what it takes.
        database = Database(self._url, Options(timeout=None))

        def alone(connection: Connection) -> T:
            # Four processes may start at once on an empty database: the first migrates, the others find it done.
            with server.alone(connection, "migrating", _PATIENCE):
                self._check_known(connection)
                self._config.attributes["connection"] = connection
                return work()

        try:
            async with database.engine.connect() as connection:
                return await connection.run_sync(alone)
        finally:
            await database.close()

    def _check_known(self, connection: Connection) -> None:
        known = {revision.revision for revision in ScriptDirectory.from_config(self._config).walk_revisions()}
        unknown = sorted(set(MigrationContext.configure(connection).get_current_heads()) - known)
        connection.commit()
        if unknown:
            raise SettingsError(
                f"database: its schema has revision {unknown[0]}, which is not of this program; it is newer, or of a "
                "module that is not in `modules`: install that version, or name the module"
            )


def _make_folder(url: URL) -> None:
    if url.get_backend_name() == "sqlite":
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
