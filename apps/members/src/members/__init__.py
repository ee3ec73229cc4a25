"""Members: accounts, uploads and the H5 home page."""

from members.module import module

__all__ = ["module"]
