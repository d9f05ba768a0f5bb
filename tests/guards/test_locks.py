"""The lock files hold what pyproject.toml asks for, with hashes, and name no package index."""

import re
import subprocess
import tomllib
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
