"""The documents of a container as a letter names them: by kind, number and day, never by the name of a file."""

from app.cases.model import Claim
from app.casework.execution_plan import situation_of
from app.casework.told import Told, category_label
from app.decisions.documents import named_documents
from app.executions.erasing import erasure
from app.executions.model import ExecutionStep
from app.language import Language, Text
from app.letters.languages import date_in_words
from app.letters.sections import ErasedDocument, OtherDocuments
from app.personnel.changes import ChangeKind


def erased_documents(told: Told, claim: Claim) -> list[ErasedDocument]:
    """Return the named documents that are gone, where it is known which those are."""
    gone = {
        (step.system, step.holding, record_id)
        for step in told.done(claim, ChangeKind.ERASE)
        if not step.expired_only or step.records >= len(step.record_ids)
        for record_id in step.record_ids
    }
    return [
        ErasedDocument(told.holdings[one.system, one.holding].label, one.record_id, one.on)
        for one in named_documents(claim)
        if (one.system, one.holding, one.record_id) in gone
    ]


def other_documents(told: Told, claim: Claim) -> list[OtherDocuments]:
    """Return the documents that stay since the claim is not about them: nothing was decided on those."""
    stays = erasure(situation_of(told.desk, told.case, on=told.on), claim).stays
    return [
        OtherDocuments(told.holdings[stay.place].label, stay.records)
        for stay in stays
        if stay.place is not None and not stay.ground_codes
    ]


def with_its_documents(told: Told, claim: Claim, step: ExecutionStep) -> Text:
    """Return what a statement is filed with: the category, and the documents where it names any (RE-04)."""
    label = category_label(told.desk.register, step.category_id)
    named = [
        one
        for one in named_documents(claim)
        if (one.system, one.holding) == (step.system, step.holding)
        and one.record_id in step.record_ids
    ]
    if not named:
        return label
    kind = told.holdings[step.system, step.holding].label

    def said(language: Language) -> str:
        each = (
            f"{one.record_id} ({date_in_words(one.on, language)})" if one.on else one.record_id
            for one in named
        )
        return f"{label.into(language)}: {kind.into(language)}, {', '.join(each)}"

    return Text(said(Language.NL), said(Language.EN), said(Language.FR))
