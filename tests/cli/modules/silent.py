"""A module whose commands are not where it says, beside one that works."""

from __future__ import annotations

from banyan.api import Module

module = Module(name="silent", controllers=[], commands="silent:nothing")
