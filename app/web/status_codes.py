"""The code with which somebody reads their own case, as it is typed on the status page."""

from app.kit.typed_text import code_characters


def read_status_code(typed: str) -> str:
    """Return the code as stored for what somebody typed; case, dashes and look-alikes do not matter."""
    return code_characters(typed)
