"""The servers and files of others that the service works with, made from the settings."""

import ssl
from collections.abc import Mapping

from app.delivery.collector_mail import Sender
from app.delivery.message import MessageChannel
from app.delivery.registry import MailServer, Security, build_channels
from app.documents.model import SignatureLevel
from app.documents.trust.issuers import Issuers
from app.documents.trust.lists import EU_LIST, TrustedLists
from app.documents.trust.source import TrustSource
from app.intake.mailbox import Mailbox
from app.intake.model import House
from app.kit.outward import Outward
from app.notices.contacts import load_contacts
from app.notices.model import RecipientContact
from app.register.model import Register
from app.settings import Settings, secret_named


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


def outward(settings: Settings) -> Outward:
    """Return the client for servers of others."""
    extra = settings.extra_authorities
    tls = ssl.create_default_context()
    if extra is not None:
        tls.load_verify_locations(extra)
    return Outward(private_hosts=frozenset(settings.private_hosts), tls=tls)


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
