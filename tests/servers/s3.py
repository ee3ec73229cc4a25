"""A real S3 server for tests: rclone's over a folder, with nginx in front for what it lacks beside Amazon's.

Checked there: signatures, the bucket, whole and multipart uploads that appear at once or not at all, entity tags, types
and Cache-Control. nginx adds the status 206 to an answer that is a part (rclone sends the right bytes and headers as
200), and conditional writes: rclone passes over If-None-Match, and when several write one key at once it can lose the
object for a moment, so that nginx takes them one by one and refuses those that find it there. Two differences stay: a
key below an object, or the folder of others, is no key of its own, for objects are files; and If-Match is passed over.
"""

from __future__ import annotations

import itertools
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from banyan.gateway import find_modules
from banyan.storage import Storage, open_storage
from tests.ports import free_port
from tests.servers.process import Server, listens, server_folder

BUCKET = "banyan-test"
_prefixes = itertools.count(1)
_FRONT = """
{modules}
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{}}
http {{
    access_log off;
    client_max_body_size 0;
    init_by_lua_block {{
        writing = {{}}
    }}
    client_body_temp_path {folder}/nginx-body;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi;
    scgi_temp_path {folder}/nginx-scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            access_by_lua_block {{
                local uri = ngx.var.uri
                if ngx.req.get_method() == "PUT" and ngx.var.http_if_none_match == "*" then
                    while writing[uri] do
                        ngx.sleep(0.002)
                    end
                    writing[uri], ngx.ctx.writes = true, uri
                    local file = io.open("{objects}" .. uri)
                    if file then
                        file:close()
                        return ngx.exit(412)
                    end
                end
            }}
            log_by_lua_block {{
                if ngx.ctx.writes then
                    writing[ngx.ctx.writes] = nil
                end
            }}
            header_filter_by_lua_block {{
                if ngx.status == 200 and ngx.header["Content-Range"] then
                    ngx.status = 206
                end
            }}
            proxy_pass http://127.0.0.1:{direct};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Connection "";
            proxy_request_buffering off;
            proxy_buffering off;
        }}
    }}
}}
"""


@dataclass(frozen=True)
class S3Server:
    """`endpoint`: through nginx; `direct`: rclone itself, which is what may be harmed. `folder`: that of the bucket."""

    endpoint: str
    direct: str
    access_key: str
    secret_key: str
    folder: Path
    process: Server

    def new_url(self, endpoint: str = "") -> str:
        """For `storage.url`: a prefix of its own."""
        return f"s3://{BUCKET}/prefix/{next(_prefixes)}?endpoint={endpoint or self.endpoint}&region=test-1"

    def storage(self, spool: Path, url: str = "", *, access_key: str = "", secret_key: str = "") -> Storage:
        return open_storage(
            url or self.new_url(),
            spool=spool,
            access_key=access_key or self.access_key,
            secret_key=secret_key or self.secret_key,
        )

    def settings(self, url: str = "") -> dict[str, str]:
        """A site's, in the environment."""
        return {
            "BANYAN_STORAGE__URL": url or self.new_url(),
            "BANYAN_STORAGE__ACCESS_KEY": self.access_key,
            "BANYAN_STORAGE__SECRET_KEY": self.secret_key,
        }


@contextmanager
def s3_server() -> Iterator[S3Server]:
    with server_folder() as folder:
        access_key, secret_key = f"access-{secrets.token_hex(8)}", f"secret-{secrets.token_hex(16)}"
        objects, port, direct = folder / "objects", free_port(), free_port()
        (objects / BUCKET).mkdir(parents=True)
        front, store = _front(folder, objects, port, direct), _store(folder, objects, direct, access_key, secret_key)
        try:
            store.start()
            front.start()
            yield S3Server(
                f"http://127.0.0.1:{port}",
                f"http://127.0.0.1:{direct}",
                access_key,
                secret_key,
                objects / BUCKET,
                store,
            )
        finally:
            front.stop()
            store.stop()


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


def _store(folder: Path, objects: Path, port: int, access_key: str, secret_key: str) -> Server:
    program = Path(sys.executable).parent / "rclone"
    options = ("--vfs-cache-mode", "off", "--config", "/dev/null", "--cache-dir", str(folder / "cache"))
    keys = ("--auth-key", f"{access_key},{secret_key}")
    address = ("--addr", f"127.0.0.1:{port}")
    return Server((str(program), "serve", "s3", *keys, *address, *options, str(objects)), lambda: listens(port))


def _front(folder: Path, objects: Path, port: int, direct: int) -> Server:
    modules = "\n".join(f"load_module {module};" for module in find_modules("nginx"))
    file = folder / "nginx.conf"
    file.write_text(_FRONT.format(modules=modules, folder=folder, objects=objects, port=port, direct=direct))
    return Server(("nginx", "-p", str(folder), "-e", "stderr", "-c", str(file)), lambda: listens(port))
