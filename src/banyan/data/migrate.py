from __future__ import annotations

import asyncio
import fcntl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection

from banyan.base import SettingsError
from banyan.data.database import Database

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
        with self._alone():
            try:
                return asyncio.run(self._run_connected(work))
            except CommandError as error:
                raise SettingsError(f"migrations: {error}") from None

    async def _run_connected(self, work: Callable[[], T]) -> T:
        database = Database(self._url)

        def with_connection(connection: Connection) -> T:
            self._config.attributes["connection"] = connection
            return work()

        try:
            async with database.engine.connect() as connection:
                return await connection.run_sync(with_connection)
        finally:
            await database.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Four processes may start at once on an empty database: the first migrates, the others find it done."""
        file = Path(f"{self._url.database}.migrating")
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
