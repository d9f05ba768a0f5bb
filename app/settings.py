"""Everything that can be set, from `LOKET_…` variables; built once at an entrance, then passed on."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from croniter import croniter
from pydantic import DirectoryPath, Field, SecretStr, field_validator, model_validator
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
    source_retry_seconds: Annotated[tuple[int, ...], NoDecode] = (5, 30, 120, 600, 1800)
    stalled_seconds: float = Field(default=30, ge=1)
    round_at: str = "0 4-20 * * *"
    recipient_contacts: Path | None = None
    notice_retry_seconds: Annotated[tuple[int, ...], NoDecode] = (60, 300, 1800, 7200, 28800)
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
    log_level: str = "INFO"

    @field_validator(
        "identity_means",
        "assurance",
        "accepted_signature_levels",
        "trusted_lists_territories",
        "personnel_mappings",
        "source_retry_seconds",
        "notice_retry_seconds",
        "private_hosts",
        "mail_servers",
        mode="before",
    )
    @classmethod
    def _split(cls, value: object) -> object:
        """Read a comma-separated list."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("round_at")
    @classmethod
    def _check_round(cls, value: str) -> str:
        """Refuse what is no line of a timetable; empty stands for no round."""
        value = value.strip()
        if value and not croniter.is_valid(value):
            message = 'LOKET_ROUND_AT is not understood: write five fields as cron does, such as "0 4-20 * * *"'
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
