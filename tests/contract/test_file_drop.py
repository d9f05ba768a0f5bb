"""What may lie in a folder of files, good or bad: answers forged, replayed, for another, half there, or under a strange name."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from app.kit.signed_files import beside, private_key, write_signed
from app.personnel.changes import ChangeKind, ChangeStatus, StoreChange
from app.personnel.drop_box import AnswerAwaited
from app.personnel.json_values import NotAsMapped, dump, parse
from app.personnel.model import PersonCriteria, SourceLater, SubjectKey
from app.personnel.registry import ConnectorSpec, build_collectors
from tests.file_side import write_keys
from tests.small_api import TODAY

ME, OTHER = SubjectKey("map", "7"), SubjectKey("map", "8")
SOMEBODY = PersonCriteria("Nemo", "Nergenshuizen")
PERSON: dict[str, Any] = {
    "key": "7",
    "population": "staff",
    "employment": None,
    "entityCode": None,
    "entityName": None,
    "address": [],
}
MAPPING = """
[system]
name = "map"
nl = "Map"
fr = "Dossier"
en = "Folder"
[[holding]]
name = "leave"
nl = "Verlof"
fr = "Congés"
en = "Leave"
category = "career"
changes = ["erase"]
elements = [{ name = "note", kind = "text", origin = "provided", nl = "Nota", fr = "Note", en = "Note" }]
"""
ERASE = StoreChange("step-1", ChangeKind.ERASE, ME, "leave", TODAY)
DONE: dict[str, Any] = {"status": "done", "records": 2, "recordIds": ["1", "2"], "remaining": 0}


class Folder:
    """Both ends of a folder: our connector, and the hand that puts answers there."""

    def __init__(self, at: Path) -> None:
        secret = write_keys(at)
        self.at, self.drop = at, at / "drop"
        for name in ("in", "out"):
            (self.drop / name).mkdir(parents=True)
        path = at / "map.toml"
        path.write_text(MAPPING, encoding="utf-8")
        options = {"folder": "drop", "answer_key": "theirs.pub"}
        spec = ConnectorSpec("file_drop", "", path, secret=secret, options=options, folder=at)
        self.collector: Any = build_collectors([spec])[0]

    @property
    def asked(self) -> Path:
        """The one question that waits."""
        (path,) = (self.drop / "out").glob("*.json")
        return path

    def answer(self, by: str = "theirs", **told: Any) -> Path:
        """Answer the question that waits."""
        question = parse(self.asked.read_bytes())
        whole = {"requestId": question["requestId"], "nonce": question["nonce"], **told}
        path = self.drop / "in" / self.asked.name
        key = private_key((self.at / f"{by}.key").read_text())
        write_signed(path, dump(whole).encode(), key=key)
        return path

    def profile_answer(self, **more: Any) -> Path:
        """Answer a question for the facts of somebody."""
        told: dict[str, Any] = {
            "person": {**PERSON, **more},
            "recipients": [],
            "consents": [],
            "expired": {},
        }
        return self.answer(**told)

    @property
    def reasons(self) -> str:
        """Why answers were put aside."""
        found = (self.drop / "refused").glob("*.reason.txt")
        return "".join(path.read_text() for path in found)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    made = Folder(tmp_path)
    yield made
    made.collector.close()


def waits(question: Callable[[], Any]) -> None:
    with pytest.raises(AnswerAwaited):
        question()


def tampered(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"remaining":0', b'"remaining":9'))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def signature_of_nothing(path: Path) -> None:
    beside(path).write_bytes(b"AAAA\n")


def link_elsewhere(path: Path) -> None:
    other = path.with_name("elders")
    path.replace(other)
    path.symlink_to(other)


def far_too_large(path: Path) -> None:
    with path.open("ab") as file:
        file.truncate(200_000_000)


@pytest.mark.parametrize(
    "spoil", [tampered, cut, signature_of_nothing, link_elsewhere, far_too_large]
)
def test_an_answer_that_is_not_as_it_was_signed_does_nothing(
    folder: Folder, spoil: Callable[[Path], None]
) -> None:
    waits(lambda: folder.collector.apply(ERASE))
    path = folder.answer(**DONE)
    spoil(path)
    waits(lambda: folder.collector.apply(ERASE))
    assert "signature" in folder.reasons
    assert not path.exists()
    assert folder.collector.knows(["step-1"]) == frozenset()
    folder.answer(**DONE)
    assert folder.collector.apply(ERASE).status is ChangeStatus.DONE
    assert folder.collector.apply(ERASE).status is ChangeStatus.ALREADY_DONE


def test_an_old_answer_to_the_same_question_is_not_used_again(folder: Folder) -> None:
    waits(lambda: folder.collector.profile(ME))
    path = folder.profile_answer()
    old = [shutil.copy(one, folder.at / one.name) for one in (path, beside(path))]
    assert folder.collector.profile(ME).key == ME
    waits(lambda: folder.collector.apply(ERASE))
    folder.answer(**DONE)
    folder.collector.apply(ERASE)  # what was told of the person is out of date now
    waits(lambda: folder.collector.profile(ME))
    for one in old:
        shutil.copy(one, path.parent)
    waits(lambda: folder.collector.profile(ME))
    assert "earlier asking" in folder.reasons


def test_an_answer_under_the_name_of_another_request_is_not_used(folder: Folder) -> None:
    waits(lambda: folder.collector.profile(OTHER))
    theirs = folder.profile_answer(key="8")
    moved = folder.at / "moved"
    moved.mkdir()
    for one in (theirs, beside(theirs)):
        shutil.move(one, moved)
    for gone in (folder.asked, beside(folder.asked)):
        gone.unlink()
    waits(lambda: folder.collector.profile(ME))
    for one in moved.iterdir():
        suffix = "".join(one.suffixes)
        shutil.move(one, theirs.with_name(folder.asked.name.removesuffix(".json") + suffix))
    waits(lambda: folder.collector.profile(ME))
    assert "another request" in folder.reasons


def test_the_facts_of_somebody_else_are_refused(folder: Folder) -> None:
    waits(lambda: folder.collector.profile(ME))
    folder.profile_answer(key="geheim-8")
    with pytest.raises(NotAsMapped, match="somebody else's") as raised:
        folder.collector.profile(ME)
    assert "geheim" not in str(raised.value)


def test_a_file_without_its_signature_is_still_on_its_way(folder: Folder) -> None:
    waits(lambda: folder.collector.apply(ERASE))
    path = folder.answer(**DONE)
    late = path.with_name("later.sig")
    beside(path).replace(late)
    waits(lambda: folder.collector.apply(ERASE))
    assert path.exists()
    late.replace(beside(path))
    assert folder.collector.apply(ERASE).status is ChangeStatus.DONE


NAMES = [
    "..json",
    "...json",
    "....json",
    "..%2f..%2fetc.json",
    ".json",
    "own.json",
    "x\ny.json",
    "waiting.json",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_strange_name_reaches_nothing_outside_its_folder(folder: Folder, name: str) -> None:
    waits(lambda: folder.collector.apply(ERASE))
    own = sorted((folder.drop / "own").iterdir())
    strange = folder.drop / "in" / name
    write_signed(strange, b"{}", key=private_key((folder.at / "theirs.key").read_text()))
    for one in (strange, beside(strange)):
        os.utime(one, (0, 0))
    (folder.drop / "refused" / "kept").write_text("x")
    waits(lambda: folder.collector.apply(ERASE))
    assert sorted((folder.drop / "own").iterdir()) == own
    assert (folder.drop / "refused" / "kept").exists()
    assert {p.name for p in folder.drop.iterdir()} == {"in", "out", "own", "refused"}
    assert {p.name for p in folder.at.iterdir()} == {
        *("drop", "map.toml", "ours.key", "ours.pub", "theirs.key", "theirs.pub")
    }
    folder.answer(**DONE)
    assert folder.collector.apply(ERASE).status is ChangeStatus.DONE


def test_an_id_in_an_answer_is_no_path(folder: Folder) -> None:
    waits(lambda: folder.collector.apply(ERASE))
    folder.answer(**{**DONE, "requestId": "../../own/x"})
    waits(lambda: folder.collector.apply(ERASE))
    assert "another request" in folder.reasons


def test_no_key_of_a_person_or_step_stands_in_a_name(folder: Folder) -> None:
    key = SubjectKey("map", "../../7")
    waits(lambda: folder.collector.profile(key))
    waits(lambda: folder.collector.people(SOMEBODY))
    names = [p.name for p in (folder.drop / "out").iterdir()]
    assert len(names) == 4
    assert all(set(n.partition(".")[0]) <= set("0123456789abcdef") for n in names), names


@pytest.mark.parametrize("missing", ["in", "out"])
def test_a_folder_that_is_not_there_is_tried_later(folder: Folder, missing: str) -> None:
    shutil.rmtree(folder.drop / missing)
    for question in (folder.collector.check, lambda: folder.collector.apply(ERASE)):
        with pytest.raises(SourceLater, match="folder of files cannot be used"):
            question()
