"""Mails as people, programs and servers send them."""

from email.message import EmailMessage
from email.utils import make_msgid

ADDRESS = "anneleen@voorbeeld.be"
NAME = "Anneleen Verhaegendonck"


def mail(
    text: str = "Ik vraag inzage in mijn gegevens.",
    *,
    sender: str = f"{NAME} <{ADDRESS}>",
    subject: str = "Verzoek",
    html: str = "",
    files: tuple[tuple[str, bytes], ...] = (),
    message_id: str | None = None,
    **headers: str,
) -> bytes:
    """Return a raw mail; a header's `_` stands for `-`."""
    made = EmailMessage()
    made["From"] = sender
    made["To"] = "privacy@ago.example"
    made["Subject"] = subject
    made["Date"] = "Thu, 05 Mar 2026 10:00:00 +0100"
    made["Message-ID"] = message_id or make_msgid(domain="voorbeeld.be")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    if text:
        made.set_content(text)
    if html and text:
        made.add_alternative(html, subtype="html")
    elif html:
        made.set_content(html, subtype="html")
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def bounce(message_id: str, *, action: str = "failed") -> bytes:
    """Return the report of a mail server that a message did not arrive."""
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@voorbeeld.be\r\nTo: loket@ago.example\r\n"
        f"Subject: Undelivered\r\nMessage-ID: <b.{len(message_id)}.{message_id[1:20]}@voorbeeld.be>\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="g"\r\n\r\n'
        "--g\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--g\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        f"Final-Recipient: rfc822; a@b\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        f"--g\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {message_id}\r\nSubject: x\r\n\r\ny\r\n--g--\r\n"
    ).encode()
