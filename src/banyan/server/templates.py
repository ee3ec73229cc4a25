from __future__ import annotations

from litestar.plugins.jinja import JinjaTemplateEngine

from banyan.pages import OWN, Catalogues, page_environment
from banyan.server.assets import assets_of, own_assets
from banyan.server.site import Site


def template_engine(site: Site) -> JinjaTemplateEngine:
    locales = {module.name: module.locales for module in site.modules if module.locales}
    environment = page_environment(
        {module.name: module.templates for module in site.modules if module.templates},
        Catalogues(site.settings.site.locales, locales),
        {OWN: own_assets().url, **{module.name: assets_of(module).url for module in site.modules}},
    )
    environment.globals["site_name"] = site.settings.site.name
    return JinjaTemplateEngine.from_environment(environment)
