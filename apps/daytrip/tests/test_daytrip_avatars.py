"""Members' pictures of themselves, behind the gateway and without it, on SQLite, MariaDB and PostgreSQL."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
import pyvips
from daytrip_members import NOT_LOGGED_IN, bearer, check_refusal, daytrip_site, new_member, who

from tests.sites import TestSite

PATHS = ["/api/user/avatar", "/api/upload/avatar"]
MOST = 2 * 1024 * 1024
NONE = "請選擇一張圖片"
TOO_LARGE = "圖片大小不可超過2MB"
NOT_A_PICTURE = "圖片格式不支援或檔案已損毀"
TOO_MANY_PIXELS = "圖片尺寸過大"
RED, BLUE = [250, 20, 20], [20, 20, 250]
WEBP = {"Accept": "image/avif,image/webp,image/*;q=0.8,*/*;q=0.5"}
SCRIPT = b"<script>alert(1)</script>"


@pytest.fixture
def site(day_site: TestSite) -> TestSite:
    return day_site


@pytest.fixture(scope="module")
def client(day_site: TestSite) -> Iterator[httpx.Client]:
    """A member for all tests: each sends the pictures that it looks at."""
    with day_site.client() as client:
        new_member(client)
        yield client


def picture(kind: str = "png", width: int = 300, height: int = 200, *, colour: list[int] = RED) -> bytes:
    image = (pyvips.Image.black(width, height, bands=3) + colour).cast("uchar").copy(interpretation="srgb")
    return bytes(image.write_to_buffer(f".{kind}"))


def send(client: httpx.Client, content: bytes, path: str = PATHS[0], field: str = "avatar", **options: Any) -> Any:
    return client.post(path, files={field: ("photo.png", io.BytesIO(content), "image/png")}, **options)


def url_of(answer: httpx.Response) -> str:
    """Without the site in front of it."""
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert set(body) == {"data"}
    assert set(body["data"]) == {"avatarUrl"}
    return "/" + body["data"]["avatarUrl"].split("/", 3)[3]


def shown(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    return pyvips.Image.new_from_buffer(answer.content, "")


def looks(pixel: list[float], colour: list[int]) -> bool:
    return all(abs(a - b) <= 12 for a, b in zip(pixel, colour, strict=True))


def stored(site: TestSite) -> set[str]:
    return {file.name for file in (site.data / "files/avatar").glob("*")}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("field", ["avatar", "form"])
def test_an_avatar_is_kept_and_shown_by_either_generations_names(client: httpx.Client, path: str, field: str) -> None:
    answer = send(client, picture(), path, field)
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert (who(client) or {})["avatarUrl"] == answer.json()["data"]["avatarUrl"]
    image = shown(client.get(url_of(answer), headers=WEBP))
    assert (image.width, image.height) == (200, 200)
    assert looks(image(100, 100), RED)


@pytest.mark.parametrize("kind", ["jpg", "png", "gif", "webp", "avif"])
def test_every_kind_becomes_a_square_webp_of_512_pixels(client: httpx.Client, kind: str) -> None:
    plain = url_of(send(client, picture(kind, 900, 600))).partition("?")[0]
    answer = client.get(plain)
    image = shown(answer)
    assert (image.width, image.height) == (512, 512)
    assert answer.headers["content-type"] == "image/webp"
    assert answer.content[8:12] == b"WEBP"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "immutable" in answer.headers["cache-control"]


def test_what_is_stored_knows_no_address_of_the_site(site: TestSite, client: httpx.Client) -> None:
    answer = send(client, picture())
    path, url = url_of(answer).partition("?")[0], answer.json()["data"]["avatarUrl"]
    me = who(client) or {}
    assert url == me["avatarUrl"] == f"http://localhost:{site.port}{path}?w=256"
    assert site.query("SELECT avatar_url FROM account WHERE id = :id", id=me["id"]) == [(path,)]


def test_a_site_with_another_address_shows_it_there() -> None:
    with daytrip_site(gateway=False) as site, site.client() as client:
        _, token = new_member(client)
        url = url_of(send(client, picture()))
        site.banyan("down")
        moved = replace(site, environ={**site.environ, "BANYAN_SITE__PUBLIC_URL": "https://trip.example"})
        moved.banyan("up", "--port", str(site.port), "--detach", "--no-gateway")
        assert (who(client, token) or {})["avatarUrl"] == f"https://trip.example{url}"


@pytest.mark.parametrize("host", ["192.168.1.5", "localhost"])
def test_pages_ask_for_it_where_they_are_and_in_the_sizes_that_they_show(
    site: TestSite, client: httpx.Client, host: str
) -> None:
    path = url_of(send(client, picture("png", 600, 600))).partition("?")[0]
    shown_at = {"/": {(32, 64)}, "/member": {(32, 64), (128, 256)}}
    for page, sizes in shown_at.items():
        html = client.get(page, headers={"Host": f"{host}:{site.port}"}).text
        pictures = re.findall(rf'src="{path}\?w=(\d+)" srcset="{path}\?w=(\d+) 2x"[^>]* width="(\d+)"', html)
        assert {(int(once), int(twice)) for once, twice, _ in pictures} == sizes
        assert all(once == width for once, _, width in pictures)
        assert html.count("/static/avatar/") == 2 * len(pictures)
    for size in (32, 64, 128, 256):
        assert shown(client.get(f"{path}?w={size}", headers=WEBP)).width == size


def test_where_and_with_what_it_was_taken_is_gone_and_it_stands_upright(client: httpx.Client) -> None:
    """Shown on its side: what the camera calls the left half is the upper one."""
    image = pyvips.Image.new_from_buffer(picture("png", 600, 400, colour=BLUE), "")
    image = image.insert(pyvips.Image.new_from_buffer(picture("png", 300, 400), ""), 0, 0).copy()
    for field, value in (("exif-ifd0-Model", "Secret Camera"), ("exif-ifd3-GPSLatitude", "25/1 2/1 3/1")):
        image.set_type(pyvips.GValue.gstr_type, field, f"{value} ({value}, ASCII, 13 components, 13 bytes)")
    image.set_type(pyvips.GValue.gint_type, "orientation", 6)
    image.set_type(pyvips.GValue.blob_type, "xmp-data", b"<x:xmpmeta>Secret Place</x:xmpmeta>")
    photo = bytes(image.jpegsave_buffer(Q=95))
    taken = pyvips.Image.new_from_buffer(photo, "").get_fields()
    assert {"exif-ifd0-Model", "exif-ifd3-GPSLatitude", "xmp-data"} <= set(taken)
    url = url_of(send(client, photo))
    plain = url.partition("?")[0]
    for address, headers in ((plain, {}), (url, WEBP), (url, {})):
        answer = client.get(address, headers=headers)
        assert b"Secret" not in answer.content
        kept = shown(answer)
        private = ("exif", "xmp", "iptc", "icc", "orientation")
        assert not [field for field in kept.get_fields() if field.startswith(private)]
        middle = kept.width // 2
        assert looks(kept(middle, 10), RED)
        assert looks(kept(middle, kept.height - 10), BLUE)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", NONE),
        (b"hello", NOT_A_PICTURE),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>alert(1)</script></svg>",
            NOT_A_PICTURE,
        ),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", NOT_A_PICTURE),
        (b"%PDF-1.7", NOT_A_PICTURE),
        (b"PK\x03\x04", NOT_A_PICTURE),
        (b"\x89PNG\r\n\x1a\nrubbish", NOT_A_PICTURE),
        (b"\xff\xd8\xff", NOT_A_PICTURE),
        (b"GIF89a/*" + SCRIPT + b"*/=1;alert(1)", NOT_A_PICTURE),
        (SCRIPT + picture(), NOT_A_PICTURE),
        (picture("jpg", 600, 600)[:-2000], NOT_A_PICTURE),
        (picture("png", 600, 600)[:-200], NOT_A_PICTURE),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_no_picture_by_its_bytes_is_refused_and_changes_nothing(
    site: TestSite, client: httpx.Client, content: bytes, message: str
) -> None:
    send(client, picture())
    before, files = who(client), stored(site)
    for path, field in zip(PATHS, ("avatar", "form"), strict=True):
        check_refusal(send(client, content, path, field), 400, message)
    assert (who(client), stored(site)) == (before, files)
    assert not list((site.data / "files/.incoming").iterdir())


def test_a_script_that_rides_on_a_picture_is_dropped(client: httpx.Client) -> None:
    """A GIF whose size reads as the begin of a comment, a script in its comment and behind it, is a picture and JS."""
    gif = picture("gif", 0x2A2F, 2)
    assert gif[6:8] == b"/*"
    js = b"*/=1;alert(document.cookie);/*"
    comment = b"\x21\xfe" + bytes([len(js)]) + js + b"\x00"
    for polyglot in (gif[:-1] + comment + b";" + SCRIPT, *(picture(kind) + SCRIPT for kind in ("png", "jpg", "webp"))):
        url = url_of(send(client, polyglot))
        for address in (url, url.partition("?")[0]):
            content = client.get(address).content
            assert b"alert" not in content
            assert b"script" not in content


def test_two_megabytes_are_taken_and_a_byte_more_is_not(client: httpx.Client) -> None:
    content = picture("jpg")
    whole = content + bytes(MOST - len(content))
    url_of(send(client, whole))
    before = who(client)
    check_refusal(send(client, whole + b"\0"), 400, TOO_LARGE)
    assert who(client) == before


@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "chunked"])
def test_a_far_longer_one_is_refused_in_the_same_words_and_nothing_of_it_stays(
    site: TestSite, client: httpx.Client, chunked: bool
) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="avatar"; filename="a"\r\n\r\n' + picture()
    block = bytes(1024 * 1024)
    headers = {"content-type": "multipart/form-data; boundary=b"}
    if not chunked:
        headers["content-length"] = str(len(head) + 40 * len(block))
    content = (part for part in (head, *[block] * 40))
    check_refusal(client.post(PATHS[0], content=content, headers=headers), 400, TOO_LARGE)
    assert not list((site.data / "files/.incoming").iterdir())
    assert who(client)


def test_a_bomb_is_refused_before_it_is_decoded(client: httpx.Client) -> None:
    bomb = _bomb(50_000)
    assert len(bomb) < MOST
    check_refusal(send(client, bomb), 400, TOO_MANY_PIXELS)


def _bomb(edge: int) -> bytes:
    """A PNG of edge × edge pixels that compresses to almost nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = edge.to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(edge // 8 + 1)) for _ in range(edge)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def test_what_is_no_form_or_has_no_such_field_or_two_is_refused(client: httpx.Client) -> None:
    check_refusal(send(client, picture(), field="image"), 400, NONE)
    check_refusal(client.post(PATHS[0], data={"avatar": "text"}, files={"other": b"x"}), 400, NONE)
    wrong = "輸入不正確"
    check_refusal(client.post(PATHS[0]), 400, wrong)
    check_refusal(client.post(PATHS[0], json={"avatar": "x"}), 400, wrong)
    check_refusal(client.post(PATHS[0], data={"avatar": "text"}), 400, wrong)
    check_refusal(client.post(PATHS[0], files=[("avatar", picture()), ("form", picture())]), 400, wrong)
    torn = b'--b\r\nContent-Disposition: form-data; name="avatar"; filename="a"\r\n\r\n' + picture()
    headers = {"content-type": "multipart/form-data; boundary=b"}
    check_refusal(client.post(PATHS[0], content=torn, headers=headers), 400, wrong)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("token", ["", "x", "a.b.c"])
def test_without_login_it_is_403(site: TestSite, path: str, token: str) -> None:
    with site.client() as nobody:
        check_refusal(send(nobody, picture(), path, headers=bearer(token) if token else {}), 403, NOT_LOGGED_IN)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://other.site.test"},
    ],
    ids=repr,
)
def test_another_sites_page_changes_no_avatar(client: httpx.Client, path: str, headers: dict[str, str]) -> None:
    send(client, picture())
    before = who(client)
    check_refusal(send(client, picture(), path, headers=headers), 403, "拒絕來自其他網站的請求")
    assert who(client) == before is not None


def test_a_token_changes_its_own_members_avatar_and_nobody_elses(site: TestSite, client: httpx.Client) -> None:
    with site.client() as other, site.client() as bare:
        _, token = new_member(other)
        send(other, picture(colour=BLUE))
        theirs, mine = who(other), who(client)
        assert theirs is not None
        answer = client.post(
            f"{PATHS[0]}?id={theirs['id']}",
            files={"avatar": picture()},
            data={"id": str(theirs["id"]), "email": theirs["email"], "name": theirs["name"]},
        )
        url_of(answer)
        assert who(other) == theirs
        assert who(client) != mine
        mine = who(client)
        url_of(send(bare, picture(), headers=bearer(token)))
        assert who(client) == mine
        assert who(other) != theirs


def test_a_replaced_avatar_and_its_copies_are_removed_and_nobody_elses(site: TestSite, client: httpx.Client) -> None:
    """Two members with the very same picture have two files."""
    with site.client() as other:
        new_member(other)
        url, theirs = url_of(send(client, picture())), url_of(send(other, picture()))
        assert url != theirs
        for address in (url, theirs):
            for width in (1, 40, 96, 192, 256):
                assert client.get(address.replace("w=256", f"w={width}"), headers=WEBP).status_code == 200
                assert client.get(address.replace("w=256", f"w={width}")).status_code == 200
        name = url.partition("?")[0].rpartition("/")[2]
        assert name in stored(site)
        assert list((site.data / "files/copies" / name).iterdir())
        again = url_of(send(client, picture()))
        assert name not in stored(site)
        assert not list((site.data / "files/copies" / name).iterdir())
        for address in (url, url.partition("?")[0]):
            assert client.get(address).status_code == 404
        for address in (again, theirs, theirs.partition("?")[0]):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["../../log/x.txt", "/etc/passwd", "a\x00.png", "x.svg", "x" * 300, "圖.php"])
def test_the_clients_name_reaches_no_path(site: TestSite, client: httpx.Client, name: str) -> None:
    url = url_of(client.post(PATHS[0], files={"avatar": (name, picture(), "text/html")}))
    stem = url.removeprefix("/static/avatar/").removesuffix(".webp?w=256")
    assert len(stem) == 40
    assert set(stem) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("image/avif,image/webp,image/apng,image/*,*/*;q=0.8", "webp"),
        ("IMAGE/WebP;q=0.1", "webp"),
        ("image/png,image/*;q=0.8,*/*;q=0.5", "jpeg"),
        ("*/*", "jpeg"),
        ("image/webp;q=0, */*", "jpeg"),
        ("image/webp; q=0.000", "jpeg"),
        ("", "jpeg"),
        (",;=;q=x", "jpeg"),
    ],
)
def test_who_does_not_take_webp_gets_a_jpeg(client: httpx.Client, accept: str, kind: str) -> None:
    url = url_of(send(client, picture("png", 600, 600)))
    answer = client.get(url, headers={"Accept": accept})
    assert answer.headers["content-type"] == f"image/{kind}"
    assert "Accept" in answer.headers["vary"].replace("Accept-Encoding", "")
    image = shown(answer)
    assert (image.width, image.get("vips-loader")) == (256, f"{kind}load_buffer")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    conditional = {"Accept": accept, "If-None-Match": answer.headers["etag"]}
    again = client.get(url, headers=conditional)
    assert again.status_code == 304
    assert "Accept" in again.headers["vary"].replace("Accept-Encoding", "")


def test_what_is_transparent_is_white_where_there_is_no_transparency(client: httpx.Client) -> None:
    glass = pyvips.Image.new_from_buffer(picture(), "").bandjoin(0)
    url = url_of(send(client, bytes(glass.pngsave_buffer())))
    assert shown(client.get(url, headers=WEBP))(50, 50)[3] == 0
    assert looks(shown(client.get(url))(50, 50), [255, 255, 255])


@pytest.mark.parametrize(
    ("width", "edge"), [(1, 32), (40, 40), (41, 64), (96, 96), (192, 192), (256, 256), (9999, 256)]
)
def test_a_copy_has_the_next_larger_size(client: httpx.Client, width: int, edge: int) -> None:
    url = url_of(send(client, picture("png", 900, 600))).partition("?")[0]
    for headers in (WEBP, {}):
        image = shown(client.get(f"{url}?w={width}", headers=headers))
        assert (image.width, image.height) == (edge, edge)


def test_a_small_picture_is_never_enlarged(client: httpx.Client) -> None:
    url = url_of(send(client, picture("png", 30, 20)))
    image = shown(client.get(url, headers=WEBP))
    assert (image.width, image.height) == (20, 20)


def test_copies_are_from_a_bounded_set_and_made_once(site: TestSite, client: httpx.Client) -> None:
    url = url_of(send(client, picture("png", 600, 600))).partition("?")[0]
    folder = site.data / "files/copies" / url.rpartition("/")[2]
    first = client.get(f"{url}?w=129", headers=WEBP).content
    made = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}
    for width in range(129, 193, 8):
        assert client.get(f"{url}?w={width}&h=7&fit=contain&v={width}", headers=WEBP).content == first
    assert {file.name: file.stat().st_mtime_ns for file in folder.iterdir()} == made
    assert list(made) == ["192x192-cover.webp"]


@pytest.mark.parametrize("query", ["w=0", "w=x", "w=-1", "w=99999", "w=1.5", "w="])
def test_a_size_nobody_makes_is_400(client: httpx.Client, query: str) -> None:
    url = url_of(send(client, picture())).partition("?")[0]
    check_refusal(client.get(f"{url}?{query}"), 400, "輸入不正確")


@pytest.mark.parametrize("query", ["", "?w=40"])
@pytest.mark.parametrize("name", [f"{'0' * 40}.webp", "x", ".hidden.webp", "a.svg", "A.webp", "%E5%9C%96.webp"])
def test_an_avatar_that_is_not_there_is_404(client: httpx.Client, name: str, query: str) -> None:
    check_refusal(client.get(f"/static/avatar/{name}{query}"), 404, "找不到這個網址")


def test_the_document_shows_the_form_and_the_refusals(site: TestSite, client: httpx.Client) -> None:
    paths = client.get("/schema/openapi.json").json()["paths"]
    for path in PATHS:
        operation = paths[path]["post"]
        form = operation["requestBody"]["content"]["multipart/form-data"]["schema"]
        assert set(form["properties"]) == {"avatar", "form"}
        assert form["anyOf"] == [{"required": ["avatar"]}, {"required": ["form"]}]
        media = operation["responses"]["400"]["content"].values()
        said = {example["value"]["message"] for each in media for example in each["examples"].values()}
        assert said >= {NONE, TOO_LARGE, NOT_A_PICTURE, TOO_MANY_PIXELS}
    assert "w" in {parameter["name"] for parameter in paths["/static/avatar/{name}"]["get"]["parameters"]}
