"""Settings: typed sections, read from banyan.toml and the environment, each value with its source."""

from banyan.config.data_folder import DataFolder, certificate_files
from banyan.config.describe import SettingLine, describe_settings
from banyan.config.load import LoadedSettings, load_settings
from banyan.config.sections import (
    SHORTEST_SECRET,
    AccountsSection,
    AppSection,
    CacheSection,
    DatabaseSection,
    GatewaySection,
    HostSection,
    LogSection,
    MailSection,
    OutboundSection,
    PicturesSection,
    RedisSection,
    Settings,
    SettingsModel,
    SiteSection,
    StorageSection,
    TlsSection,
    UpstreamSection,
)
from banyan.config.sizes import ByteSize

__all__ = [
    "SHORTEST_SECRET",
    "AccountsSection",
    "AppSection",
    "ByteSize",
    "CacheSection",
    "DataFolder",
    "DatabaseSection",
    "GatewaySection",
    "HostSection",
    "LoadedSettings",
    "LogSection",
    "MailSection",
    "OutboundSection",
    "PicturesSection",
    "RedisSection",
    "SettingLine",
    "Settings",
    "SettingsModel",
    "SiteSection",
    "StorageSection",
    "TlsSection",
    "UpstreamSection",
    "certificate_files",
    "describe_settings",
    "load_settings",
]
