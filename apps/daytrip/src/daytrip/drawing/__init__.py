"""The site's pictures, drawn by program: every sight has its scenes in `scenes.json`, in words.

Only `scripts/draw_sights.py` and the tests use this; the site serves the files that it made.
"""

from daytrip.drawing.files import STATIC, all_drawings, write_drawings

__all__ = ["STATIC", "all_drawings", "write_drawings"]
