"""What a module's pages need: the design system, the base layout, languages, what search engines ask for."""

from banyan.pages.catalogues import Catalogues
from banyan.pages.environment import OWN, STATIC, TEMPLATES, page_environment
from banyan.pages.languages import LANGUAGE_COOKIE, Language, choose_language
from banyan.pages.pages import Pages
from banyan.pages.sitemap import search_engine_handlers
from banyan.pages.static_folder import StaticFile, StaticFolder

__all__ = [
    "LANGUAGE_COOKIE",
    "OWN",
    "STATIC",
    "TEMPLATES",
    "Catalogues",
    "Language",
    "Pages",
    "StaticFile",
    "StaticFolder",
    "choose_language",
    "page_environment",
    "search_engine_handlers",
]
