"""Where a rule stands in the law, how far we have read it, and who published what we read."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, ValidationInfo, model_validator

from .dated import Strict

_CITE = re.compile(
    r"^(?P<instrument>[a-z0-9_]+)"
    r"(?::(?P<article>\d+[a-zđ]?)(?:\.(?P<clause>\d+[a-zđ]?))?(?:\.(?P<point>[a-zđ](?:-[a-zđ])?))?)?$"
)


class Status(StrEnum):
    """How well a value is known. Only the first three decide; the others ask a person to look."""

    VERIFIED = "verified"
    VERIFIED_PARTIAL = "verified_partial"
    MEMORY_HIGH = "memory_high"
    MEMORY_MEDIUM = "memory_medium"
    MEMORY_LOW = "memory_low"
    DRAFT = "draft"
    LOCAL_DEFAULT = "local_default"
    UNKNOWN = "unknown"

    @property
    def decides(self) -> bool:
        return self in (Status.VERIFIED, Status.VERIFIED_PARTIAL, Status.MEMORY_HIGH)

    @property
    def label_vi(self) -> str:
        return _STATUS_VI[self]


_STATUS_VI = {
    Status.VERIFIED: "đã đối chiếu văn bản",
    Status.VERIFIED_PARTIAL: "mới đối chiếu một phần",
    Status.MEMORY_HIGH: "chưa đối chiếu văn bản gốc, tin cậy cao",
    Status.MEMORY_MEDIUM: "chưa đối chiếu văn bản gốc, tin cậy vừa",
    Status.MEMORY_LOW: "chưa đối chiếu văn bản gốc, tin cậy thấp",
    Status.DRAFT: "theo dự thảo, chưa ban hành",
    Status.LOCAL_DEFAULT: "mặc định theo quy định địa phương, không phải tiêu chuẩn quốc gia",
    Status.UNKNOWN: "chưa biết nội dung",
}


class Instrument(Strict):
    """A law, decree or circular."""

    label_vi: str
    name_vi: str
    issued: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    status: Status
    url: str


class Source(Strict):
    """What was actually read: a page at an address."""

    url: str = Field(pattern=r"^https?://\S+$")
    publisher: str
    kind: str
    read: str

    @property
    def is_official(self) -> bool:
        """The gazette itself or a portal of an authority; everything else, a transcription too, is a copy."""
        return self.kind in ("gazette", "official_portal")


class Citation(Strict):
    """Article, clause and point of an instrument, written ``law_2022:22.1.a`` in the data.

    Inserted articles keep their letter (``law_2003:79a``); ``a-c`` names a run of points.
    """

    instrument: str
    article: str | None = None
    clause: str | None = None
    point: str | None = None
    label_vi: str

    @property
    def short(self) -> str:
        parts = [part for part in (self.article, self.clause, self.point) if part is not None]
        return self.instrument + (":" + ".".join(parts) if parts else "")


def _citation(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, str):
        return value
    found = _CITE.match(value)
    if not found:
        raise ValueError(f"citation {value!r} is not written instrument:article.clause.point")
    instruments = (info.context or {}).get("instruments", {})
    instrument = instruments.get(found["instrument"])
    if instrument is None:
        raise ValueError(f"citation {value!r} names an instrument that instruments.yaml does not have")
    where = [
        f"{'các ' if '-' in found[part] else ''}{name} {found[part].replace('-', ' đến ')}"
        for part, name in (("point", "điểm"), ("clause", "khoản"), ("article", "Điều"))
        if found[part]
    ]
    label = " ".join([*where, instrument.label_vi])
    return {**found.groupdict(), "label_vi": label[0].upper() + label[1:]}


def _source(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, str):
        return value
    sources = (info.context or {}).get("sources", {})
    if value not in sources:
        raise ValueError(f"source {value!r} is not in sources.yaml")
    return sources[value]


def _instrument(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, str) and value not in (info.context or {}).get("instruments", {}):
        raise ValueError(f"amended_by names {value!r}, which instruments.yaml does not have")
    return value


CitationField = Annotated[Citation, BeforeValidator(_citation), PlainSerializer(lambda cite: cite.short)]
SourceField = Annotated[Source, BeforeValidator(_source)]
InstrumentField = Annotated[str | None, BeforeValidator(_instrument)]


class Cited(Strict):
    """Anything that rests on law: citation, status, sources, and when a person last checked it.

    ``cite`` is the provision shown first, ``also_cite`` the others the value rests on.
    """

    cite: CitationField
    also_cite: tuple[CitationField, ...] = ()
    amended_by: InstrumentField = None  # the instrument that gave the article the content stated here
    status: Status
    sources: tuple[SourceField, ...] = ()
    note_vi: str = ""
    last_checked: date | None = None

    @model_validator(mode="before")
    @classmethod
    def _inherit_last_checked(cls, values: Any, info: ValidationInfo) -> Any:
        # The file says once when its values were checked; a single value may say it was checked later.
        if isinstance(values, dict) and "last_checked" not in values and info.context:
            return {**values, "last_checked": info.context.get("last_checked")}
        return values

    @model_validator(mode="after")
    def _verified_has_source(self):
        if self.status in (Status.VERIFIED, Status.VERIFIED_PARTIAL) and not self.sources:
            raise ValueError(f"{self.cite.short}: status {self.status} needs at least one source")
        return self

    @property
    def url(self) -> str:
        return self.sources[0].url if self.sources else ""
