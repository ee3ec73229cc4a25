from __future__ import annotations

from collections.abc import Callable, Mapping

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, pass_context
from jinja2.runtime import Context
from litestar.plugins.jinja import JinjaTemplateEngine

from banyan.server.assets import assets_of
from banyan.server.site import Site


def template_engine(site: Site) -> JinjaTemplateEngine:
    """`<module>/<name>` names a module's own template; `asset(name)` in it is one of the module's own files."""
    folders = {module.name: FileSystemLoader(module.templates) for module in site.modules if module.templates}
    environment = Environment(loader=_ModuleLoader(folders), autoescape=True, undefined=StrictUndefined)
    environment.globals["site_name"] = site.settings.site.name
    environment.globals["asset"] = _asset_of_template({m.name: assets_of(m).url for m in site.modules})
    return JinjaTemplateEngine.from_environment(environment)


class _ModuleLoader(BaseLoader):
    """As Jinja's PrefixLoader, but a template keeps its whole name, by which `asset` knows its module."""

    def __init__(self, loaders: Mapping[str, BaseLoader]) -> None:
        self._loaders = loaders

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        module, _, name = template.partition("/")
        if module not in self._loaders:
            raise TemplateNotFound(template)
        return self._loaders[module].get_source(environment, name)


def _asset_of_template(functions: Mapping[str, Callable[[str], str]]) -> Callable[[Context, str], str]:
    @pass_context
    def asset(context: Context, name: str) -> str:
        return functions[(context.name or "").partition("/")[0]](name)

    return asset
