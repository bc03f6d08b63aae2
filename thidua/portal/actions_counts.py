"""Counting who reads: one view for an article a visitor and day, however often the page is loaded again."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, F

from thidua.portal.actions_voices import keyed
from thidua.portal.models import Article
from thidua.portal.models_counts import DayViews, DayVisitor, DayVisits, PageSeen


def mark_of(address: str, agent: str, at: datetime) -> str:
    """A visitor of one day: a keyed hash of address and browser, another one tomorrow. Nothing is stored on the device."""
    return keyed("visitor", f"{at.date().isoformat()} {address} {agent[:300]}")


@transaction.atomic
def count_view(*, mark: str, article: Article | None, at: datetime) -> None:
    """Somebody opened a page. Not audited: it says nothing of anybody's act."""
    day = at.date()
    if not DayVisitor.objects.filter(day=day, mark=mark).update(last_at=at):
        _sum_up_past_days(day)
        _add(DayVisitor(day=day, mark=mark, last_at=at))
    visitor = DayVisitor.objects.get(day=day, mark=mark)
    if PageSeen.objects.filter(visitor=visitor, article=article).exists():
        return
    if not _add(PageSeen(visitor=visitor, article=article)):
        return
    today = DayViews.objects.filter(day=day, article=article)
    if not today.update(views=F("views") + 1) and not _add(DayViews(day=day, article=article, views=1)):
        today.update(views=F("views") + 1)


def _add(row: DayVisitor | PageSeen | DayViews) -> bool:
    """False where another page, opened at the same instant, has added it."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _sum_up_past_days(today: date) -> None:
    """Past days become figures; the marks of their visitors go."""
    past = DayVisitor.objects.filter(day__lt=today)
    for row in past.values("day").annotate(number=Count("pk")).order_by("day"):
        summed, is_new = DayVisits.objects.get_or_create(day=row["day"], defaults={"visitors": row["number"]})
        if not is_new:
            DayVisits.objects.filter(pk=summed.pk).update(visitors=F("visitors") + row["number"])
        gone = DayVisitor.objects.filter(day=row["day"])
        PageSeen.objects.filter(visitor__in=gone).delete()
        gone.delete()
