from __future__ import annotations

import json
from pathlib import Path

import pytest

from banyan.base import SettingsError
from banyan.config import load_settings
from banyan.server.secret import read_secret, read_secrets

NEW, OLD, OLDER = "n" * 32, "o" * 40, "p" * 64


def read(folder: Path, **settings: str) -> list[str]:
    environ = {
        "BANYAN_DATA": str(folder),
        **{f"BANYAN_SITE__{name.upper()}": value for name, value in settings.items()},
    }
    loaded = load_settings({}, environ)
    secrets = [secret.decode() for secret in read_secrets(loaded)]
    assert read_secret(loaded).decode() == secrets[0]
    return secrets


def test_the_first_line_of_the_file_is_the_secret_and_the_others_were(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(NEW)
    assert read(tmp_path) == [NEW]
    (tmp_path / "secret").write_text(f"{NEW}\n{OLD}\n\n{OLDER}\n")
    assert read(tmp_path) == [NEW, OLD, OLDER]


def test_settings_stand_above_the_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(OLDER)
    assert read(tmp_path, secret=NEW) == [NEW]
    assert read(tmp_path, secret=NEW, previous_secrets=json.dumps([OLD, OLDER])) == [NEW, OLD, OLDER]
    assert read(tmp_path, previous_secrets=json.dumps([OLD])) == [OLDER, OLD]


@pytest.mark.parametrize("text", ["", "\n", "short", f"{NEW}\nshort"])
def test_a_file_that_holds_no_secret_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "secret").write_text(text)
    with pytest.raises(SettingsError, match="too short for a secret") as caught:
        read(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_previous_secret_that_never_was_one_is_named_and_not_shown(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^site\.previous_secrets \(from the environment\)") as caught:
        read(tmp_path, secret=NEW, previous_secrets=json.dumps([OLD, "sh0rt"]))
    assert "sh0rt" not in str(caught.value)
    assert "\n" not in str(caught.value)
