"""Who may write and publish. An editor works for the own unit and the units below it."""

from datetime import date

from thidua.conferences.models import Conference
from thidua.portal.models import Article, NewsCategory
from thidua.portal.models_newsroom import Exemplar
from thidua.portal.models_voices import Message
from thidua.portal.queries import editors_unit_ids, moderators_unit_ids
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.units.models import RoleGrant, Unit

_EDITOR = RoleGrant.Role.EDITOR.label


def check_is_editor(user, unit: Unit, on: date, to_do: str) -> None:
    if unit.pk not in editors_unit_ids(user, on):
        raise Denied(f"Để {to_do} cần vai trò “{_EDITOR}” của {unit.name} hoặc của cấp trên.")


def check_can_draft(user, unit: Unit, on: date) -> None:
    check_is_editor(user, unit, on, "soạn bài viết")


def check_can_draft_from(user, conference: Conference, on: date) -> None:
    """An article tells what happened, so the conference must have been held; one article each."""
    if conference.state != "held":
        raise Denied("Hội nghị chưa được ghi nhận đã tổ chức nên chưa soạn được bài viết.")
    check_is_editor(user, conference.unit, on, "soạn bài viết về hội nghị")
    if Article.objects.filter(conference=conference).exists():
        raise Denied("Hội nghị này đã có bài viết; mời mở bài đó để sửa.")


def check_can_edit(user, article: Article, on: date) -> None:
    if article.state == "withdrawn":
        raise Denied("Bài viết đã gỡ, không sửa được nữa.")
    check_is_editor(user, article.unit, on, "sửa bài viết")


def check_can_place_photo(user, article: Article, on: date) -> None:
    if article.state == "withdrawn":
        raise Denied("Bài viết đã gỡ, không thêm hay sửa ảnh được nữa.")
    check_is_editor(user, article.unit, on, "đưa ảnh vào bài viết")


def check_can_place_video(user, article: Article, on: date) -> None:
    if article.state == "withdrawn":
        raise Denied("Bài viết đã gỡ, không thêm hay sửa video được nữa.")
    check_is_editor(user, article.unit, on, "đưa video vào bài viết")


def check_can_publish(user, article: Article, on: date, act: str = "publish") -> None:
    """``act``: "publish" or "schedule". Who is held up as an example must have agreed to it."""
    check_gate(article, act)
    check_is_editor(user, article.unit, on, "đăng bài viết")
    check_category(article, article.category)
    if article.exemplar is not None:
        check_consented(article.exemplar)


def check_category(article: Article, category: str) -> None:
    """What is held up as an example in public begins at a verified exemplar: there the consent is asked."""
    if category == NewsCategory.EXEMPLAR and article.exemplar_id is None:
        raise Denied(
            "Bài ở chuyên mục “Gương điển hình” phải được soạn từ một gương đã xác minh, có sự đồng ý của người được nêu "
            "gương. Mời vào Tin bài, Gương điển hình; hoặc chọn chuyên mục khác."
        )


def check_offered(category: str, now: str | None = None) -> None:
    """A category may be chosen while it is in use; what stands in a retired one (``now``) may stay there."""
    if category != now and not NewsCategory.objects.filter(slug=category, retired_at=None).exists():
        raise Denied("Chuyên mục này không có hoặc đã thôi dùng. Mời chọn chuyên mục khác.")


def check_can_keep_categories(user, on: date) -> None:
    """The sections of the news are the same for the whole province: its own editors keep them."""
    root = Unit.objects.without_tree_fields().filter(parent=None, valid_to=None).order_by("pk").first()
    if root is None or root.pk not in editors_unit_ids(user, on):
        name = root.name if root else "đơn vị cao nhất"
        raise Denied(f"Chuyên mục dùng chung cho cả cổng thông tin: việc này cần vai trò “{_EDITOR}” của {name}.")


def check_can_retire(user, category: NewsCategory, on: date) -> None:
    check_can_keep_categories(user, on)
    if category.retired_at is not None:
        raise Denied("Chuyên mục này đã thôi dùng.")
    if category.slug in NewsCategory.NEEDED:
        raise Denied(
            f"Bài soạn từ hội nghị, từ gương điển hình cần chuyên mục “{category.name}” nên không thôi dùng được."
        )


def check_can_unschedule(user, article: Article, on: date) -> None:
    check_gate(article, "unschedule")
    check_is_editor(user, article.unit, on, "bỏ hẹn giờ đăng")


def check_can_withdraw(user, article: Article, on: date) -> None:
    check_gate(article, "withdraw")
    check_is_editor(user, article.unit, on, "gỡ bài viết")


def check_can_moderate(user, unit: Unit, on: date) -> None:
    """Comments: editors, and moderators, who decide about nothing else."""
    if unit.pk not in moderators_unit_ids(user, on):
        raise Denied(
            f"Để xử lý ý kiến bạn đọc cần vai trò “{_EDITOR}” hoặc “{RoleGrant.Role.MODERATOR.label}” của {unit.name} "
            "hoặc của cấp trên."
        )


def check_can_ask_readers(user, unit: Unit, on: date) -> None:
    """Polls and readers' messages."""
    check_is_editor(user, unit, on, "xử lý bình chọn, thư bạn đọc")


def check_can_set_aside(user, message: Message, on: date) -> None:
    check_can_ask_readers(user, message.unit, on)
    if message.subject == Message.Subject.REMOVAL:
        raise Denied("Đề nghị gỡ, sửa thông tin về mình phải được trả lời, kể cả khi giữ nguyên. Mời chọn “Trả lời”.")


# ── exemplars ──


def check_can_spot(user, unit: Unit, on: date) -> None:
    check_is_editor(user, unit, on, "ghi nhận gương điển hình")


def check_can_handle(user, exemplar: Exemplar, on: date, act: str = "") -> None:
    """``act``: the move of the life-cycle that is asked for, where there is one."""
    if act:
        check_gate(exemplar, act)
    check_is_editor(user, exemplar.unit, on, "xử lý gương điển hình")


def check_can_record_consent(user, exemplar: Exemplar, on: date) -> None:
    check_can_handle(user, exemplar, on)
    if exemplar.state != "verified":
        raise Denied("Sự đồng ý được ghi nhận sau khi gương đã xác minh và trước khi nêu gương.")
    if exemplar.consent_at is not None:
        raise Denied("Sự đồng ý đã được ghi nhận.")


def check_consented(exemplar: Exemplar) -> None:
    """A person is shown as an example only with consent on record; a group speaks through its own unit."""
    if exemplar.state == "consent_ended":
        raise Denied("Người được nêu gương đã rút lại sự đồng ý; bài này không đăng được nữa.")
    if exemplar.state in ("spotted", "dropped"):
        raise Denied(f"Gương này chưa được xác minh (đang ở bước “{exemplar.state_label}”).")
    if exemplar.kind == Exemplar.Kind.PERSON and exemplar.consent_at is None:
        raise Denied("Chưa ghi nhận sự đồng ý của người được nêu gương. Mời mở gương này và ghi nhận trước.")


def check_can_tell(user, exemplar: Exemplar, on: date) -> None:
    """Draft the article of an exemplar: verified, and none in work."""
    check_is_editor(user, exemplar.unit, on, "soạn bài nêu gương")
    check_consented(exemplar)
    if Article.objects.filter(exemplar=exemplar).exclude(state="withdrawn").exists():
        raise Denied("Gương này đã có bài viết; mời mở bài đó để sửa.")
