"""Settings: typed sections, read from banyan.toml and the environment, each value with its source."""

from banyan.config.data_folder import DataFolder
from banyan.config.describe import SettingLine, describe_settings
from banyan.config.load import LoadedSettings, load_settings
from banyan.config.sections import (
    AccountsSection,
    AppSection,
    DatabaseSection,
    GatewaySection,
    HostSection,
    LogSection,
    PicturesSection,
    RedisSection,
    Settings,
    SettingsModel,
    SiteSection,
    StorageSection,
    UpstreamSection,
)
from banyan.config.sizes import ByteSize

__all__ = [
    "AccountsSection",
    "AppSection",
    "ByteSize",
    "DataFolder",
    "DatabaseSection",
    "GatewaySection",
    "HostSection",
    "LoadedSettings",
    "LogSection",
    "PicturesSection",
    "RedisSection",
    "SettingLine",
    "Settings",
    "SettingsModel",
    "SiteSection",
    "StorageSection",
    "UpstreamSection",
    "describe_settings",
    "load_settings",
]
