"""Draws the pictures of the sights and of the site anew, into the package's static folder."""

from __future__ import annotations

from daytrip.drawing import STATIC, write_drawings

if __name__ == "__main__":
    print(f"{write_drawings()} pictures in {STATIC}")
