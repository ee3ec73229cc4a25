from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, SecretStr

from banyan.config.load import LoadedSettings


@dataclass(frozen=True)
class SettingLine:
    key: str
    value: Any
    source: str
    meaning: str


def describe_settings(loaded: LoadedSettings) -> list[SettingLine]:
    """Every setting with its value, where it comes from and what it means; secrets masked."""
    return list(_lines(loaded.values, (), loaded))


def _lines(model: BaseModel, path: tuple[str, ...], loaded: LoadedSettings) -> Iterator[SettingLine]:
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        here = (*path, name)
        if isinstance(value, BaseModel):
            yield from _lines(value, here, loaded)
        else:
            meaning = " ".join((field.description or "").split())
            yield SettingLine(".".join(here), _shown(value), _source(here, loaded), meaning)


def _shown(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return "********" if value.get_secret_value() else ""
    if isinstance(value, list):
        return [item.model_dump(mode="json") if isinstance(item, BaseModel) else _shown(str(item)) for item in value]
    if isinstance(value, str) and "://" in value and "@" in value:
        scheme, rest = value.split("://", 1)
        return f"{scheme}://********@{rest.rsplit('@', 1)[1]}"
    return value


def _source(path: tuple[str, ...], loaded: LoadedSettings) -> str:
    if _holds(loaded.from_environment, path):
        return "BANYAN_" + "__".join(path).upper()
    if loaded.file and _holds(loaded.from_file, path):
        return loaded.file.name
    return "default"


def _holds(values: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    here: Any = values
    for part in path:
        if not isinstance(here, Mapping) or part not in here:
            return False
        here = here[part]
    return True
