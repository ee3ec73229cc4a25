from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from banyan.policy.cors import Cors
from banyan.policy.error_page import error_page
from banyan.policy.error_shape import ErrorShape, RenderedError, Wording, problem_details
from banyan.policy.paths import longest_prefix
from banyan.policy.route import Route


@dataclass(frozen=True)
class Area:
    """Who answers for the paths below a prefix; `page`: HTTP's own errors there are pages for people."""

    prefix: str
    module: str
    page: bool = False


@dataclass(frozen=True)
class PublicFiles:
    """Stored objects that everybody may read: `path`/<name> is the object `key_prefix`/<name>.

    A request that carries one of `computed_by` (query arguments) asks for something made from it: the app answers.
    """

    path: str
    key_prefix: str
    computed_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class SiteTable:
    """The site's routes and policies as one value: all that either executor knows of the modules."""

    shapes: Mapping[str, ErrorShape]
    areas: tuple[Area, ...]
    public_files: tuple[PublicFiles, ...] = ()
    cors: tuple[Cors, ...] = ()
    routes: tuple[Route, ...] = ()
    default_shape: ErrorShape = field(default_factory=problem_details)

    def area_of(self, path: str) -> Area | None:
        prefix = longest_prefix(path, (area.prefix for area in self.areas))
        return next((area for area in self.areas if area.prefix == prefix), None)

    def shape_of(self, path: str) -> ErrorShape:
        area = self.area_of(path)
        return self.shapes[area.module] if area else self.default_shape

    def http_error(self, path: str, status: int, accept: str, request_id: str) -> RenderedError:
        """What HTTP itself refuses (no such path, body too large …), as the path's readers expect it."""
        area = self.area_of(path)
        if area.page if area else prefers_html(accept):
            return error_page(status, request_id)
        shape = self.shapes[area.module] if area else self.default_shape
        return shape.render(shape.status_wording(status), request_id)

    def render(self, path: str, wording: Wording, request_id: str) -> RenderedError:
        return self.shape_of(path).render(wording, request_id)


def prefers_html(accept: str) -> bool:
    """A browser that navigates names text/html; programs say */* or JSON."""
    return "text/html" in accept.lower()
