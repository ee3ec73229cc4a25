"""A whole site whose uploads are in an S3 bucket."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator

import httpx
import pytest
import pyvips

from tests.ports import free_port
from tests.servers.s3 import S3Server, s3_server
from tests.sites import TestSite, data_folder, running_site

_STORE = "https://cdn.example.com/site"


@pytest.fixture(scope="module")
def fragile() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.fixture(scope="module")
def s3_site(fragile: S3Server) -> Iterator[TestSite]:
    with running_site(settings=fragile.settings()) as running:
        yield running


def _picture(seed: int) -> bytes:
    image = pyvips.Image.gaussnoise(300, 200, seed=seed, mean=120, sigma=40).cast("uchar")
    return bytes(image.write_to_buffer(".png"))


def _upload(client: httpx.Client, content: bytes) -> httpx.Response:
    return client.post("/upload/file", files={"image": ("a.png", io.BytesIO(content))})


def _url(answer: httpx.Response) -> str:
    body = answer.json()["data"]
    assert body["code"] == 0, body
    url: str = body["msg"]["imageUrl"][0]
    return url


def _path(answer: httpx.Response) -> str:
    return "/" + _url(answer).split("/", 3)[3]


def test_a_picture_is_kept_in_the_bucket_and_served_as_from_a_folder(s3_site: TestSite, fragile: S3Server) -> None:
    content = _picture(1)
    with s3_site.client() as client:
        path = _path(_upload(client, content))
        whole = client.get(path)
        assert (whole.status_code, whole.content) == (200, content)
        assert whole.headers["content-type"] == "image/png"
        assert "immutable" in whole.headers["cache-control"]
        part = client.get(path, headers={"Range": "bytes=10-19"})
        assert (part.status_code, part.content) == (206, content[10:20])
        again = client.get(path, headers={"If-None-Match": whole.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        dated = client.get(path, headers={"If-Modified-Since": whole.headers["last-modified"]})
        assert dated.status_code == 304
        assert client.get(path.replace(".png", ".gif")).status_code == 404
    assert [file.read_bytes() for file in fragile.folder.rglob(path.rsplit("/", 1)[1])] == [content]
    assert [file for file in s3_site.data.glob("files/**/*") if file.is_file()] == []


def test_a_resized_copy_is_made_and_kept_there_too(s3_site: TestSite, fragile: S3Server) -> None:
    with s3_site.client() as client:
        path = _path(_upload(client, _picture(2)))
        first = client.get(path, params={"w": 100})
        image = pyvips.Image.new_from_buffer(first.content, "")
        assert (image.width, image.height) == (100, 67)
        assert client.get(path, params={"w": 100}).content == first.content
    (folder,) = fragile.folder.rglob(path.rsplit("/", 1)[1] + "/")
    assert [file.read_bytes() for file in folder.iterdir()] == [first.content]


def test_links_lead_to_the_store_where_clients_fetch_from_it(fragile: S3Server) -> None:
    settings = {**fragile.settings(), "BANYAN_STORAGE__PUBLIC_URL": f"{_STORE}/"}
    with running_site(gateway=False, settings=settings) as site, site.client() as client:
        url = _url(_upload(client, _picture(3)))
        assert url.startswith(f"{_STORE}/image/")
        name = url.rsplit("/", 1)[1]
        assert client.get(f"/static/image/{name}").content == _picture(3)
        shown = site.banyan("settings").stdout
        assert fragile.access_key not in shown
        assert fragile.secret_key not in shown


def test_a_dead_store_is_a_503_in_seconds_and_nothing_else_suffers(s3_site: TestSite, fragile: S3Server) -> None:
    with s3_site.client() as client:
        content = _picture(4)
        path = _path(_upload(client, _picture(5)))
        fragile.process.kill()
        try:
            for ask in (lambda: client.get(path), lambda: _upload(client, content)):
                started = time.monotonic()
                answer = ask()
                assert time.monotonic() - started < 6
                assert answer.status_code == 503
                assert answer.headers["retry-after"]
            assert client.get("/ping").text == "pong"
        finally:
            fragile.process.start()
        assert client.get(path).status_code == 200
        assert client.get(_path(_upload(client, content))).content == content
    for secret in (fragile.access_key, fragile.secret_key):
        assert secret not in s3_site.logs()


def test_what_killed_uploads_left_in_the_data_folder_is_swept_at_a_start(fragile: S3Server) -> None:
    with data_folder() as data:
        left = data / "files/.incoming/left"
        left.parent.mkdir(parents=True)
        left.write_bytes(b"x")
        os.utime(left, (0, 0))
        site = TestSite(data, free_port(), {"BANYAN_GATEWAY__LISTEN": "127.0.0.1", **fragile.settings()}, False)
        site.banyan("up", "--port", str(site.port), "--detach", "--no-gateway")
        assert not left.exists()


def test_a_storage_url_that_is_wrong_stops_the_start_with_one_line() -> None:
    with (
        pytest.raises(AssertionError, match=r"storage\.url: there is a key or a password") as refused,
        running_site(settings={"BANYAN_STORAGE__URL": "s3://mine:hidden-word@bucket"}),
    ):
        pass
    assert "hidden-word" not in str(refused.value)
