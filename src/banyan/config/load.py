from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, create_model
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

from banyan.base import SettingsError
from banyan.config.data_folder import DataFolder
from banyan.config.sections import Settings, SettingsModel

_PREFIX = "BANYAN_"
_DELIMITER = "__"
# Not settings: they say where settings are, or are set by Banyan itself for its own processes.
_RESERVED = {"BANYAN_CONFIG", "BANYAN_PLAN"}


@dataclass(frozen=True)
class LoadedSettings:
    values: Settings
    file: Path | None
    folder: DataFolder
    from_file: Mapping[str, Any]
    from_environment: Mapping[str, Any]

    def section(self, module: str) -> SettingsModel:
        """A module's own section, as the module typed it."""
        section: SettingsModel = getattr(self.values, module)
        return section

    def path(self, text: str) -> Path:
        """A path of a setting: relative ones count from banyan.toml's folder."""
        return (self.file.parent if self.file else Path.cwd()) / text


def load_settings(
    sections: Mapping[str, type[SettingsModel]] | None = None, environ: Mapping[str, str] | None = None
) -> LoadedSettings:
    """Read banyan.toml and the environment, which wins; `sections` are the modules' own.

    With `sections=None` what belongs to modules is passed over: enough to learn which modules there are.
    Raises SettingsError for whatever does not fit, naming the key.
    """
    environ = os.environ if environ is None else environ
    file = find_file(environ)
    from_file = _read_file(file)
    model = _settings_type(sections)
    from_environment = _read_environment(model, environ, strict=sections is not None)
    merged = _merge(from_file, from_environment)
    if sections is None:
        merged = {key: value for key, value in merged.items() if key in Settings.model_fields}
    try:
        values = model.model_validate(merged)
    except ValidationError as error:
        raise SettingsError(_one_line(error, file, from_environment)) from None
    base = file.parent if file else Path.cwd()
    return LoadedSettings(values, file, DataFolder((base / values.data).absolute()), from_file, from_environment)


def find_file(environ: Mapping[str, str]) -> Path | None:
    """`BANYAN_CONFIG`, else banyan.toml of the present folder; None: defaults and environment alone."""
    named = environ.get("BANYAN_CONFIG")
    if named is None:
        here = Path("banyan.toml").absolute()
        return here if here.is_file() else None
    file = Path(named).absolute()
    if not file.is_file():
        raise SettingsError(f"BANYAN_CONFIG: there is no file {named}; name an existing banyan.toml")
    return file


def _read_file(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file.name}: not valid TOML: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file.name}: cannot be read: {error}") from None


def _settings_type(sections: Mapping[str, type[SettingsModel]] | None) -> type[Settings]:
    fields: dict[str, Any] = {
        name: (section, Field(default_factory=section)) for name, section in (sections or {}).items()
    }
    return create_model("SiteSettings", __base__=Settings, **fields)


def _read_environment(model: type[Settings], environ: Mapping[str, str], *, strict: bool) -> dict[str, Any]:
    """BANYAN_SECTION__KEY, with pydantic-settings' own reading of nested names and JSON values."""
    ours = {k: v for k, v in environ.items() if k.upper().startswith(_PREFIX) and k.upper() not in _RESERVED}
    known = set(model.model_fields)
    for name in ours if strict else ():
        section = name[len(_PREFIX) :].lower().split(_DELIMITER)[0]
        if section not in known:
            raise SettingsError(f"{name}: no such setting; see `banyan settings` for all there are")
    reader = type("_Reader", (BaseSettings, model), {"model_config": SettingsConfigDict(extra="ignore")})
    source = _GivenEnvironment(reader, ours)
    try:
        return {key: value for key, value in source().items() if key in known}
    except ValueError as error:  # of pydantic-settings, with the field's name
        raise SettingsError(f"environment: {error}; lists and tables are written as JSON") from None


class _GivenEnvironment(EnvSettingsSource):
    def __init__(self, settings: type[BaseSettings], environ: Mapping[str, str]) -> None:
        self._given = {name.lower(): value for name, value in environ.items()}
        super().__init__(settings, env_prefix=_PREFIX, env_nested_delimiter=_DELIMITER, case_sensitive=False)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return self._given


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _one_line(error: ValidationError, file: Path | None, from_environment: Mapping[str, Any]) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{key}: no such setting; see `banyan settings` for all there are"
    where: Any = from_environment
    for part in first["loc"]:
        where = where.get(part) if isinstance(where, Mapping) else None
    source = "the environment" if where is not None else (file.name if file else "the defaults")
    return f"{key} (from {source}): {first['msg']}"
