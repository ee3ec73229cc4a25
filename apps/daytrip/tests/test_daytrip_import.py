"""`banyan daytrip import FILE`: both generations, into each database, beside a site that runs."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from daytrip_client import CITY_FILE, DAYTRIP, data_file, every, names, needs_city_file, newer, older, pages

from tests.sites import ROOT, TestSite, clean_environment, data_folder, run_banyan


def test_both_generations_and_the_lists_show_them_at_once(empty_site: TestSite, tmp_path: Path) -> None:
    with empty_site.client() as client:
        assert len(every(client)) == 58
        said = empty_site.banyan("daytrip", "import", str(data_file(tmp_path, [newer(1, "甲園"), newer(2, "乙　園")])))
        assert said.stdout.splitlines() == [
            "banyan: 2 sights with 4 pictures: 2 new, 0 changed, 0 unchanged",
            "banyan: 58 sights of the shipped set have gone",
        ]
        assert said.stderr == ""
        assert names(client) == ["甲園", "乙園"]
        empty_site.banyan("daytrip", "import", str(data_file(tmp_path, [older(1, "丙館"), older(2, "丁館")])))
        first, *_, last = every(client)
        assert names(client) == ["甲園", "乙園", "丙館", "丁館"]
        assert client.get("/api/categories").json() == {"data": ["戶外踏青", "歷史建築"]}
        assert client.get("/api/mrts").json() == {"data": ["新北投"]}
    assert {key: value for key, value in first.items() if key != "id"} == {
        "name": "甲園",
        "category": "戶外踏青",
        "description": "甲園的介紹",
        "address": "臺北市 北投區中山路",
        "transport": "捷運新北投站",
        "mrt": "新北投",
        "lat": 25.137077,
        "lng": 121.508447,
        "images": ["https://city.example/a.jpg", "https://city.example/b.JPG"],
    }
    assert (last["description"], last["transport"], last["mrt"]) == ("丁館的故事", "公車紅33", None)
    assert (last["lat"], last["lng"], last["images"]) == (25.05, 121.51, ["http://city.example/old.jpg"])


def test_importing_again_changes_nothing(empty_site: TestSite, tmp_path: Path) -> None:
    everything = "SELECT * FROM sight ORDER BY id"
    for rows in ([newer(1, "甲園"), newer(2, "乙園")], [older(1, "丙館")]):
        file = str(data_file(tmp_path, rows))
        empty_site.banyan("daytrip", "import", file)
        before = empty_site.query(everything)
        position = empty_site.query("SELECT position FROM invalidation_position")
        said = empty_site.banyan("daytrip", "import", file).stdout
        assert f"0 new, 0 changed, {len(rows)} unchanged" in said
        assert empty_site.query(everything) == before
        assert empty_site.query("SELECT position FROM invalidation_position") == position


def test_what_changed_is_changed_and_found_by_its_new_name(empty_site: TestSite, tmp_path: Path) -> None:
    empty_site.banyan("daytrip", "import", str(data_file(tmp_path, [newer(1, "甲園"), newer(2, "乙園")])))
    with empty_site.client() as client:
        (found,) = every(client, keyword="甲")
        rows = [newer(1, "北投大園", MRT="", file=""), newer(2, "乙園")]
        assert "0 new, 1 changed, 1 unchanged" in empty_site.banyan(
            "daytrip", "import", str(data_file(tmp_path, rows))
        ).stdout  # fmt: skip
        assert every(client, keyword="甲") == []
        (renamed,) = every(client, keyword="投大")
    assert renamed == {**found, "name": "北投大園", "description": "北投大園的介紹", "mrt": None, "images": []}


def test_the_same_sight_of_another_source_keeps_its_number(empty_site: TestSite, tmp_path: Path) -> None:
    with empty_site.client() as client:
        shipped = {sight["name"]: sight["id"] for sight in every(client)}
        rows = [newer(7, "行天宮"), newer(8, "新開的園")]
        assert "1 new, 1 changed" in empty_site.banyan("daytrip", "import", str(data_file(tmp_path, rows))).stdout
        assert names(client) == ["行天宮", "新開的園"]
        empty_site.banyan("daytrip", "import", str(data_file(tmp_path, [older(900, "行天宮")])))
        sights = every(client)
        assert [(sight["id"], sight["category"]) for sight in sights if sight["name"] == "行天宮"] == [
            (shipped["行天宮"], "歷史建築")
        ]
        assert client.get(f"/api/attraction/{shipped['冷水坑溫泉區']}").status_code == 400
    english = empty_site.query("SELECT name_en FROM sight WHERE name = '行天宮'")
    assert english[0][0], "what only the shipped set told is kept"


def test_a_translation_of_what_has_changed_is_gone(empty_site: TestSite, tmp_path: Path) -> None:
    english = "SELECT name_en, transport_en, description_en FROM sight WHERE origin = :origin"
    shipped = empty_site.query("SELECT name, transport, description FROM sight WHERE name = '行天宮'")
    name, transport, description = shipped[0]
    rows = [newer(1, name, direction=transport, description=description), newer(2, "乙園")]
    origin = f"newer:{rows[0]['SERIAL_NO']}"

    def take(**fields: str) -> list[Any]:
        rows[0] |= fields
        empty_site.banyan("daytrip", "import", str(data_file(tmp_path, rows)))
        return [text is not None for text in empty_site.query(english, origin=origin)[0]]

    assert take() == [True, True, True]
    assert take(direction="捷運行天宮站") == [True, False, True]
    with empty_site.client() as client:
        assert names(client, keyword="xingtian", lang="en") == ["Xingtian Temple"]
        assert take(description="行天宮的介紹") == [True, False, False]
        assert take(name="別的園") == [False, False, False]
        assert names(client, keyword="xingtian") == []
        assert names(client, keyword="別的", lang="en") == ["別的園"]
    again = empty_site.banyan("daytrip", "import", str(data_file(tmp_path, rows)))
    assert "0 new, 0 changed, 2 unchanged" in again.stdout


def test_another_name_takes_all_translations_with_it(empty_site: TestSite, tmp_path: Path) -> None:
    name, transport, description = empty_site.query(
        "SELECT name, transport, description FROM sight WHERE name = '行天宮'"
    )[0]
    for each in (name, "別的園"):
        row = newer(1, each, direction=transport, description=description)
        empty_site.banyan("daytrip", "import", str(data_file(tmp_path, [row])))
    assert empty_site.query("SELECT name, name_en, transport_en, description_en FROM sight") == [
        ("別的園", None, None, None)
    ]


BROKEN: list[tuple[Any, str]] = [
    (7, "Expected object, got int"),
    (newer(1, ""), "name is empty"),
    (newer(1, "　 "), "name is empty"),
    ({**newer(1, "x"), "name": 5}, "Expected str, got int - at $.name"),
    ({key: value for key, value in newer(1, "x").items() if key != "CAT"}, "missing required field CAT"),
    ({key: value for key, value in older(1, "x").items() if key != "_id"}, "missing required field _id"),
    (newer(1, "名" * 101), "name is longer than 100 characters"),
    (newer(1, "ß" * 60), "name as it is searched is longer than 100 characters"),
    (newer(1, "x", description="長" * 16_001), "description is longer than 16000 characters"),
    (newer(1, "x", address="a\0b"), "address has a NUL character in it"),
    (newer(1, "x", latitude="north"), "latitude is no number from -90 to 90"),
    (newer(1, "x", longitude=181), "longitude is no number from -180 to 180"),
    (newer(1, "x", latitude="nan"), "latitude is no number"),
    (newer(1, "x", file="https://city.example/a.jpg" * 201), "file has more than 200 pictures"),
    (newer(1, "x", file=["a.jpg"]), "Expected str | null, got array - at $.file"),
    (older(1, "x", MRT={}), "Expected str | null, got object - at $.MRT"),
    (newer(2, "x"), "it has the number of row 1"),
]


def test_broken_rows_are_named_and_the_rest_goes_in(empty_site: TestSite, tmp_path: Path) -> None:
    rows = [newer(2, "甲園"), *(row for row, _ in BROKEN), older(2, "乙館")]
    done = empty_site.banyan("daytrip", "import", str(data_file(tmp_path, rows)), check=False)
    assert done.returncode == 3
    for number, (line, (_, reason)) in enumerate(zip(done.stderr.splitlines(), BROKEN, strict=True), 2):
        assert line.startswith(f"banyan: row {number} is broken: ")
        assert reason in line
    assert "2 sights with 3 pictures: 2 new" in done.stdout
    with empty_site.client() as client:
        assert names(client) == ["甲園", "乙館"]


def test_rows_as_long_as_they_may_be_go_in(empty_site: TestSite, tmp_path: Path) -> None:
    """More of them than a database takes in one statement."""
    long = {
        "description": "長" * 16_000,
        "direction": "路" * 16_000,
        "file": f"https://city.example/{'a' * 450}.jpg" * 200,
    }
    rows = [newer(number, "名" * 100, **long) for number in range(1, 151)]
    assert "150 sights with 30000 pictures: 150 new" in empty_site.banyan(
        "daytrip", "import", str(data_file(tmp_path, rows))
    ).stdout  # fmt: skip


def _good(folder: Path) -> bytes:
    return data_file(folder, [newer(1, "甲園")]).read_bytes()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda good: b"", "not whole JSON"),
        (lambda good: good[:-20], "not whole JSON"),
        (lambda good: good + b"x", "not whole JSON"),
        (lambda good: b"[" * 100_000, "not the city's open data: Expected object, got array"),
        (lambda good: b'{"result": {"results": [' + b"[" * 100_000, "not whole JSON"),
        (lambda good: b"\xff\xfe", "not whole JSON"),
        (lambda good: b"[]", "not the city's open data: Expected object, got array"),
        (lambda good: b'{"result": []}', "not the city's open data: Expected object, got array - at $.result"),
        (lambda good: b'{"result": {"results": {}}}', "not the city's open data: Expected array"),
        (lambda good: b'{"result": {}}', "missing required field results"),
    ],
)
def test_a_broken_file_is_one_line_and_changes_nothing(
    shipped_site: TestSite, tmp_path: Path, content: Any, said: str
) -> None:
    file = tmp_path / "broken.json"
    file.write_bytes(content(_good(tmp_path)))
    before = shipped_site.query("SELECT id, origin FROM sight ORDER BY id")
    refused = shipped_site.banyan("daytrip", "import", str(file), check=False)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"banyan: {file}: ")
    assert said in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert shipped_site.query("SELECT id, origin FROM sight ORDER BY id") == before


@pytest.fixture(scope="module")
def shipped_site() -> Any:
    with data_folder() as data:
        run_banyan("db", "upgrade", "--data", str(data), environ=DAYTRIP)
        yield TestSite(data, 0, DAYTRIP, has_gateway=False)


def test_a_file_of_a_hundred_megabytes_is_refused_unread(shipped_site: TestSite, tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    with file.open("wb") as large:
        large.truncate(100 * 1024**2)
    refused = shipped_site.banyan("daytrip", "import", str(file), check=False)
    assert (refused.returncode, refused.stderr) == (1, f"banyan: {file}: larger than 64 MB; split it\n")


def test_a_file_that_is_not_there_is_named(shipped_site: TestSite, tmp_path: Path) -> None:
    for file, reason in ((tmp_path / "none.json", "No such file or directory"), (tmp_path, "Is a directory")):
        refused = shipped_site.banyan("daytrip", "import", str(file), check=False)
        assert (refused.returncode, refused.stderr) == (1, f"banyan: {file}: cannot be read: {reason}\n")


def test_a_file_without_rows_takes_nothing_away(shipped_site: TestSite, tmp_path: Path) -> None:
    assert "0 sights" in shipped_site.banyan("daytrip", "import", str(data_file(tmp_path, []))).stdout
    assert shipped_site.query("SELECT count(*) FROM sight") == [(58,)]


def test_a_terminal_sees_how_far_it_is(shipped_site: TestSite, tmp_path: Path) -> None:
    controller, terminal = pty.openpty()
    command = ["daytrip", "import", str(data_file(tmp_path, [newer(1, "甲園")])), "--data", str(shipped_site.data)]
    with data_folder() as data:
        command[-1] = str(data)
        subprocess.run(
            [sys.executable, "-m", "banyan", *command],
            stdout=subprocess.DEVNULL,
            stderr=terminal,
            cwd=ROOT,
            env=clean_environment() | DAYTRIP | {"TERM": "xterm"},
            check=True,
            timeout=90,
        )
    os.close(terminal)
    shown = os.read(controller, 100_000).decode()
    os.close(controller)
    assert "importing" in shown
    assert "100%" in shown


def test_a_list_of_many_is_searched_as_one_would_by_hand(empty_site: TestSite, tmp_path: Path) -> None:
    """More than are gathered for one keyword, and more than go into a block."""
    rows = [
        newer(
            number, f"{'山' if number % 3 else '水'}邊第{number}號{'Park' if number % 2 else ''}", CAT=f"類{number % 4}"
        )
        for number in range(1, 1301)
    ]
    empty_site.banyan("daytrip", "import", str(data_file(tmp_path, rows)))
    with empty_site.client() as client:
        for keyword, category in (
            ("山", ""),
            ("山邊", "類1"),
            ("邊第", ""),
            ("1", ""),
            ("號park", ""),
            ("類2", ""),
            ("99", ""),
        ):
            expected = [
                row["name"]
                for row in rows
                if (keyword in row["name"].casefold() or keyword == row["CAT"]) and category in ("", row["CAT"])
            ]
            assert names(client, keyword=keyword, category=category, page_size=100) == expected
        assert len(next(pages(client, keyword="新北投"))) == 12


@needs_city_file
def test_the_citys_file(empty_site: TestSite) -> None:
    with empty_site.client() as client:
        shipped = [(sight["id"], sight["name"]) for sight in every(client)]
        said = empty_site.banyan("daytrip", "import", str(CITY_FILE)).stdout
        assert "58 sights with 328 pictures" in said
        assert "36 files are no pictures and were left out" in said
        sights = every(client)
        assert [len(page) for page in pages(client)] == [12, 12, 12, 12, 10]
        assert [(sight["id"], sight["name"]) for sight in sights] == shipped
        assert len([image for sight in sights for image in sight["images"]]) == 328
        assert all("\u3000" not in json.dumps(sight, ensure_ascii=False) for sight in sights)
        assert "0 new, 0 changed, 58 unchanged" in empty_site.banyan("daytrip", "import", str(CITY_FILE)).stdout
