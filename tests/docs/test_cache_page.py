"""The example of docs/cache.md, as a site without a gateway."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from banyan.data import Row
from tests.sites import ROOT, running_site


def test_the_example_is_cached_until_it_is_written(tmp_path: Path) -> None:
    file = tmp_path / "menu.py"
    file.write_text((ROOT / "docs/cache.md").read_text().split("```python\n")[1].split("```")[0])
    with running_site(gateway=False, modules=[file]) as site, site.client() as client:
        site.query(_table_of(file))
        answers = [client.get("/menu/7") for _ in range(2)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[1].headers["cache-status"].startswith("banyan; hit")
        for name in ("noodles", "rice"):
            client.put("/menu/7", params={"name": name}).raise_for_status()
            answers = [client.get("/menu/7", headers={"Cookie": "a=1"}) for _ in range(2)]
            assert [answer.json() for answer in answers] == [{"name": name}] * 2
            said = [answer.headers["cache-status"].split(";")[1].strip() for answer in answers]
            assert said == ["fwd=stale", "hit"]
        assert "Cache(ttl=60" in site.banyan("policies").stdout
        assert "menu.dish" in site.banyan("cache", "stats").stdout


def test_a_page_is_put_together_of_what_its_parts_are(tmp_path: Path) -> None:
    file = tmp_path / "shop.py"
    file.write_text((ROOT / "docs/cache.md").read_text().split("```python\n")[2].split("```")[0])
    with running_site(gateway=False, modules=[file]) as site, site.client() as client:
        for dish in ("noodles", "rice"):
            client.put("/shop/today", params={"dish": dish}).raise_for_status()
            page = client.get("/shop")
            assert page.text == f"<h1>Noodle shop</h1><p>Your basket is empty.</p><p>Today: {dish}</p>"
        assert page.headers["cache-status"].startswith("banyan; hit")
        assert page.headers["cache-control"] == "private, no-cache"


def _table_of(file: Path) -> str:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    table = module.DishRow.__table__
    # Other tests look at the tables of all rows.
    Row.metadata.remove(table)
    return str(CreateTable(table).compile(dialect=sqlite.dialect()))
