"""The command line is a contract: scripts and people depend on it."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from banyan.cli.main import banyan
from banyan.server.processes import is_alive
from tests.ports import free_port
from tests.servers.databases import DatabaseTestServer
from tests.sites import TestSite, data_folder, run_banyan

_COMMANDS = [
    *("up", "down", "status", "reload", "run", "settings", "doctor", "codes", "tls local", "tls renew"),
    *(f"gateway {name}" for name in ("render", "test", "start", "reload", "upgrade", "rotate", "stop")),
    *(f"db {name}" for name in ("upgrade", "downgrade", "revision")),
]


@pytest.mark.parametrize("command", _COMMANDS)
def test_help_shows_an_example(command: str) -> None:
    shown = CliRunner().invoke(banyan, [*command.split(), "--help"]).stdout
    assert f"Example: banyan {command}" in " ".join(shown.split())


def test_bare_and_unknown_commands_say_what_there_is() -> None:
    assert "up" in run_banyan("--help").stdout
    unknown = run_banyan("upp", check=False)
    assert unknown.returncode == 2
    assert "upp" in unknown.stderr


def test_status_json_lists_gateway_and_nodes(site: TestSite) -> None:
    status = json.loads(site.banyan("status", "--json").stdout)
    parts = {(process["part"], process["role"]) for process in status["processes"]}
    assert ("app", "main") in parts
    assert ("app", "worker") in parts
    assert (("gateway", "worker") in parts) is site.has_gateway
    assert status["running"] is True
    assert all(is_alive(process["pid"]) for process in status["processes"])


def test_settings_show_every_setting_with_its_source(gateway_site: TestSite) -> None:
    lines = {line["key"]: line for line in json.loads(gateway_site.banyan("settings", "--json").stdout)}
    assert lines["members.verify_code"]["value"] is True
    assert lines["gateway.listen"]["source"] == "BANYAN_GATEWAY__LISTEN"
    assert lines["site.name"]["source"] == "banyan.toml"


def test_a_taken_port_is_one_line_with_the_mend_and_starts_nothing() -> None:
    with data_folder() as data, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = run_banyan(
            "up",
            "--port",
            port,
            "--data",
            str(data),
            "--detach",
            environ={"BANYAN_GATEWAY__LISTEN": "127.0.0.1"},
            check=False,
        )
        assert result.returncode == 1
        assert (
            result.stderr.strip()
            == f"banyan: gateway.port: {port} is taken by another program; choose another with --port"
        )
        assert json.loads(run_banyan("status", "--json", "--data", str(data), check=False).stdout)["processes"] == []


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"BANYAN_MODULES": '["nothing"]'}, "modules: there is no module 'nothing'"),
        ({"BANYAN_MEMBERS__NOTHING": "1"}, "members.nothing: no such setting"),
        ({"BANYAN_DATABASE__URL": "oracle://x"}, "database.url: oracle is not supported"),
        ({"BANYAN_GATEWAY__NGINX": "no-such-nginx"}, "gateway.nginx"),
        ({"BANYAN_GATEWAY__WORKERS": "x"}, "gateway.workers"),
        ({"BANYAN_GATEWAY__INCLUDE": '["missing.conf"]'}, "missing.conf"),
        ({"BANYAN_APP__USER": "nobody-at-all"}, "app.user: there is no user"),
    ],
)
def test_a_bad_setting_is_a_clear_line_and_starts_nothing(environ: dict[str, str], named: str) -> None:
    with data_folder() as data:
        result = run_banyan(
            "up", "--port", str(free_port()), "--data", str(data), "--detach", environ=environ, check=False
        )
        assert result.returncode == 1, result.stdout
        assert named in result.stderr
        assert "Traceback" not in result.stderr
        assert json.loads(run_banyan("status", "--json", "--data", str(data), check=False).stdout)["processes"] == []


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run_banyan("up", "--data", str(tmp_path / "file/x"), "--detach", check=False)
    assert result.returncode == 1
    assert result.stderr.startswith("banyan: data: ")


def test_gateway_render_and_test(tmp_path: Path) -> None:
    with data_folder() as data:
        run_banyan("gateway", "render", "--to", str(tmp_path), "--data", str(data))
        assert any(tmp_path.rglob("nginx.conf"))
        secret = {"BANYAN_GATEWAY__CACHE_REDIS": "redis://:top-word@127.0.0.1/0"}
        assert "top-word" not in run_banyan("gateway", "render", "--data", str(data), environ=secret).stdout
        assert "is good" in run_banyan("gateway", "test", "--data", str(data)).stdout


def test_doctor_says_what_is_well_and_how_to_mend_what_is_not() -> None:
    with data_folder() as data:
        assert "FAIL" not in run_banyan("doctor", "--data", str(data)).stdout
        ill = run_banyan("doctor", "--data", str(data), environ={"BANYAN_GATEWAY__NGINX": "no-such-nginx"}, check=False)
        assert ill.returncode == 1
        assert "mend:" in ill.stdout


def test_down_and_reload_where_nothing_runs() -> None:
    with data_folder() as data:
        assert "nothing runs" in run_banyan("down", "--data", str(data)).stdout
        reload = run_banyan("reload", "--data", str(data), check=False)
        assert (reload.returncode, reload.stderr.startswith("banyan: nothing runs on")) == (1, True)


def test_doctor_asks_the_servers_that_the_site_names(postgresql: DatabaseTestServer) -> None:
    gone = f"redis://127.0.0.1:{free_port()}/0"
    with data_folder() as data:
        environ = {"BANYAN_DATABASE__URL": postgresql.new_database(), "BANYAN_REDIS__URL": gone}
        said = run_banyan("doctor", "--data", str(data), environ=environ, check=False).stdout
        assert "ok   the database on 127.0.0.1" in said
        assert "FAIL Redis" in said
        wrong = {"BANYAN_DATABASE__URL": environ["BANYAN_DATABASE__URL"].replace(":word@", ":wrong@")}
        assert "with this password" in run_banyan("doctor", "--data", str(data), environ=wrong, check=False).stdout
