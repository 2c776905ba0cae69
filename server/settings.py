"""What an installation decides, as one frozen object made once and handed to `create_app`."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import Field, asdict, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from loader.limits import Limits
from server.clients import networks

DEFAULT_BASE = "http://localhost:8000/"
_PREFIX = "LIFEMATTERS_"
_TOKEN = 16
_AUTHS = ("basic", "digest")
_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class SettingsError(ValueError):
    """A setting has a value it cannot have; says which, in Chinese and English."""


@dataclass(frozen=True)
class Settings:
    """Settings of one installation. Seconds, mebibytes and counts, as each line says."""

    data: Path = Path("data")
    base: str = DEFAULT_BASE
    """The base of instance IRIs; ends in `/`."""
    host: str = "127.0.0.1"
    port: int = 8000
    deadline: float = 10.0
    """Seconds a stranger's query may take, waiting included, where it does not say itself."""
    deadline_cap: float = 60.0
    """Seconds it may ask for by `timeout=`; what asks for more gets this."""
    trusted_deadline: float = 20.0
    """Seconds a shipped query may take."""
    memory: int = 1024
    """MiB of address space a worker may add to what it starts with."""
    result_bytes: int = 512 * 1024 * 1024
    """Bytes an answer may have."""
    query_bytes: int = 100_000
    """Bytes a query may have."""
    nesting: int = 100
    """How deep brackets may nest in a query."""
    workers: int = 3
    """Workers for strangers' queries: as many run at a time, of one client one less."""
    trusted_workers: int = 2
    """Workers for pages and saved queries."""
    export_workers: int = 2
    """Workers for large files of saved queries, of one client one less."""
    export_queue: int = 4
    """Such files that may wait; the next gets 503 at once."""
    export_deadline: float = 300.0
    """Seconds the writing of one may take, waiting included."""
    export_rows: int = 5000
    """Rows up to which a file is written by the workers for pages."""
    queue: int = 8
    """Strangers' queries that may wait for a worker; the next gets 503 at once."""
    bodies: int = 8
    """Requests to `/sparql` whose body may be on its way at a time, of one client half as many; the
    next gets 503 at once."""
    body_deadline: float = 10.0
    """Seconds in which such a body must have arrived."""
    write_bodies: int = 4
    """The same for writes by who has a token: `/update` and `/graphs`."""
    validation_bodies: int = 4
    """The same for documents and RDF to be validated."""
    trusted_proxies: str = ""
    """Addresses and networks of proxies, with commas between them: what they say in
    `X-Forwarded-For` is believed. Fairness goes by the client's address."""
    large_downloads: int = 16
    """Answers over `whole_bytes` that may be on their way at a time."""
    page_threads: int = 32
    """Threads kept for everything else."""
    whole_bytes: int = 1_000_000
    """Answers up to this size leave in one piece and free their thread at once."""
    cache_bytes: int = 64 * 1024 * 1024
    """Bytes of answers kept in memory; 0 keeps none."""
    validation_workers: int = 1
    """Validations of strangers' documents and RDF that run at a time."""
    validation_queue: int = 4
    """Such validations that may wait; the next gets 503."""
    validation_deadline: float = 60.0
    """Seconds one may take, and seconds in which its document must have arrived."""
    validation_memory: int = 1024
    """MiB of address space one may take."""
    validation_bytes: int = 20_000_000
    """Bytes a request for one may have."""
    validation_triples: int = 200_000
    """Triples that RDF to be validated may have."""
    open: bool = False
    """Whether writing needs no token; only where the service listens on this machine alone."""
    token: str = field(default="", repr=False)
    """The token for writing, and for seeing and stopping the queries that run; without one, or a
    file of them, neither can be done."""
    tokens: str = ""
    """A file of named tokens: a line for each, its name and the SHA-256 of the token."""
    update_bytes: int = 4_000_000
    """Bytes an update may have."""
    graph_bytes: int = 50_000_000
    """Bytes of RDF that may be sent to the graph store at a time."""
    graph_triples: int = 1_000_000
    """Triples that a graph which is written may have, where checklists are published."""
    update_deadline: float = 30.0
    """Seconds the evaluation of one write may take, and seconds it may wait for the one before; and
    seconds in which what it sends must have arrived."""
    update_queue: int = 8
    """Writes that may wait for the one that is under way; the next gets 503 at once."""
    keep_writes: int = 100
    """Snapshots of the latest writes that are kept; older ones are removed, those of loads, the
    register and rollbacks never. 0 keeps all."""
    dumps: str = ""
    """Where the dumps of everything lie; empty: `dumps` in the data folder. `off`: there as well,
    and the service makes none itself."""
    store: str = ""
    """The query address of a SPARQL 1.1 engine to serve from; empty: the embedded store."""
    store_update: str = ""
    """Its update address, where that is another."""
    store_user: str = ""
    store_password: str = field(default="", repr=False)
    store_auth: str = "basic"
    """How it is told user and password: `basic`, or `digest`, which is for updates only."""
    site_sponsor: str = ""
    """Who runs the site, for the foot of every page, as 国办发〔2017〕47号 asks; like the four that
    follow it is left out where it is empty."""
    site_contact: str = ""
    """How to reach them: a telephone number, an address."""
    site_code: str = ""
    """The site's code (网站标识码)."""
    site_icp: str = ""
    """The number under which it is filed as an internet content provider (ICP备案号)."""
    site_police: str = ""
    """The number under which it is filed with the police (公安备案号)."""
    limits: Limits = field(default_factory=Limits)
    """How large a document may be; each bound is a variable, `LIFEMATTERS_DOCUMENT_*`."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.base)
        plain = self.base.isascii() and not set(self.base) & set('%?# <>"{}|\\^`')
        if parts.scheme not in ("http", "https") or not parts.netloc or not plain:
            raise SettingsError(
                f"LIFEMATTERS_BASE “{self.base}” 不是可用的网址。/ is not a usable URL."
            )
        if not self.base.endswith("/"):
            raise SettingsError(f"LIFEMATTERS_BASE “{self.base}” 须以 / 结尾。/ must end in “/”.")
        try:
            networks(self.trusted_proxies)
        except ValueError:
            raise SettingsError(
                f"LIFEMATTERS_TRUSTED_PROXIES “{self.trusted_proxies}” 不是地址或网段的列表。"
                "/ is not a list of addresses and networks."
            ) from None
        if self.open and not is_loopback(self.host):
            raise SettingsError(
                f"--open 允许任何人写入，只能监听本机地址，不能监听 {self.host}。"
                f"/ --open lets anyone write: it may listen on this machine only, not on "
                f"{self.host}."
            )
        self._check_store()
        if self.token and len(self.token) < _TOKEN:
            raise SettingsError(
                f"LIFEMATTERS_TOKEN 至少要有 {_TOKEN} 个字符；可用 lifematters token 生成。"
                f"/ must have at least {_TOKEN} characters; lifematters token makes one."
            )

    def _check_store(self) -> None:
        for name, url in (("STORE", self.store), ("STORE_UPDATE", self.store_update)):
            if url and not _is_engine(url):
                raise SettingsError(
                    f"LIFEMATTERS_{name} “{url.rpartition('@')[2]}” 须是 http 或 https 网址，"
                    f"用户名和密码写在 LIFEMATTERS_STORE_USER 和 LIFEMATTERS_STORE_PASSWORD 里。"
                    f"/ must be an http or https URL; user and password go into "
                    f"LIFEMATTERS_STORE_USER and LIFEMATTERS_STORE_PASSWORD."
                )
        if self.store_auth not in _AUTHS:
            raise SettingsError(
                f"LIFEMATTERS_STORE_AUTH “{self.store_auth}” 只能是 {' 或 '.join(_AUTHS)}。"
                f"/ must be {' or '.join(_AUTHS)}."
            )

    @property
    def makes_dumps(self) -> bool:
        """Whether the service makes dumps of everything."""
        return self.dumps.lower() not in _FALSE

    @property
    def dump_folder(self) -> Path:
        """Where they lie."""
        return Path(self.dumps) if self.dumps and self.makes_dumps else self.data / "dumps"

    @property
    def threads(self) -> int:
        """The budget of web threads: no slow reader or writer and no killer can take those of the
        pages."""
        bodies = self.bodies + self.write_bodies + self.validation_bodies
        validations = self.validation_workers + self.validation_queue
        exports = self.export_workers + self.export_queue
        work = self.workers + self.queue + validations + exports + 1 + self.update_queue
        return bodies + work + self.large_downloads + self.page_threads

    @property
    def address(self) -> str:
        """Where clients find the service: its base; while that names a port of this machine on
        which it does not listen, where it does. Another service may listen there."""
        parts = urlsplit(self.base)
        local = is_loopback(parts.hostname or "") and is_loopback(self.host)
        if not local or parts.port == self.port:
            return self.base
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    @property
    def temporary(self) -> bool:
        """Whether the base is one that no one should store: localhost or a bare address."""
        host = urlsplit(self.base).hostname or ""
        if is_loopback(host):
            return True
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return False
        return True


def _is_engine(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        )
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens at `host`."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def from_environment(environment: Mapping[str, str] | None = None, **options: Any) -> Settings:
    """Settings from `LIFEMATTERS_*` variables; `options` that are not None win over them.

    Raises SettingsError where a value is not of its setting's type.
    """
    source = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for setting in _plain_settings():
        if text := source.get(_PREFIX + setting.name.upper()):
            values[setting.name] = _parse(setting.name, setting.type, text)
    bounds = {}
    for bound in fields(Limits):
        name = f"document_{bound.name}"
        if text := source.get(_PREFIX + name.upper()):
            bounds[bound.name] = _parse(name, bound.type, text)
    values["limits"] = Limits(**bounds)
    values |= {name: value for name, value in options.items() if value is not None}
    return Settings(**values)


def to_environment(settings: Settings) -> dict[str, str]:
    """The variables from which another process makes the same settings."""
    values = {setting.name: getattr(settings, setting.name) for setting in _plain_settings()}
    values |= {f"document_{name}": value for name, value in asdict(settings.limits).items()}
    return {_PREFIX + name.upper(): str(value) for name, value in values.items()}


def _plain_settings() -> "list[Field[Any]]":
    return [setting for setting in fields(Settings) if setting.name != "limits"]


def _parse(name: str, kind: Any, text: str) -> Any:
    try:
        if kind is bool:
            return _truth(text)
        return kind(text)
    except ValueError:
        raise SettingsError(
            f"{_PREFIX}{name.upper()} “{text}” 不是有效的值。/ is not a valid value."
        ) from None


def _truth(text: str) -> bool:
    """Raises ValueError for what is neither."""
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise ValueError(text)
