"""The ASGI application of a site."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from litestar import Litestar, Router, get
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.response import Redirect
from litestar.template import TemplateConfig
from litestar.types import ControllerRouterHandler

from banyan.api import (
    AnswerHead,
    CheckedRequest,
    CheckedSocket,
    CrossOrigin,
    DeclaredBodies,
    ErrorAnswers,
    HealthController,
    Module,
    exception_handlers,
    provide_session,
    read_metrics,
    resolve_in_turn,
)
from banyan.control import StreamController
from banyan.edge import BodyTaken, Caching, Degrading, Doorkeeper, Including, Labelling, static_files
from banyan.metrics import NodeMetrics
from banyan.observe import Envelope, RequestLog
from banyan.observe.envelope import App
from banyan.pages import search_engine_handlers
from banyan.policy import Cache, Degrade, policy_of, route_name
from banyan.server.assets import assets_of, static_folders
from banyan.server.in_site import InSite
from banyan.server.services import DEPENDENCY_ERRORS, open_services, service_dependencies
from banyan.server.site import Site
from banyan.server.templates import template_engine


def build_app(
    site: Site, node_folder: Path, *, behind_gateway: bool, log: RequestLog | None, metrics: NodeMetrics
) -> Envelope:
    """The site's application with its outer layers: the envelope, and the edge where no gateway stands in front."""
    litestar = build_litestar(site, node_folder, metrics, behind_gateway=behind_gateway)
    # The same protocol under Litestar's own names.
    app: App = BodyTaken(InSite(AnswerHead(litestar), litestar), site.settings.gateway.max_body)  # type: ignore[arg-type]
    if not behind_gateway:
        app = Doorkeeper(app, site.table, site.settings.gateway.max_body)
    if site.table.cors:
        app = CrossOrigin(app, site.table.cors)
    # Alone there is no entrance by which anybody could read them.
    counted = metrics.requests if behind_gateway else None
    return Envelope(app, log, behind_gateway=behind_gateway, metrics=counted)


def build_litestar(site: Site, node_folder: Path, metrics: NodeMetrics, *, behind_gateway: bool) -> Litestar:
    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        services = await open_services(site, node_folder / "control.json")
        app.state.update({**services.state(), "metrics": metrics})
        try:
            yield
        finally:
            await services.close()

    handlers: list[ControllerRouterHandler] = [HealthController, StreamController, read_metrics]
    handlers += [
        *(_module_router(site, module, behind_gateway=behind_gateway) for module in site.modules),
        *_home(site),
    ]
    if sitemaps := [module.sitemap for module in site.modules if module.sitemap]:
        handlers += search_engine_handlers(site.public_url, sitemaps)
    if not behind_gateway:
        handlers.append(static_files(site.folder.gateway / "static", static_folders(site.modules), site.table))
    app = Litestar(
        handlers,
        lifespan=[lifespan],
        dependencies={
            "session": Provide(provide_session),
            "timezone": Provide(lambda: ZoneInfo(site.settings.site.timezone), sync_to_thread=False),
            **service_dependencies(site),
        },
        exception_handlers=exception_handlers(site.table),
        template_config=TemplateConfig(instance=template_engine(site)),
        request_max_body_size=site.settings.gateway.max_body,
        opt={"max_json": site.settings.app.max_json, "max_fields": site.settings.app.max_fields},
        openapi_config=OpenAPIConfig(
            title=site.settings.site.name, version="1", path="/schema", render_plugins=[JsonRenderPlugin()]
        ),
        plugins=[DeclaredBodies(), ErrorAnswers(site.table, DEPENDENCY_ERRORS)],
        logging_config=None,
    )
    resolve_in_turn(app)
    return app


def _module_router(site: Site, module: Module, *, behind_gateway: bool) -> Router:
    assets = assets_of(module)
    own = {"assets": Provide(lambda: assets, sync_to_thread=False)}
    if module.settings:
        own["settings"] = Provide(lambda: site.loaded.section(module.name), sync_to_thread=False)
    router = Router(
        path=module.prefix or "/",
        route_handlers=list(module.controllers),
        dependencies={**own, **module.dependencies},
        request_class=CheckedRequest,
        websocket_class=CheckedSocket,
        opt={"logger": module.name, "module": module.name},
    )
    for handler in (handler for route in router.routes for handler in getattr(route, "route_handlers", ())):
        layers = _policy_layers(site, module, handler, behind_gateway=behind_gateway)
        handler.middleware = (*(handler.middleware or ()), *layers)
    return router


def _policy_layers(
    site: Site, module: Module, handler: HTTPRouteHandler, *, behind_gateway: bool
) -> Iterator[ASGIMiddleware]:
    """The outermost first. Only around those that declare them: a layer costs every request."""
    if cache := policy_of(handler.opt, Cache):
        if not behind_gateway:
            name = route_name(module.name, handler.handler_name, handler.opt)
            if cache.includes:
                yield Including(name)
            yield Caching(cache, name, site.table)
        yield Labelling(cache)
    if policy_of(handler.opt, Degrade):
        yield Degrading(site.table)


def _home(site: Site) -> list[ControllerRouterHandler]:
    """`/` leads to the first module that names a home, unless one of them serves it itself."""
    homes = [module.home for module in site.modules if module.home]
    if not homes or any(route.path == "/" for route in site.table.routes):
        return []

    @get("/", include_in_schema=False, status_code=302)
    async def home() -> Redirect:
        return Redirect(homes[0])

    return [home]
