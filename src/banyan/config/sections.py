"""Every setting, with its type, its default and a sentence that `banyan settings` and the docs show."""

from __future__ import annotations

import os
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork, SecretStr, field_validator, model_validator

from banyan.config.sizes import ByteSize

SHORTEST_SECRET = 32
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
HostName = Annotated[str, Field(pattern=r"^(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$", max_length=253)]
LanguageTag = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$")]
UpstreamAddress = Annotated[
    str, Field(pattern=r"^(unix:[A-Za-z0-9_./-]+|[A-Za-z0-9.-]+:\d{1,5}|\[[0-9a-fA-F:]+\]:\d{1,5})$")
]


class SettingsModel(BaseModel):
    """The base of every section, a module's own too: an unknown key is an error, not a silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class SiteSection(SettingsModel):
    name: str = "Banyan"
    """What the site calls itself in pages and in the request log."""
    public_url: str = ""
    """Where clients reach the site, no slash at the end: picture and mail links are built from it; empty: localhost."""
    secret: SecretStr = SecretStr("")
    """What keyed digests and the nodes' trust in each other rest on, the same for all nodes of a site; at least 32
    characters. Empty: the data folder's file `secret`, made at the first start."""
    previous_secrets: list[SecretStr] = []
    """Secrets that the site had before: tokens that were signed under them go on until they end. With the file `secret`
    these are its further lines."""
    timezone: str = "Asia/Taipei"
    """The IANA time zone in which the site's dates are meant."""
    locales: list[LanguageTag] = Field(["zh-Hant-TW", "en"], min_length=1)
    """The languages in which pages are offered, the site's own first: whoever asks for none of them gets that."""

    @field_validator("secret")
    @classmethod
    def _is_long(cls, secret: SecretStr) -> SecretStr:
        if 0 < len(secret.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"at least {SHORTEST_SECRET} characters, for example by `openssl rand -hex 32`")
        return secret

    @field_validator("previous_secrets")
    @classmethod
    def _are_long(cls, secrets: list[SecretStr]) -> list[SecretStr]:
        if any(len(secret.get_secret_value()) < SHORTEST_SECRET for secret in secrets):
            raise ValueError(f"one has less than {SHORTEST_SECRET} characters and never was a secret; remove it")
        return secrets


class DatabaseSection(SettingsModel):
    url: str = "sqlite:///db/site.sqlite3"
    """`sqlite:///path` (a relative one counts from the data folder), `mysql://user:password@host/name` (MariaDB too) or
    `postgresql://user:password@host/name`."""
    replicas: list[str] = []
    """URLs of read replicas: requests that only read, and know of nothing newer, are served from them."""
    pool_size: int = Field(5, ge=1, le=200)
    """Connections a worker keeps open, to the database and to each replica."""
    timeout: float = Field(10.0, gt=0, le=3600)
    """Seconds that a request waits for a free connection, and for the answer to one statement; then it is a 503."""
    connect_timeout: float = Field(2.0, gt=0, le=60)
    """Seconds to reach the database."""
    busy_timeout: float = Field(5.0, gt=0, le=60)
    """Seconds that a SQLite write waits for another writer."""


class RedisSection(SettingsModel):
    url: str = ""
    """`redis://:password@host:6379/0`, Redis 7 or Valkey; empty: what nodes share they share through the database."""
    timeout: float = Field(0.1, gt=0, le=10)
    """Seconds for a call; a site goes on without Redis when it is late or gone."""


class CacheSection(SettingsModel):
    memory: ByteSize = 32 * 1024**2
    """What a worker's memory keeps of query results: bytes, or with k, m, g."""
    answers: ByteSize = 64 * 1024**2
    """What the site's memory keeps of whole answers where no gateway runs; see gateway.cache_memory where one does."""


class StorageSection(SettingsModel):
    url: str = "file:///files"
    """Where uploads are kept: `file:///folder`, which counts from the data folder unless it is a folder that exists, or
    `s3://bucket/prefix?endpoint=https://host:port&region=name`, the endpoint and region only where they are needed."""
    access_key: SecretStr = SecretStr("")
    """The key of the S3 store; empty: that of the environment (`AWS_ACCESS_KEY_ID` …) or of the machine."""
    secret_key: SecretStr = SecretStr("")
    """The secret that belongs to it."""
    public_url: str = Field("", pattern=r"^(https?://[^\s?#@]+)?$")
    """Where clients fetch public files, e.g. a CDN in front of the bucket; empty: the site itself."""


class AppSection(SettingsModel):
    nodes: int = Field(1, ge=1, le=64)
    """App nodes that `banyan up` runs, each with its workers: one can be replaced while others serve."""
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, le=256)
    """Worker processes of one app node; by default one per core."""
    user: str = ""
    """Whom app nodes run as when started by root; empty: www-data where it can read the program and the data."""
    stop_timeout: int = Field(30, ge=1, le=3600)
    """Seconds that open requests get to finish when a worker stops."""
    backlog: int = Field(1024, ge=128, le=65535)
    """Connections that may wait to be accepted."""
    max_json: ByteSize = 1024**2
    """The largest JSON, and the largest form without its files: what is read whole into memory."""
    max_fields: int = Field(1000, ge=1, le=100_000)
    """Fields of a query, a form or a JSON object, at most."""


class UpstreamSection(SettingsModel):
    address: UpstreamAddress
    """`unix:/path` or `host:port` of an app node."""
    weight: int = Field(1, ge=1, le=1000)
    """Its share of requests in relation to the others."""
    max_fails: int = Field(1, ge=0, le=1000)
    """Failures within `fail_timeout` after which it is left out; 0: never."""
    fail_timeout: int = Field(5, ge=1, le=3600)
    """Seconds."""


class HostSection(SettingsModel):
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")]
    """The site's own configuration file is called after it."""
    server_names: list[HostName] = Field(min_length=1)
    """The host names it answers to."""
    root: str = ""
    """A folder of static files to serve; or else:"""
    upstreams: list[UpstreamSection] = []
    """The HTTP servers it is proxied to."""

    @model_validator(mode="after")
    def _serves_one_thing(self) -> HostSection:
        if bool(self.root) == bool(self.upstreams):
            raise ValueError("give either root or upstreams")
        return self


class TlsSection(SettingsModel):
    """On when there is a certificate, or names to get one for; `gateway.port` then leads to HTTPS."""

    certificate: str = ""
    """A PEM file: the certificate and its chain; a relative path counts from banyan.toml."""
    key: str = ""
    """A PEM file: its private key."""
    names: list[HostName] = []
    """Instead of files: host names for which a certificate is got and renewed by ACME (RFC 8555)."""
    email: str = ""
    """Whom the certificate authority writes to about the names."""
    acme_server: str = Field("https://acme-v02.api.letsencrypt.org/directory", pattern=r"^https://")
    """The directory of the ACME server."""
    port: int = Field(8443, ge=1, le=65535)
    """The public port for HTTPS."""
    hsts: int = Field(0, ge=0, le=63072000)
    """Seconds for which browsers shall come by HTTPS only (RFC 6797); 0: they are not told."""

    @property
    def on(self) -> bool:
        return bool(self.certificate or self.names)

    @model_validator(mode="after")
    def _is_whole(self) -> TlsSection:
        if bool(self.certificate) != bool(self.key):
            raise ValueError("certificate and key belong together; set both")
        if self.certificate and self.names:
            raise ValueError("set either certificate and key, or names to get one for")
        if any(name.startswith("*.") for name in self.names):
            raise ValueError(
                "names: a wildcard needs the DNS challenge; get that certificate yourself and set its files"
            )
        return self


class GatewaySection(SettingsModel):
    listen: str = Field("0.0.0.0", pattern=r"^[0-9a-fA-F:.\[\]]+$")  # noqa: S104  a public server
    """The address of the public port."""
    port: int = Field(8000, ge=1, le=65535)
    """The public port."""
    internal: str = Field("", pattern=r"^([0-9.]+:\d{1,5}|\[[0-9a-fA-F:]+\]:\d{1,5})?$")
    """Where Prometheus fetches `/metrics`, e.g. `127.0.0.1:9145`: an address that the public cannot reach. Empty: only
    the gateway's own socket answers that."""
    server_names: list[HostName] = []
    """The site's host names; with any given, other hosts are answered 404. Empty: every host is served."""
    trusted_proxies: list[IPvAnyNetwork] = []
    """Networks whose X-Forwarded-For and X-Forwarded-Proto (or PROXY header) are believed."""
    proxy_protocol: bool = False
    """The balancers in front speak the PROXY protocol to the public port."""
    max_body: ByteSize = 50 * 1024**2
    """The largest request body: bytes, or with k, m, g."""
    user: str = ""
    """Whom nginx workers run as when started by root; empty: www-data where it can read the data folder."""
    workers: int = Field(0, ge=0, le=256)
    """nginx workers, each bound to a core; 0: one per core."""
    connections: int = Field(10240, ge=64, le=1_000_000)
    """Connections a worker may hold."""
    connect_timeout: float = Field(1.0, gt=0, le=60)
    """Seconds to reach an app node."""
    read_timeout: float = Field(60.0, gt=0, le=3600)
    """Seconds between two reads of an app node's answer."""
    cache_memory: ByteSize = 16 * 1024**2
    """The memory for cached answers, common to all nginx workers: bytes, or with k, m, g."""
    cache_object: ByteSize = 1024**2
    """The largest answer that is kept in it; larger ones are passed on without."""
    cache_wait: float = Field(10.0, gt=0, le=60)
    """Seconds that requests wait for another one that is fetching the same answer, before they fetch it themselves."""
    cache_redis: str = ""
    """`redis://:password@host:6379/0` (`rediss://`, `unix:///path?db=0`): a Redis in which all the site's gateways find
    what one of them has fetched; best one of its own, with a `maxmemory` and `allkeys-lru`. Empty: each has its own."""
    upstreams: list[UpstreamSection] = []
    """App nodes; empty: the one that `banyan up` starts."""
    hosts: list[HostSection] = []
    """Further sites on the same port, told apart by host name."""
    include: list[str] = []
    """Files of your own nginx configuration, read inside `http`; a relative path counts from banyan.toml."""
    lua_path: str = ""
    """Further folders for Lua modules, as in `lua_package_path`."""
    tls: TlsSection = TlsSection()
    nginx: str = "nginx"
    """The nginx program."""


class LogSection(SettingsModel):
    format: Literal["lines", "json"] = "lines"
    """`lines`: files in the data folder; `json`: JSON lines to standard output."""
    level: LogLevel = "INFO"
    """The level of loggers that `levels` does not name."""
    levels: dict[str, LogLevel] = {}
    """A level per logger."""
    keep_days: int = Field(30, ge=1, le=3650)
    """Days that rotated log files are kept."""
    requests: bool = True
    """Write a line for each request."""


class AccountsSection(SettingsModel):
    session_days: int = Field(7, ge=1, le=3650)
    """Days that a login lasts."""
    code_minutes: int = Field(5, ge=1, le=60)
    """Minutes that a code that was sent can be used."""
    codes_per_day: int = Field(10, ge=1)
    """Codes sent to one identity in 24 hours, at most one a minute."""
    codes_per_hour_per_address: int = Field(30, ge=1)
    """Codes asked for by one client address in an hour."""
    failed_logins: int = Field(10, ge=1)
    """Wrong passwords for one identity in 15 minutes, then it has to wait."""
    failed_logins_per_address: int = Field(100, ge=1)
    """Wrong passwords from one client address in 15 minutes."""
    registrations_per_hour_per_address: int = Field(30, ge=1)
    """Times in an hour that one client address may ask for an e-mail address to be its own, known or not."""
    reset_minutes: int = Field(30, ge=1, le=1440)
    """Minutes that a link for a new password can be used."""


class MailSection(SettingsModel):
    """How e-mail leaves the site."""

    sender: Literal["development", "smtp"] = "development"
    """`development`: into the data folder's `mail/`, shown by `banyan codes`; `smtp`: by the mail server below."""
    host: str = Field("", pattern=r"^[A-Za-z0-9.:-]{0,253}$")
    """The mail server that takes the site's e-mail."""
    port: int = Field(587, ge=1, le=65535)
    """Its port: 587 for STARTTLS, 465 for TLS from the first byte."""
    username: str = ""
    """Whom the site logs in as; empty: it does not log in."""
    password: SecretStr = SecretStr("")
    """The password that belongs to it."""
    from_address: str = Field("", pattern=r"^([^\s@<>,;]{1,64}@[^\s@<>,;]{1,189})?$")
    """Whom the site's e-mail comes from."""
    tls: Literal["starttls", "tls", "none"] = "starttls"
    """`starttls`: the connection is secured before anything is said; `tls`: from its first byte; `none`: never."""
    ca_file: str = ""
    """A PEM file of authorities that vouch for the server; a relative path counts from banyan.toml; empty: the
    system's."""
    timeout: float = Field(10.0, gt=0, le=300)
    """Seconds for handing over one message, all in all."""

    @model_validator(mode="after")
    def _can_send(self) -> MailSection:
        if self.sender == "smtp" and not self.host:
            raise ValueError('sender = "smtp" needs a server; set host')
        if self.sender == "smtp" and not self.from_address:
            raise ValueError('sender = "smtp" needs a sender\'s address; set from_address')
        if bool(self.username) != bool(self.password.get_secret_value()):
            raise ValueError("username and password belong together; set both, or neither")
        if self.username and self.tls == "none":
            raise ValueError('the password would go over the network for all to read; set tls = "starttls" or "tls"')
        return self


class OutboundSection(SettingsModel):
    """Calls to other servers."""

    connect_timeout: float = Field(1.0, gt=0, le=60)
    """Seconds to reach another server."""
    read_timeout: float = Field(3.0, gt=0, le=3600)
    """Seconds between two pieces of its answer."""
    deadline: float = Field(10.0, gt=0, le=3600)
    """Seconds for a whole call, retries and redirects included."""
    connections: int = Field(100, ge=1, le=10_000)
    """Connections that a worker has at once, and as many again for URLs that came from users."""
    max_answer: ByteSize = Field(10 * 1024**2, ge=0)
    """The largest answer: bytes, or with k, m, g."""
    retries: int = Field(2, ge=0, le=10)
    """Times that a failed call is made again, where that does no harm."""
    retry_share: float = Field(0.1, ge=0, le=1)
    """Retries as a share of the calls to a host, so that they cannot multiply an outage."""
    user_ports: list[Annotated[int, Field(ge=1, le=65535)]] = [80, 443]
    """Ports to which a URL that came from a user may lead."""
    user_networks: list[IPvAnyNetwork] = []
    """Networks to which it may lead although they are not public."""


class PicturesSection(SettingsModel):
    max_pixels: int = Field(50_000_000, ge=1)
    """Width times height above which a picture is refused before it is decoded."""


class Settings(SettingsModel):
    """The core sections; each module's own section is added under the module's name."""

    modules: list[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]] = []
    """The modules the site is made of, by their entry-point name."""
    data: str = "var"
    """The data folder; a relative path counts from banyan.toml. Nothing is written outside it."""
    site: SiteSection = SiteSection()
    database: DatabaseSection = DatabaseSection()
    redis: RedisSection = RedisSection()
    cache: CacheSection = CacheSection()
    storage: StorageSection = StorageSection()
    app: AppSection = AppSection()
    gateway: GatewaySection = GatewaySection()
    log: LogSection = LogSection()
    accounts: AccountsSection = AccountsSection()
    mail: MailSection = MailSection()
    outbound: OutboundSection = OutboundSection()
    pictures: PicturesSection = PicturesSection()
