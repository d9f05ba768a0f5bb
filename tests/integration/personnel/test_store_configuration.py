"""The file of stores: what it builds, what it refuses with which cure, and a store that is on hold."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from app.kit.signed_files import beside, private_key, write_signed
from app.personnel.api_client import check_url
from app.personnel.changes import ChangeKind, StoreChange
from app.personnel.collecting import reason_of
from app.personnel.demo.mappings import MAPPINGS
from app.personnel.drop_box import AnswerAwaited
from app.personnel.json_values import dump, parse
from app.personnel.mapping import load_mapping
from app.personnel.model import Collector, PersonCriteria, SubjectKey
from app.personnel.registry import ConnectorSpec, build_collectors, check_all
from app.personnel.store_options import OptionsInvalid
from app.personnel.stores import StoresInvalid, load_stores
from app.personnel.suspended import StoreSuspended
from tests.api_side import ApiSide
from tests.contract_stores import drop_mapping, hr_api, running, stop_all
from tests.file_side import write_keys

ON_HOLD = f"""
[[store]]
connector = "hr_database"
mapping = "{MAPPINGS[0]}"
url = "postgresql://nobody@127.0.0.1:9/nothing"
secret_env = "STORE_PASSWORD"
suspended_since = 2026-11-03
suspended_reason = "migratie naar de nieuwe server"
"""
SOMEBODY = PersonCriteria("Nemo", "Nergenshuizen")


def written(folder: Path, text: str) -> Path:
    path = folder / "stores.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_store_on_hold_says_why_and_is_left_alone(tmp_path: Path) -> None:
    specs = load_stores(written(tmp_path, ON_HOLD), secret={"STORE_PASSWORD": "pw"}.__getitem__)
    assert "pw" not in repr(specs)
    (collector,) = build_collectors(specs)
    assert collector.holdings
    with pytest.raises(StoreSuspended) as raised:
        collector.people(SOMEBODY)
    assert reason_of(raised.value).endswith(
        "03/11/2026 buiten gebruik gesteld: migratie naar de nieuwe server"
    )
    change = StoreChange(
        "s", ChangeKind.ERASE, SubjectKey("vlimpers", "1"), "loonbrieven", date(2026, 11, 25)
    )
    with pytest.raises(StoreSuspended):
        collector.apply(change)  # type: ignore[attr-defined] # a store on hold refuses changes too
    assert isinstance(check_all([collector])["vlimpers"], StoreSuspended)


FAULTS = [
    ("no store", "", "key 'store': is missing"),
    (
        "an unknown key",
        ON_HOLD + 'colour = "red"',
        "store number 1, key 'colour': is not known here",
    ),
    ("a secret that is not set", ON_HOLD, "key 'secret_env': STORE_PASSWORD is not set"),
    ("a reason without a day", ON_HOLD.replace("suspended_since = 2026-11-03", ""), "go together"),
    ("no TOML", "[[store", "is no TOML"),
]


@pytest.mark.parametrize(("text", "cure"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_a_fault_is_named_with_its_place_and_cure(tmp_path: Path, text: str, cure: str) -> None:
    with pytest.raises(StoresInvalid) as raised:
        load_stores(written(tmp_path, text), secret=lambda _name: "")
    assert "stores.toml: " in str(raised.value)
    assert cure in str(raised.value)


def test_options_of_a_database_are_refused() -> None:
    spec = ConnectorSpec("hr_database", "postgresql://x@127.0.0.1/x", MAPPINGS[0], options={"a": 1})
    with pytest.raises(OptionsInvalid, match="key 'a': is not known here"):
        build_collectors([spec])


@pytest.fixture
def drop(tmp_path: Path) -> Collector:
    """A folder that nobody answers in."""
    secret = write_keys(tmp_path)
    for name in ("in", "out"):
        (tmp_path / "drop" / name).mkdir(parents=True)
    path = tmp_path / "drop.toml"
    path.write_text(drop_mapping(load_mapping(MAPPINGS[0])), encoding="utf-8")
    options = {"folder": "drop", "answer_key": "theirs.pub"}
    spec = ConnectorSpec("file_drop", "", path, secret=secret, options=options, folder=tmp_path)
    return build_collectors([spec])[0]


def asked(folder: Path) -> Path:
    (path,) = (folder / "drop" / "out").glob("*.json")
    return path


def reply(folder: Path, *, by: str = "theirs", **other: object) -> Path:
    """Answer the question that waits: nobody is known."""
    question = parse(asked(folder).read_bytes())
    answer = {"requestId": question["requestId"], "nonce": question["nonce"], "people": [], **other}
    path = folder / "drop" / "in" / asked(folder).name
    write_signed(path, dump(answer).encode(), key=private_key((folder / f"{by}.key").read_text()))
    return path


def test_a_question_is_written_once_and_its_answer_used(drop: Collector, tmp_path: Path) -> None:
    for _ in range(3):
        with pytest.raises(AnswerAwaited, match="waits for the answer file"):
            drop.people(SOMEBODY)
    assert asked(tmp_path).stat().st_mode & 0o777 == 0o600
    assert "Nergenshuizen" not in asked(tmp_path).name
    reply(tmp_path)
    assert drop.people(SOMEBODY) == ()
    left = [p for name in ("in", "out") for p in (tmp_path / "drop" / name).iterdir()]
    assert left == []
    assert drop.people(SOMEBODY) == ()  # answered again without asking again
    assert not any(b"people" in p.read_bytes() for p in (tmp_path / "drop" / "own").iterdir())


REFUSED = [
    ("another key", {"by": "ours"}, "signature"),
    ("another request", {"requestId": "x"}, "another request"),
    ("an earlier asking", {"nonce": "x"}, "earlier asking"),
]


@pytest.mark.parametrize(("how", "why"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_an_answer_that_is_not_ours_is_put_aside(
    drop: Collector, tmp_path: Path, how: dict[str, str], why: str
) -> None:
    with pytest.raises(AnswerAwaited):
        drop.people(SOMEBODY)
    path = reply(tmp_path, **how)
    with pytest.raises(AnswerAwaited):
        drop.people(SOMEBODY)
    assert not path.exists()
    reason = tmp_path / "drop" / "refused" / f"{path.stem}.reason.txt"
    assert why in reason.read_text()
    reply(tmp_path)
    assert drop.people(SOMEBODY) == ()


def test_an_answer_without_a_signature_is_put_aside_after_a_while(
    drop: Collector, tmp_path: Path
) -> None:
    with pytest.raises(AnswerAwaited):
        drop.people(SOMEBODY)
    path = reply(tmp_path)
    beside(path).unlink()
    with pytest.raises(AnswerAwaited):
        drop.people(SOMEBODY)
    assert path.exists()
    os.utime(path, (0, 0))
    with pytest.raises(AnswerAwaited):
        drop.people(SOMEBODY)
    assert not path.exists()


@pytest.fixture
def api(store_url: str) -> Iterator[tuple[Collector, ApiSide]]:
    """An API, and the connector to it."""
    collector = hr_api(store_url)
    (side,) = running()
    assert isinstance(side, ApiSide)
    yield collector, side
    collector.close()
    stop_all()


def test_a_token_that_is_not_good_any_more_is_fetched_anew_once(
    api: tuple[Collector, ApiSide],
) -> None:
    collector, side = api
    key = SubjectKey("vlimpers", "100001")
    collector.profile(key)
    side.token = "token-2"
    assert collector.profile(key).key == key
    assert [path for _, path in side.asked].count("/token") == 2


def test_who_is_searched_is_not_in_an_address(api: tuple[Collector, ApiSide]) -> None:
    collector, side = api
    collector.people(SOMEBODY)
    assert ("POST", "/people/search") in side.asked
    assert not any("Nergenshuizen" in path for _, path in side.asked)


@pytest.mark.parametrize(
    "path", ["http://example.org/", "ftp://127.0.0.1/", "https://a:b@example.org/"]
)
def test_only_https_without_a_name_is_called(path: str) -> None:

    with pytest.raises(ValueError, match=r"only https|without a name"):
        check_url(path)


def test_the_examples_of_the_page_are_good_ones(tmp_path: Path) -> None:
    page = Path(__file__).parents[3] / "docs" / "how-to" / "connect-a-store.md"
    stores, api = (part.split("```")[0] for part in page.read_text().split("```toml\n")[1:3])
    stores = stores.replace("/run/secrets", str(tmp_path))
    for name in ("payroll", "archive.pem"):
        (tmp_path / name).write_text("invented")
    specs = load_stores(written(tmp_path, stores), secret=lambda _name: "invented")
    assert [s.connector for s in specs] == ["hr_database", "hr_api", "file_drop"]
    (tmp_path / "absences.toml").write_text(api)
    without_ca = {n: v for n, v in specs[1].options.items() if n != "ca_file"}
    (collector,) = build_collectors([replace(specs[1], options=without_ca)])
    assert [h.name for h in collector.holdings] == ["absences"]
