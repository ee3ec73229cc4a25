"""The policies' executor in nginx: what it needs (`model`), its configuration (`render`), running it (`process`)."""

from banyan.gateway.control import GatewayOrderError, read_metrics, replace_certificate
from banyan.gateway.model import GatewayModel, Host, Server, StoredFiles, Upstream, build_model
from banyan.gateway.modules import find_modules
from banyan.gateway.process import GatewayConfigError, GatewayProcess, GatewayStartError
from banyan.gateway.render import render

__all__ = [
    "GatewayConfigError",
    "GatewayModel",
    "GatewayOrderError",
    "GatewayProcess",
    "GatewayStartError",
    "Host",
    "Server",
    "StoredFiles",
    "Upstream",
    "build_model",
    "find_modules",
    "read_metrics",
    "render",
    "replace_certificate",
]
