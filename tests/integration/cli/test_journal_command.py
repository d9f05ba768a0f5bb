"""`loket journal`: the whole journal or an excerpt of it, checked as an auditor would."""

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
from app.kit.provision import libpq_dsn
from tests.command_inside import loket


def test_an_auditor_checks_all_of_it_and_an_excerpt_without_the_service(
    fresh_database: Callable[[], str], tmp_path: Path
) -> None:
    url, home, file = fresh_database(), tmp_path / "home", tmp_path / "uittreksel.jsonl"
    assert loket("migrate", home=home, database_url=url).returncode == 0
    words = ("token", "create", "--role", "dpo", "--label", "een")
    assert loket(*words, home=home, database_url=url).returncode == 0
    done = loket("journal", "verify", home=home, database_url=url)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 regels in 1 ketens: alles klopt." in done.stdout
    assert "Nog niet onder een controlepunt: 1." in done.stdout

    unknown = loket("journal", "export", "DSR-0", home=home, database_url=url)
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert len(unknown.stderr.splitlines()) == 1
    done = loket("journal", "export", "service", "--output", str(file), home=home, database_url=url)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    elsewhere = tmp_path / "elsewhere"
    done = loket("journal", "verify", str(file), "--language", "en", home=elsewhere)
    assert done.returncode == 0, done.stderr
    assert "service: 1 entries, 1 of them under a checkpoint of" in done.stdout
    assert not elsewhere.exists()
    file.write_text(file.read_text().replace('"sequence":1', '"sequence":2'))
    done = loket("journal", "verify", str(file), "--language", "en", home=elsewhere)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == "service: entry 1 is missing"

    with psycopg.connect(libpq_dsn(url), autocommit=True) as superuser:
        superuser.execute("alter table journal_entries disable trigger only_added_to")
        superuser.execute("update journal_entries set actor_id = 'x'")
    done = loket("journal", "verify", home=home, database_url=url)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == ["service: regel 1 is veranderd"]


def test_another_file_is_no_excerpt(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(json.dumps({"a": 1}))
    done = loket("journal", "verify", str(file), home=tmp_path)
    assert (done.returncode, done.stderr.splitlines()) == (
        1,
        ["regel 1 van het bestand is niet leesbaar"],
    )
