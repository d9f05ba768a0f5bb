"""The lock files hold what pyproject.toml asks for, with hashes, and name no package index."""

import re
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
RUN = [Requirement(line) for line in PROJECT["dependencies"]]
DEVELOP = [Requirement(line) for line in PROJECT["optional-dependencies"]["dev"]]
LOCKS = {"requirements.lock": RUN, "requirements-dev.lock": [*RUN, *DEVELOP]}
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^ ;\\]+)", re.MULTILINE)
INDEXES = "|".join(("py" + "pi.org", "python" + "hosted", "registry." + "npmjs", "deb." + "debian"))


def pins(lock: str) -> dict[str, list[Version]]:
    """Return what the file pins; a name may stand there once per Python version or system."""
    found: dict[str, list[Version]] = {}
    for match in PIN.finditer((ROOT / lock).read_text()):
        found.setdefault(canonicalize_name(match["name"]), []).append(Version(match["version"]))
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_direct_dependency_is_pinned_to_a_version_that_fits(lock: str) -> None:
    locked = pins(lock)
    for wanted in LOCKS[lock]:
        versions = locked.get(canonicalize_name(wanted.name), [])
        assert versions, f"{wanted} is not in {lock}: run make lock"
        assert all(wanted.specifier.contains(version) for version in versions), (
            f"{wanted} in {lock}"
        )


def test_both_files_pin_the_same_versions() -> None:
    develop = pins("requirements-dev.lock")
    differing = {
        name
        for name, versions in pins("requirements.lock").items()
        if develop.get(name) != versions
    }
    assert not differing


@pytest.mark.parametrize("lock", LOCKS)
def test_every_extra_that_is_asked_for_is_pinned_with_it(lock: str) -> None:
    # pip of 2023 looks for the newest release of `name[extra]` where only `name` is pinned, and refuses it.
    text = (ROOT / lock).read_text()
    locked = {
        canonicalize_name(pin["name"]): set(re.split(r"[\[\], ]+", pin[0].split("==")[0])[1:])
        for pin in PIN.finditer(text)
    }
    wanted = [*LOCKS[lock], *(need for name in locked for need in needs_of(name))]
    missing = {
        str(need)
        for need in wanted
        if need.extras - locked.get(canonicalize_name(need.name), need.extras)
    }
    assert not missing, "run make lock"


def needs_of(name: str) -> list[Requirement]:
    """Return what an installed package needs without its own extras."""
    try:
        needs = [Requirement(line) for line in metadata.requires(name) or ()]
    except metadata.PackageNotFoundError:
        return []
    return [n for n in needs if n.marker is None or n.marker.evaluate({"extra": ""})]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    blocks = [block for block in re.split(r"\n(?=[A-Za-z0-9])", text) if PIN.match(block)]
    assert len(blocks) == len(PIN.findall(text)), "every pin starts a block of its own"
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text
    assert "index-url" not in text.replace("--no-emit-index-url", "")


def test_no_file_names_a_package_index() -> None:
    tracked = subprocess.run(
        ["git", "grep", "--untracked", "-lE", INDEXES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if tracked.returncode > 1:
        pytest.skip("not a git checkout: the files of the project cannot be told from others")
    assert tracked.stdout.split() == []
