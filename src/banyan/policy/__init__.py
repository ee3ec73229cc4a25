"""What modules declare and both executors (`edge` in process, `gateway` in nginx) carry out: plain data."""

from banyan.policy.cache import CREDENTIALS, Cache
from banyan.policy.control_document import CONTROL_TAG, ControlDocument
from banyan.policy.cors import Cors
from banyan.policy.declared import policy_of, route_name
from banyan.policy.degrade import NOTHING, Degrade, Position
from banyan.policy.error_page import error_page
from banyan.policy.error_shape import ErrorShape, RenderedError, Wording, problem_details
from banyan.policy.paths import INTERNAL, NOT_CANONICAL, is_canonical, is_internal, longest_prefix
from banyan.policy.route import Policy, Route
from banyan.policy.site_table import Area, PublicFiles, SiteTable
from banyan.policy.static_files import (
    JOINABLE,
    JOINTS,
    MOST_JOINED,
    MOST_JOINED_BYTES,
    NOT_STATIC,
    Joint,
    is_joinable,
    is_static,
    joint_of,
)

__all__ = [
    "CONTROL_TAG",
    "CREDENTIALS",
    "INTERNAL",
    "JOINABLE",
    "JOINTS",
    "MOST_JOINED",
    "MOST_JOINED_BYTES",
    "NOTHING",
    "NOT_CANONICAL",
    "NOT_STATIC",
    "Area",
    "Cache",
    "ControlDocument",
    "Cors",
    "Degrade",
    "ErrorShape",
    "Joint",
    "Policy",
    "Position",
    "PublicFiles",
    "RenderedError",
    "Route",
    "SiteTable",
    "Wording",
    "error_page",
    "is_canonical",
    "is_internal",
    "is_joinable",
    "is_static",
    "joint_of",
    "longest_prefix",
    "policy_of",
    "problem_details",
    "route_name",
]
