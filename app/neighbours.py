"""The servers and files of others that the service works with, made from the settings."""

import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from app.delivery.collector_mail import Sender
from app.delivery.message import MessageChannel
from app.delivery.registry import MailServer, Security, build_channels
from app.delivery.store import SendingInstance
from app.documents.model import SignatureLevel
from app.documents.trust.issuers import Issuers
from app.documents.trust.lists import EU_LIST, TrustedLists
from app.documents.trust.source import TrustSource
from app.http.access import Access
from app.http.calls import CallLimit
from app.http.counts import Counts
from app.http.paging import BASE_PATH
from app.intake.mailbox import Mailbox
from app.intake.model import House
from app.kit.clock import Clock
from app.kit.crypto import key_from_secret
from app.kit.ids import new_id
from app.kit.outward import Outward
from app.notices.contacts import load_contacts
from app.notices.model import RecipientContact
from app.register.model import Register
from app.retention.rules import Periods
from app.settings import Settings, secret_named
from app.staff.oidc import OidcTokens, Terms
from app.webhooks.cloud_event import Origin
from app.webhooks.sending import Teller

ENDPOINT_SECONDS: Final = 15.0
"""How long one call of an endpoint may take."""
ISSUER_SECONDS: Final = 10.0
"""How long a call waits for the issuer of its token."""


def trust_source(settings: Settings) -> TrustSource:
    """Return where trust in signatures on proof comes from."""
    url = EU_LIST if settings.trusted_lists == "eu" else settings.trusted_lists
    lists = TrustedLists(
        url=url,
        signers=settings.trusted_lists_signers,
        territories=frozenset(settings.trusted_lists_territories),
        folder=settings.home / "trust" / "lists",
        outward=outward(settings),
    )
    return TrustSource(
        anchors=settings.trust_anchors,
        crls=settings.crls,
        levels=frozenset(SignatureLevel(name) for name in settings.accepted_signature_levels),
        authentication_counts=settings.authentication_certificates,
        issuers=Issuers.through(outward(settings)) if settings.revocation_online else None,
        national_number_allowed=bool(settings.national_number_use.strip()),
        lists=lists if url else None,
    )


def periods(settings: Settings) -> Periods:
    """Return for how long cases are kept after their end."""
    return Periods(
        case_years=settings.keep_case_years,
        short_years=settings.keep_lapsed_years,
        no_mandate_years=settings.keep_no_mandate_years,
    )


def mail_domain(settings: Settings) -> str:
    """Return the domain of the ids of our mail."""
    return settings.smtp_from.rpartition("@")[2] or "localhost"


def mailbox(settings: Settings) -> Mailbox | None:
    """Return the mailbox requests come to; None where none is set."""
    if not settings.imap_host:
        return None
    return Mailbox(
        host=settings.imap_host,
        port=settings.imap_port,
        user=settings.imap_user,
        password=settings.imap_password.get_secret_value(),
        folder=settings.imap_folder,
        done_folder=settings.imap_done_folder,
        check_folder=settings.imap_check_folder,
        tls=outward(settings).tls,
    )


def house(settings: Settings) -> House:
    """Return what mail of ours, and what our own mail servers wrote, is known by."""
    return House(
        mail_domain=mail_domain(settings),
        sender=settings.smtp_from.lower(),
        servers=frozenset(name.lower() for name in settings.mail_servers),
        spam_header=settings.mail_spam_header,
    )


def collector_mail(settings: Settings, register: Register) -> Sender:
    """Return what a message says of us to who searches a system by hand."""
    return Sender(
        controller=register.controller.name.nl,
        page=f"{settings.public_url}/taak",
        contact=register.dpo.email or "",
        mail_domain=mail_domain(settings),
    )


def message_channels(settings: Settings, client: Outward) -> Mapping[str, MessageChannel]:
    """Return the ways in which a message goes out, by name."""
    mail = None
    if settings.smtp_host:
        mail = MailServer(
            host=settings.smtp_host,
            sender=settings.smtp_from,
            port=settings.smtp_port,
            security=Security(settings.smtp_security),
            user=settings.smtp_user,
            password=settings.smtp_password.get_secret_value(),
        )
    return build_channels(mail, client)


def outward(settings: Settings, sending: SendingInstance | None = None) -> Outward:
    """Return the client for servers of others; with `sending` it posts only where this instance may send."""
    extra = settings.extra_authorities
    tls = ssl.create_default_context()
    if extra is not None:
        tls.load_verify_locations(extra)
    client = Outward(private_hosts=frozenset(settings.private_hosts), tls=tls)
    return client if sending is None else replace(client, check_may_send=sending.check)


def sending_instance(settings: Settings, engine: Engine, clock: Clock) -> SendingInstance:
    """Return whether this instance may send; its id is made once, beside its files, unless it is set."""
    given = settings.instance_id.strip()
    return SendingInstance(engine, given or _own_id(settings.home / "instance"), clock)


def _own_id(kept: Path) -> str:
    kept.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError), kept.open("x", encoding="ascii") as file:
        file.write(new_id())
    return kept.read_text(encoding="ascii").strip()


def access(settings: Settings, engine: Engine) -> Access:
    """Return what the doors know callers by, and count them with."""
    counts = Counts(engine, _key(settings, "call-counts"))
    return Access(
        counts=counts,
        calls=CallLimit(counts, "token", most=settings.calls_per_minute),
        strangers=CallLimit(counts, "address", most=settings.unknown_calls_per_minute),
        proxies=settings.trusted_proxies,
        oidc=_oidc(settings),
    )


def person_key(settings: Settings) -> bytes:
    """Return the key of the hashes of what staff are known by."""
    return _key(settings, "staff-persons")


def _oidc(settings: Settings) -> OidcTokens | None:
    if not settings.oidc_issuer:
        return None
    terms = Terms(
        issuer=settings.oidc_issuer,
        audience=settings.oidc_audience,
        role_claim=settings.oidc_role_claim,
        entity_claim=settings.oidc_entity_claim,
        number_claim=settings.oidc_number_claim,
        email_claim=settings.oidc_email_claim,
        related_claim=settings.oidc_related_claim,
    )
    client = replace(outward(settings), seconds=ISSUER_SECONDS)
    actor_key = _key(settings, "staff-subjects")
    return OidcTokens(terms, client, actor_key=actor_key, person_key=person_key(settings))


def _key(settings: Settings, purpose: str) -> bytes:
    return key_from_secret(settings.master_key.get_secret_value(), purpose=purpose)


def teller(settings: Settings, register: Register, client: Outward) -> Teller:
    """Return who tells endpoints of events."""
    return Teller(
        origin=Origin(settings.service_name, f"{settings.public_url.rstrip('/')}{BASE_PATH}"),
        outward=replace(client, seconds=ENDPOINT_SECONDS),
        pauses=settings.webhook_retry_seconds,
        contact=register.dpo.email or "",
        mail_domain=mail_domain(settings),
    )


def webhook_key(settings: Settings) -> bytes:
    """Return the key under which the secrets of endpoints are sealed."""
    return _key(settings, "webhook-secrets")


def recipient_contacts(
    settings: Settings, register: Register, channels: Mapping[str, MessageChannel]
) -> Mapping[str, RecipientContact]:
    """Return how each recipient is told (Art. 19); none where no file names any."""
    if settings.recipient_contacts is None:
        return {}
    return load_contacts(
        settings.recipient_contacts,
        recipient_ids=frozenset(r.recipient_id for r in register.recipients),
        channels=frozenset(channels),
        secret=secret_named,
    )
