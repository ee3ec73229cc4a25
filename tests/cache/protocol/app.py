from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from banyan.api import hear_news, note_position
from banyan.base import BanyanError, Invalidation, LogPart, RequestContext, current_request, enter_request
from banyan.cache import Cached, Caches, CacheStore, Entry, Horizon, MemoryCacheStore
from banyan.control import Control, Follower, LastGood
from banyan.policy import ControlDocument
from tests.cache.protocol.database import UNCOMMITTED

if TYPE_CHECKING:
    from tests.cache.protocol.world import World

ROWS = Cached("row", int, ttl=3600, negative_ttl=3600)


class Away(BanyanError):
    """Whom the model lets be silent."""


class App:
    """One process: real horizon, follower and caches."""

    def __init__(self, world: World, name: str) -> None:
        self._world = world
        self.name = name
        self.horizon = Horizon(world.plan.most_tags)
        self.memory = MemoryCacheStore(1024**2)
        stores: list[CacheStore] = [self.memory]
        if world.plan.redis:
            stores.append(SharedStore(world, name))
        self.caches = Caches(self.horizon, stores)
        self.follower = Follower(
            ModelLog(world, name),
            self.horizon,
            cast("Control", _NoControl()),
            cast("LastGood", _NoFile()),
            on_control=lambda document: None,
            replayed_seconds=0,
        )
        self._following = world.loop.start(self.follower.run())

    def stop(self) -> None:
        self._following.cancel()

    async def read(self, client: str, key: str, required: int = -1) -> int:
        world, database = self._world, self._world.database
        must_see = max(world.told(self.name, key), database.newest(key, required) if required > 0 else 0)
        context = RequestContext(client, required=required)
        enter_request(context)
        with world.inside(client, self.name, must_see, required):
            await self._note_positions(context)
            seen = self._snapshot(context, key)
            world.fact(client, (context.number, context.sure, seen))
            await world.pause(f"{client}'s request goes on")
            if world.broken.number_at_load:
                context.number = self.horizon.applied

            async def load(key: str) -> int | None:
                value = seen if world.plan.early_snapshots else self._snapshot(context, key)
                world.loads += 1
                await world.pause(f"{client}'s load of {key} answers", value)
                return value or None

            world.fact(client, "looks up")
            value = await self.caches.get(ROWS, key, load) or 0
        world.check(client, self.name, key, value, must_see)
        return value

    async def write(
        self, client: str, key: str, required: int = -1, *, drops: bool, edits: bool
    ) -> Invalidation | None:
        world, database = self._world, self._world.database
        context = RequestContext(client, reads_only=False, required=required)
        enter_request(context)
        with world.inside(client, self.name, required):
            await self._note_positions(context)
            world.fact(client, (context.number, context.sure))
            database.begin(client, key, takes_position=world.broken.position_at_begin)
            # As Database.transaction does.
            context.wrote = not world.broken.writing_not_noted
            try:
                if edits:
                    await self._read_own(client, key)
                    world.fact(client, "has read its own")
                await world.pause(f"{client}'s transaction on {key} {'is rolled back' if drops else 'commits'}")
                if drops:
                    return None
                invalidation = database.commit(client)
                await world.pause(f"{self.name} learns that {client}'s write is committed", invalidation.position)
            finally:
                database.roll_back(client)
            if not world.broken.commit_not_noted:
                self.horizon.note(invalidation)
            world.tell(self.name, key, invalidation.position)
        return invalidation

    async def _read_own(self, client: str, key: str) -> None:
        async def load(key: str) -> int | None:
            await self._world.pause(f"{client} loads its own {key}")
            return UNCOMMITTED

        if await self.caches.get(ROWS, key, load) != UNCOMMITTED:
            self._world.violate(f"{client} does not see what it has written itself")

    async def _note_positions(self, context: RequestContext) -> None:
        if not note_position(context, self.horizon):
            await hear_news(context, self.horizon, self.follower.catch_up)
        if self._world.broken.catch_up_not_needed and context.sure:
            context.sure, context.number = False, self.horizon.applied

    def _snapshot(self, context: RequestContext, key: str) -> int:
        """A replica is asked only if it has all that is known here, and to whoever asks."""
        world, database = self._world, self._world.database
        known = max(context.number or 0, context.required, self.horizon.newest)
        if world.broken.replica_by_applied:
            known = context.number or 0
        allowed = database.replica >= known and context.number is not None
        if world.plan.replica and (allowed or world.broken.replica_always):
            return database.newest(key, database.replica)
        return database.newest(key)


class ModelLog:
    def __init__(self, world: World, app: str) -> None:
        self._world = world
        self._app = app

    async def position(self) -> int:
        return self._world.database.position

    async def after(self, position: int) -> LogPart:
        part = self._world.database.after(position)
        for_gateway = asyncio.current_task() in self._world.gateway_polls
        await self._answer(f"the log answers {self._asker()} with {_told(part)}", position, part.position)
        if not for_gateway and not part.invalidations and not part.gap:
            self._world.tell_all(self._app, part.position)
        return part

    async def before(self, seconds: float) -> int:
        position = self._world.database.swept
        await self._answer(f"the log tells {self._asker()} to begin at {position}", position)
        return position

    async def _answer(self, label: str, *data: object) -> None:
        if "log" in self._world.plan.slow:
            fault = ("log away", f"the log does not answer {self._asker()}", Away())
            await self._world.pause(label, *data, fault=fault)

    def _asker(self) -> str:
        if asyncio.current_task() in self._world.gateway_polls:
            return f"{self._app} for a gateway"
        request = current_request()
        return f"{self._app} for {request.id}" if request else self._app


class SharedStore(CacheStore):
    """Redis, as one process sees it."""

    def __init__(self, world: World, name: str) -> None:
        self._world = world
        self._name = name

    async def get_many(self, keys: Sequence[str]) -> Sequence[Entry | None]:
        found = [self._world.redis.get(key) for key in keys]
        seen = [(entry.number, entry.value) if entry else None for entry in found]
        await self._answer(f"Redis answers {_client()} at {self._name} about {_short(keys)}", *seen)
        return found

    async def set_many(self, entries: Mapping[str, Entry]) -> None:
        numbers = [(entry.number, entry.value) for entry in entries.values()]
        await self._answer(f"Redis keeps {_short(entries)} from {_client()} at {self._name}", *numbers)
        self._world.redis.update(entries)

    async def _answer(self, label: str, *data: object) -> None:
        if "redis" in self._world.plan.slow:
            fault = ("redis away", f"{label}: not in time", Away())
            await self._world.pause(label, *data, fault=fault)


class _NoControl:
    async def document(self) -> ControlDocument:
        return ControlDocument()


class _NoFile:
    def read(self) -> ControlDocument:
        return ControlDocument()

    def write(self, document: ControlDocument, *, writer: str) -> None:
        return


def _client() -> str:
    request = current_request()
    assert request
    return request.id


def _told(part: LogPart) -> str:
    if part.gap:
        return f"a gap up to {part.position}"
    return f"{len(part.invalidations)} up to {part.position}"


def _short(keys: Sequence[str] | Mapping[str, Entry]) -> str:
    return ", ".join(key.rpartition(":")[2] for key in keys)
