"""What is below /static/, from each executor: hashed files, compressed ones, several as one."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from banyan.api import Assets, Module
from banyan.base import SettingsError
from banyan.pages import StaticFolder
from banyan.server.assets import publish_assets
from tests.sites import TestSite, data_folder, running_site

_MODULE = Path(__file__).parent.parent / "edge" / "modules" / "shelf.py"
_IMMUTABLE = "public, max-age=31536000, immutable"
_CSS, _JS = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
_LONG = "/* long */ p { color: red }\n" * 40
_HASH = "0123456789"
_FILES: Mapping[str, str] = {
    "a.css": "a { color: red }\n",
    "b.css": "b { color: blue }",
    "empty.css": "",
    "long.css": _LONG,
    "parts/e.css": "e { color: green }\n",
    "c.js": "const c = 1 // without an end",
    "d.js": "(function () {})()\n",
    "hero.svg": f"<svg><!-- {_LONG} --></svg>",
    "half.css": "x" * (600 * 1024),
    "page.mjs": "export {}\n",
    **{f"n{number}.css": f"n{number} {{}}\n" for number in range(17)},
}
_PAGE = """<link href="{{ asset('b.css', 'a.css') }}"><link href="{{ asset('a.css') }}">
<script src="{{ asset('c.js', 'd.js') }}">
<link href="{{ banyan_asset('tokens.css', 'chip.css') }}">"""


@dataclass(frozen=True)
class Shelf:
    site: TestSite
    names: Mapping[str, str]

    def ask(self, target: str, method: str = "GET", **fields: str) -> Answer:
        """`@a.css` in the target is the file's public name. As it stands: no client tidies it up."""
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=10)
        try:
            target = re.sub(r"@((?:\w+/)?\w+\.\w+)", lambda found: self.names[found[1]], target)
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in fields.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()


@dataclass(frozen=True)
class Answer:
    status: int
    fields: Mapping[str, str]
    body: bytes


@pytest.fixture(scope="module", params=[True, False], ids=["gateway", "alone"])
def shelf(request: pytest.FixtureRequest) -> Iterator[Shelf]:
    with data_folder() as folder:
        for name, content in {f"static/{name}": text for name, text in _FILES.items()}.items():
            _put(folder / name, content)
        (folder / "static/noise.svg").write_bytes(hashlib.shake_256(b"noise").digest(300))
        _put(folder / "templates/page.html.j2", _PAGE)
        names = {name: file.public_name for name, file in StaticFolder(folder / "static").files().items()}
        with running_site(gateway=request.param, modules=[_MODULE], settings={"SHELF": str(folder)}) as site:
            static = site.data / "gateway/static"
            _put(static / f"shelf/a.{_HASH}.css", "known a")
            _put(static / f"shelf/parts/e.{_HASH}.css", "known e")
            _put(static / f"shelf/.hidden.{_HASH}.css", "hidden")
            _put(static / f"shelf/.hidden/a.{_HASH}.css", "hidden")
            _put(static / f"shelf/folder.{_HASH}.css/a.txt", "")
            _put(static / "shelf/plain.css", "plain")
            _put(static.parent / f"outside.{_HASH}.css", "outside")
            yield Shelf(site, names)


def _put(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


@dataclass(frozen=True)
class Case:
    target: str
    status: int = 200
    body: str | None = None
    type: str = _CSS


_TOGETHER = "a { color: red }\nb { color: blue }\n"
_MANY = ",".join(f"@n{number}.css" for number in range(16))
CASES: Mapping[str, Case] = {
    "one after the other": Case("/static/shelf/??@a.css,@b.css", body=_TOGETHER),
    "in the order that is asked for": Case(
        "/static/shelf/??@b.css,@a.css", body="b { color: blue }\na { color: red }\n"
    ),
    "from the root, and from several folders": Case(
        "/static/??shelf/@a.css,shelf/@parts/e.css", body="a { color: red }\ne { color: green }\n"
    ),
    "below a folder": Case(f"/static/shelf/parts/??e.{_HASH}.css", body="known e\n"),
    "by a name that is known": Case(f"/static/shelf/??a.{_HASH}.css", body="known a\n"),
    "one alone": Case("/static/shelf/??@b.css", body="b { color: blue }\n"),
    "an empty one": Case("/static/shelf/??@empty.css,@a.css", body="\na { color: red }\n"),
    "scripts stay apart": Case(
        "/static/shelf/??@c.js,@d.js", body="const c = 1 // without an end\n;\n(function () {})()\n", type=_JS
    ),
    "sixteen": Case(f"/static/shelf/??{_MANY}", body="".join(f"n{number} {{}}\n" for number in range(16))),
    # Refused.
    "seventeen": Case(f"/static/shelf/??{_MANY},@n16.css", 400),
    "more than a megabyte": Case("/static/shelf/??@half.css,@half.css", 400),
    "two types": Case("/static/shelf/??@a.css,@c.js", 400),
    "another type": Case("/static/shelf/??@hero.svg", 400),
    "modules by their own name": Case("/static/shelf/??@page.mjs", 400),
    "no names": Case("/static/shelf/??", 400),
    "an empty name": Case("/static/shelf/??@a.css,,@b.css", 400),
    "a comma at the end": Case("/static/shelf/??@a.css,", 400),
    "a version after it": Case("/static/shelf/??@a.css?v=1", 400),
    "a parameter after it": Case("/static/shelf/??@a.css&x=1", 400),
    "a file that there is not": Case(f"/static/shelf/??@a.css,none.{_HASH}.css", 404),
    "a folder that there is not": Case("/static/nowhere/??@a.css", 404),
    "a folder in the place of a file": Case(f"/static/shelf/??folder.{_HASH}.css", 404),
    "a name without a hash": Case("/static/shelf/??plain.css", 404),
    "a hidden file": Case(f"/static/shelf/??.hidden.{_HASH}.css", 404),
    "in a hidden folder": Case(f"/static/shelf/??.hidden/a.{_HASH}.css", 404),
    "of a hidden folder": Case(f"/static/shelf/.hidden/??a.{_HASH}.css", 404),
    "a way up": Case(f"/static/shelf/??../../outside.{_HASH}.css", 404),
    "a way up, encoded": Case(f"/static/shelf/??%2e%2e/%2e%2e/outside.{_HASH}.css", 404),
    "a way up in the path": Case(f"/static/shelf/../??shelf/a.{_HASH}.css", 400),
    "from the disk's root": Case(f"/static/shelf/??/etc/a.{_HASH}.css", 404),
    "doubled slashes": Case(f"/static/??shelf//a.{_HASH}.css", 404),
    "another spelling of a name": Case(f"/static/shelf/??%61.{_HASH}.css", 404),
    "another spelling of the folder": Case(f"/static/%73helf/??a.{_HASH}.css", 404),
    "an encoded comma": Case("/static/shelf/??@a.css%2C@b.css", 404),
    "a NUL": Case("/static/shelf/??@a.css%00.css", 404),
    "bytes": Case(f"/static/shelf/??%E4.{_HASH}.css", 404),
    "a name that is too long": Case(f"/static/shelf/??{'a' * 300}.{_HASH}.css", 404),
    "not asked for in a folder": Case("/static/shelf??@a.css", 404),
    "of a file": Case("/static/shelf/@a.css/??@b.css", 404),
}


@pytest.mark.parametrize("name", CASES)
def test_55_several_files_as_one(shelf: Shelf, name: str) -> None:
    case = CASES[name]
    answer = shelf.ask(case.target)
    assert answer.status == case.status
    if case.status == 200:
        assert (answer.body.decode(), answer.fields["content-type"]) == (case.body, case.type)
        assert answer.fields["content-length"] == str(len(answer.body))
        assert answer.fields["cache-control"] == _IMMUTABLE
        assert answer.fields["x-content-type-options"] == "nosniff"
    else:
        assert answer.fields["content-type"] == "application/problem+json"
        assert answer.fields["cache-control"] == "no-store"
        page = shelf.ask(case.target, Accept="text/html")
        assert (page.status, page.fields["content-type"]) == (case.status, "text/html; charset=utf-8")


def test_55_its_etag_is_of_the_content_and_strong(shelf: Shelf) -> None:
    target = "/static/shelf/??@a.css,@b.css"
    whole, turned = shelf.ask(target), shelf.ask("/static/shelf/??@b.css,@a.css")
    etag = whole.fields["etag"]
    assert etag == f'"{hashlib.md5(_TOGETHER.encode(), usedforsecurity=False).hexdigest()}"'
    assert turned.fields["etag"] != etag
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = shelf.ask(target, If_None_Match=known)
        assert (again.status, again.body, again.fields["etag"]) == (304, b"", etag)
        assert again.fields["cache-control"] == _IMMUTABLE
    assert shelf.ask(target, If_None_Match='"other"').body == whole.body
    head = shelf.ask(target, "HEAD")
    assert (head.status, head.body, head.fields["etag"]) == (200, b"", etag)
    assert head.fields["content-length"] == str(len(_TOGETHER))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_55_it_is_read_only(shelf: Shelf, method: str) -> None:
    answer = shelf.ask("/static/shelf/??@a.css,@b.css", method)
    assert (answer.status, answer.fields["content-type"]) == (405, "application/problem+json")


def test_55_a_page_names_several_files_in_one_address(shelf: Shelf) -> None:
    page = shelf.ask("/shelf").body.decode()
    addresses = re.findall(r'(?:href|src)="([^"]+)"', page)
    a, b, c, d = (shelf.names[name] for name in ("a.css", "b.css", "c.js", "d.js"))
    assert addresses[:3] == [f"/static/shelf/??{b},{a}", f"/static/shelf/{a}", f"/static/shelf/??{c},{d}"]
    assert addresses[3].startswith("/static/banyan/??tokens.")
    assert [shelf.ask(address).status for address in addresses] == [200] * 4


def test_21_a_compressed_copy_goes_to_who_takes_it(shelf: Shelf) -> None:
    for name, kind in (("long.css", _CSS), ("hero.svg", "image/svg+xml")):
        target = f"/static/shelf/@{name}"
        plain = shelf.ask(target)
        assert plain.body.decode() == _FILES[name]
        assert (plain.fields.get("content-encoding"), plain.fields["vary"]) == (None, "Accept-Encoding")
        for accepted in ("gzip", "gzip, deflate, br, zstd", "br;q=1.0, GZIP;q=0.5"):
            answer = shelf.ask(target, Accept_Encoding=accepted)
            assert (answer.fields["content-encoding"], answer.fields["content-type"]) == ("gzip", kind)
            assert answer.fields["vary"] == "Accept-Encoding"
            assert answer.fields["cache-control"] == _IMMUTABLE
            assert answer.fields["content-length"] == str(len(answer.body))
            assert answer.fields["etag"] != plain.fields["etag"]
            # As it was made, at the best level: not on the way.
            assert answer.body == gzip.compress(_FILES[name].encode(), 9, mtime=0)
        for refused in ("identity", "gzip;q=0", "deflate", "gzipped"):
            assert shelf.ask(target, Accept_Encoding=refused).body == plain.body


def test_21_a_compressed_copy_is_no_file_of_its_own(shelf: Shelf) -> None:
    folder = shelf.site.data / "gateway/static/shelf"
    for name in ("long.css", "hero.svg"):
        assert (folder / f"{shelf.names[name]}.gz").is_file()
        assert shelf.ask(f"/static/shelf/{shelf.names[name]}.gz").status == 404
    # Small ones, and what compression makes larger, have none.
    for name in ("a.css", "empty.css", "noise.svg"):
        assert not (folder / f"{shelf.names[name]}.gz").exists()


def test_21_copies_are_made_once(tmp_path: Path) -> None:
    _put(tmp_path / "static/long.css", _LONG)
    module, target = Module(name="shelf", controllers=[], static=tmp_path / "static"), tmp_path / "published"

    def published() -> dict[str, int]:
        publish_assets([module], target)
        return {file.name: file.stat().st_mtime_ns for file in (target / "shelf").iterdir()}

    first = published()
    assert {name.rpartition(".")[2] for name in first} == {"css", "gz"}
    assert published() == first
    _put(tmp_path / "static/long.css", f"{_LONG}/* longer */")
    assert len(published().items() - first.items()) == 2


def test_what_is_joined_is_kept_in_memory() -> None:
    """Of the gateway: it is answered from there when the files are gone."""
    with running_site() as site:
        folder = site.data / "gateway/static/banyan"
        for name in ("a", "b"):
            _put(folder / f"{name}.{_HASH}.css", f"{name} {{}}\n")
        with site.client() as client:
            for target in ("/static/banyan/??{},{}", "/static/??banyan/{},banyan/{}"):
                answer = client.get(target.format(f"a.{_HASH}.css", f"b.{_HASH}.css"))
                (folder / f"a.{_HASH}.css").unlink(missing_ok=True)
                assert (answer.status_code, answer.text) == (200, "a {}\nb {}\n")
            assert answer.headers["cache-status"].startswith("banyan; hit; ttl=")


@pytest.mark.parametrize(
    "names",
    [
        ("a.css", "c.js"),
        ("hero.svg", "hero.svg"),
        ("a.css", "parts/e.css"),
        ("a.css", "with space.css"),
        ("a.css",) * 17,
        (),
    ],
)
def test_55_what_cannot_be_joined_is_said_to_the_author(names: tuple[str, ...]) -> None:
    kept = ("a.css", "c.js", "hero.svg", "parts/e.css", "with space.css")
    assets = Assets("shelf", {name: name.replace(".", f".{_HASH}.") for name in kept})
    with pytest.raises(SettingsError, match=r"shelf: asset.*cannot be joined"):
        assets.url(*names)
