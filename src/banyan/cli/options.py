from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import rich_click as click

F = TypeVar("F", bound=Callable[..., Any])


def _into_environment(name: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """An option is its setting for this command and all processes that it starts."""

    def note(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
        if value is not None:
            os.environ[name] = str(value)
        return value

    return note


def _absolute_data(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None:
        os.environ["BANYAN_DATA"] = os.path.abspath(value)
    return value


def data_option(command: F) -> F:
    return click.option(
        "--data",
        metavar="FOLDER",
        expose_value=False,
        callback=_absolute_data,
        help="The data folder; by default the setting `data`.",
    )(command)


def port_option(command: F) -> F:
    return click.option(
        "--port",
        type=click.IntRange(1, 65535),
        expose_value=False,
        callback=_into_environment("BANYAN_GATEWAY__PORT"),
        help="The public port; by default the setting `gateway.port`.",
    )(command)


def config_option(command: F) -> F:
    return click.option(
        "--config",
        metavar="FILE",
        expose_value=False,
        callback=_into_environment("BANYAN_CONFIG"),
        help="The settings file; by default banyan.toml of this folder.",
    )(command)
