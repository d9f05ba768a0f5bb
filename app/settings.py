"""Everything that can be set, from `LOKET_…` variables; built once at an entrance, then passed on."""

import os
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self

from croniter import croniter
from pydantic import (
    DirectoryPath,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEVELOPMENT_SECRET = "development-only-secret-change-me-000000"  # noqa: S105 - refused outside development


class Environment(StrEnum):
    """Development allows a demo seal, default secrets and a four-eyes switch; production does not."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """The settings of one process. Names and meaning: docs/reference/settings.md."""

    model_config = SettingsConfigDict(env_prefix="LOKET_", extra="forbid")

    environment: Environment = Environment.DEVELOPMENT
    home: Path = Path("var")
    database_url: SecretStr | None = None
    personnel_url: SecretStr | None = None
    personnel_mappings: Annotated[tuple[Path, ...], NoDecode] = ()
    stores: Path | None = None
    register_path: Path | None = None
    register_confirmations: Path | None = None
    require_confirmed: bool = False
    fees: bool = False
    specification_records: int = Field(default=5000, ge=1)
    keep_case_years: int = Field(default=5, ge=5, le=30)
    keep_lapsed_years: int = Field(default=1, ge=1, le=5)
    keep_no_mandate_years: int = Field(default=1, ge=1, le=5)
    entity: str = ""
    master_key: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    session_secret: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    four_eyes: bool = True
    identity_means: Annotated[tuple[str, ...], NoDecode] = (
        "signedRequestWithIdCopy",
        "signedEmail",
        "signedPdf",
        "inPerson",
    )
    assurance: Annotated[tuple[str, ...], NoDecode] = (
        "access:special=high",
        "portability:special=high",
        "erasure:special=high",
        "rectification=low",
        "rectification:special=substantial",
        "consentWithdrawal=low",
    )
    lawyer_statement: bool = True
    national_number_use: str = ""
    trust_anchors: DirectoryPath | None = None
    crls: DirectoryPath | None = None
    accepted_signature_levels: Annotated[tuple[str, ...], NoDecode] = (
        "qualified",
        "advancedQualifiedCertificate",
        "advanced",
    )
    authentication_certificates: bool = False
    revocation_online: bool = False
    trusted_lists: str = ""
    trusted_lists_signers: DirectoryPath | None = None
    trusted_lists_territories: Annotated[tuple[str, ...], NoDecode] = ("BE",)
    seal_file: Path | None = None
    seal_password: SecretStr = SecretStr("")
    timestamp_url: str | None = None
    extra_fonts: Path | None = None
    roll_on_11_july: bool = False
    upload_limit_mb: int = Field(default=10, ge=1, le=100)
    clamd: str = Field(default="", pattern=r"^(unix:/.+|.+:\d{1,5})?$")
    calls_per_minute: int = Field(default=6000, ge=1)
    unknown_calls_per_minute: int = Field(default=600, ge=1)
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    oidc_issuer: str = ""
    oidc_audience: str = ""
    oidc_role_claim: str = "roles"
    oidc_entity_claim: str = "entities"
    oidc_number_claim: str = ""
    oidc_email_claim: str = "email"
    oidc_related_claim: str = ""
    copy_days: int = Field(default=60, ge=14, le=60)
    source_retry_seconds: Annotated[tuple[int, ...], NoDecode] = (5, 30, 120, 600, 1800)
    stalled_seconds: float = Field(default=30, ge=1)
    round_at: str = "0 4-20 * * *"
    remind_at: str = "* * * * *"
    handlers_email: Annotated[tuple[str, ...], NoDecode] = ()
    instance_id: str = Field(default="", max_length=100)
    recipient_contacts: Path | None = None
    notice_retry_seconds: Annotated[tuple[int, ...], NoDecode] = (60, 300, 1800, 7200, 28800)
    service_name: str = Field(
        default="be.example.dataSubjectRights", pattern=r"^[a-z0-9-]+(\.[A-Za-z0-9-]+)+$"
    )
    webhook_retry_seconds: Annotated[tuple[int, ...], NoDecode, Field(min_length=1)] = (
        0,
        5,
        300,
        1800,
        7200,
        18000,
        36000,
        50400,
        72000,
        86400,
    )
    smtp_host: str = ""
    smtp_port: int | None = Field(default=None, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_from: str = ""
    mail_limit_mb: int = Field(default=25, ge=1, le=100)
    mail_servers: Annotated[tuple[str, ...], NoDecode] = ()
    mail_spam_header: str = ""
    imap_host: str = ""
    imap_port: int = Field(default=993, ge=1, le=65535)
    imap_user: str = ""
    imap_password: SecretStr = SecretStr("")
    imap_folder: str = "INBOX"
    imap_done_folder: str = "Verwerkt"
    imap_check_folder: str = "Nakijken"
    private_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    extra_authorities: Path | None = None
    public_url: str = "http://127.0.0.1:8000"
    secure_cookies: bool = False
    handler_name: str = "Team gegevensbescherming"
    handler_phone: str = ""
    metrics_token: SecretStr = SecretStr("")
    log_level: str = "INFO"

    @field_validator(
        "identity_means",
        "assurance",
        "accepted_signature_levels",
        "trusted_lists_territories",
        "personnel_mappings",
        "source_retry_seconds",
        "notice_retry_seconds",
        "webhook_retry_seconds",
        "private_hosts",
        "handlers_email",
        "mail_servers",
        "trusted_proxies",
        mode="before",
    )
    @classmethod
    def _split(cls, value: object) -> object:
        """Read a comma-separated list."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _check_proxies(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse what is no address and no network."""
        for part in value:
            try:
                ip_network(part)
            except ValueError:
                message = "LOKET_TRUSTED_PROXIES is not understood: give addresses or networks, such as 10.0.0.0/24"
                raise ValueError(message) from None
        return value

    @field_validator("round_at", "remind_at")
    @classmethod
    def _check_round(cls, value: str, info: ValidationInfo) -> str:
        """Refuse what is no line of a timetable; empty stands for no round."""
        value = value.strip()
        if value and not croniter.is_valid(value):
            name = f"LOKET_{info.field_name}".upper()
            message = (
                f'{name} is not understood: write five fields as cron does, such as "0 4-20 * * *"'
            )
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _check_mail(self) -> Self:
        """Refuse a mail server without the address mail comes from."""
        if self.smtp_host and "@" not in self.smtp_from:
            message = "LOKET_SMTP_FROM is not set: give the address mail comes from"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _check_oidc(self) -> Self:
        """Refuse an issuer without an audience: its tokens for others would open this door too."""
        if self.oidc_issuer and not self.oidc_audience:
            message = "LOKET_OIDC_AUDIENCE is not set: give the audience of the tokens that are meant for this service"
            raise ValueError(message)
        if self.oidc_issuer and not self.oidc_issuer.startswith("https://"):
            message = "LOKET_OIDC_ISSUER is not understood: give the https address of the issuer"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _refuse_development_habits(self) -> Self:
        """Refuse default secrets, a demo seal and a lifted four-eyes rule outside development."""
        if self.environment is Environment.DEVELOPMENT:
            return self
        for name in ("master_key", "session_secret"):
            if getattr(self, name).get_secret_value() == DEVELOPMENT_SECRET:
                message = f"LOKET_{name.upper()} still has its development value: set a secret of your own"
                raise ValueError(message)
        if self.seal_file is None:
            message = (
                "LOKET_SEAL_FILE is not set: outside development letters need a real seal (PKCS#12)"
            )
            raise ValueError(message)
        if not self.four_eyes:
            message = "LOKET_FOUR_EYES=off is for development only"
            raise ValueError(message)
        return self


def secret_named(name: str) -> str:
    """Return the value of a variable that a file names, e.g. the secret of one contact; empty where it is not set."""
    return os.environ.get(name, "")  # noqa: TID251 - this module is the one that reads the environment
