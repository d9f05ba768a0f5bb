"""What a notice says in words: on a list of notices, in an e-mail, in the overview for the person."""

from collections.abc import Mapping
from typing import Final

from app.language import Text
from app.notices.model import NoticeAction, NoticeStatus

ACTIONS: Final[Mapping[NoticeAction, Text]] = {
    NoticeAction.RECTIFIED: Text("verbeterd", "rectified", "rectifiées"),
    NoticeAction.ERASED: Text("gewist", "erased", "effacées"),
    NoticeAction.RESTRICTED: Text("gebruik beperkt", "use restricted", "utilisation limitée"),
    NoticeAction.DISCLOSURE_STOPPED: Text(
        "niet meer doorgegeven", "no longer disclosed", "plus communiquées"
    ),
    NoticeAction.LIFTED: Text("beperking opgeheven", "restriction lifted", "limitation levée"),
}
STATUSES: Final[Mapping[NoticeStatus, Text]] = {
    NoticeStatus.DUE: Text("nog te melden", "still to be told", "encore à informer"),
    NoticeStatus.SENT: Text("nog geen antwoord", "no answer yet", "pas encore de réponse"),
    NoticeStatus.FAILED: Text("nog te melden", "still to be told", "encore à informer"),
    NoticeStatus.ACKNOWLEDGED: Text("bevestigd", "acknowledged", "confirmé"),
    NoticeStatus.REFUSED: Text("geweigerd", "refused", "refusé"),
    NoticeStatus.NOT_SENT: Text("niet gemeld", "not told", "pas informé"),
}
SUBJECT: Final = Text(
    "Kennisgeving over persoonsgegevens ({reference})",
    "Notice about personal data ({reference})",
    "Notification concernant des données à caractère personnel ({reference})",
)
REMINDER_SUBJECT: Final = Text(
    "Herinnering: kennisgeving over persoonsgegevens ({reference})",
    "Reminder: notice about personal data ({reference})",
    "Rappel : notification concernant des données à caractère personnel ({reference})",
)
# The person is named in the attached letter alone: subjects and texts of mail lie about in many places.
BODY: Final = Text(
    "Beste\n\n"
    "Bij dit bericht zit een kennisgeving over gegevens die u van {controller} kreeg.\n"
    "Wilt u ons bevestigen dat u ze kreeg en wat u ermee deed?\n"
    "Antwoord naar {contact} en vermeld {reference}.\n",
    "Dear reader\n\n"
    "Attached is a notice about data that you received from {controller}.\n"
    "Please confirm that you received it, and what you did.\n"
    "Reply to {contact} and mention {reference}.\n",
    "Madame, Monsieur,\n\n"
    "Vous trouverez en annexe une notification sur des données que vous avez reçues de {controller}.\n"
    "Veuillez nous confirmer sa réception et les suites que vous lui avez données.\n"
    "Répondez à {contact} en mentionnant {reference}.\n",
)
