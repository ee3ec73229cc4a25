"""The configuration as a pure function of the model: {path below the configuration folder: text}."""

from banyan.gateway.render.files import render

__all__ = ["render"]
