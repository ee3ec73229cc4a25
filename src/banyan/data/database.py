from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import URL, text
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from banyan.base import Invalidation, current_request
from banyan.data.engines import open_engine
from banyan.data.errors import DatabaseAway
from banyan.data.invalidating import COUNTED, WritingSession, take_position
from banyan.data.reading import ReadingSession, check_only_read, reading
from banyan.data.replicas import Replicas
from banyan.data.servers import Options


class Database:
    """A process' way to the database: its transactions, on the primary or on a replica.

    Whatever it is asked while the database is away raises DatabaseAway, within the options' timeouts.
    """

    def __init__(self, url: URL, options: Options | None = None, *, replicas: Sequence[URL] = ()) -> None:
        """The URLs as `database_url` makes them."""
        options = options or Options()
        self.engine = open_engine(url, options)
        self.replicas = Replicas([open_engine(replica, options) for replica in replicas])
        self._reading = async_sessionmaker(
            reading(self.engine), expire_on_commit=False, sync_session_class=ReadingSession
        )
        self._writing = async_sessionmaker(
            self.engine,
            expire_on_commit=False,
            sync_session_class=WritingSession,
            # With replicas every write counts: that it has come past it is how a replica is known to have it.
            info={COUNTED: bool(replicas)},
        )
        self._last_commit = 0
        self.on_commit: list[Callable[[Invalidation], None]] = []
        """Told of what this process has invalidated, when it is committed and before anybody is answered."""

    @asynccontextmanager
    async def transaction(self, *, writes: bool = True, primary: bool = False) -> AsyncIterator[AsyncSession]:
        """One transaction: begun by its first statement, committed when the block ends, rolled back if it raises.

        `writes=False` is for what only reads: each statement sees what was committed before it, and waits for no
        writer; ValueError for whoever writes. Where there are replicas, a request that has not written reads one that
        has all it may know of; or, `primary`, never.
        """
        try:
            async with self._write() if writes else self._read(primary=primary) as session:
                yield session
        except PoolTimeout:
            raise DatabaseAway("every connection to the database is in use, and none came free in time") from None

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncSession]:
        request = current_request()
        if request:
            request.wrote = True
        async with self._writing() as session, session.begin():
            yield session
            invalidation = await take_position(session)
        if invalidation:
            self._tell(invalidation)

    @asynccontextmanager
    async def _read(self, *, primary: bool) -> AsyncIterator[AsyncSession]:
        session = (await self._readable(primary=primary))()
        try:
            yield session
            # What is not flushed yet would be dropped in silence.
            check_only_read(session.sync_session)
        finally:
            await session.close()

    async def _readable(self, *, primary: bool) -> async_sessionmaker[AsyncSession]:
        request = current_request()
        if primary or request is None or request.sure or request.wrote or request.number is None:
            return self._reading
        # Of what was committed here it knows although other processes' commits before may not be applied yet.
        return await self.replicas.choose(max(request.number, self._last_commit)) or self._reading

    def _tell(self, invalidation: Invalidation) -> None:
        self._last_commit = max(self._last_commit, invalidation.position)
        for listener in self.on_commit:
            listener(invalidation)
        request = current_request()
        if request:
            request.committed.append(invalidation)

    async def check(self) -> None:
        """Raise whatever a trivial query raises."""
        async with reading(self.engine).connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self.replicas.close()
        await self.engine.dispose()
