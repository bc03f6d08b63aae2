"""The categories of the news: added, named, put in order, retired, taken up again. None is ever removed."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify

from thidua.portal.models import NewsCategory
from thidua.portal.permissions import check_can_keep_categories, check_can_retire
from thidua.shared import audit
from thidua.shared.actions_rows import move_row, strike
from thidua.shared.denied import Denied, Stale
from thidua.shared.text import fold, nfc

MOST = 20  # in use at once: a reader chooses among them on a phone
LONGEST_NAME, LONGEST_SLUG = 60, 20
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def _named(name: str, but: int = 0) -> str:
    name = nfc(name)
    if not name or len(name) > LONGEST_NAME:
        raise Denied(f"Mời ghi tên chuyên mục, không quá {LONGEST_NAME} ký tự.")
    if NewsCategory.objects.filter(name_fold=fold(name)).exclude(pk=but).exists():
        raise Denied("Đã có chuyên mục mang tên này (kể cả chuyên mục đã thôi dùng).")
    return name


def _check_room() -> None:
    if NewsCategory.objects.filter(retired_at=None).count() >= MOST:
        raise Denied(f"Nhiều nhất {MOST} chuyên mục cùng lúc. Mời cho thôi dùng một chuyên mục khác trước.")


@transaction.atomic
def add_category(*, name: str, by, at: datetime, slug: str = "") -> NewsCategory:
    """A new section at the end of the list. ``slug``: its part of the address, made from the name when empty; it stays for
    good."""
    check_can_keep_categories(by, at.date())
    name = _named(name)
    slug = nfc(slug) or slugify(fold(name))[:LONGEST_SLUG].strip("-")
    if not _SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        raise Denied(
            f"Tên trong địa chỉ gồm chữ thường không dấu, số và gạch nối, không quá {LONGEST_SLUG} ký tự, ví dụ guong-sang."
        )
    _check_room()
    last = NewsCategory.objects.aggregate(last=Max("ordinal"))["last"] or 0
    try:
        with transaction.atomic():
            category = NewsCategory.objects.create(slug=slug, name=name, ordinal=last + 1)
    except IntegrityError:
        raise Denied(f"Tên “{slug}” trong địa chỉ đã dùng cho một chuyên mục. Mời đặt tên khác.") from None
    audit.record("news_category_added", category, by=by, at=at, detail={"slug": slug, "name": name})
    return category


@transaction.atomic
def rename_category(*, category: NewsCategory, name: str, by, at: datetime) -> None:
    """Another name on screen; addresses stay as they are."""
    check_can_keep_categories(by, at.date())
    was, category.name = category.name, _named(name, category.pk)
    if category.name == was:
        raise Denied("Tên mới giống tên đang dùng.")
    try:
        with transaction.atomic():
            changed = NewsCategory.objects.filter(pk=category.pk, name=was).update(
                name=category.name, name_fold=fold(category.name)
            )
    except IntegrityError:
        raise Stale() from None
    if not changed:
        raise Stale()
    audit.record("news_category_renamed", category, by=by, at=at, detail={"was": was, "name": category.name})


@transaction.atomic
def move_category(*, category: NewsCategory, up: bool, by, at: datetime) -> None:
    """One place up or down among those in use."""
    check_can_keep_categories(by, at.date())
    place = move_row(category, NewsCategory.objects.filter(retired_at=None), up=up)
    if place is not None:
        audit.record("news_category_moved", category, by=by, at=at, detail={"place": place})


@transaction.atomic
def retire_category(*, category: NewsCategory, reason: str, by, at: datetime) -> None:
    """No new article stands in it from now on; what stands there is read at the same address as before."""
    check_can_retire(by, category, at.date())
    strike(category, "retired", reason=reason, by=by, at=at)
    audit.record("news_category_retired", category, by=by, at=at, detail={"reason": category.retired_reason})


@transaction.atomic
def restore_category(*, category: NewsCategory, by, at: datetime) -> None:
    """Use a retired category again, at the end of the list."""
    check_can_keep_categories(by, at.date())
    _check_room()
    last = NewsCategory.objects.aggregate(last=Max("ordinal"))["last"] or 0
    used_again = {"retired_at": None, "retired_by": None, "retired_reason": "", "ordinal": last + 1}
    if not NewsCategory.objects.filter(pk=category.pk, retired_at__isnull=False).update(**used_again):
        raise Stale()
    for name, value in used_again.items():
        setattr(category, name, value)
    audit.record("news_category_restored", category, by=by, at=at)
