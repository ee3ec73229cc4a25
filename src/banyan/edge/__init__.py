"""The policies' in-process executor: what the gateway enforces, where there is no gateway."""

from banyan.edge.doorkeeper import Doorkeeper

__all__ = ["Doorkeeper"]
