from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from banyan.base import SettingsError
from banyan.config import SettingsModel, describe_settings, load_settings


class _Shop(SettingsModel):
    key: SecretStr = SecretStr("")
    """A secret."""
    open: bool = True
    """Whether it is."""


def _file(folder: Path, text: str) -> dict[str, str]:
    file = folder / "banyan.toml"
    file.write_text(text)
    return {"BANYAN_CONFIG": str(file)}


def test_the_environment_wins_over_the_file_and_each_value_names_its_source(tmp_path: Path) -> None:
    environ = _file(tmp_path, "[gateway]\nport = 9000\nmax_body = '1m'\n[shop]\nopen = false\n")
    loaded = load_settings({"shop": _Shop}, {**environ, "BANYAN_GATEWAY__PORT": "9001"})
    lines = {line.key: line for line in describe_settings(loaded)}
    assert (lines["gateway.port"].value, lines["gateway.port"].source) == (9001, "BANYAN_GATEWAY__PORT")
    assert (lines["gateway.max_body"].value, lines["gateway.max_body"].source) == (1024**2, "banyan.toml")
    assert (lines["shop.open"].value, lines["shop.open"].source) == (False, "banyan.toml")
    assert lines["gateway.listen"].source == "default"


def test_every_core_setting_has_a_sentence() -> None:
    for line in describe_settings(load_settings({}, {})):
        assert line.meaning.endswith((".", ":", "`")), line.key


def test_secrets_are_masked(tmp_path: Path) -> None:
    loaded = load_settings(
        {"shop": _Shop}, {"BANYAN_SHOP__KEY": "hunter2", "BANYAN_DATABASE__URL": "mysql://u:hunter2@h/d"}
    )
    assert "hunter2" not in repr(describe_settings(loaded))


@pytest.mark.parametrize(
    ("text", "environ", "named"),
    [
        ("[gateway]\nport = 'x'\n", {}, "gateway.port (from banyan.toml)"),
        ("", {"BANYAN_GATEWAY__PORT": "70000"}, "gateway.port (from the environment)"),
        ("[gatway]\n", {}, "gatway: no such setting"),
        ("[gateway]\nprot = 1\n", {}, "gateway.prot: no such setting"),
        ("", {"BANYAN_GATWAY__PORT": "1"}, "BANYAN_GATWAY__PORT: no such setting"),
        ("= 1", {}, "banyan.toml: not valid TOML"),
        ("[[gateway.hosts]]\nname = 'a'\nserver_names = ['a.test']\n", {}, "gateway.hosts.0"),
        ("[gateway]\nserver_names = ['a; }']\n", {}, "gateway.server_names.0"),
        ("", {"BANYAN_GATEWAY__TRUSTED_PROXIES": "10.0.0.1"}, "lists and tables are written as JSON"),
    ],
)
def test_what_does_not_fit_is_one_line_that_names_the_key(
    tmp_path: Path, text: str, environ: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({}, {**_file(tmp_path, text), **environ})
    assert named in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_named_must_be_there() -> None:
    with pytest.raises(SettingsError, match="BANYAN_CONFIG"):
        load_settings({}, {"BANYAN_CONFIG": "nothing.toml"})
