from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from banyan.gateway.model import OWN_SITE, GatewayModel
from banyan.gateway.render.patterns import (
    NOT_CANONICAL_PATTERN,
    computed_pattern,
    cors_origins,
    cors_paths,
    unfit_name_pattern,
)
from banyan.gateway.render.quoting import inside_quotes, milliseconds, quoted, quoted_regex
from banyan.gateway.render.resources import REFUSALS, render_resources
from banyan.observe import DEVICE_SIGNS
from banyan.policy import INTERNAL, NOT_STATIC

SECRET_FILES = ("token.conf", "resources.json")
"""For their owner's eyes only: the nodes' token, the password of Redis."""
# In the order in which `http` includes them.
_PARTS = ("mime", "connections", "compression", "clients", "paths", "cors", "proxy", "cache", "log", "lua", "tls")


def render(model: GatewayModel) -> dict[str, str]:
    """Every file of the configuration, by its path beside nginx.conf. Raises SettingsError for what has no quotes."""
    environment = _environment(model)

    def text(template: str, **values: object) -> str:
        return environment.get_template(f"{template}.conf.j2").render(values)

    files = {"nginx.conf": text("nginx"), "errors.conf": text("errors"), "location.conf": text("location")}
    files["token.conf"] = text("token")
    files["headers.conf"] = text("headers")
    files |= {f"http/{part}.conf": text(f"http/{part}") for part in _PARTS}
    files |= {f"{part}.conf": text(part) for part in ("cached", "filled", "passed")}
    files[f"sites/{OWN_SITE}.conf"] = text("origin" if model.fronts_origin else "site")
    files["served.conf"] = text("served_by_origin" if model.fronts_origin else "served_by_nodes")
    files["nodes.conf"] = text("nodes")
    files["sites/control.conf"] = text("control")
    if not model.fronts_origin:
        files["sites/stream.conf"] = text("stream")
    if model.internal:
        files["sites/internal.conf"] = text("internal")
    if model.tls:
        files["sites/redirect.conf"] = text("redirect")
        files["sites/plain.conf"] = text("plain")
    files |= {f"sites/{host.name}.conf": text("host", host=host) for host in model.hosts}
    files["resources.json"] = render_resources(model)
    return files


def _environment(model: GatewayModel) -> Environment:
    # Not HTML: autoescape would put entities into the configuration; `q` and `regex` are its escapes.
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701
    )
    environment.filters |= {"q": quoted, "inside_quotes": inside_quotes, "regex": quoted_regex, "ms": milliseconds}
    environment.globals |= {
        "model": model,
        "parts": _PARTS,
        "own_site": OWN_SITE,
        "refusals": REFUSALS,
        "device_signs": DEVICE_SIGNS,
        "internal_pattern": INTERNAL,
        "not_canonical": NOT_CANONICAL_PATTERN,
        "not_static": NOT_STATIC,
        "computed_pattern": computed_pattern,
        "cors_origins": cors_origins,
        "cors_paths": cors_paths,
        "unfit_name_pattern": unfit_name_pattern,
    }
    return environment
