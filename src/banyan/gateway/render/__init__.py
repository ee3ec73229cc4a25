"""The configuration as a pure function of the model: {path below the configuration folder: text}."""

from banyan.gateway.render.files import SECRET_FILES, render

__all__ = ["SECRET_FILES", "render"]
