from __future__ import annotations

from litestar.plugins.jinja import JinjaTemplateEngine

from banyan.pages import Catalogues, page_environment
from banyan.server.assets import asset_function, static_folders
from banyan.server.site import Site


def template_engine(site: Site) -> JinjaTemplateEngine:
    folders = static_folders(site.modules)
    names = {*folders, *(module.name for module in site.modules)}
    locales = {module.name: module.locales for module in site.modules if module.locales}
    environment = page_environment(
        {module.name: module.templates for module in site.modules if module.templates},
        Catalogues(site.settings.site.locales, locales),
        {name: asset_function(name, folders.get(name)) for name in names},
    )
    environment.globals["site_name"] = site.settings.site.name
    return JinjaTemplateEngine.from_environment(environment)
