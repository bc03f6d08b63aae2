"""The files of pictures: to everybody once the article is published, to its desk before."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from thidua.portal import queries
from thidua.portal.models_newsroom import ArticlePhoto
from thidua.portal.photos import KINDS, open_file
from thidua.shared import clock


@login_not_required  # pictures of published articles are public; others ask who reads
def photo(request: HttpRequest, pk: int, width: int, kind: str) -> FileResponse:
    found = get_object_or_404(ArticlePhoto.objects.select_related("article"), pk=pk, withdrawn_at=None)
    is_public = found.article.state == queries.PUBLISHED
    if not is_public and not _may_see(request, found):
        raise Http404
    try:
        file = open_file(found, width, kind)
    except (KeyError, FileNotFoundError) as error:
        raise Http404 from error
    answer = FileResponse(file, content_type=KINDS[kind], filename=f"anh-{pk}-{width}.{kind}")
    # Not longer: a picture that is taken off must be gone soon.
    answer["Cache-Control"] = "public, max-age=3600" if is_public else "private, no-store"
    return answer


def _may_see(request: HttpRequest, found: ArticlePhoto) -> bool:
    if not request.user.is_authenticated:
        return False
    return queries.visible_to(request.user, clock.today()).filter(pk=found.article_id).exists()
