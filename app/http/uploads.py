"""Read a form with files from the wire into memory alone: what was sent never lies on disk unencrypted."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from typing_extensions import override

from app.errors import DeskError
from app.http.bodies import is_packed

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_MAX_PARTS: Final = 200
_MAX_TEXT_BYTES: Final = 100_000
_MEGABYTE: Final = 1_000_000


class NotMultipart(DeskError):
    """The body is no multipart/form-data."""

    code: ClassVar[str] = "notMultipart"


class UploadDamaged(DeskError):
    """The body says it is multipart/form-data but does not hold to it, or was cut short."""

    code: ClassVar[str] = "uploadDamaged"


class UploadTooBig(DeskError):
    """A file, or everything together, is over its limit. Fact `limit`: that limit in MB."""

    code: ClassVar[str] = "uploadTooBig"


class FieldMissing(DeskError):
    """The form lacks a field. Fact `field`: its name."""

    code: ClassVar[str] = "fieldMissing"


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file as sent; nothing the sender says of it is trusted."""

    field: str
    file_name: str
    declared_type: str
    content: bytes

    @override
    def __repr__(self) -> str:
        """Show no name and no content."""
        return f"UploadedFile(field={self.field!r}, size={len(self.content)})"


@dataclass(frozen=True, slots=True)
class Upload:
    """The fields and files of one form. A file input left empty is no file."""

    values: tuple[tuple[str, str], ...]
    """Every text field in the order sent; a name can come more than once."""
    files: tuple[UploadedFile, ...]

    @property
    def fields(self) -> dict[str, str]:
        """The text fields by name; of a repeated one the last."""
        return dict(self.values)

    def text(self, field: str) -> str:
        """Return a text field. Raises FieldMissing, also when it is blank."""
        text = self.fields.get(field, "").strip()
        if not text:
            raise FieldMissing(field=field)
        return text

    def texts(self, field: str) -> tuple[str, ...]:
        """Return every value of a field, such as the boxes that were ticked."""
        return tuple(value for name, value in self.values if name == field)

    def file(self, field: str) -> UploadedFile:
        """Return the file of a field. Raises FieldMissing."""
        for file in self.files:
            if file.field == field:
                return file
        raise FieldMissing(field=field)


async def read_upload(request: Request, *, max_file_bytes: int, max_total_bytes: int) -> Upload:
    """Read the form. Raises NotMultipart, UploadTooBig (before reading, where the length is told), UploadDamaged."""
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary or is_packed(request):
        raise NotMultipart
    told = request.headers.get("content-length", "")
    if told.isascii() and told.isdigit() and int(told) > max_total_bytes:
        raise UploadTooBig(limit=max_total_bytes // _MEGABYTE)
    form = _Form(max_file_bytes)
    received = 0
    try:
        parser = MultipartParser(boundary, form.callbacks)
        async for chunk in request.stream():
            received += len(chunk)
            if received > max_total_bytes:
                raise UploadTooBig(limit=max_total_bytes // _MEGABYTE)
            parser.write(chunk)
        parser.finalize()
    except FormParserError as error:
        raise UploadDamaged from error
    return form.upload()


class _Form:
    """Gathers the parts as the parser reports them."""

    def __init__(self, max_file_bytes: int) -> None:
        self._max_file_bytes = max_file_bytes
        self._values: list[tuple[str, str]] = []
        self._files: list[UploadedFile] = []
        self._headers: dict[bytes, bytes] = {}
        self._header_name = bytearray()
        self._header_value = bytearray()
        self._body = bytearray()
        self._name: str | None = None
        self._file_name: str | None = None
        self._ended = False
        self.callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_field": self._take_header_name,
            "on_header_value": self._take_header_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._take_body,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }

    def upload(self) -> Upload:
        if not self._ended:
            raise UploadDamaged
        return Upload(tuple(self._values), tuple(self._files))

    def _begin(self) -> None:
        if len(self._values) + len(self._files) >= _MAX_PARTS:
            raise UploadDamaged
        self._headers = {}
        self._body = bytearray()

    def _take_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _take_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _end_header(self) -> None:
        self._headers[bytes(self._header_name).lower()] = bytes(self._header_value)
        self._header_name.clear()
        self._header_value.clear()

    def _end_headers(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        name, file_name = options.get(b"name"), options.get(b"filename")
        if name is None:
            raise UploadDamaged
        self._name = name.decode("utf-8", "replace")
        self._file_name = None if file_name is None else file_name.decode("utf-8", "replace")

    def _take_body(self, data: bytes, start: int, end: int) -> None:
        is_file = self._file_name is not None
        limit = self._max_file_bytes if is_file else _MAX_TEXT_BYTES
        if len(self._body) + end - start > limit:
            raise UploadTooBig(limit=max(1, limit // _MEGABYTE))
        self._body += memoryview(data)[start:end]

    def _end_part(self) -> None:
        name, body = self._name or "", bytes(self._body)
        if self._file_name is None:
            self._values.append((name, body.decode("utf-8", "replace")))
        elif self._file_name or body:
            declared = self._headers.get(b"content-type", b"").decode("latin-1")
            self._files.append(UploadedFile(name, self._file_name, declared, body))

    def _end(self) -> None:
        self._ended = True
