"""The site's routes with their policies, out of its modules; what is declared wrong is refused here, before it runs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, get_args

from litestar import Router
from litestar.di import Dependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import ParameterKwarg
from litestar.routes import HTTPRoute
from litestar.types import ControllerRouterHandler

from banyan.accounts import SESSION_COOKIE
from banyan.api import Module
from banyan.base import SettingsError
from banyan.pages import LANGUAGE_COOKIE, LANGUAGE_PARAMETER
from banyan.policy import CREDENTIALS, Cache, Policy, Route, route_name

# Who asks for one of these is answered by the fields behind it, of all cookies by the one named last.
_DIFFER_BY: Mapping[str, tuple[tuple[str, ...], str]] = {
    **dict.fromkeys(("member", "visitor", "token"), (CREDENTIALS, SESSION_COOKIE)),
    "pages": (("accept-language", "cookie"), LANGUAGE_COOKIE),
}
_DECLARATIONS = (Dependency, ParameterKwarg)
# Litestar's own, which are no parameters of the client's.
_RESERVED = frozenset({"request", "state", "scope", "headers", "cookies", "query", "body", "data", "socket", "self"})


def site_routes(modules: Sequence[Module]) -> tuple[Route, ...]:
    """Raises SettingsError naming the handler and the mend."""
    routes = tuple(route for module in modules for route in _routes_of(module))
    owners: dict[str, str] = {}
    for route in routes:
        if route.cache and owners.setdefault(route.name, route.handler) != route.handler:
            raise SettingsError(
                f"policies: {owners[route.name]} and {route.handler} are both called {route.name}; "
                'give one Cache(…) a name="…"'
            )
    return routes


def module_handlers(module: Module) -> Iterator[tuple[HTTPRoute, HTTPRouteHandler]]:
    """Every handler at every path of its, as they are declared."""
    controllers: list[ControllerRouterHandler] = list(module.controllers)
    router = Router(module.prefix or "/", route_handlers=controllers, dependencies=module.dependencies)
    # A second one resolves what the first was given.
    for route in Router("/", route_handlers=[router]).routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(route, HTTPRoute) and handler.http_methods != {"OPTIONS"}:
                yield route, handler


def _routes_of(module: Module) -> Iterator[Route]:
    for route, handler in module_handlers(module):
        written = f"{module.name}: {handler.fn.__qualname__}"
        policies = tuple(handler.opt.get("policies", ()))
        methods = tuple(sorted(str(method) for method in handler.http_methods))
        for fault in _faults(route, handler, policies):
            raise SettingsError(f"policies: {written}: {fault}")
        name = route_name(module.name, handler.handler_name, handler.opt)
        yield Route(route.path, methods, name, module.name, written, policies)


def _faults(route: HTTPRoute, handler: HTTPRouteHandler, policies: Sequence[Policy]) -> Iterator[str]:
    for policy in policies:
        if not isinstance(policy, Policy):
            yield f"{policy!r} is no policy; write policies=[Cache(…), Degrade(…)]"
        if sum(type(policy) is type(other) for other in policies) > 1:
            yield f"{type(policy).__name__}(…) stands there twice; leave one"
        if isinstance(policy, Cache):
            asked, parameters = _asked_for(handler)
            names = {*route.path_parameters, *parameters, *([LANGUAGE_PARAMETER] if "pages" in asked else ())}
            yield from (f"Cache: {fault}" for fault in policy.faults(names, handler.http_methods))
            yield from _faults_of_sharing(policy, asked)


def _faults_of_sharing(cache: Cache, asked: set[str]) -> Iterator[str]:
    if "pages" in asked and cache.key is not None and LANGUAGE_PARAMETER not in cache.key:
        yield f"Cache: it asks for `pages`, which reads ?{LANGUAGE_PARAMETER}=; name {LANGUAGE_PARAMETER} in key=(…)"
    for name in sorted(asked & _DIFFER_BY.keys()):
        fields, cookie = _DIFFER_BY[name]
        named = (*cache.varies_by, "cookie") if cookie in cache.cookies else cache.varies_by
        missing = [field.title() for field in fields if field not in named]
        if missing:
            yield (
                f"Cache: it asks for `{name}`, so its answers differ by {' and '.join(missing)}; "
                f"name them in vary=(…), the cookie {cookie} in cookies=(…), or take Cache(…) off"
            )


def _asked_for(handler: HTTPRouteHandler) -> tuple[set[str], set[str]]:
    """The names of all that it asks for, itself or by its dependencies; and those of its query's parameters."""
    providers: dict[str, Any] = {}
    for layer in handler.ownership_layers:
        providers |= layer.dependencies or {}
    asked: set[str] = set()
    parameters: set[str] = set()
    functions: list[Callable[..., Any]] = [handler.fn]
    while functions:
        for parameter in _signature(functions.pop()).parameters.values():
            provider = providers.get(parameter.name)
            declared = next((each for each in get_args(parameter.annotation) if isinstance(each, _DECLARATIONS)), None)
            if provider and parameter.name not in asked:
                functions.append(provider.dependency if isinstance(provider, Provide) else provider)
            elif not provider and parameter.name not in _RESERVED and not isinstance(declared, Dependency):
                parameters.add(_called(parameter.name, declared))
            asked.add(parameter.name)
    return asked, parameters


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    try:
        return inspect.signature(function, eval_str=True)
    except NameError:  # of a type that only type checkers import
        return inspect.signature(function)


def _called(name: str, declared: ParameterKwarg | None) -> str:
    """By clients."""
    return (declared and (declared.query or declared.name)) or name
