"""What the service says when a copy cannot be narrowed, weighed or sent on this way: status and sentence per code."""

from collections.abc import Mapping
from typing import Final

from app.language import Text

COPIES: Final[Mapping[str, tuple[int, Text]]] = {
    "balancingMissing": (
        409,
        Text(
            nl="Over een bezwaar beslist u na een geschreven afweging. Die is er nog niet",
            fr="Une opposition se décide après une mise en balance écrite. Elle manque encore",
            en="An objection is decided after a written balancing test. There is none yet",
        ),
    ),
    "balancingAdviceMissing": (
        409,
        Text(
            nl="Vraag eerst het advies van de DPO over deze afweging, bij dit bezwaar (claimId)",
            fr="Demandez d'abord l'avis du DPO sur cette mise en balance, pour cette opposition (claimId)",
            en="First ask the DPO's advice on this balancing test, for this objection (claimId)",
        ),
    ),
    "testUnfit": (
        400,
        Text(
            nl="Deze afweging past niet bij dit verzoek, of het doel bestaat niet",
            fr="Cette mise en balance ne convient pas à cette demande, ou la finalité n'existe pas",
            en="This test does not fit this claim, or there is no such purpose",
        ),
    ),
    "withholdingUnknown": (
        404,
        Text(
            nl="Deze weglating bestaat niet in dit dossier",
            fr="Cette omission n'existe pas dans ce dossier",
            en="There is no such withholding in this case",
        ),
    ),
    "withholdingUnfit": (
        400,
        Text(
            nl="Dit gegeven, dit onderdeel of deze passage staat niet in het dossier",
            fr="Cette donnée, cet élément ou ce passage ne figure pas dans le dossier",
            en="The dossier has no such record, element or passage",
        ),
    ),
    "paperUnknown": (
        404,
        Text(
            nl="Dit document staat niet in het dossier",
            fr="Ce document ne figure pas dans le dossier",
            en="The dossier holds no such document",
        ),
    ),
    "documentUnknown": (
        409,
        Text(
            nl="Een document dat u noemt, staat niet in het dossier. Kies uit de documenten van het dossier",
            fr="Un document que vous nommez ne figure pas dans le dossier. Choisissez parmi ses documents",
            en="The dossier holds no such document as you name. Choose from the documents of the dossier",
        ),
    ),
    "passageNotInDocument": (
        400,
        Text(
            nl="Dit document heeft die bladzijde niet, of die passage staat niet in zijn tekst. Is de tekst een beeld"
            " (scan)? Laat dan de bladzijde weg, of het hele document",
            fr="Ce document n'a pas cette page, ou ce passage ne figure pas dans son texte. Le texte est-il une image"
            " (scan) ? Omettez alors la page, ou tout le document",
            en="This document has no such page, or that passage is not in its text. Is the text a picture (scan)? Then"
            " withhold the page, or the whole document",
        ),
    ),
    "documentNotRedactable": (
        400,
        Text(
            nl="Uit dit document kunnen we niets weglaten: het is geen PDF of tekst, of het gaat niet open. Laat het"
            " hele document weg",
            fr="Rien ne peut être omis de ce document : ce n'est ni un PDF ni un texte, ou il ne s'ouvre pas. Omettez"
            " tout le document",
            en="Nothing can be taken out of this document: it is no PDF or text, or it cannot be opened. Withhold the"
            " whole document",
        ),
    ),
    "documentUnsearchable": (
        409,
        Text(
            nl="Een document gaat niet open, en we kunnen dus niet nagaan of een weggelaten passage erin staat. Laat het"
            " hele document weg",
            fr="Un document ne s'ouvre pas : impossible de vérifier qu'un passage omis n'y figure pas. Omettez tout le"
            " document",
            en="A document cannot be opened, so nobody can tell that a withheld passage is not in it. Withhold the whole"
            " document",
        ),
    ),
    "withheldPassageFound": (
        409,
        Text(
            nl="Een weggelaten passage staat ook nog ergens anders. Laat ze daar ook weg",
            fr="Un passage omis figure encore ailleurs. Omettez-le là aussi",
            en="A withheld passage still stands somewhere else. Withhold it there too",
        ),
    ),
    "transferNotConfirmed": (
        409,
        Text(
            nl="Laat de betrokkene eerst bevestigen aan wie de gegevens gaan (confirmed)",
            fr="Faites d'abord confirmer par la personne à qui vont les données (confirmed)",
            en="First let the person confirm to whom the data go (confirmed)",
        ),
    ),
    "transferNotOpen": (
        409,
        Text(
            nl="Dit pakket is al doorgestuurd, of de opdracht is al ingetrokken",
            fr="Ce paquet est déjà transmis, ou l'ordre est déjà annulé",
            en="This package was sent on already, or the order was cancelled",
        ),
    ),
    "transferUnknown": (
        404,
        Text(
            nl="Dit dossier heeft geen zo'n doorzending",
            fr="Ce dossier ne contient pas une telle transmission",
            en="The case has no such transfer",
        ),
    ),
}
