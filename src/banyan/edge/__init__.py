"""The policies' in-process executor: what the gateway enforces, where there is none; degradation in the app."""

from banyan.edge.body import BodyTaken
from banyan.edge.degradable import OMITTED, Degraded, declared_names, degradable
from banyan.edge.degrading import Degrading
from banyan.edge.doorkeeper import Doorkeeper
from banyan.edge.gateway_only import GatewayOnly
from banyan.edge.parts import Parts, gather_parts
from banyan.edge.switchboard import Switchboard

__all__ = [
    "OMITTED",
    "BodyTaken",
    "Degraded",
    "Degrading",
    "Doorkeeper",
    "GatewayOnly",
    "Parts",
    "Switchboard",
    "declared_names",
    "degradable",
    "gather_parts",
]
