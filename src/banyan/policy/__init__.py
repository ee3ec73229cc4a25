"""What modules declare and both executors (`edge` in process, `gateway` in nginx) carry out: plain data."""

from banyan.policy.degrade import NOTHING, Degrade, Position
from banyan.policy.error_page import error_page
from banyan.policy.error_shape import ErrorShape, RenderedError, Wording, problem_details
from banyan.policy.paths import INTERNAL, NOT_CANONICAL, is_canonical, is_internal, longest_prefix
from banyan.policy.site_table import Area, PublicFiles, SiteTable

__all__ = [
    "INTERNAL",
    "NOTHING",
    "NOT_CANONICAL",
    "Area",
    "Degrade",
    "ErrorShape",
    "Position",
    "PublicFiles",
    "RenderedError",
    "SiteTable",
    "Wording",
    "error_page",
    "is_canonical",
    "is_internal",
    "longest_prefix",
    "problem_details",
]
