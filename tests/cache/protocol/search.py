from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from tests.cache.protocol.plan import Broken, Plan
from tests.cache.protocol.world import World


@dataclass(frozen=True)
class Explored:
    states: int
    steps: int
    complete: bool
    """Whether there is no state of the plan that was not seen."""


class Story(AssertionError):
    """How a rule of the protocol was broken, event by event."""

    def __init__(self, plan: Plan, events: Sequence[str], end: Exception) -> None:
        lines = "\n".join(f"  {number}. {event}" for number, event in enumerate(events, 1))
        super().__init__(f"{end!r}\n{lines}\n{plan}")
        self.events = events


def explore(plan: Plan, broken: Broken | None = None, *, most_states: int = 10**9) -> Explored:
    """Every order of events, the shortest first; what leads to a state seen before is not followed again. Raises
    Story."""
    first = World(plan, broken)
    seen = {first.state()}
    frontier: deque[tuple[tuple[str, ...], World]] = deque([((), first)])
    steps, world = 0, first
    try:
        while frontier and len(seen) < most_states:
            events, world = frontier.popleft()
            possible = world.events()
            if not possible:
                _end(world, plan, events)
            for event in possible:
                # The world that is there goes one way, for the others it is made anew.
                there = world if event is possible[-1] else _replayed(plan, broken, events)
                _do(there, plan, events, event)
                steps += 1
                if (state := there.state()) in seen:
                    there.end()
                else:
                    seen.add(state)
                    frontier.append(((*events, event), there))
    finally:
        for there in (world, *(world for _, world in frontier)):
            there.end()
    return Explored(len(seen), steps, not frontier)


def wander(plan: Plan, seed: int, broken: Broken | None = None) -> int:
    """One order of events, by chance; its length. Raises Story."""
    choice = random.Random(seed)
    world = World(plan, broken)
    events: list[str] = []
    while possible := world.events():
        event = choice.choice(possible)
        _do(world, plan, events, event)
        events.append(event)
    _end(world, plan, events)
    return len(events)


def _replayed(plan: Plan, broken: Broken | None, events: Sequence[str]) -> World:
    world = World(plan, broken)
    for event in events:
        world.do(event)
    return world


def _do(world: World, plan: Plan, events: Sequence[str], event: str) -> None:
    try:
        world.do(event)
    except Exception as error:
        world.end()
        raise Story(plan, [*events, event], error) from error


def _end(world: World, plan: Plan, events: Sequence[str]) -> None:
    try:
        world.come_to_rest()
    except Exception as error:
        raise Story(plan, [*events, "all comes to rest"], error) from error
    finally:
        world.end()
