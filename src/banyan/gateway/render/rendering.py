from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from banyan.base import SettingsError
from banyan.config import UpstreamSection
from banyan.gateway.model import GatewayModel, Host


def render_model(model: GatewayModel) -> dict[str, str]:
    """nginx's configuration: path relative to the gateway's folder → text."""
    files = {
        "conf/nginx.conf": _fill("nginx.conf.j2", model),
        "conf/proxy.conf": _fill("proxy.conf.j2", model),
        "conf/errors.conf": _fill("errors.conf.j2", model),
        "conf/sites/banyan.conf": _fill("site.conf.j2", model),
        "conf/resources.json": json.dumps(model.errors, ensure_ascii=False, indent=1, sort_keys=True) + "\n",
    }
    for host in model.hosts:
        files[f"conf/sites/{host.name}.conf"] = _fill("host.conf.j2", model, host=host)
    return files


def _fill(template: str, model: GatewayModel, *, host: Host | None = None) -> str:
    return _environment().get_template(template).render(m=model, s=model.settings, host=host)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  not HTML; `quoted` is this language's escape
    )
    environment.filters |= {"quoted": quoted, "regex": _regex, "listen": _listen, "server": _server}
    environment.globals["text_types"] = _TEXT_TYPES
    return environment


_TEXT_TYPES = (
    "application/javascript application/json application/manifest+json application/problem+json application/xml "
    "image/svg+xml text/css text/javascript text/plain text/xml"
)


def quoted(value: object) -> str:
    """A value as one nginx argument. What could end it or be a variable is refused, not escaped: no path or name of
    a sane site holds it."""
    text = str(value)
    if re.search(r"[\"'\\$;{}\x00-\x1f]", text):
        raise SettingsError(f"gateway: {text!r} holds a character that nginx's configuration gives a meaning")
    return f'"{text}"'


def _regex(pattern: str) -> str:
    """A regular expression of ours as the inside of a quoted argument: there the backslash is nginx's own escape."""
    return pattern.replace("\\", "\\\\").replace('"', '\\"')


def _listen(model: GatewayModel) -> str:
    address = model.settings.listen.strip("[]")
    host = f"[{address}]" if ipaddress.ip_address(address).version == 6 else address
    return f"{host}:{model.settings.port}"


def _server(server: UpstreamSection) -> str:
    options: Mapping[str, int] = {
        "weight": server.weight,
        "max_fails": server.max_fails,
        "fail_timeout": server.fail_timeout,
    }
    return f"server {server.address} " + " ".join(f"{key}={value}" for key, value in options.items()) + ";"
