"""The sentences of the explanation, in Dutch, English and French."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from app.deadlines.holidays import Calendar
from app.deadlines.model import Suspension, SuspensionKind
from app.language import Language, Text

_WEEKDAYS: Final = {
    Language.NL: "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    Language.EN: "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    Language.FR: "lundi mardi mercredi jeudi vendredi samedi dimanche",
}
_MONTHS: Final = {
    Language.NL: (
        "januari februari maart april mei juni juli augustus september oktober november december"
    ),
    Language.EN: (
        "January February March April May June July August September October November December"
    ),
    Language.FR: (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    ),
}
_PROOF: Final = Text("bewijs van identiteit", "proof of identity", "preuve d'identité")
_DETAIL: Final = Text("precisering", "specification", "précision")


def day_in_words(on: date, language: Language) -> str:
    """Return the day as people say it, e.g. `zaterdag 28 februari 2026`."""
    number = "1er" if language is Language.FR and on.day == 1 else str(on.day)
    weekday = _WEEKDAYS[language].split()[on.weekday()]
    month = _MONTHS[language].split()[on.month - 1]
    return f"{weekday} {number} {month} {on.year}"


def receipt(on: date) -> Text:
    """Say from which day the period runs (DL-02)."""
    nl, en, fr = _days(on)
    return Text(
        nl=f"Ontvangen op {nl}, datum in Brussel. Vanaf die dag loopt de termijn.",
        en=f"Received on {en}, date in Brussels. The period runs from that day.",
        fr=f"Reçu le {fr}, date à Bruxelles. Le délai court à partir de ce jour.",
    )


def receipt_on_rest_day() -> Text:
    """Say that a receipt in a weekend or on a holiday counts on that day (DL-03)."""
    return Text(
        nl="Dat is geen werkdag, maar een ontvangst telt op de dag zelf.",
        en="That is not a working day, but a receipt counts on the day itself.",
        fr="Ce n'est pas un jour ouvrable, mais une réception compte le jour même.",
    )


def months_later(start: date, months: int, end: date) -> Text:
    """Say where the months end, and why when that day number does not exist (DL-04, DL-08)."""
    nl, en, fr = _days(end)
    text = Text(
        nl=f"{'Eén maand' if months == 1 else 'Drie maanden'} later: {nl}.",
        en=f"{'One month' if months == 1 else 'Three months'} later: {en}.",
        fr=f"{'Un mois' if months == 1 else 'Trois mois'} plus tard : {fr}.",
    )
    if end.day == start.day:
        return text
    return Text(
        nl=f"{text.nl} Een {start.day}e is er niet in die maand: de laatste dag telt.",
        en=f"{text.en} That month has no day {start.day}: its last day counts.",
        fr=f"{text.fr} Ce mois n'a pas de jour {start.day} : le dernier jour compte.",
    )


def extension_counts_from_receipt(text: Text) -> Text:
    """Add that the two months do not hang on the first deadline (DL-08)."""
    return Text(
        nl=f"Verlengd met twee maanden, samen drie vanaf de ontvangst. {text.nl}",
        en=f"Extended by two months, three in all from the receipt. {text.en}",
        fr=f"Prolongé de deux mois, trois au total depuis la réception. {text.fr}",
    )


def roll_reason(on: date, calendar: Calendar) -> Text:
    """Say why no period ends on `on`, which is no working day (DL-05)."""
    nl, en, fr = _days(on)
    holiday = calendar.holiday(on)
    if holiday is None:
        return Text(
            nl=f"{_capital(nl)} valt in het weekend: de termijn schuift één dag op.",
            en=f"{en} is in the weekend: the period moves on by one day.",
            fr=f"{_capital(fr)} tombe le week-end : le délai est reporté d'un jour.",
        )
    return Text(
        nl=f"{_capital(nl)} is een feestdag ({holiday.nl}): de termijn schuift één dag op.",
        en=f"{en} is a public holiday ({holiday.en}): the period moves on by one day.",
        fr=f"{_capital(fr)} est un jour férié ({holiday.fr}) : le délai est reporté d'un jour.",
    )


def flemish_day_stays() -> Text:
    """Say that 11 July moves nothing while its switch is off (legal-rules 1.2)."""
    return Text(
        nl="11 juli is een Vlaamse feestdag maar geen wettelijke: de termijn schuift niet op, want de instelling voor 11 juli staat uit.",
        en="11 July is a Flemish holiday but not a statutory one: the period does not move, because the setting for 11 July is off.",
        fr="Le 11 juillet est un jour férié flamand mais pas légal : le délai n'est pas reporté, car le réglage pour le 11 juillet est désactivé.",
    )


def credited(days: int, pauses: Sequence[Suspension]) -> Text:
    """Say how many days the answered `pauses` add, overlap counted once (section 1.3)."""
    overlap = sum((p.answered_on - p.asked_on).days for p in pauses if p.answered_on) > days
    nl, en, fr = (
        "; ".join(_pause(p, language) for p in pauses)
        for language in (Language.NL, Language.EN, Language.FR)
    )
    one = days == 1
    return Text(
        nl=f"De klok stond {'1 dag stil; die komt' if one else f'{days} dagen stil; die komen'} erbij: {nl}."
        + (" Dagen die samenvallen tellen één keer." if overlap else ""),
        en=f"The clock stood still for {'1 day, which is' if one else f'{days} days, which are'} added: {en}."
        + (" Days that overlap count once." if overlap else ""),
        fr=f"L'horloge s'est arrêtée {'1 jour, qui s' if one else f'{days} jours, qui s'}'ajoute{'' if one else 'nt'} : {fr}."
        + (" Les jours qui se chevauchent comptent une fois." if overlap else ""),
    )


def asked_too_late(pause: Suspension, limit: date) -> Text:
    """Say that a question after `limit` adds no days (section 1.3)."""
    nl, en, fr = _days(pause.asked_on)
    nl_limit, en_limit, fr_limit = _days(limit)
    return Text(
        nl=f"Bewijs van identiteit gevraagd op {nl}, later dan {nl_limit} (vijf werkdagen): dat geeft 0 dagen.",
        en=f"Proof of identity asked on {en}, later than {en_limit} (five working days): that gives 0 days.",
        fr=f"Preuve d'identité demandée le {fr}, après le {fr_limit} (cinq jours ouvrables) : cela donne 0 jour.",
    )


def answered_at_once(pause: Suspension) -> Text:
    """Say that an answer on the day of the question adds no days."""
    nl, en, fr = _days(pause.asked_on)
    return Text(
        nl=f"Gevraagd en beantwoord op {nl}: dat geeft 0 dagen.",
        en=f"Asked and answered on {en}: that gives 0 days.",
        fr=f"Demandé et reçu le {fr} : cela donne 0 jour.",
    )


def standing_still(pause: Suspension) -> Text:
    """Say since when the clock stands still, and for what."""
    nl, en, fr = _days(pause.asked_on)
    about = _about(pause)
    return Text(
        nl=f"Op {nl} is {about.nl} gevraagd. Zolang het antwoord er niet is, staat de klok stil en is er geen einddatum.",
        en=f"On {en} {about.en} was asked for. Until the answer is there the clock stands still and there is no due date.",
        fr=f"Le {fr}, une {about.fr} a été demandée. Tant que la réponse manque, l'horloge est arrêtée et il n'y a pas d'échéance.",
    )


def safe_harbour(on: date) -> Text:
    """Say by when an unanswered person must hear that nothing is done yet (GDPR art. 12(4))."""
    nl, en, fr = _days(on)
    return Text(
        nl=f"Ook met een stilstaande klok: uiterlijk op {nl} moet de persoon weten dat er nog niets gebeurt, waarom, en waar een klacht kan.",
        en=f"Even while the clock stands still: by {en} the person must know that nothing is done yet, why, and where to complain.",
        fr=f"Même si l'horloge est arrêtée : au plus tard le {fr}, la personne doit savoir que rien n'est encore fait, pourquoi, et où se plaindre.",
    )


def without_pauses(on: date) -> Text:
    """Say what the first deadline would have been without any pause (the safe-harbour date)."""
    nl, en, fr = _days(on)
    return Text(
        nl=f"Zonder onderbreking liep de eerste termijn tot en met {nl}.",
        en=f"Without any pause the first period ran up to and including {en}.",
        fr=f"Sans interruption, le premier délai courait jusqu'au {fr} inclus.",
    )


def whole_day(on: date) -> Text:
    """Say that the last day counts until midnight (DL-06)."""
    nl, en, fr = _days(on)
    return Text(
        nl=f"De hele dag telt mee: de termijn eindigt na {nl}, om middernacht in Brussel.",
        en=f"The whole day counts: the period ends after {en}, at midnight in Brussels.",
        fr=f"Toute la journée compte : le délai se termine après le {fr}, à minuit à Bruxelles.",
    )


def if_extended(nominal_on: date, extended_on: date, days: int) -> Text:
    """Say where an extension would end, and how that is counted (DL-08)."""
    nl, en, fr = _days(extended_on)
    nl_from, en_from, fr_from = _days(nominal_on)
    return Text(
        nl=f"Bij een verlenging: tot en met {nl}. Drie maanden na de ontvangst is {nl_from}"
        + (f", plus {days} {'dag' if days == 1 else 'dagen'} stilstand" if days else "")
        + "; zo nodig telt de volgende werkdag.",
        en=f"If extended: up to and including {en}. Three months after the receipt is {en_from}"
        + (f", plus {days} {'day' if days == 1 else 'days'} of standing still" if days else "")
        + "; where needed the next working day counts.",
        fr=f"En cas de prolongation : jusqu'au {fr} inclus. Trois mois après la réception : {fr_from}"
        + (f", plus {days} {'jour' if days == 1 else 'jours'} d'arrêt" if days else "")
        + " ; au besoin, le jour ouvrable suivant compte.",
    )


def notice_was_due(first_on: date) -> Text:
    """Say by when the extension had to be told (DL-09)."""
    nl, en, fr = _days(first_on)
    return Text(
        nl=f"De eerste termijn liep tot en met {nl}: uiterlijk dan moest de verlenging, met redenen, meegedeeld zijn.",
        en=f"The first period ran up to and including {en}: by then the extension, with reasons, had to be told.",
        fr=f"Le premier délai courait jusqu'au {fr} inclus : la prolongation motivée devait être communiquée d'ici là.",
    )


def plan_earlier(on: date) -> Text:
    """Name the earlier of the two readings of "two further months" (legal-rules 10, row 17)."""
    nl, en, fr = _days(on)
    return Text(
        nl=f"Plan het antwoord tegen {nl}: wie de twee maanden bij de eerste termijn telt, komt daar uit.",
        en=f"Plan the answer for {en}: whoever adds the two months to the first period ends there.",
        fr=f"Prévoyez la réponse pour le {fr} : qui ajoute les deux mois au premier délai arrive à cette date.",
    )


def _days(on: date) -> tuple[str, str, str]:
    return (
        day_in_words(on, Language.NL),
        day_in_words(on, Language.EN),
        day_in_words(on, Language.FR),
    )


def _pause(pause: Suspension, language: Language) -> str:
    asked = day_in_words(pause.asked_on, language)
    answered = day_in_words(pause.answered_on or pause.asked_on, language)
    links = Text(
        nl=f"gevraagd op {asked}, beantwoord op {answered}",
        en=f"asked on {asked}, answered on {answered}",
        fr=f"demandée le {asked}, reçue le {answered}",
    )
    return f"{_about(pause).into(language)} {links.into(language)}"


def _about(pause: Suspension) -> Text:
    return _PROOF if pause.kind is SuspensionKind.IDENTITY else _DETAIL


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
