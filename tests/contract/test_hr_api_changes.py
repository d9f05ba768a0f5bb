"""What an API may do to a change: end it half-way, lose the answer, or be asked for more than it can; nothing is done twice."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import pytest
from app.personnel.changes import (
    ChangeKind,
    ChangeResult,
    ChangeStatus,
    RestrictionFlag,
    StoreChange,
)
from app.personnel.json_values import NotAsMapped, parse
from app.personnel.model import SourceLater, SourceNeedsPerson
from tests.scripted_api import Asked, ScriptedApi, Told
from tests.small_api import CONSENTS, LEAVE, ME, STATEMENTS, TODAY, leave, listed

DONE, ALREADY, NOTHING = ChangeStatus.DONE, ChangeStatus.ALREADY_DONE, ChangeStatus.NOTHING_THERE


def test_only_what_is_past_its_period_is_counted_and_erased(
    api: ScriptedApi, connector: Any
) -> None:
    ends = {1: "2026-11-24", 2: "2026-11-25", 3: None, 4: "2019-01-01"}
    api.scripts[LEAVE] = lambda _: listed(*(leave(n, keepUntil=e) for n, e in ends.items()))
    api.scripts[CONSENTS] = lambda _: listed()
    for number in ends:
        api.scripts[f"{LEAVE}/{number}"] = lambda _: Told(204)
    assert connector.facts(ME, on=TODAY).expired == {"leave": 2}
    change = StoreChange("s", ChangeKind.ERASE, ME, "leave", TODAY, expired_only=True)
    assert connector.apply(change) == ChangeResult(DONE, 2, ("1", "4"), remaining=2)
    assert [a.path for a in api.of("DELETE")] == [f"{LEAVE}/1", f"{LEAVE}/4"]


def test_a_period_that_is_not_told_is_no_period_that_never_ends(
    api: ScriptedApi, connector: Any
) -> None:
    api.scripts[LEAVE] = lambda _: listed({"id": 1, "note": "x"})
    with pytest.raises(NotAsMapped, match="keepUntil"):
        connector.facts(ME, on=TODAY)


class Fails(NamedTuple):
    """Which call fails; `too_late` after the change was made."""

    at: int
    too_late: bool


class Held:
    """Records behind a server that fails once, after or before it has done what it was asked."""

    def __init__(self, api: ScriptedApi, fails: Fails) -> None:
        self.notes = dict.fromkeys(("1", "2", "3"), "oud")
        self.done: list[tuple[str, str]] = []
        self.calls, self._fails = 0, fails
        api.scripts[LEAVE] = lambda _: listed(
            *(leave(int(n), note=v) for n, v in self.notes.items())
        )
        for number in self.notes:
            api.scripts[f"{LEAVE}/{number}"] = self._change

    def _change(self, asked: Asked) -> Told:
        self.calls += 1
        fails = self.calls == self._fails.at
        number = asked.path.rpartition("/")[2]
        if fails and not self._fails.too_late:
            return Told(503, {})
        if number not in self.notes:
            return Told(404, {})
        self.done.append((number, asked.key))
        if asked.method == "DELETE":
            del self.notes[number]
        else:
            self.notes[number] = parse(asked.body)["note"]
        return Told(503, {}) if fails else Told(204)


HALVES = [Fails(at, too_late) for at, too_late in ((2, False), (2, True), (3, False), (1, True))]


@pytest.mark.parametrize("fails", HALVES, ids=str)
@pytest.mark.parametrize("named", [(), ("1", "2", "3")], ids=["all", "named"])
def test_an_erasure_that_fails_half_way_is_resumed_and_doubles_nothing(
    api: ScriptedApi, connector: Any, named: tuple[str, ...], fails: Fails
) -> None:
    held = Held(api, fails)
    change = StoreChange("s1", ChangeKind.ERASE, ME, "leave", TODAY, record_ids=named)
    with pytest.raises(SourceLater):
        connector.apply(change)
    assert held.notes, "half of it is there, and nothing said that it was done"
    result = connector.apply(change)
    assert (result.status, result.remaining) == (DONE, 0)
    assert not named or result.record_ids == named, "what went before the failure is gone as well"
    assert sorted(number for number, _ in held.done) == ["1", "2", "3"]
    keys = [key for _, key in held.done]
    assert len(set(keys)) == 3
    assert all(key.startswith("s1.") for key in keys)
    assert connector.apply(change).status is NOTHING


@pytest.mark.parametrize("fails", HALVES, ids=str)
def test_a_correction_that_fails_half_way_is_resumed(
    api: ScriptedApi, connector: Any, fails: Fails
) -> None:
    held = Held(api, fails)
    change = StoreChange("s1", ChangeKind.RECTIFY, ME, "leave", TODAY)
    change = replace(change, elements=("note",), expected={"note": "oud"}, values={"note": "nieuw"})
    with pytest.raises(SourceLater):
        connector.apply(change)
    assert "oud" in held.notes.values()
    assert connector.apply(change).status is DONE
    assert set(held.notes.values()) == {"nieuw"}
    assert sorted(number for number, _ in held.done) == ["1", "2", "3"]
    assert connector.apply(change).status is ALREADY


def test_a_repeated_call_carries_the_key_of_the_first(api: ScriptedApi, connector: Any) -> None:
    answers = iter([503, 201])
    api.scripts[LEAVE] = lambda _: listed(leave(1))
    api.scripts[STATEMENTS] = lambda _: Told(next(answers), {})
    change = StoreChange("s1", ChangeKind.SUPPLEMENT, ME, "leave", TODAY, statement="Mijn woorden.")
    with pytest.raises(SourceLater):
        connector.apply(change)
    assert connector.apply(change).status is DONE
    assert [a.key for a in api.of("POST", STATEMENTS)] == ["s1", "s1"]


def test_a_consent_that_ended_keeps_its_day(api: ScriptedApi, connector: Any) -> None:
    ended: dict[str, str | None] = {"mail": None, "survey": "2025-01-31"}
    api.scripts[CONSENTS] = lambda _: listed(*({"use": u, "ended": e} for u, e in ended.items()))

    def stop(asked: Asked) -> Told:
        ended[asked.path.rpartition("/")[2]] = parse(asked.body)["withdrawnOn"]
        return Told(204)

    api.scripts.update({f"{CONSENTS}/{use}": stop for use in ended})
    change = StoreChange("s1", ChangeKind.STOP_USE, ME, "leave", TODAY, purpose_ids=("P01", "P11"))
    assert connector.apply(change) == ChangeResult(DONE, 1)
    assert ended == {"mail": "2026-11-25", "survey": "2025-01-31"}
    later = replace(change, on=date(2026, 12, 1))
    assert connector.apply(later).status is ALREADY
    assert ended["mail"] == "2026-11-25"
    assert connector.apply(replace(change, purpose_ids=("P03",))).status is NOTHING


def test_a_mark_is_not_lifted_for_more_than_was_asked(api: ScriptedApi, connector: Any) -> None:
    flag = RestrictionFlag("r-1", "18(1)(a)", datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    api.scripts[f"{LEAVE}/marks/r-1"] = lambda _: Told(204)
    change = StoreChange("s1", ChangeKind.LIFT, ME, "leave", TODAY, flag=flag)
    parts: list[dict[str, Any]] = [{"record_ids": ("1",)}, {"elements": ("note",)}]
    for part in parts:
        with pytest.raises(SourceNeedsPerson, match="as a whole"):
            connector.apply(replace(change, **part))
    assert api.of("DELETE") == []
    assert connector.apply(change).status is DONE
