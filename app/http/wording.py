"""Status and plain sentence of every code of refusal; a guard test demands that none is missing."""

from app.http.wording_calls import CALLS
from app.http.wording_collectors import COLLECTORS
from app.http.wording_copies import COPIES
from app.http.wording_downloads import DOWNLOADS
from app.http.wording_identity import IDENTITY
from app.http.wording_notices import NOTICES
from app.http.wording_oversight import OVERSIGHT
from app.http.wording_rights import RIGHTS_REFUSED
from app.http.wording_steps import STEPS
from app.http.wording_ways import WAYS
from app.http.wording_webhooks import WEBHOOKS
from app.language import Text

_ALL = {
    **WAYS,
    **CALLS,
    **STEPS,
    **NOTICES,
    **RIGHTS_REFUSED,
    **COPIES,
    **DOWNLOADS,
    **COLLECTORS,
    **IDENTITY,
    **OVERSIGHT,
    **WEBHOOKS,
}
STATUS: dict[str, int] = {code: status for code, (status, _) in _ALL.items()}
WORDING: dict[str, Text] = {code: text for code, (_, text) in _ALL.items()}
