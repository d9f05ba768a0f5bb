"""A small API, and the connector to it, for the tests of what an API may do."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.message_servers import Certificate, make_certificate
from tests.scripted_api import ScriptedApi
from tests.small_api import connected


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def api(certificate: Certificate) -> Iterator[ScriptedApi]:
    made = ScriptedApi(certificate.server())
    yield made
    made.stop()


@pytest.fixture
def connector(api: ScriptedApi, certificate: Certificate) -> Iterator[Any]:
    made = connected(api, certificate.path)
    yield made
    made.close()
