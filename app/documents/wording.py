"""What people read when a file is not taken, and what a handler reads of a signature."""

from collections.abc import Mapping
from typing import Final

from app.documents.model import DocumentKind, SignatureStatus
from app.documents.rules import FileRejected, RejectReason
from app.language import Text

REJECTIONS: Final[Mapping[RejectReason, Text]] = {
    RejectReason.EMPTY: Text(
        nl="Het bestand is leeg", fr="Le fichier est vide", en="The selected file is empty"
    ),
    RejectReason.TOO_BIG: Text(
        nl="Het bestand moet kleiner zijn dan {limit} MB",
        fr="Le fichier doit faire moins de {limit} Mo",
        en="The selected file must be smaller than {limit}MB",
    ),
    RejectReason.WRONG_TYPE: Text(
        nl="Het bestand moet een PDF, JPG, PNG of HEIC zijn",
        fr="Le fichier doit être au format PDF, JPG, PNG ou HEIC",
        en="The selected file must be a PDF, JPG, PNG or HEIC",
    ),
    RejectReason.PASSWORD_PROTECTED: Text(
        nl="Het bestand is met een wachtwoord beveiligd",
        fr="Le fichier est protégé par un mot de passe",
        en="The selected file is password protected",
    ),
    RejectReason.DAMAGED: Text(
        nl="Het bestand is beschadigd of niet volledig. Bewaar het opnieuw of maak een nieuwe foto",
        fr="Le fichier est endommagé ou incomplet. Enregistrez-le à nouveau ou prenez une nouvelle photo",
        en="The selected file is damaged or incomplete. Save it again or take a new photo",
    ),
    RejectReason.ACTIVE_CONTENT: Text(
        nl="In de PDF zitten een script, een bijlage of een opdracht. Druk ze af naar een nieuwe PDF en kies die",
        fr="Le PDF contient un script, une pièce jointe ou une commande. Imprimez-le vers un nouveau PDF et choisissez celui-ci",
        en="The PDF contains a script, an attachment or a command. Print it to a new PDF and select that one",
    ),
    RejectReason.TOO_MANY_PAGES: Text(
        nl="Het bestand mag hoogstens {limit} bladzijden hebben",
        fr="Le fichier peut avoir au maximum {limit} pages",
        en="The selected file can have at most {limit} pages",
    ),
    RejectReason.TOO_MANY_PIXELS: Text(
        nl="De foto mag hoogstens {limit} megapixel groot zijn. Maak de foto kleiner",
        fr="La photo peut compter au maximum {limit} mégapixels. Réduisez-la",
        en="The photo can be at most {limit} megapixels. Make it smaller",
    ),
}

_WRONG_TYPE_OF: Final[Mapping[DocumentKind, Text]] = {
    DocumentKind.SIGNED_EMAIL: Text(
        nl="Het bestand moet een e-mailbericht zijn (.eml)",
        fr="Le fichier doit être un e-mail (.eml)",
        en="The selected file must be an email message (.eml)",
    ),
    DocumentKind.SIGNED_PDF: Text(
        nl="Het bestand moet een PDF zijn",
        fr="Le fichier doit être au format PDF",
        en="The selected file must be a PDF",
    ),
    DocumentKind.EVIDENCE: (
        _any := Text(
            nl="Het bestand moet een PDF, JPG, PNG, HEIC, e-mailbericht (.eml) of tekst (.txt) zijn",
            fr="Le fichier doit être un PDF, JPG, PNG, HEIC, un e-mail (.eml) ou un texte (.txt)",
            en="The selected file must be a PDF, JPG, PNG, HEIC, email message (.eml) or text (.txt)",
        )
    ),
    DocumentKind.OTHER: _any,
}

SIGNATURES: Final[Mapping[SignatureStatus, str]] = {
    SignatureStatus.VALID: "De handtekening klopt en de ondertekenaar is bekend bij een vertrouwde uitgever.",
    SignatureStatus.VALID_BUT_UNTRUSTED: "De handtekening klopt, maar het certificaat komt niet van een uitgever die wij vertrouwen.",
    SignatureStatus.MODIFIED_AFTER_SIGNING: "Het document is gewijzigd na de ondertekening.",
    SignatureStatus.EXPIRED: "Het certificaat van de ondertekenaar is vervallen.",
    SignatureStatus.REVOKED: "Het certificaat van de ondertekenaar is ingetrokken.",
    SignatureStatus.INVALID: "De handtekening klopt niet of kan niet nagekeken worden.",
    SignatureStatus.NOT_A_SIGNATURE: "Er staat geen elektronische handtekening in dit bestand.",
}
"""Desk text, in the language of the desk."""


def rejection_text(error: FileRejected) -> Text:
    """Return why the file is not taken, in every language, with its limit filled in."""
    reason, kind = RejectReason(str(error.facts["reason"])), DocumentKind(str(error.facts["kind"]))
    text = REJECTIONS[reason]
    if reason is RejectReason.WRONG_TYPE:
        text = _WRONG_TYPE_OF.get(kind, text)
    limit = error.facts.get("limit", "")
    return Text(*(wording.format(limit=limit) for wording in (text.nl, text.en, text.fr)))
