"""The settings of a watched folder: `scrubber.toml` in it, and SCRUBBER_ variables over that."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from scrubber.acknowledgments import Kind
from scrubber.conformance import Conformance
from scrubber.errors import UsageError
from scrubber.folder.located_toml import BadToml, LocatedToml, read_located_toml
from scrubber.options import Options
from scrubber.tables import load_tables

FILE_NAME = "scrubber.toml"
PREFIX = "SCRUBBER_"
NESTED = "__"


class BadSettings(UsageError):
    """A setting that cannot be used: file, line, field, and what to do."""


def _parts(value: Any) -> Any:
    """`999, 277CA` is a list too; a variable can hold nothing else."""
    return (
        [part.strip() for part in value.split(",") if part.strip()] if type(value) is str else value
    )


def _plain_name(name: str) -> str:
    if name in {"", ".", ".."} or name.startswith(".") or set(name) & set("/\\\0"):
        raise ValueError("give the plain name of a folder inside the watched one")
    return name


FolderName = Annotated[str, AfterValidator(_plain_name)]
Texts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_parts)]
LONGEST_SECONDS = 366 * 24 * 3600.0
"""The system's clocks take no wait without end."""
Seconds = Annotated[float, Field(ge=0, le=LONGEST_SECONDS)]


class FolderNames(BaseModel):
    """What the folders are called inside the watched one."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    in_: FolderName = Field("in", alias="in")
    work: FolderName = "work"
    out: FolderName = "out"
    ack: FolderName = "ack"
    log: FolderName = "log"
    hold: FolderName = "hold"
    quarantine: FolderName = "quarantine"
    archive: FolderName = "archive"


LAYOUTS: dict[str, dict[str, str]] = {
    "plain": {},
    # Claim.MD, SFTP (docs.claim.md, 2024-08-16): the practice sends into one and receives from the
    # other.
    "send_receive": {"in": "SendFiles", "ack": "ReceiveFiles"},
    # Office Ally and IEHP name the two directions by the clearinghouse's side.
    "inbound_outbound": {"in": "inbound", "ack": "outbound"},
    # Washington HCA ProviderOne: acknowledgments and refused files have folders of their own.
    "hipaa": {
        "in": "HIPAA_Inbound",
        "work": "HIPAA_Working",
        "out": "HIPAA_Outbound",
        "ack": "HIPAA_Ack",
        "quarantine": "HIPAA_Error",
    },
}
"""What clearinghouses call the folders that a sender sees; the rest keep their names."""

Layout = Literal["plain", "send_receive", "inbound_outbound", "hipaa"]
LogFormat = Literal["jsonl", "csv", "html"]
Sidecar = Literal["treatments", "therapy_used"]


class Settings(BaseSettings):
    """All that can be set; the README's table says what each means. Times are in seconds."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter=NESTED, extra="forbid", frozen=True
    )

    layout: Layout = "plain"
    folders: FolderNames = FolderNames()

    stable_seconds: Seconds = 5
    incomplete_after_seconds: Seconds = 3600
    rescan_seconds: Annotated[float, Field(gt=0, le=LONGEST_SECONDS)] = 10
    sidecar_wait_seconds: Seconds = 0
    wait_for: Annotated[tuple[Sidecar, ...], NoDecode, BeforeValidator(_parts)] = ("treatments",)

    split: bool = True
    hold_on: Texts = ()
    acknowledgments: Annotated[tuple[Kind, ...], NoDecode, BeforeValidator(_parts)] = ()
    log_formats: Annotated[tuple[LogFormat, ...], NoDecode, BeforeValidator(_parts)] = ("jsonl",)
    conformance: Conformance | None = None
    payers: Path | None = None
    locality: str = ""
    max_bytes: Annotated[int, Field(ge=1)] | None = None

    ledger_url: str | None = Field(None, repr=False)
    count_therapy_used: bool = True

    min_free_megabytes: Annotated[int, Field(ge=0)] = 500
    retry_attempts: Annotated[int, Field(ge=1)] = 5
    retry_first_pause_seconds: Seconds = 1
    retry_longest_pause_seconds: Seconds = 30

    watchers: Annotated[int, Field(ge=1, le=64)] = 16
    heartbeat_seconds: Annotated[float, Field(gt=0, le=3600)] = 10
    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Variables come before the file."""
        return env_settings, init_settings

    @property
    def folder_names(self) -> dict[str, str]:
        """What each folder is called, by its plain name: the layout's names, and those set."""
        named = self.folders.model_dump(by_alias=True, exclude_unset=True)
        return FolderNames().model_dump(by_alias=True) | LAYOUTS[self.layout] | named

    @property
    def other_formats(self) -> list[str]:
        """The log's formats besides the one that is always written."""
        return sorted(set(self.log_formats) - {"jsonl"})

    def options(self) -> Options:
        """What a run takes besides the file and its evidence."""
        full = Conformance.FULL if Kind.IMPLEMENTATION in self.acknowledgments else Conformance.OFF
        return Options(
            payers=self.payers,
            locality=self.locality,
            max_bytes=self.max_bytes,
            hold_on=self.hold_on,
            conformance=self.conformance or full,
        )


def load_settings(folder: Path) -> Settings:
    """The settings of a watched folder. Raises BadSettings, or OSError."""
    path = folder / FILE_NAME
    try:
        file = read_located_toml(path.read_bytes() if path.exists() else b"")
    except BadToml as error:
        raise BadSettings(f"{FILE_NAME}, line {error.line}: {error}") from None
    try:
        settings = Settings(**file.data)
    except ValidationError as error:
        raise BadSettings(_told(error, file)) from None
    except SettingsError as error:
        raise BadSettings(f"{error}; a {PREFIX} variable holds what it cannot") from None
    settings = settings.model_copy(update=_paths_from(folder, settings, file))
    _check_together(settings, file)
    return settings


def _paths_from(folder: Path, settings: Settings, file: LocatedToml) -> dict[str, Any]:
    """The paths that are relative to the folder; SCRUBBER_LEDGER_URL is every command's, and so
    relative to where that runs."""
    paths: dict[str, Any] = {}
    if settings.payers:
        paths["payers"] = folder / settings.payers
    ledger = settings.ledger_url
    if ledger and "://" not in ledger and ledger == file.data.get("ledger_url"):
        paths["ledger_url"] = str(folder / ledger)
    return paths


def _told(error: ValidationError, file: LocatedToml) -> str:
    first = error.errors()[0]
    place = [step for step in first["loc"] if not isinstance(step, int)]
    field = ".".join(map(str, place))
    if first["type"] == "extra_forbidden":
        known = sorted(
            FolderNames().model_dump(by_alias=True) if len(place) > 1 else Settings.model_fields
        )
        there_are = f"there is no such setting; there are {', '.join(known)}"
        return f"{_where(place, file)}: {field}: {there_are}"
    reason = first["msg"].removeprefix("Value error, ")
    return f"{_where(place, file)}: {field}: {reason[:1].lower()}{reason[1:]}"


def _where(place: list[Any], file: LocatedToml) -> str:
    """The file and line, or the variable, that a value stands in."""
    variable = PREFIX + NESTED.join(map(str, place)).upper()
    if any(name.upper() == variable for name in os.environ):
        return variable
    return f"{FILE_NAME}, line {file.line(place)}"


def _check_together(settings: Settings, file: LocatedToml) -> None:
    """What only the values together tell. Raises BadSettings."""
    names = settings.folder_names
    for purpose, name in names.items():
        for other, same in names.items():
            if purpose != other and name.casefold() == same.casefold():
                where = _where(["folders", purpose], file)
                raise BadSettings(f"{where}: folders: {purpose} and {other} are both {name}")
    options = settings.options()
    checks: dict[str, Callable[[], object]] = {
        "hold_on": options.held_rules,
        "payers": lambda: load_tables(options.payers),
        "locality": lambda: load_tables(options.payers, options.locality),
    }
    for field, check in checks.items():
        try:
            check()
        except UsageError as error:
            raise BadSettings(f"{_where([field], file)}: {field}: {error}") from None
