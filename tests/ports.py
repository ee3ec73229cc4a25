from __future__ import annotations

import random
import socket

# Below those that the kernel gives to whoever connects somewhere: until it is used nobody comes by it in passing.
_PORTS = range(20_000, 32_000)
# Not the global one: hypothesis sets that to the same again and again.
_dice = random.SystemRandom()


def free_port() -> int:
    """Free on every address."""
    for port in _dice.sample(_PORTS, 100):
        with socket.socket() as probe:
            try:
                probe.bind(("", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port was found")
