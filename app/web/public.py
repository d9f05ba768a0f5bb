"""The pages for everybody: what can be asked, the request form, the way to follow a request."""

from fastapi import APIRouter

from app.language import Language
from app.web import collecting, fetching, following, information, messaging, requesting

router = APIRouter(include_in_schema=False)
for _language in Language:
    # Dutch is at the root (experience A9: one stable address), each translation in a folder of its own.
    _folder = "" if _language is Language.NL else f"/{_language.value}"
    router.add_api_route(
        _folder + information.ACCESSIBILITY[_language], information.accessibility, methods=["GET"]
    )
    for _pages in (
        information.pages,
        requesting.router,
        following.router,
        messaging.router,
        fetching.router,
    ):
        router.include_router(_pages, prefix=_folder)
# At the root a ticket speaks the language of its case: Dutch needs an address of its own.
router.include_router(fetching.router, prefix=f"/{Language.NL.value}")
router.include_router(information.files)
router.include_router(collecting.router)
