"""From what was decided and sealed to the parts an answer letter prints."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from app.cases.model import Case, Claim, Outcome
from app.casework.beside_parts import beside
from app.casework.copy_contents import Contents, refused_categories
from app.casework.desk import Desk
from app.casework.facts import holdings_of, system_labels
from app.casework.kept_parts import kept_categories
from app.casework.sealed_copies import Findings, contents, findings
from app.casework.section_parts import TELLS_REFUSAL, section_of
from app.casework.told import Told, printed_ground, told
from app.decisions.facts import facts_told, said_once
from app.decisions.model import DecisionKind, DraftDecision, EffectiveDecision
from app.decisions.outcomes import SOMETHING_GIVEN
from app.decisions.scope import scope_of
from app.exports.model import Export, ExportTable, Withheld
from app.exports.names import places
from app.exports.rules import by_ground
from app.kit.clock import brussels_date
from app.language import Language, Text
from app.letters import compose
from app.letters.compose_rights import answer
from app.letters.model import (
    ClaimDecision,
    CopyAnnex,
    CopyFile,
    LetterContext,
    LetterFrame,
    Omission,
    RefusedItem,
    RefusedPart,
)
from app.letters.sections import (
    AccessSection,
    ClaimAnswer,
    NotCovered,
    PortabilitySection,
    Section,
)
from app.personnel.model import Dossier
from app.rights.access import ACCESS
from app.rights.consent_withdrawal import CONSENT_WITHDRAWAL
from app.rights.erasure import ERASURE
from app.rights.portability import PORTABILITY

_IDENTITY = "R12-ID"
_NO_CONSENT = "R7-NO-CONSENT"
_PART = ("een deel van: ", "part of: ", "une partie de : ")
"""Before categories of which some records are given, in the order of the fields of a text."""

_NOTHING = ("", "", "")
_PartKey: TypeAlias = tuple[tuple[str, ...], str, bool]
"""Grounds, human reason, and whether a part of each category is given."""

_WHOLE = Text("uw hele verzoek", "your whole request", "toute votre demande")
_COPY = Text(
    "U krijgt een kopie van al uw gegevens, behalve wat hieronder als weggelaten staat.",
    "You receive a copy of all your data, except what is listed below as left out.",
    "Vous recevez une copie de toutes vos données, sauf ce qui est indiqué ci-dessous comme omis.",
)
_ALL = Text(
    "U krijgt een kopie van al uw gegevens.",
    "You receive a copy of all your data.",
    "Vous recevez une copie de toutes vos données.",
)
_ASK_AGAIN = Text(
    "U kunt altijd een nieuw verzoek indienen.",
    "You can always make a new request.",
    "Vous pouvez toujours introduire une nouvelle demande.",
)
_ACCESS_STAYS = Text(
    "U kunt wel inzage vragen en een kopie van uw gegevens krijgen.",
    "You can still ask for access and receive a copy of your data.",
    "Vous pouvez toujours demander l'accès et recevoir une copie de vos données.",
)


def answer_context(
    desk: Desk,
    case: Case,
    frame: LetterFrame,
    exports: Sequence[Export],
    *,
    until: date | None,
    remarks: Sequence[str] = (),
) -> LetterContext:
    """Return the one letter the outcomes ask for, with a section per right; L24 where nothing is held.

    `until` is the last day to fetch the copy; None where it is enclosed. `remarks` are a handler's own.
    """
    found, also = findings(desk, case), beside(desk, case, remarks)
    if {claim.outcome for claim in case.open_claims} == {Outcome.NO_DATA_HELD}:
        on = brussels_date(case.collected_at) if case.collected_at else frame.on
        searches = compose.searches_of(found.dossier, system_labels(desk))
        limited = _limits(desk, case) if found.dossier.found else ()
        return compose.no_data(
            frame, searches=searches, searched_on=on, limited=limited, beside=also
        )
    acted = told(desk, case, on=frame.on)
    return answer(
        frame,
        claims=[
            ClaimAnswer(
                _claim_decision(desk, claim, found, acted),
                _section(desk, case, claim, exports, found=found, acted=acted, until=until),
            )
            for claim in case.open_claims
        ],
        beside=also,
    )


def _limits(desk: Desk, case: Case) -> tuple[Text, ...]:
    """Return the categories the claims of a case are limited to."""
    named = {
        category_id
        for claim in case.open_claims
        for category_id in scope_of(claim, desk.register).category_ids or ()
    }
    return tuple(c.label for c in desk.register.categories if c.category_id in named)


def _section(
    desk: Desk,
    case: Case,
    claim: Claim,
    exports: Sequence[Export],
    *,
    found: Findings,
    acted: Told,
    until: date | None,
) -> Section | None:
    if claim.outcome not in SOMETHING_GIVEN:
        refused = claim.outcome is Outcome.REFUSED and bool(found.on(claim))
        return section_of(acted, claim) if refused and claim.right in TELLS_REFUSAL else None
    export = next((e for e in exports if e.claim_id == claim.claim_id), None)
    if export is None:
        return section_of(acted, claim)
    held = contents(desk, case, claim, found)
    annex = _annex(export, held.tables, found.dossier, until=until)
    if claim.right == ACCESS.right_id:
        return AccessSection(
            article15=found.article15,
            searches=compose.searches_of(found.dossier, system_labels(desk)),
            state_at=case.collected_at or export.created_at,
            annex=annex,
            omissions=_omissions(desk, held.left_out),
        )
    return PortabilitySection(
        tables=annex.files,
        descriptor_sha256=annex.descriptor_sha256,
        available_until=until,
        not_covered=_not_covered(desk, held, refused=refused_categories(found.on(claim))),
    )


def _not_covered(
    desk: Desk, held: Contents, *, refused: Mapping[str, tuple[str, ...]]
) -> tuple[NotCovered, ...]:
    """Return what of the categories that go along stays behind, per category and ground (PO-01).

    What is refused whole stands in the decision itself.
    """
    labels = {c.category_id: c.label for c in desk.register.categories}
    names = {(h.system, h.name, e.name): e.label for h in holdings_of(desk) for e in h.elements}
    told: dict[tuple[str, str], list[Text]] = {}
    for line in held.left_out:
        if line.category_id in refused:
            continue
        elements = [names[line.system, line.holding, e] for e in line.elements]
        told.setdefault((line.category_id, line.ground_code), []).append(_stays(line, elements))
    return tuple(
        NotCovered(
            label=labels[category_id],
            ground=printed_ground(code),
            facts=tuple(dict.fromkeys(facts)),
        )
        for (category_id, code), facts in told.items()
    )


def _stays(line: Withheld, elements: Sequence[Text]) -> Text:
    """Return in words what stays behind of one table."""
    one = line.count == 1
    nl = "1 gegeven" if one else f"{line.count} gegevens"
    en = "1 record" if one else f"{line.count} records"
    fr = "1 enregistrement" if one else f"{line.count} enregistrements"
    if not elements:
        return Text(
            f"{nl} {'gaat' if one else 'gaan'} niet mee.",
            f"{en} {'stays' if one else 'stay'} behind.",
            f"{fr} {'reste' if one else 'restent'} chez nous.",
        )
    names = [", ".join(words) for words in zip(*map(_each, elements), strict=True)]
    return Text(
        f"Van {nl} gaat niet mee: {names[0]}.",
        f"Of {en}, this stays behind: {names[1]}.",
        f"De {fr}, ceci reste chez nous : {names[2]}.",
    )


def _annex(
    export: Export, tables: Sequence[ExportTable], dossier: Dossier, *, until: date | None
) -> CopyAnnex:
    copy = export.copy
    if copy is None:
        raise ValueError("the copy is not sealed")
    sizes = {file.path: file.size for file in copy.files}
    counts = {(a.system, a.holding): a.record_count for a in dossier.answers}
    rows = {
        (t.holding.system, t.holding.name): counts[t.holding.system, t.holding.name]
        - t.withheld_count
        for t in tables
    }
    return CopyAnnex(
        files=tuple(
            CopyFile(
                label=place.table.holding.label,
                paths=(f"{place.stem} (.csv, .json)",),
                rows=rows[place.table.holding.system, place.table.holding.name],
                size=sizes[place.csv_path] + sizes[place.json_path],
            )
            for place in places(tables)
            if rows[place.table.holding.system, place.table.holding.name]
        ),
        descriptor_sha256=copy.descriptor_sha256,
        record_count=copy.record_count,
        available_until=until,
    )


def _omissions(desk: Desk, left_out: Sequence[Withheld]) -> tuple[Omission, ...]:
    labels = {c.category_id: c.label for c in desk.register.categories}
    return tuple(
        Omission(
            category=labels[line.category_id],
            count=line.count,
            ground=printed_ground(line.ground_code.partition("|")[0]),
        )
        for line in by_ground(left_out)
    )


def _claim_decision(desk: Desk, claim: Claim, found: Findings, acted: Told) -> ClaimDecision:
    labels = {c.category_id: c.label for c in desk.register.categories}
    outcome = claim.outcome or Outcome.NO_DATA_HELD
    copies = {Outcome.GRANTED: (_ALL,), Outcome.PARTIALLY_GRANTED: (_COPY,)}
    granted = copies if claim.right == ACCESS.right_id else {}  # other sections tell it themselves
    decided = found.on(claim)
    if claim.right == PORTABILITY.right_id and outcome in SOMETHING_GIVEN:
        # What stays behind of a category that goes along, its section tells element by element.
        whole = refused_categories(decided)
        decided = tuple(d for d in decided if d.proposal is None or d.proposal.category_id in whole)
    if claim.right == CONSENT_WITHDRAWAL.right_id and outcome in SOMETHING_GIVEN:
        decided = _beside_other_bases(decided)
    if claim.right == ERASURE.right_id:
        # What stays its section tells, with duty, term and reason.
        kept = kept_categories(acted, claim)
        decided = tuple(
            d for d in decided if d.proposal is None or d.proposal.category_id not in kept
        )
    refused = _refused_parts(decided, labels, own=found.own_lines)
    return ClaimDecision(
        right=claim.right,
        outcome=outcome,
        granted=granted.get(outcome, ()),
        refused=refused,
        remains=() if outcome is Outcome.GRANTED else _remains(claim, refused),
    )


def _beside_other_bases(decided: Sequence[EffectiveDecision]) -> tuple[EffectiveDecision, ...]:
    """Leave out the uses that never rested on consent, where another ground tells what goes on (CW-03)."""
    others = [d for d in decided if d.line is not None and d.line.ground_codes != (_NO_CONSENT,)]
    told = any(d.line is not None and d.line.ground_codes for d in others)
    return tuple(others) if told else tuple(decided)


def _remains(claim: Claim, refused: Sequence[RefusedPart]) -> tuple[Text, ...]:
    """Return what the person can still do; without proof of identity there is no access either."""
    codes = {ground.code for part in refused for ground in part.grounds}
    # The section of a package says itself that access stays open (PO-03).
    packed = claim.right == PORTABILITY.right_id and claim.outcome in SOMETHING_GIVEN
    if claim.right == ACCESS.right_id or packed or codes == {_IDENTITY}:
        return (_ASK_AGAIN,)
    return (_ACCESS_STAYS, _ASK_AGAIN)


def _refused_parts(
    decided: Sequence[EffectiveDecision],
    labels: Mapping[str, Text],
    *,
    own: Sequence[DraftDecision],
) -> tuple[RefusedPart, ...]:
    """Return a part per set of grounds, with its categories and their facts, each once.

    The reason of a proposal speaks to the desk: only what a human wrote (`own`) is printed.
    """
    refused: dict[str, list[DraftDecision]] = {}
    for one in decided:
        if one.line is not None and one.line.decision is not DecisionKind.GRANT:
            category = one.proposal.category_id if one.proposal else ""
            refused.setdefault(category, []).append(one.line)
    parts: dict[_PartKey, list[RefusedItem]] = {}
    for category, lines in refused.items():
        codes = tuple(dict.fromkeys(code for line in lines for code in line.ground_codes))
        reason = _joined(line.reason for line in lines if line in own)
        some = all(line.decision is DecisionKind.PARTLY_GRANT for line in lines)
        told = said_once(facts_told(line) for line in lines)
        parts.setdefault((codes, reason, some), []).append(
            RefusedItem(labels.get(category, _WHOLE), told)
        )
    return tuple(
        _together(items, codes, reason=reason, some=some)
        for (codes, reason, some), items in parts.items()
    )


def _together(
    items: Sequence[RefusedItem], codes: Sequence[str], *, reason: str, some: bool
) -> RefusedPart:
    """Tell facts once where they are the same for all, and else beside the name of each category."""
    shared = tuple(f for f in items[0].facts if all(f in item.facts for item in items))
    own = tuple(
        replace(item, facts=tuple(f for f in item.facts if f not in shared)) for item in items
    )
    return RefusedPart(
        label=_listed([item.label for item in items], before=_PART if some else _NOTHING),
        grounds=tuple(printed_ground(code) for code in codes),
        facts=shared,
        reason=reason,
        items=own if any(item.facts for item in own) else (),
    )


def _listed(labels: Sequence[Text], *, before: tuple[str, ...]) -> Text:
    joined = ("; ".join(wordings) for wordings in zip(*map(_each, labels), strict=True))
    return Text(*(first + rest for first, rest in zip(before, joined, strict=True)))


def _each(label: Text) -> tuple[str, str, str]:
    """Return the label in the order of the fields of a text."""
    return (label.nl, label.into(Language.EN), label.into(Language.FR))


def _joined(sentences: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(s.strip() for s in sentences if s.strip()))
