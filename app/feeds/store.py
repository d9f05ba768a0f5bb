"""Issue, find and revoke the secrets of calendar feeds."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ColumnElement, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from app.errors import DeskError
from app.feeds.tables import CalendarFeedRow
from app.kit.ids import new_id, new_secret, secret_hash
from app.staff.model import Actor
from app.staff.tables import TokenRow


class FeedUnknown(DeskError):
    """No feed in use has this id, or it is somebody else's."""

    code: ClassVar[str] = "feedUnknown"


class FeedStore:
    """Calendar feeds in the service's database, on one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def issue(self, by: Actor, *, at: datetime) -> tuple[str, str]:
        """Return the id and the secret of a new feed; the secret is shown this once and only its hash is kept."""
        feed_id, secret = new_id(), new_secret()
        values = {"feed_id": feed_id, "actor_id": by.actor_id, "entities": sorted(by.entities)}
        self._session.execute(
            insert(CalendarFeedRow),
            {**values, "secret_hash": secret_hash(secret), "created_at": at},
        )
        return feed_id, secret

    def entities(self, secret: str, *, at: datetime) -> frozenset[str] | None:
        """Return the entities a feed shows; None where it is unknown or revoked, or the token it was made with is."""
        ended = exists().where(
            TokenRow.token_id == CalendarFeedRow.actor_id,
            or_(TokenRow.revoked_at.is_not(None), TokenRow.expires_at <= at),
        )
        found = self._session.scalar(
            select(CalendarFeedRow.entities).where(
                CalendarFeedRow.secret_hash == secret_hash(secret),
                CalendarFeedRow.revoked_at.is_(None),
                ~ended,
            )
        )
        return None if found is None else frozenset(found)

    def check_own(self, feed_id: str, by: Actor) -> None:
        """Raise FeedUnknown unless this actor has such a feed in use."""
        if self._session.scalar(select(exists().where(*_own(feed_id, by)))) is not True:
            raise FeedUnknown("No feed of yours has this id")

    def revoke(self, feed_id: str, by: Actor, *, at: datetime) -> None:
        """Shut a feed of this actor's own. Raises FeedUnknown."""
        shut = self._session.execute(
            update(CalendarFeedRow)
            .where(*_own(feed_id, by))
            .values(revoked_at=at)
            .returning(CalendarFeedRow.feed_id)
        ).first()
        if shut is None:
            raise FeedUnknown("No feed of yours has this id")


def _own(feed_id: str, by: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        CalendarFeedRow.feed_id == feed_id,
        CalendarFeedRow.actor_id == by.actor_id,
        CalendarFeedRow.revoked_at.is_(None),
    )
