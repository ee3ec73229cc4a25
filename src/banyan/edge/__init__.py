"""The policies' in-process executor: what the gateway enforces, where there is no gateway."""

from banyan.edge.doorkeeper import Doorkeeper
from banyan.edge.gateway_only import GatewayOnly

__all__ = ["Doorkeeper", "GatewayOnly"]
