"""What is rendered, to the letter, and that nginx takes it. BANYAN_UPDATE_GOLDEN=1 writes the files anew.

golden/minimal holds every file; of the other cases only those that differ from it are kept. Not resources.json: the
words in it are banyan.policy's, and test_gateway_errors compares them with what that says in process.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from running_gateway import members_table

from banyan.config import DataFolder, GatewaySection, UpstreamSection
from banyan.gateway import GatewayProcess, build_model, find_modules, render
from banyan.policy import Cors
from banyan.server.local_ca import LocalAuthority

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path("/srv/site")
MODULES = tuple(
    Path("/usr/lib/nginx/modules") / name
    for name in ("ndk_http_module.so", "ngx_http_lua_module.so", "ngx_http_brotli_filter_module.so")
)

CASES: Mapping[str, Mapping[str, Any]] = {
    "minimal": {},
    "proxies": {
        "trusted_proxies": ["10.0.0.0/8", "2001:db8::/32"],
        "listen": "::",
        "workers": 4,
        "cache_memory": "64m",
        "max_body": "8m",
    },
    "proxy_protocol": {"trusted_proxies": ["10.0.0.0/8"], "proxy_protocol": True, "listen": "[::1]"},
    "upstreams": {
        "upstreams": [
            {"address": "127.0.0.1:9001", "weight": 3, "max_fails": 2, "fail_timeout": 10},
            {"address": "127.0.0.1:9002"},
            {"address": "unix:run/app-2.sock"},
        ],
        "internal": "127.0.0.1:9145",
        "connect_timeout": 0.25,
        "read_timeout": 7.5,
    },
    "hosts": {
        "server_names": ["shop.test", "*.shop.test"],
        "hosts": [
            {"name": "docs", "server_names": ["docs.test"], "root": "docs"},
            {"name": "blog", "server_names": ["Blog.test"], "upstreams": [{"address": "127.0.0.1:9003"}]},
        ],
        "include": ["own.conf"],
        "lua_path": "/opt/lua/?.lua;",
    },
    "tls": {
        "port": 80,
        "server_names": ["shop.test"],
        "tls": {"names": ["shop.test"], "email": "who@shop.test", "port": 443, "hsts": 31536000},
    },
    "cors": {
        "cors": (
            Cors(("/api",), ("https://a.test", "null"), expose=("X-Request-ID", "ETag")),
            Cors(("/",), ("*",)),
            Cors(("/api/open", "/static/image"), ("*",), credentials=True, echo_any_origin=True),
        )
    },
    "origin": {"origin": "127.0.0.1:9001", "cache_memory": "256m", "cache_object": "4m", "cache_wait": 2.5},
    "no_folder_storage": {"folder_storage": False, "worker_user": None, "modules": MODULES[:2]},
}


def render_case(name: str, root: Path) -> dict[str, str]:
    case = {"folder_storage": True, "worker_user": "www-data", "modules": MODULES, "origin": None, **CASES[name]}
    folder_storage, worker_user, modules = (case.pop(key) for key in ("folder_storage", "worker_user", "modules"))
    origin = case.pop("origin")
    folder = DataFolder(root / "var")
    model = build_model(
        GatewaySection(**{key: value for key, value in case.items() if key != "cors"}),
        replace(members_table(), cors=case.get("cors", ())),
        folder=folder,
        app_addresses=[UpstreamSection.model_construct(address=f"unix:{root}/var/run/app-1.sock", max_fails=0)],
        files_root=folder.files if folder_storage else None,
        static_root=folder.gateway / "static",
        worker_user=worker_user,
        token="the token",
        modules=modules,
        origin=UpstreamSection(address=origin, max_fails=0) if origin else None,
        resolve=lambda path: root / path,
    )
    return render(model)


def read_golden(name: str) -> dict[str, str]:
    folder = GOLDEN / name
    return {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()}


def write_golden(name: str, files: Mapping[str, str]) -> None:
    shutil.rmtree(GOLDEN / name, ignore_errors=True)
    for path, text in files.items():
        target = GOLDEN / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


@pytest.mark.parametrize("name", CASES)
def test_13_the_rendered_files_are_the_golden_ones(name: str) -> None:
    rendered = render_case(name, ROOT)
    common = {} if name == "minimal" else render_case("minimal", ROOT)
    own = {path: text for path, text in rendered.items() if common.get(path) != text and path != "resources.json"}
    if os.environ.get("BANYAN_UPDATE_GOLDEN"):
        write_golden(name, own)
    assert own == read_golden(name)
    # An origin has no news.
    assert set(common) - set(rendered) == ({"sites/stream.conf"} if common and name == "origin" else set())


def test_rendering_is_a_pure_function() -> None:
    assert render_case("hosts", ROOT) == render_case("hosts", ROOT)


@pytest.fixture
def root() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="banyan golden {} ' \" \\ 榕 "))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("name", CASES)
def test_nginx_takes_every_golden_output(name: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder whose name has all that has a meaning in the configuration, but for `$` and `;`."""
    (root / "own.conf").write_text("# nothing\n")
    real = find_modules("nginx")
    if os.geteuid() != 0:
        monkeypatch.setitem(CASES, name, {**CASES[name], "worker_user": None})  # type: ignore[arg-type]
    tls = root / "var" / "tls"
    LocalAuthority(tls).issue(["shop.test"], tls / "certificate.pem", tls / "key.pem")
    files = render_case(name, root)
    loaded = "".join(f'load_module "{module}";\n' for module in real)
    written = "".join(line for line in files["nginx.conf"].splitlines(True) if line.startswith("load_module"))
    if len(real) == written.count("\n"):
        files["nginx.conf"] = files["nginx.conf"].replace(written, loaded)
    GatewayProcess(DataFolder(root / "var"), "nginx").write(files)
