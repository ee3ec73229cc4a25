from __future__ import annotations

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterable

from tests.coherence.fleet import KEYS, Fleet
from tests.coherence.history import History
from tests.coherence.http import Answer, Client
from tests.coherence.modules.ledger import GROUP

_ROWS = ("row", "brief", "query", "inside", "fragment")
_MIX = {"read": 60, "write": 14, "write and read": 10, "drop": 5, "fill": 3, "reconnect": 6, "purge": 0.4}
# More tags than a write names one by one.
_MANY = 250


class Visitors:
    """Clients of both gateways, each of which reads and writes by its own dice; what they are shown is checked."""

    def __init__(self, fleet: Fleet, history: History, seed: str) -> None:
        self._fleet, self._history, self._seed = fleet, history, seed
        self._stamps = itertools.count()
        self.outcomes: Counter[str] = Counter()
        """What became of requests: by kind of request and status, 0 for those without an answer."""

    async def live(self, number: int, goes_on: Callable[[], bool]) -> None:
        """One client, until it has been shown what it must not see."""
        dice = random.Random(f"{self._seed} visitor {number}")
        clients = {name: gateway.client() for name, gateway in self._fleet.gateways.items()}
        try:
            while goes_on():
                (what,) = dice.choices(list(_MIX), list(_MIX.values()))
                await self._do(what, dice, clients)
        finally:
            for client in clients.values():
                client.close()

    async def read_all(self) -> None:
        """Every row by every way and gateway."""
        for name, gateway in self._fleet.gateways.items():
            client = gateway.client()
            for kind in (*_ROWS, "group", "page"):
                for number in range(KEYS // GROUP if kind == "group" else KEYS):
                    await self.read(name, client, kind, number)
            client.close()

    async def _do(self, what: str, dice: random.Random, clients: dict[str, Client]) -> None:
        name = dice.choice(list(clients))
        client, key = clients[name], dice.randrange(KEYS)
        if what == "read":
            await self.read(name, client, *self._any(dice))
        elif what == "write":
            await self.write(name, client, key)
        elif what == "write and read":
            await self.write(name, client, key)
            # By whichever of the gateway's workers, and whichever way.
            client.close()
            await self.read(name, client, dice.choice([*_ROWS, "page"]), key)
        elif what == "drop":
            await self._drop(client, key)
        elif what == "fill":
            self._count("fill", await client.ask(f"/ledger/large/{dice.randrange(40)}"))
        elif what == "purge":
            await self.write(name, client, key, f"&more={_MANY}")
        else:
            client.close()
            await asyncio.sleep(dice.uniform(0, 0.05))

    async def flood(self, dice: random.Random, writes: int) -> None:
        """More tags than the gateway can remember, of these writes and others."""
        client = self._fleet.gateways["A"].client()
        for _ in range(writes):
            await self.write("A", client, dice.randrange(KEYS), "&more=19&size=180")
        client.close()

    def _any(self, dice: random.Random) -> tuple[str, int]:
        kind = dice.choice([*_ROWS, "group", "page", "page"])
        return kind, dice.randrange(KEYS // GROUP if kind == "group" else KEYS)

    async def read(self, gateway: str, client: Client, kind: str, number: int) -> None:
        bounds = self._history.bounds(gateway, _rows_of(kind, number))
        target = f"/ledger/{kind}/{number}"
        answer = await client.ask(target)
        self._count(kind, answer)
        # A page that lacks a fragment says so: see test_killed_origin.
        if answer and answer.status == 200 and not (kind == "page" and answer.is_degraded):
            self._history.check(gateway, target, answer, bounds)

    async def write(self, gateway: str, client: Client, key: int, more: str = "") -> None:
        answer = await client.ask(f"/ledger/write/{key}?stamp=w{next(self._stamps)}{more}", "POST")
        self._count("write", answer)
        if answer and answer.status == 200:
            self._history.acknowledge(gateway, key, answer)

    async def _drop(self, client: Client, key: int) -> None:
        stamp = f"d{next(self._stamps)}"
        self._history.drop(key, stamp)
        self._count("drop", await client.ask(f"/ledger/drop/{key}?stamp={stamp}", "POST"))

    def _count(self, kind: str, answer: Answer | None) -> None:
        self.outcomes[f"{kind} {answer.status if answer else 0}"] += 1


def _rows_of(kind: str, number: int) -> Iterable[int]:
    if kind == "group":
        return range(number * GROUP, (number + 1) * GROUP)
    if kind == "page":
        return range(number // GROUP * GROUP, (number // GROUP + 1) * GROUP)
    return (number,)
