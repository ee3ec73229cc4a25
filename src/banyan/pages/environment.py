from __future__ import annotations

from collections.abc import Callable, Mapping
from gettext import NullTranslations
from pathlib import Path

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, pass_context
from jinja2.runtime import Context

from banyan.pages.catalogues import Catalogues

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
# What Banyan's own templates and files are called by: `banyan/base.html.j2`.
OWN = "banyan"


def page_environment(
    templates: Mapping[str, Path], catalogues: Catalogues, assets: Mapping[str, Callable[..., str]]
) -> Environment:
    """`<module>/<name>` names a module's own template; in it `asset(name, …)` is one of the module's own files,
    or several as one, `banyan_asset(name, …)` the design system's, and `_("…")` a word in the language of the page."""
    folders = {OWN: TEMPLATES, **templates}
    environment = Environment(
        loader=_ModuleLoader({name: FileSystemLoader(folder) for name, folder in folders.items()}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    _install_words(environment, catalogues)
    environment.globals["asset"] = _asset_of_template(assets)
    environment.globals["banyan_asset"] = assets[OWN]
    return environment


class _ModuleLoader(BaseLoader):
    """As Jinja's PrefixLoader, but a template keeps its whole name, by which its module is known."""

    def __init__(self, loaders: Mapping[str, BaseLoader]) -> None:
        self._loaders = loaders

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        module, _, name = template.partition("/")
        if module not in self._loaders:
            raise TemplateNotFound(template)
        return self._loaders[module].get_source(environment, name)


def _install_words(environment: Environment, catalogues: Catalogues) -> None:
    def words(context: Context) -> NullTranslations:
        return catalogues.of(context["language"].tag, _module_of(context))

    @pass_context
    def gettext(context: Context, message: str) -> str:
        return words(context).gettext(message)

    @pass_context
    def ngettext(context: Context, one: str, many: str, number: int) -> str:
        return words(context).ngettext(one, many, number)

    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]


def _asset_of_template(functions: Mapping[str, Callable[..., str]]) -> Callable[..., str]:
    @pass_context
    def asset(context: Context, *names: str) -> str:
        return functions[_module_of(context)](*names)

    return asset


def _module_of(context: Context) -> str:
    return (context.name or "").partition("/")[0]
