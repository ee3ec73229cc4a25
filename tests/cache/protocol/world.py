from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from banyan.cache import Entry, Horizon
from tests.cache.protocol.app import ROWS, App, Away
from tests.cache.protocol.database import UNCOMMITTED, ModelDatabase
from tests.cache.protocol.gateway import Gateway
from tests.cache.protocol.plan import Broken, Plan
from tests.cache.protocol.virtual_loop import VirtualLoop

Fault = tuple[str, str, Exception]


class Violation(AssertionError):
    """Somebody was shown what they must not see."""


class World:
    """All of a site that the protocol is about. Nothing happens by itself: `events` says what may come next, `do` lets
    one of them come."""

    def __init__(self, plan: Plan, broken: Broken | None = None) -> None:
        self.plan = plan
        self.broken = broken or Broken()
        self.loop = VirtualLoop()
        self.database = ModelDatabase()
        self.redis: dict[str, Entry] = {}
        self.gateways_store: dict[str, tuple[int, int]] = {}
        self.gateway_polls: set[asyncio.Task[Any] | None] = set()
        self.loads = 0
        self._settling = False
        self._told: dict[tuple[str, str], int] = {}
        self._polled: dict[str, int] = {}
        self._waiting: dict[str, tuple[asyncio.Future[None], tuple[object, ...], Fault | None]] = {}
        self._facts: dict[str, list[object]] = {}
        self._inside: dict[str, list[str]] = {}
        self._steps: dict[str, asyncio.Task[None]] = {}
        self._done: dict[str, int] = dict.fromkeys(plan.clients, 0)
        self.apps = {name: App(self, name) for name in plan.apps}
        self.gateways = {name: Gateway(self, name, app) for name, app in plan.gateways.items()}
        self._left: dict[str, int] = {}
        self._let_all_happen()
        self._left = dict(plan.faults)
        for client, steps in plan.clients.items():
            self.loop.start(self._live(client, steps))
        self.loop.run_until_idle()

    def events(self) -> list[str]:
        return list(self._events())

    def do(self, event: str) -> None:
        """Raises Violation."""
        waiting = self._waiting.get(event)
        if waiting:
            waiting[0].set_result(None)
        else:
            self._events()[event]()
        self.loop.run_until_idle()

    def come_to_rest(self) -> None:
        """No more faults, and all that can happen has happened: everybody shows the newest, from a cache."""
        self._left = {}
        self._let_all_happen()
        for client, steps in self.plan.clients.items():
            if self._done[client] < len(steps):
                self.violate(f"{client} waits for ever")
        for place in (*self.apps, *(f"{gateway}/{app}" for gateway, app in self.plan.gateways.items())):
            for key in self._keys():
                self.tell(place.partition("/")[0], key, self.database.newest(key))
                self._read_at_rest(place, key)
                loads = self.loads
                self._read_at_rest(place, key)
                if self.loads > loads:
                    self.violate(f"{place} loads {key} again although nothing has changed")

    def _read_at_rest(self, place: str, key: str) -> None:
        self._facts["Rest"] = []
        self.loop.start(self._step("Rest", f"read {key} at {place}"))
        self._let_all_happen()

    def _let_all_happen(self) -> None:
        self.loop.run_until_idle()
        while events := self._events():
            next(iter(events.values()))()
            self.loop.run_until_idle()

    def end(self) -> None:
        self._settling = True
        self.loop.end()

    # What may come next.

    def _events(self) -> dict[str, Callable[[], object]]:
        events: dict[str, Callable[[], object]] = {}
        for label, (future, _, fault) in self._waiting.items():
            events[label] = lambda future=future: future.set_result(None)  # type: ignore[misc]
            if fault and self._left.get(fault[0]):
                events[fault[1]] = lambda future=future, fault=fault: self._fail(future, fault)  # type: ignore[misc]
        for name, app in self.apps.items():
            asked = any(label.startswith("the log") and name in label.split() for label in self._waiting)
            if self._polled.get(name, -1) < self.database.position and not asked:
                events[f"{name} polls"] = app.follower.wake
        for name in self.gateways:
            if self._polled.get(name, -1) < self.database.position and name not in self._facts:
                events[f"{name} polls"] = lambda name=name: self._poll_gateway(name)  # type: ignore[misc]
        if self.plan.replica and self.database.replica < self.database.position:
            events["the replica follows"] = self._advance_replica
        events.update(self._faults())
        return events

    def _faults(self) -> Iterator[tuple[str, Callable[[], object]]]:
        for name, app in self.apps.items():
            if self._may("restart"):
                yield f"{name} is killed and starts anew", lambda name=name: self._restart_app(name)  # type: ignore[misc]
            for key in self._keys() if self._may("evict") else ():
                yield f"{name} evicts {key}", lambda app=app, key=key: self._evict(app, key)  # type: ignore[misc]
            if self._may("hint") and self.database.position > app.horizon.applied:
                yield f"{name} is sent a hint", lambda app=app: self._hint(app)  # type: ignore[misc]
        for name in self.gateways if self._may("restart") else ():
            yield f"{name} is killed and starts anew", lambda name=name: self._restart_gateway(name)  # type: ignore[misc]
        if self._may("sweep") and self.database.swept < self.database.position:
            yield "the log is swept", self._sweep
        if self._may("redis emptied") and (self.redis or self.gateways_store):
            yield "Redis is emptied", self._empty_redis
        for client in self._steps if self._may("give up") else ():
            yield f"{client} gives up", lambda client=client: self._give_up(client)  # type: ignore[misc]

    def _may(self, fault: str) -> bool:
        return self._left.get(fault, 0) > 0

    def _spend(self, fault: str) -> None:
        self._left[fault] -= 1

    def _fail(self, future: asyncio.Future[None], fault: Fault) -> None:
        self._spend(fault[0])
        future.set_exception(fault[2])

    def _advance_replica(self) -> None:
        self.database.replica += 1

    def _evict(self, app: App, key: str) -> None:
        self._spend("evict")
        app.memory.forget(f"{ROWS.prefix}{key}")

    def _hint(self, app: App) -> None:
        """A hint only makes a follower ask, which it may do at any time: what else it could do is a broken rule."""
        self._spend("hint")
        if self.broken.hint_believed:
            app.horizon.applied = self.database.position
        app.follower.wake()

    def _sweep(self) -> None:
        self._spend("sweep")
        self.database.swept = self.database.position

    def _empty_redis(self) -> None:
        self._spend("redis emptied")
        self.redis.clear()
        self.gateways_store.clear()

    def _give_up(self, client: str) -> None:
        self._spend("give up")
        self._steps[client].cancel()

    def _restart_app(self, name: str) -> None:
        self._spend("restart")
        self._cut_off(name)
        self.apps[name].stop()
        self._polled.pop(name, None)
        self.apps[name] = App(self, name)
        # It knows nothing, and so has to ask the database: nothing older than itself is shown.
        for key in self._keys():
            self.tell(name, key, self.database.newest(key))

    def _restart_gateway(self, name: str) -> None:
        self._spend("restart")
        self._cut_off(name)
        self._polled.pop(name, None)
        self._told = {(node, key): at for (node, key), at in self._told.items() if node != name}
        self.gateways[name] = Gateway(self, name, self.plan.gateways[name])
        # As an app it has to ask its app node, which knows this much.
        for key in self._keys():
            self.tell(name, key, self.database.newest(key, self._polled.get(self.plan.gateways[name], 0)))

    def _cut_off(self, name: str) -> None:
        for client, places in self._inside.items():
            if name in places:
                self._steps[client].cancel()

    def _poll_gateway(self, name: str) -> None:
        self.gateway_polls.add(self.loop.start(self._poll(name)))

    async def _poll(self, name: str) -> None:
        gateway = self.gateways[name]
        self._facts[name] = ["polls"]
        try:
            await gateway.poll()
        except Away:
            return
        finally:
            del self._facts[name]

    # The clients.

    async def _live(self, client: str, steps: Sequence[str]) -> None:
        for step in steps:
            await self.pause(f"{client}: {step}")
            self._facts[client] = [step]
            self._steps[client] = self.loop.create_task(self._step(client, step))
            try:
                await self._steps[client]
            except (asyncio.CancelledError, Away):
                if self._settling:
                    raise
            finally:
                del self._steps[client], self._facts[client]
            self._done[client] += 1

    async def _step(self, client: str, step: str) -> None:
        verb, key, _, place = step.split()
        gateway, _, app = place.rpartition("/")
        reads, how = verb == "read", {"drops": verb.startswith("drop"), "edits": verb.endswith("edit")}
        if gateway:
            at = self.gateways[gateway]
            await (at.read(client, key, app) if reads else at.write(client, key, app, **how))
        elif reads:
            await self.apps[app].read(client, key)
        else:
            await self.apps[app].write(client, key, **how)

    # What the parts say.

    async def pause(self, label: str, *data: object, fault: Fault | None = None) -> None:
        """Until the search lets it go on."""
        while label in self._waiting:
            label += " (again)"
        future = self.loop.create_future()
        self._waiting[label] = (future, data, fault)
        try:
            await future
        finally:
            del self._waiting[label]

    @contextmanager
    def inside(self, client: str, place: str, *facts: object) -> Iterator[None]:
        self._inside.setdefault(client, []).append(place)
        self.fact(client, facts)
        try:
            yield
        finally:
            self._inside[client].remove(place)

    def fact(self, client: str, fact: object) -> None:
        """What a request has learnt: a part of the state."""
        self._facts[client].append(fact)

    def tell(self, node: str, key: str, position: int) -> None:
        self._told[node, key] = max(position, self.told(node, key))

    def tell_all(self, node: str, position: int) -> None:
        """It has asked and was answered: from now on it knows all that was committed until then."""
        self._polled[node] = max(position, self._polled.get(node, -1))
        for key in self._keys():
            self.tell(node, key, self.database.newest(key, position))

    def told(self, node: str, key: str) -> int:
        return self._told.get((node, key), 0)

    def check(self, client: str, place: str, key: str, value: int, must_see: int) -> None:
        if value == UNCOMMITTED:
            self.violate(f"{place} shows {client} a {key} that was never committed")
        if value < must_see:
            self.violate(f"{place} shows {client} {key} as of {value}, although it was told of {must_see} before")

    def violate(self, what: str) -> None:
        raise Violation(what)

    # The state, for the search.

    def state(self) -> tuple[object, ...]:
        return (
            self.database.state(),
            tuple(sorted((key, entry.number, entry.value) for key, entry in self.redis.items())),
            tuple(sorted(self.gateways_store.items())),
            tuple(self._app_state(app) for app in self.apps.values()),
            tuple(
                (_horizon(gateway.horizon), gateway.opened, tuple(sorted(gateway.entries.items())))
                for gateway in self.gateways.values()
            ),
            tuple(sorted((label, data) for label, (_, data, _) in self._waiting.items())),
            tuple(sorted((name, tuple(facts)) for name, facts in self._facts.items())),
            tuple(sorted(self._done.items())),
            tuple(sorted(self._told.items())),
            tuple(sorted(self._polled.items())),
            tuple(sorted(self._left.items())),
        )

    def _app_state(self, app: App) -> tuple[object, ...]:
        entries = sorted((key, entry.number, entry.value) for key, entry in app.memory._entries.items())
        return (_horizon(app.horizon), app.follower._cursor, len(app.follower._recent), tuple(entries))

    def _keys(self) -> list[str]:
        return sorted({step.split()[1] for steps in self.plan.clients.values() for step in steps})


def _horizon(horizon: Horizon) -> tuple[object, ...]:
    return (horizon.applied, horizon.newest, horizon.floor, tuple(horizon._tags.items()))
