from __future__ import annotations

import hashlib
import zlib

import httpx
import pytest
import pyvips
from members_client import check_refusal, envelope, picture, register, upload

from tests.sites import TestSite


def _url(client: httpx.Client, answer: httpx.Response, at: int = 0) -> str:
    body = answer.json()
    assert body["data"]["code"] == 0, body
    url: str = body["data"]["msg"]["imageUrl"][at]
    return "/" + url.split("/", 3)[3]


@pytest.mark.parametrize("kind", ["png", "jpg", "gif", "webp", "avif"])
def test_a_picture_comes_back_byte_for_byte(site: TestSite, kind: str) -> None:
    content = picture(kind)
    with site.client() as client:
        got = client.get(_url(client, upload(client, content)))
        assert got.content == content
        assert got.headers["content-type"] == {"jpg": "image/jpeg"}.get(kind, f"image/{kind}")
        assert got.headers["x-content-type-options"] == "nosniff"


def test_the_bytes_have_tag_date_ranges_and_304(site: TestSite) -> None:
    content = picture()
    with site.client() as client:
        url = _url(client, upload(client, content))
        whole = client.get(url)
        assert {"etag", "last-modified"} <= set(whole.headers)
        assert "immutable" in whole.headers["cache-control"]
        assert client.get(url, headers={"If-None-Match": whole.headers["etag"]}).status_code == 304
        assert client.get(url, headers={"If-Modified-Since": whole.headers["last-modified"]}).status_code == 304
        part = client.get(url, headers={"Range": "bytes=10-19"})
        assert (part.status_code, part.content) == (206, content[10:20])
        assert part.headers["content-range"] == f"bytes 10-19/{len(content)}"
        assert client.get(url, headers={"Range": "bytes=-5"}).content == content[-5:]
        assert client.get(url, headers={"Range": f"bytes={len(content)}-"}).status_code == 416
        head = client.head(url)
        assert (head.status_code, head.content) == (200, b"")
        assert int(head.headers["content-length"]) == len(content)


def test_several_pictures_at_once_in_order(site: TestSite) -> None:
    contents = [picture() for _ in range(3)]
    with site.client() as client:
        answer = upload(client, *contents)
        assert [client.get(_url(client, answer, at)).content for at in range(3)] == contents


def test_the_same_bytes_have_one_url(site: TestSite) -> None:
    """Fault 4: same-name overwrites. Names are made from the content."""
    content, other = picture(), picture()
    with site.client() as client:
        first = _url(client, upload(client, content, name="same.png"))
        assert _url(client, upload(client, other, name="same.png")) != first
        assert _url(client, upload(client, content, name="else.png")) == first
        assert client.get(first).content == content


def test_a_picture_is_recorded_with_its_owner(site: TestSite) -> None:
    content = picture(width=64, height=48)
    with site.client() as client:
        phone = register(site, client)
        client.post("/users/login", json={"phone": phone, "password": "demo123456"})
        _url(client, upload(client, content))
        member = client.get("/users/me").json()["data"]["msg"]["id"]
    (row,) = site.query(
        "SELECT width, height, content_type, bytes, owner_id FROM upload WHERE sha256 = :digest",
        digest=hashlib.sha256(content).hexdigest(),
    )
    assert row == (64, 48, "image/png", len(content), member)


@pytest.mark.parametrize("name", ["../../log/x.txt", "/etc/passwd", "a\x00.png", "..\\x.png", "x" * 300, "图.png"])
def test_the_clients_name_reaches_no_path(site: TestSite, name: str) -> None:
    """Fault 3: a file name wrote outside the folder."""
    with site.client() as client:
        url = _url(client, upload(client, picture(), name=name))
        assert url.removeprefix("/static/image/").removesuffix(".png").isalnum()
        assert not (site.data / "log/x.txt").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\nrubbish",
        b"\xff\xd8\xff",
        b"GIF89a",
        b"%PDF-1.4",
        b"BM" + bytes(100),
    ],
    ids=repr,
)
def test_what_is_no_picture_by_its_bytes_is_2002(site: TestSite, content: bytes) -> None:
    """Fault 4: any file type was accepted."""
    with site.client() as client:
        check_refusal(upload(client, content), 2002)
        check_refusal(upload(client, picture(), content), 2002)


def test_nothing_stays_of_an_upload_with_one_bad_picture(site: TestSite) -> None:
    good = picture()
    with site.client() as client:
        check_refusal(upload(client, good, b"bad"), 2002)
    name = hashlib.sha256(good).hexdigest()[:40]
    assert not (site.data / f"files/image/{name}.png").exists()
    assert not list((site.data / "files/.incoming").iterdir())


def test_an_empty_picture_is_2001(site: TestSite) -> None:
    with site.client() as client:
        check_refusal(upload(client, b""), 2001)


def test_no_such_field_or_no_form_is_1001(site: TestSite) -> None:
    with site.client() as client:
        check_refusal(upload(client, picture(), field="file"), 1001)
        check_refusal(client.post("/upload/file"), 1001)
        check_refusal(client.post("/upload/file", content=b"x", headers={"content-type": "multipart/form-data"}), 1001)
        check_refusal(client.post("/upload/file", data={"image": "text"}), 1001)
        cut = b'--b\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n' + picture()
        check_refusal(
            client.post("/upload/file", content=cut, headers={"content-type": "multipart/form-data; boundary=b"}), 1001
        )


@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "chunked"])
@pytest.mark.parametrize("megabytes", [51, 120])
def test_a_body_over_the_limit_is_413_with_2003(site: TestSite, megabytes: int, chunked: bool) -> None:
    """Fault 10: 120 MB reset the connection."""
    block = bytes(1024 * 1024)
    headers = {"content-type": "multipart/form-data; boundary=b"}
    if not chunked:
        headers["content-length"] = str(megabytes * len(block))
    with site.client() as client:
        answer = client.post("/upload/file", content=(block for _ in range(megabytes)), headers=headers)
        check_refusal(answer, 2003)
        assert client.get("/ping").text == "pong"


def test_a_bomb_is_refused_before_it_is_decoded(site: TestSite) -> None:
    with site.client() as client:
        check_refusal(upload(client, _bomb(50_000)), 2003)


def _bomb(edge: int) -> bytes:
    """A PNG of edge × edge pixels that compresses to almost nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = edge.to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(edge // 8 + 1)) for _ in range(edge)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("query", "size"),
    [
        ("w=100", (100, 67)),
        ("h=100", (150, 100)),
        ("w=100&h=100&fit=cover", (100, 100)),
        ("w=100&h=100&fit=contain", (100, 67)),
        ("w=101&h=101&fit=cover", (120, 120)),
        ("w=5000", (300, 200)),
        ("format=webp", (300, 200)),
    ],
)
def test_resized_copies(site: TestSite, query: str, size: tuple[int, int]) -> None:
    with site.client() as client:
        url = _url(client, upload(client, picture(width=300, height=200)))
        first = client.get(f"{url}?{query}")
        assert first.status_code == 200
        image = pyvips.Image.new_from_buffer(first.content, "")
        assert (image.width, image.height) == size
        assert first.headers["content-type"] == ("image/webp" if "webp" in query else "image/png")
        assert client.get(f"{url}?{query}").content == first.content


def test_copies_are_from_a_bounded_set(site: TestSite) -> None:
    with site.client() as client:
        url = _url(client, upload(client, picture()))
        for width in range(129, 161):
            assert client.get(f"{url}?w={width}").status_code == 200
        name = url.rsplit("/", 1)[1]
        assert len(list((site.data / "files/copies" / name).iterdir())) == 1


@pytest.mark.parametrize("query", ["w=0", "w=x", "w=-1", "w=99999", "fit=stretch", "format=svg", "h=1.5"])
def test_a_copy_nobody_makes_is_1001(site: TestSite, query: str) -> None:
    with site.client() as client:
        check_refusal(client.get(f"{_url(client, upload(client, picture()))}?{query}"), 1001)


@pytest.mark.parametrize(
    "name", ["nothing.png", "x", ".hidden.png", "a.txt", "a.png?w=10", f"{'0' * 40}.png", "%E5%9B%BE.png"]
)
def test_a_picture_that_is_not_there_is_404(site: TestSite, name: str) -> None:
    with site.client() as client:
        answer = client.get(f"/static/image/{name}")
        assert (answer.status_code, answer.json()) == (404, envelope("Not Found", 9404))
