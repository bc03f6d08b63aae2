"""The files of a picture in an article: which there are, where they lie."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from thidua.portal.models_newsroom import ArticlePhoto
from thidua.shared.pictures import Rendition

KINDS = {"webp": "image/webp", "jpg": "image/jpeg"}


def name_of(stem: str, width: int, kind: str) -> str:
    return f"{stem}-{width}.{kind}"


def store(stem: str, renditions: list[Rendition]) -> None:
    """Write the files. Made from the same pixels they are the same, so that one that stands may be written over."""
    for each in renditions:
        for kind, content in (("webp", each.webp), ("jpg", each.jpeg)):
            name = name_of(stem, each.width, kind)
            if not default_storage.exists(name):
                default_storage.save(name, ContentFile(content))


def open_file(photo: ArticlePhoto, width: int, kind: str):
    """The file of a size, open for reading. KeyError where the picture has no such size or kind."""
    if kind not in KINDS or width not in [made for made, _ in photo.sizes]:
        raise KeyError(f"{width}.{kind}")
    return default_storage.open(name_of(photo.stem, width, kind))
