from __future__ import annotations

from collections.abc import Iterator

import pytest
from cached_origin import CachedOrigin


@pytest.fixture(scope="module")
def front() -> Iterator[CachedOrigin]:
    """For tests that leave it as it is: each asks for targets of its own."""
    gateway = CachedOrigin()
    try:
        yield gateway.start()
    finally:
        gateway.close()


@pytest.fixture
def own_front() -> Iterator[CachedOrigin]:
    """For tests that harm it."""
    gateway = CachedOrigin(cache_memory="2m", cache_object="256k")
    try:
        yield gateway.start()
    finally:
        gateway.close()
