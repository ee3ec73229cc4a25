from __future__ import annotations

from typing import TYPE_CHECKING

from banyan.base import LogPart
from banyan.cache import Horizon
from tests.cache.protocol.database import tag

if TYPE_CHECKING:
    from tests.cache.protocol.world import World


class Gateway:
    """What the gateway's Lua has to do, in the words of the design ("tags and positions")."""

    def __init__(self, world: World, name: str, app: str) -> None:
        self._world = world
        self.name = name
        self.app = app
        self.horizon = Horizon(world.plan.most_tags)
        self.entries: dict[str, tuple[int, int]] = world.gateways_store if world.plan.redis else {}
        self.opened = world.broken.gateway_open_at_once
        """Once the stream has nothing more to tell: only then is an entry of the shared store judged by all of it."""

    async def poll(self) -> None:
        world = self._world
        part = await world.apps[self.app].follower.after(self.horizon.applied)
        if "stream" in world.plan.slow:
            await world.pause(f"the stream of {self.app} answers {self.name}", part.position, part.gap)
        self._take(part)

    def _take(self, part: LogPart) -> None:
        self.horizon.apply(part)
        if part.gap and not self._world.plan.redis:
            self.entries.clear()
        # From an app node that lags behind, or knows nothing yet itself, "nothing new" means nothing.
        if not part.invalidations and not part.gap and 0 <= self.horizon.applied <= part.position:
            self.opened = True
        if self.opened:
            self._world.tell_all(self.name, part.position)

    async def read(self, client: str, key: str, app: str) -> None:
        world = self._world
        must_see = world.told(self.name, key)
        with world.inside(client, self.name, must_see):
            number = self.horizon.applied
            world.fact(client, number)
            entry = self.entries.get(key)
            if entry and self.opened and self.horizon.is_fresh(entry[0], [tag(key)]):
                world.check(client, self.name, key, entry[1], must_see)
                return
            value = await world.apps[app].read(client, key, self._position())
            await world.pause(f"the answer to {client} reaches {self.name}", value)
            if world.broken.gateway_number_at_answer:
                number = self.horizon.applied
            if number >= 0:
                self.entries[key] = (number, value)
        world.check(client, self.name, key, value, must_see)

    async def write(self, client: str, key: str, app: str, *, drops: bool, edits: bool) -> None:
        world = self._world
        with world.inside(client, self.name):
            required = self._position()
            invalidation = await world.apps[app].write(client, key, required, drops=drops, edits=edits)
            if invalidation is None:
                return
            await world.pause(f"the answer to {client} reaches {self.name}", invalidation.position)
            if not world.broken.header_after_answer:
                self.horizon.note(invalidation)
            world.tell(self.name, key, invalidation.position)
        if world.broken.header_after_answer:
            await world.pause(f"{self.name} notes the header of {client}'s answer", invalidation.position)
            self.horizon.note(invalidation)

    def _position(self) -> int:
        return -1 if self._world.broken.position_not_sent else self.horizon.newest
