"""Publishing articles, at once or at a moment to come, and taking them off."""

from datetime import datetime, timedelta

from django.db import transaction

from thidua.portal import emails
from thidua.portal.models import Article
from thidua.portal.models_newsroom import Exemplar
from thidua.portal.permissions import check_can_publish, check_can_unschedule, check_can_withdraw
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import pass_gate, stamp
from thidua.shared.text import nfc
from thidua.units.models import RoleGrant
from thidua.units.queries import users_with_role

FARTHEST = timedelta(days=366)
_NOT_SCHEDULED = {"publish_from": None, "scheduled_at": None, "scheduled_by": None}


@transaction.atomic
def publish_article(*, article: Article, by, at: datetime) -> None:
    """Put the article on the public portal; whom it tells of counts as told from now on."""
    check_can_publish(by, article, at.date())
    pass_gate(article, "publish", publish_from=None, **stamp("published", by=by, at=at))
    if article.exemplar_id and (exemplar := Exemplar.objects.get(pk=article.exemplar_id)).state == "verified":
        pass_gate(exemplar, "tell")
    audit.record("article_published", article, by=by, at=at)


@transaction.atomic
def schedule_article(*, article: Article, publish_from: datetime, by, at: datetime) -> None:
    """Have the article published by itself at a moment to come, under the name of who says so."""
    check_can_publish(by, article, at.date(), "schedule")
    if publish_from <= at:
        raise Denied("Giờ đăng phải ở phía trước. Muốn đăng ngay thì chọn “Đăng bài”.")
    if publish_from > at + FARTHEST:
        raise Denied("Chỉ hẹn giờ đăng trong vòng một năm.")
    pass_gate(article, "schedule", publish_from=publish_from, **stamp("scheduled", by=by, at=at))
    audit.record("article_scheduled", article, by=by, at=at, detail={"publish_from": publish_from.isoformat()})


@transaction.atomic
def unschedule_article(*, article: Article, by, at: datetime) -> None:
    """Back to a draft: the moment no longer holds."""
    check_can_unschedule(by, article, at.date())
    pass_gate(article, "unschedule", **_NOT_SCHEDULED)
    audit.record("article_unscheduled", article, by=by, at=at)


def publish_due(*, at: datetime) -> int:
    """Publish every scheduled article whose moment has come; returns how many. One query when there is none.

    The worker calls it. The right is asked again of who scheduled it: an article of somebody who is editor no longer, or
    whose exemplar took the consent back, becomes a draft again and the editors of the unit are told.
    """
    due = Article.objects.filter(state="scheduled", publish_from__lte=at).select_related("unit", "scheduled_by")
    count = 0
    for article in due.order_by("publish_from", "pk"):
        try:
            publish_article(article=article, by=article.scheduled_by, at=at)
            count += 1
        except Stale:
            continue  # another worker, or an editor, was there first
        except Denied as denied:
            _give_back(article, denied.reason, at)
    return count


@transaction.atomic
def _give_back(article: Article, reason: str, at: datetime) -> None:
    pass_gate(article, "unschedule", **_NOT_SCHEDULED)
    audit.record("article_not_published", article, by=None, at=at, detail={"reason": reason})
    editors = users_with_role([RoleGrant.Role.EDITOR], article.unit, at.date())
    outbox.queue(editors, *emails.not_published(article, reason), by=None, at=at)


@transaction.atomic
def withdraw_article(*, article: Article, reason: str, by, at: datetime) -> None:
    """Take a published article off the portal; it stays at the desk with the reason."""
    check_can_withdraw(by, article, at.date())
    reason = nfc(reason)
    if not reason:
        raise Denied("Cần ghi rõ lý do gỡ bài.")
    if len(reason) > 300:
        raise Denied("Lý do dài quá 300 ký tự. Mời viết gọn lại.")
    take_off(article, reason, by, at)
    if article.exemplar_id and (exemplar := Exemplar.objects.get(pk=article.exemplar_id)).state == "told":
        pass_gate(exemplar, "take_back")


def take_off(article: Article, reason: str, by, at: datetime) -> None:
    """The published article goes, whoever asked for it; rights and transaction are the caller's."""
    pass_gate(article, "withdraw", withdrawn_reason=reason, **stamp("withdrawn", by=by, at=at))
    audit.record("article_withdrawn", article, by=by, at=at)
