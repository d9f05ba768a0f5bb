"""The command `loket` as people type it: exit status, what stands on standard output, what is refused."""

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests import command_inside as inside

LOKET = Path(sys.executable).with_name("loket")


def loket(*words: str, home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("LOKET_")}
    env |= {"LOKET_HOME": str(home), "NO_COLOR": "1", "COLUMNS": "200"}
    env |= {f"LOKET_{name.upper()}": value for name, value in settings.items()}
    return subprocess.run(
        [LOKET, *words], env=env, capture_output=True, text=True, timeout=180, check=False
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def servers_of(home: Path) -> list[str]:
    """Return the PostgreSQL processes whose data lie under this home."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = place.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if "postgres" in line and str(home) in line:
            found.append(line)
    return found


def test_the_demo_goes_the_whole_way_and_leaves_no_server(home: Path) -> None:
    done = loket("demo", home=home)
    assert done.returncode == 0, done.stderr
    out = home / "demo"
    for name in ("letter.pdf", "export.zip", "case.json"):
        assert str(out / name) in done.stdout
    case = json.loads((out / "case.json").read_text())
    assert case["state"] == "closed"
    assert case["reference"] in done.stdout
    with zipfile.ZipFile(out / "export.zip") as package:
        letter = package.read(f"{case['reference']}/data/antwoord.pdf")
    assert letter == (out / "letter.pdf").read_bytes()
    assert servers_of(home) == []


def test_the_demo_works_twice_in_a_row(home: Path) -> None:
    assert loket("demo", home=home).returncode == 0
    letter, package = home / "demo" / "letter.pdf", home / "demo" / "export.zip"
    assert inside.loket("letters", "verify", str(letter), home=home).returncode == 0
    assert inside.loket("export", "verify", str(package), home=home).returncode == 0
    assert inside.loket("journal", "verify", home=home).returncode == 0


def test_people_prints_the_first_three_alone(home: Path) -> None:
    done = loket("demo", "people", "--count", "2000", home=home)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    for line in lines:
        assert re.fullmatch(r"\d+;[^;]+;[^;]+;\d{4}-\d{2}-\d{2}", line)


def test_a_token_stands_alone_on_standard_output(home: Path) -> None:
    done = loket("token", "create", "--role", "dpo", "--label", "Dora", home=home)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"[\w-]{43}\n", done.stdout)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        pytest.param(("token", "create", "--role", "king", "--label", "x"), 2, id="unknown role"),
        pytest.param(("letters", "verify", "nowhere.pdf"), 2, id="no such letter"),
        pytest.param(("nonsense",), 2, id="no such command"),
        pytest.param(("deadline", "2026-13-01"), 2, id="no such date"),
    ],
)
def test_wrong_use_ends_with_two(words: tuple[str, ...], status: int, home: Path) -> None:
    assert loket(*words, home=home).returncode == status


def test_a_register_with_an_error_is_refused_at_start(tmp_path: Path) -> None:
    wrong = tmp_path / "register.json"
    wrong.write_text('{"schema_version": "1.0"}')
    done = loket(
        "token", "create", "--role", "dpo", "--label", "x", home=tmp_path, register_path=str(wrong)
    )
    assert done.returncode == 1
    assert "register.json" in done.stderr
    assert done.stdout == ""


def test_a_mapping_file_with_an_error_is_refused_at_start(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('name = "hr"\n')
    done = inside.loket(
        "token",
        "create",
        "--role",
        "dpo",
        "--label",
        "x",
        home=tmp_path,
        personnel_mappings=str(wrong),
    )
    assert done.returncode == 1
    assert "wrong.toml" in done.stderr


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        pytest.param({}, "LOKET_MASTER_KEY", id="default secrets"),
        pytest.param(
            {"master_key": "een eigen geheim", "session_secret": "nog een geheim"},
            "LOKET_SEAL_FILE",
            id="no seal of its own",
        ),
    ],
)
def test_production_refuses_development_habits(
    settings: dict[str, str], named: str, tmp_path: Path
) -> None:
    done = inside.loket("migrate", home=tmp_path, environment="production", **settings)
    assert done.returncode == 2
    assert named in done.stderr
    assert not (tmp_path / "postgres").exists()


def test_a_database_of_ones_own_is_migrated_by_hand(
    fresh_database: Callable[[], str], tmp_path: Path
) -> None:
    url = fresh_database()
    words = ("token", "create", "--role", "dpo", "--label", "x")
    early = inside.loket(*words, home=tmp_path, database_url=url)
    assert early.returncode == 1
    assert "loket migrate" in early.stderr
    assert loket("migrate", home=tmp_path, database_url=url).returncode == 0
    done = inside.loket(*words, home=tmp_path, database_url=url)
    assert done.returncode == 0, done.stderr
    assert inside.loket("journal", "verify", home=tmp_path, database_url=url).returncode == 0


def test_a_mapping_file_that_does_not_fit_the_store_is_refused_at_start(tmp_path: Path) -> None:
    fits = Path("app/personnel/demo/vlimpers.toml").read_text(encoding="utf-8")
    wrong = tmp_path / "misfit.toml"
    wrong.write_text(fits.replace('table = "evaluatie"', 'table = "nergens"', 1), encoding="utf-8")
    assert inside.loket("demo", "people", "--count", "20", home=tmp_path).returncode == 0
    done = loket("serve", "--port", "0", home=tmp_path, personnel_mappings=str(wrong))
    assert done.returncode == 1
    assert "misfit.toml" in done.stderr
    assert "nergens" in done.stderr


def test_a_signature_that_names_its_signer_is_not_quoted_in_the_log() -> None:
    script = (
        "import logging; from app.kit.logging import configure; configure('DEBUG');"
        "logging.getLogger('pyhanko.sign.validation').warning('Given Name: Anna');"
        "logging.getLogger('pyhanko_certvalidator').error('Serial Number: 1')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr == ""
