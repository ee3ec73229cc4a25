"""What modules declare and both executors (`edge` in process, `gateway` in nginx) carry out: plain data."""

from banyan.policy.cors import Cors
from banyan.policy.degrade import NOTHING, Degrade, Position
from banyan.policy.error_page import error_page
from banyan.policy.error_shape import ErrorShape, RenderedError, Wording, problem_details
from banyan.policy.paths import NOT_CANONICAL, is_canonical, longest_prefix
from banyan.policy.site_table import Area, PublicFiles, SiteTable

__all__ = [
    "NOTHING",
    "NOT_CANONICAL",
    "Area",
    "Cors",
    "Degrade",
    "ErrorShape",
    "Position",
    "PublicFiles",
    "RenderedError",
    "SiteTable",
    "Wording",
    "error_page",
    "is_canonical",
    "longest_prefix",
    "problem_details",
]
