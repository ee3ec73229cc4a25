"""The configuration as a pure function of the model: {path below the configuration folder: text}."""

from banyan.gateway.render.files import SECRET_FILE, render

__all__ = ["SECRET_FILE", "render"]
