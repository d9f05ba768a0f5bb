"""The pages for everybody: what can be asked, the request form, the way to follow a request."""

from fastapi import APIRouter

from app.web import collecting, following, information, requesting

router = APIRouter(include_in_schema=False)
router.include_router(information.router)
router.include_router(requesting.router)
router.include_router(following.router)
router.include_router(collecting.router)
