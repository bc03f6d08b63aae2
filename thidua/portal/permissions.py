"""Who may write and publish. An editor works for the own unit and the units below it."""

from datetime import date

from thidua.conferences.models import Conference
from thidua.portal.models import Article
from thidua.portal.queries import editors_unit_ids
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


def check_can_publish(user, article: Article, on: date) -> None:
    check_gate(article, "publish")
    check_is_editor(user, article.unit, on, "đăng bài viết")


def check_can_withdraw(user, article: Article, on: date) -> None:
    check_gate(article, "withdraw")
    check_is_editor(user, article.unit, on, "gỡ bài viết")


def check_can_moderate(user, unit: Unit, on: date) -> None:
    check_is_editor(user, unit, on, "xử lý ý kiến, bình chọn, thư bạn đọc")
