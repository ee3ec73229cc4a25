"""Ground that a site cannot stand on: each time one line that names the mend, and nothing half started."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.load import wait_until
from tests.ports import free_port
from tests.servers.databases import DatabaseTestServer
from tests.servers.process import as_user
from tests.sites import ROOT, clean_environment, data_folder, query_database, run_banyan, running_site

_OPEN = {"BANYAN_MEMBERS__VERIFY_CODE": "false", "BANYAN_APP__WORKERS": "1", "BANYAN_GATEWAY__LISTEN": "127.0.0.1"}
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else, or mount")


def refused(data: Path, says: str, environ: Mapping[str, str], **run: Any) -> None:
    """`banyan up` says it in one line, and nothing runs afterwards."""
    command = [sys.executable, "-m", "banyan", "up", "--port", str(free_port()), "--data", str(data), "--detach"]
    environment = clean_environment() | _OPEN | dict(environ)
    result = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=90, check=False, **run
    )
    assert result.returncode == 1, result.stdout
    assert re.search(says, result.stderr), result.stderr
    assert result.stderr.count("\n") == 1, result.stderr
    status = run_banyan("status", "--json", "--data", str(data), check=False)
    assert json.loads(status.stdout)["processes"] == []


@pytest.fixture(params=["mariadb", "postgresql"])
def server(request: pytest.FixtureRequest) -> DatabaseTestServer:
    running: DatabaseTestServer = request.getfixturevalue(request.param)
    return running


def _nowhere(url: str) -> str:
    return re.sub(r":\d+/", f":{free_port()}/", url)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda url: url.replace(":word@", ":wrong@"), r"database\.url: .* with this password"),
        (lambda url: url.replace("/site_", "/nothing_"), r"database\.url: there is no database 'nothing_"),
        (_nowhere, r"database\.url: no database answers on 127\.0\.0\.1:\d+ .*start it, or correct the address"),
        (
            lambda url: url.replace("127.0.0.1", "no.such.host.invalid"),
            r"database\.url: no database answers on no",
        ),
        (lambda url: url.partition("://")[0] + "://host", r"database\.url: name the database"),
    ],
    ids=["wrong password", "missing database", "nobody listens", "no such host", "no name"],
)
def test_a_database_that_cannot_be_used(server: DatabaseTestServer, change: Callable[[str], str], says: str) -> None:
    with data_folder() as data:
        refused(data, says, {"BANYAN_DATABASE__URL": change(server.new_database())})


def test_a_schema_that_is_newer_than_the_program(server: DatabaseTestServer) -> None:
    url = server.new_database()
    with data_folder() as data:
        run_banyan("db", "upgrade", "--data", str(data), environ={"BANYAN_DATABASE__URL": url})
        newer = "UPDATE alembic_version SET version_num = 'members_9999' WHERE version_num = 'members_0001'"
        query_database(url, data, newer)
        refused(data, "members_9999, which is not of this program; it is newer", {"BANYAN_DATABASE__URL": url})


@pytest.mark.parametrize("setting", ["BANYAN_GATEWAY__PORT", "BANYAN_GATEWAY__TLS__PORT"])
def test_a_port_that_is_taken(setting: str) -> None:
    with data_folder() as data, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run_banyan("tls", "local", "--data", str(data))
        pair = data / "tls" / "local"
        environ = {
            "BANYAN_GATEWAY__TLS__CERTIFICATE": str(pair / "certificate.pem"),
            "BANYAN_GATEWAY__TLS__KEY": str(pair / "key.pem"),
            "BANYAN_GATEWAY__TLS__PORT": str(free_port()),
        }
        port = str(taken.getsockname()[1])
        if setting == "BANYAN_GATEWAY__TLS__PORT":
            refused(
                data, r"gateway\.tls\.port: \d+ is taken by another program; set another", environ | {setting: port}
            )
            return
        result = run_banyan("up", "--port", port, "--data", str(data), environ=_OPEN | environ, check=False)
        assert (result.returncode, result.stderr.count("\n")) == (1, 1)
        assert f"gateway.port: {port} is taken" in result.stderr


def test_two_ups_at_once_on_one_data_folder_are_one_site() -> None:
    with data_folder() as data:
        port = str(free_port())
        command = [sys.executable, "-m", "banyan", "up", "--port", port, "--data", str(data), "--detach"]
        environ = clean_environment() | _OPEN
        running = [
            subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        said = [process.communicate(timeout=90) for process in running]
        codes = sorted(process.returncode for process in running)
        assert codes in ([0, 0], [0, 1])
        if codes == [0, 1]:
            assert any("is in use by a site that runs; stop it first" in error for _, error in said), said
        status = json.loads(run_banyan("status", "--json", "--data", str(data)).stdout)
        assert sum(process["part"] == "supervisor" for process in status["processes"]) == 1
        assert sum(process["part"] == "app" and process["role"] == "main" for process in status["processes"]) == 1


def test_an_up_while_another_is_starting_waits_for_it_and_reloads() -> None:
    with data_folder() as data:
        arguments = ("up", "--port", str(free_port()), "--data", str(data), "--detach")
        command = [sys.executable, "-m", "banyan", *arguments]
        first = subprocess.Popen(command, cwd=ROOT, env=clean_environment() | _OPEN, stdout=subprocess.DEVNULL)
        wait_until((data / "run/supervisor.pid").exists)
        assert not (data / "run/ready").exists()
        second = run_banyan(*arguments, environ=_OPEN)
        assert first.wait(30) == 0
        assert "it ran already and has been reloaded" in second.stdout


@as_root
def test_a_data_folder_of_another_user() -> None:
    with data_folder() as data:
        run_banyan("db", "upgrade", "--data", str(data))
        refused(data, "belongs to user 0; run as that user or choose another folder", {}, **as_user("www-data"))


@as_root
def test_a_certificate_that_its_user_may_not_read() -> None:
    with data_folder() as data, data_folder() as elsewhere:
        run_banyan("tls", "local", "--data", str(elsewhere))
        os.chown(data, *_ids("www-data"))
        pair = elsewhere / "tls" / "local"
        environ = {
            "BANYAN_GATEWAY__TLS__CERTIFICATE": str(pair / "certificate.pem"),
            "BANYAN_GATEWAY__TLS__KEY": str(pair / "key.pem"),
            "BANYAN_GATEWAY__TLS__PORT": str(free_port()),
        }
        says = r"gateway\.tls\.certificate: .* cannot be read \(Permission denied\); correct the path or its owner"
        refused(data, says, environ, **as_user("www-data"))


def _ids(name: str) -> tuple[int, int]:
    import pwd

    entry = pwd.getpwnam(name)
    return entry.pw_uid, entry.pw_gid


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    with data_folder() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", str(folder)], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def _picture(size: int) -> bytes:
    """A PNG of one pixel, with something behind it."""
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
        "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
    )
    return pixel + os.urandom(size - len(pixel))


@as_root
def test_a_full_disk_refuses_uploads_keeps_the_rest_going_and_leaves_nothing_behind() -> None:
    with ExitStack() as stack:
        disk = stack.enter_context(small_disk(4))
        site = stack.enter_context(running_site(settings={**_OPEN, "BANYAN_STORAGE__URL": f"file://{disk}"}))
        with site.client() as client:
            kept = _picture(1024**2)
            url = client.post("/upload/file", files={"image": ("a.png", kept)}).json()["data"]["msg"]["imageUrl"][0]
            full = client.post("/upload/file", files={"image": ("b.png", _picture(8 * 1024**2))})
            assert (full.status_code, full.json()["data"]["code"]) == (507, 9507)
            assert client.get("/" + url.split("/", 3)[3]).content == kept
            body = {"phone": "18866660001", "password": "demo123456", "code": "123456"}
            assert client.post("/users/regist", json=body).json()["data"]["code"] == 0
            left = [file for file in disk.rglob("*") if file.is_file()]
            assert [file.stat().st_size for file in left] == [len(kept)]
            assert site.query("SELECT count(*) FROM upload") == [(1,)]
            again = client.post("/upload/file", files={"image": ("c.png", _picture(1024**2))})
            assert again.json()["data"]["code"] == 0


def test_uploads_that_fill_the_disk_together_are_each_whole_or_refused() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    with small_disk(6) as disk, running_site(settings={**_OPEN, "BANYAN_STORAGE__URL": f"file://{disk}"}) as site:
        outcomes: list[tuple[int, bytes, str]] = []

        def upload() -> None:
            content = _picture(1024**2)
            with site.client() as client:
                answer = client.post("/upload/file", files={"image": ("a.png", content)})
                urls = answer.json()["data"]["msg"]["imageUrl"] if answer.status_code == 200 else [""]
                outcomes.append((answer.status_code, content, urls[0]))

        threads = [threading.Thread(target=upload) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        whole = [(content, url) for status, content, url in outcomes if status == 200]
        assert {status for status, _, _ in outcomes} == {200, 507}
        assert 1 <= len(whole) <= 6
        with site.client() as client:
            for content, url in whole:
                assert client.get("/" + url.split("/", 3)[3]).content == content
        assert site.query("SELECT count(*) FROM upload") == [(len(whole),)]
