"""What migrations make of the sights that a database has: on SQLite, MariaDB and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from daytrip_client import DAYTRIP

from daytrip.offline import shipped_sights
from tests.sites import TestSite, data_folder

_TEXTS = (
    "SELECT id, origin, name, category, mrt, address, transport, description, name_en, transport_en, description_en"
)
_SIGHTS = f"{_TEXTS}, lat, lng, pictures, created_at, updated_at FROM sight ORDER BY id"


def test_names_are_searched_in_both_languages_and_after_a_downgrade_as_before(database_url_text: str) -> None:
    chinese = {sight.name: [sight.name.casefold()] for sight in shipped_sights()}
    both = {sight.name: [sight.name.casefold(), sight.name_en.casefold()] for sight in shipped_sights()}
    with data_folder() as data:
        site = TestSite(data, 0, {**DAYTRIP, "BANYAN_DATABASE__URL": database_url_text}, has_gateway=False)
        site.banyan("db", "upgrade", "daytrip_0002")
        check_searched(site, chinese)
        site.query("UPDATE sight SET name_en = NULL WHERE name = '行天宮'")
        before = site.query(_SIGHTS)
        both["行天宮"] = ["行天宮"]
        for change, keys in (("upgrade", both), ("downgrade", chinese), ("upgrade", both)):
            site.banyan("db", change, "daytrip_0003" if change == "upgrade" else "daytrip_0002")
            check_searched(site, keys)
            assert site.query(_SIGHTS) == before


def check_searched(site: TestSite, keys: Mapping[str, Sequence[str]]) -> None:
    """By those keys, and by every ending of each."""
    found = dict(site.query("SELECT name, name_key FROM sight"))
    assert {name: key.split("\n") for name, key in found.items()} == keys
    parts = site.query("SELECT name, part FROM sight JOIN sight_name_part ON sight_id = sight.id")
    assert sorted(parts) == sorted(
        (name, part) for name, of in keys.items() for part in {key[start:] for key in of for start in range(len(key))}
    )


def test_avatars_are_stored_without_the_address_that_the_site_had(database_url_text: str) -> None:
    path = f"/static/avatar/{'0f' * 20}.webp"
    stored = {
        1: f"http://localhost:8080{path}?w=256",
        2: f"https://trip.example/below{path}?w=256",
        3: None,
        4: "https://elsewhere.example/picture.png",
    }
    with data_folder() as data:
        site = TestSite(data, 0, {**DAYTRIP, "BANYAN_DATABASE__URL": database_url_text}, has_gateway=False)
        site.banyan("db", "upgrade")
        site.banyan("db", "downgrade", "daytrip_0003")
        for number, url in stored.items():
            site.query(
                "INSERT INTO account (id, password_hash, avatar_url, created_at, updated_at)"
                " VALUES (:number, '', :stored, '2026-01-01', '2026-01-01')",
                number=number,
                stored=url,
            )
        for change in ("upgrade", "downgrade", "upgrade"):
            site.banyan("db", change, *(["daytrip_0003"] if change == "downgrade" else []))
            found = dict(site.query("SELECT id, avatar_url FROM account"))
            assert found == {**stored, 1: path, 2: path}
