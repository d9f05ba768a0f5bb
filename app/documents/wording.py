"""What people read when a file is not taken, and what a handler reads of a signature."""

from collections.abc import Iterable, Mapping
from typing import Final

from app.documents.model import DOUBTS, DocumentKind, SignatureStatus, SignatureWarning
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
    RejectReason.VIRUS: Text(
        nl="In het bestand zit een virus",
        fr="Le fichier contient un virus",
        en="The selected file contains a virus",
    ),
    RejectReason.SEVERAL_FORMATS: Text(
        nl="In het bestand zit meer dan een PDF. Druk het af naar een nieuwe PDF en kies die",
        fr="Le fichier contient plus qu'un PDF. Imprimez-le vers un nouveau PDF et choisissez celui-ci",
        en="There is more than a PDF in the selected file. Print it to a new PDF and select that one",
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

SIGNATURES: Final[Mapping[SignatureStatus, Text]] = {
    SignatureStatus.VALID: Text(
        nl="De handtekening klopt. We vertrouwen wie het certificaat uitgaf.",
        fr="La signature est correcte. Nous faisons confiance à l'émetteur du certificat.",
        en="The signature holds. We trust who issued the certificate.",
    ),
    SignatureStatus.VALID_BUT_UNTRUSTED: Text(
        nl="De handtekening klopt, maar we vertrouwen niet wie het certificaat uitgaf.",
        fr="La signature est correcte, mais nous ne faisons pas confiance à l'émetteur du certificat.",
        en="The signature holds, but we do not trust who issued the certificate.",
    ),
    SignatureStatus.MODIFIED_AFTER_SIGNING: Text(
        nl="Het document is gewijzigd nadat het ondertekend werd.",
        fr="Le document a été modifié après la signature.",
        en="The document was changed after it was signed.",
    ),
    SignatureStatus.EXPIRED: Text(
        nl="Het certificaat was niet geldig toen we het verzoek kregen.",
        fr="Le certificat n'était pas valable quand nous avons reçu la demande.",
        en="The certificate was not valid when we received the request.",
    ),
    SignatureStatus.REVOKED: Text(
        nl="Het certificaat is ingetrokken.",
        fr="Le certificat a été révoqué.",
        en="The certificate was revoked.",
    ),
    SignatureStatus.INVALID: Text(
        nl="De handtekening klopt niet, of we kunnen ze niet nakijken.",
        fr="La signature n'est pas correcte, ou nous ne pouvons pas la vérifier.",
        en="The signature does not hold, or we cannot check it.",
    ),
    SignatureStatus.NOT_A_SIGNATURE: Text(
        nl="Er staat geen elektronische handtekening in dit bestand.",
        fr="Ce fichier ne contient pas de signature électronique.",
        en="There is no electronic signature in this file.",
    ),
}

WARNINGS: Final[Mapping[SignatureWarning, Text]] = {
    SignatureWarning.REVOCATION_NOT_CHECKED: Text(
        nl="We konden niet nagaan of het certificaat ingetrokken is.",
        fr="Nous n'avons pas pu vérifier si le certificat a été révoqué.",
        en="We could not check whether the certificate was revoked.",
    ),
    SignatureWarning.NO_TRUST_ANCHORS: Text(
        nl="Er is niet ingesteld wie we vertrouwen.",
        fr="Les émetteurs de confiance ne sont pas configurés.",
        en="It is not set up whom we trust.",
    ),
    SignatureWarning.LATER_SIGNATURE: Text(
        nl="Later is er nog een handtekening bijgekomen.",
        fr="Une autre signature a été ajoutée plus tard.",
        en="Another signature was added later.",
    ),
    SignatureWarning.FILLED_IN_LATER: Text(
        nl="Na de handtekening zijn velden ingevuld.",
        fr="Des champs ont été remplis après la signature.",
        en="Fields were filled in after the signature.",
    ),
    SignatureWarning.STAMPED_LATER: Text(
        nl="Na de handtekening is er een tijdstempel bijgekomen. Dat mag.",
        fr="Un horodatage a été ajouté après la signature. C'est permis.",
        en="A time stamp was added after the signature. That is allowed.",
    ),
    SignatureWarning.ANNOTATED_LATER: Text(
        nl="Na de handtekening zijn opmerkingen of markeringen toegevoegd.",
        fr="Des remarques ou des marques ont été ajoutées après la signature.",
        en="Remarks or marks were added after the signature.",
    ),
    SignatureWarning.CERTIFIED: Text(
        nl="Het document is gecertificeerd: de ondertekenaar legde vast wat er nog mag wijzigen.",
        fr="Le document est certifié : le signataire a fixé ce qui peut encore changer.",
        en="The document is certified: the signer laid down what may still change.",
    ),
    SignatureWarning.EMPTY_FIELD: Text(
        nl="Er staat een veld voor een handtekening in dat leeg is.",
        fr="Un champ de signature est resté vide.",
        en="A field for a signature is empty.",
    ),
    SignatureWarning.PARTLY_COVERED: Text(
        nl="De handtekening geldt niet voor het hele bestand. Wat erbuiten staat, telt niet.",
        fr="La signature ne couvre pas tout le fichier. Le reste ne compte pas.",
        en="The signature does not cover the whole file. What is outside does not count.",
    ),
    SignatureWarning.SEVERAL_SIGNERS: Text(
        nl="Er is meer dan één ondertekenaar. Kijk na wie het verzoek doet.",
        fr="Il y a plusieurs signataires. Vérifiez qui fait la demande.",
        en="There is more than one signer. Check who makes the request.",
    ),
    SignatureWarning.NOT_FOR_SIGNING: Text(
        nl="Het certificaat dient niet om te ondertekenen.",
        fr="Le certificat ne sert pas à signer.",
        en="The certificate is not for signing.",
    ),
    SignatureWarning.AUTHENTICATION_CERTIFICATE: Text(
        nl="Het certificaat dient om aan te melden. Het toont wie iemand is, maar is wettelijk geen handtekening.",
        fr="Le certificat sert à s'identifier. Il montre qui est la personne, mais ce n'est pas une signature légale.",
        en="The certificate is for signing in. It shows who somebody is, but it is no signature in law.",
    ),
    SignatureWarning.LEVEL_NOT_ACCEPTED: Text(
        nl="Dit soort handtekening aanvaarden we niet als bewijs.",
        fr="Nous n'acceptons pas ce type de signature comme preuve.",
        en="We do not accept this kind of signature as proof.",
    ),
    SignatureWarning.ENCRYPTED_ONLY: Text(
        nl="Het bericht is versleuteld. We kunnen het niet lezen en zien geen handtekening.",
        fr="Le message est chiffré. Nous ne pouvons pas le lire et ne voyons pas de signature.",
        en="The message is encrypted. We cannot read it, and see no signature.",
    ),
    SignatureWarning.UNSIGNED_TEXT: Text(
        nl="Rond het ondertekende deel staat tekst die niet ondertekend is. Die telt niet.",
        fr="Du texte non signé entoure la partie signée. Il ne compte pas.",
        en="There is unsigned text around the signed part. It does not count.",
    ),
    SignatureWarning.ADDRESS_DIFFERS: Text(
        nl="Het certificaat noemt een ander e-mailadres dan dat van de afzender.",
        fr="Le certificat mentionne une autre adresse e-mail que celle de l'expéditeur.",
        en="The certificate names another e-mail address than the sender's.",
    ),
    SignatureWarning.FORWARDED: Text(
        nl="Het ondertekende bericht zit in een ander bericht. Kijk na wie het stuurde.",
        fr="Le message signé se trouve dans un autre message. Vérifiez qui l'a envoyé.",
        en="The signed message is inside another message. Check who sent it.",
    ),
    SignatureWarning.HEADERS_DIFFER: Text(
        nl="Wat ondertekend is, noemt een andere afzender, bestemmeling, dag of bericht dan deze e-mail.",
        fr="La partie signée mentionne un autre expéditeur, destinataire, jour ou message que cet e-mail.",
        en="What was signed names another sender, recipient, day or message than this e-mail.",
    ),
    SignatureWarning.SIGNED_LONG_BEFORE: Text(
        nl="De handtekening is meer dan 30 dagen ouder dan de ontvangst.",
        fr="La signature date de plus de 30 jours avant la réception.",
        en="The signature is more than 30 days older than the receipt.",
    ),
    SignatureWarning.TAKEN_BEFORE: Text(
        nl="We kregen precies deze handtekening al in een ander dossier.",
        fr="Nous avons déjà reçu exactement cette signature dans un autre dossier.",
        en="We already got exactly this signature in another case.",
    ),
}


_CONFIRM: Final = Text(
    nl="Iemand anders kan dit doorgestuurd hebben. Het bewijst niets, tot u in een nota bevestigt dat het van de persoon zelf komt.",
    fr="Quelqu'un d'autre peut l'avoir transféré. Cela ne prouve rien tant que vous ne confirmez pas dans une note que cela vient de la personne elle-même.",
    en="Somebody else may have sent this on. It proves nothing until you confirm in a note that it comes from the person themselves.",
)


def signature_text(status: SignatureStatus, warnings: Iterable[SignatureWarning]) -> Text:
    """Return the finding in plain sentences: the status first, then what else to know."""
    told = tuple(warnings)
    said = [SIGNATURES[status], *(WARNINGS[warning] for warning in told)]
    if not DOUBTS.isdisjoint(told):
        said.append(_CONFIRM)
    return Text(
        nl=" ".join(text.nl for text in said),
        en=" ".join(text.en for text in said),
        fr=" ".join(text.fr for text in said),
    )


def rejection_text(error: FileRejected) -> Text:
    """Return why the file is not taken, in every language, with its limit filled in."""
    reason, kind = RejectReason(str(error.facts["reason"])), DocumentKind(str(error.facts["kind"]))
    text = REJECTIONS[reason]
    if reason is RejectReason.WRONG_TYPE:
        text = _WRONG_TYPE_OF.get(kind, text)
    limit = error.facts.get("limit", "")
    return Text(*(wording.format(limit=limit) for wording in (text.nl, text.en, text.fr)))
