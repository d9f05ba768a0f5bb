"""Live parts that may call receivers on loopback, with a clock that the test moves."""

from collections.abc import Iterator

import pytest
from app.kit.db import make_engine
from app.kit.provision import service_url
from app.settings import Settings
from app.webhooks.model import Endpoint
from app.wiring import make_parts
from tests.databases import Databases
from tests.message_servers import Mailbox, mail_server, make_certificate
from tests.service import TestClock
from tests.webhook_receivers import Post


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    """The mail server of the house."""
    with mail_server() as box:
        yield box


@pytest.fixture(scope="module")
def post(
    postgres_url: str,
    migrated_template: str,
    tmp_path_factory: pytest.TempPathFactory,
    mailbox: Mailbox,
) -> Iterator[Post]:
    """The parts on a database of their own; `localhost` may be called."""
    databases = Databases(postgres_url)
    main, store = databases.make(template=migrated_template), databases.make()
    home = tmp_path_factory.mktemp("post")
    certificate = make_certificate(home)
    clock = TestClock()
    settings = Settings(
        home=home,
        private_hosts=("localhost",),
        extra_authorities=certificate.path,
        smtp_host="127.0.0.1",
        smtp_port=mailbox.port,
        smtp_security="none",
        smtp_from="loket@voorbeeld.example",
    )
    parts = make_parts(settings, make_engine(service_url(main)), personnel_url=store, clock=clock)
    yield Post(parts, clock, certificate, home)
    parts.close()
    databases.drop_all()


@pytest.fixture
def made(post: Post) -> Iterator[list[Endpoint]]:
    """The endpoints of a test, removed after it."""
    found: list[Endpoint] = []
    yield found
    post.remove(*found)
