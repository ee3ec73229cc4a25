"""The policies' in-process executor: what the gateway enforces, where there is none; degradation in the app."""

from banyan.edge.answer_cache import AnswerCache
from banyan.edge.body import BodyTaken
from banyan.edge.caching import Caching
from banyan.edge.degradable import OMITTED, Degraded, declared_names, degradable
from banyan.edge.degrading import Degrading
from banyan.edge.doorkeeper import Doorkeeper
from banyan.edge.gateway_only import GatewayOnly
from banyan.edge.including import Including
from banyan.edge.labelling import Labelling
from banyan.edge.parts import Parts, gather_parts
from banyan.edge.static_files import static_files
from banyan.edge.switchboard import Switchboard

__all__ = [
    "OMITTED",
    "AnswerCache",
    "BodyTaken",
    "Caching",
    "Degraded",
    "Degrading",
    "Doorkeeper",
    "GatewayOnly",
    "Including",
    "Labelling",
    "Parts",
    "Switchboard",
    "declared_names",
    "degradable",
    "gather_parts",
    "static_files",
]
