from __future__ import annotations

import json
from pathlib import Path

from daytrip.drawing.scene import picture
from daytrip.drawing.site import favicon, hero

STATIC = Path(__file__).parents[1] / "static"


def all_drawings() -> dict[str, str]:
    """Each file's path under `static`, and its content."""
    table = json.loads(Path(__file__).with_name("scenes.json").read_text(encoding="utf-8"))
    found = {"hero.svg": hero(), "favicon.svg": favicon()}
    for slug, scenes in table["scenes"].items():
        for n, scene in enumerate(scenes, 1):
            found[f"sights/{slug}-{n}.svg"] = picture(slug, n, scene, table["backdrops"])
    return found


def write_drawings() -> int:
    """Makes the files anew; those of sights that are no more go."""
    drawings = all_drawings()
    (STATIC / "sights").mkdir(parents=True, exist_ok=True)
    for old in (STATIC / "sights").glob("*.svg"):
        if f"sights/{old.name}" not in drawings:
            old.unlink()
    for name, content in drawings.items():
        (STATIC / name).write_text(content, encoding="utf-8", newline="\n")
    return len(drawings)
