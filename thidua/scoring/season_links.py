"""The desks of a season and the last days of its steps, as its page offers them."""

from datetime import date

from django.db.models import Value
from django.urls import reverse

from thidua.scoring import queries, queries_marks
from thidua.scoring.models import Season, SeasonDeadline
from thidua.shared import clock


def steps_of(season: Season, on: date) -> list[dict]:
    """The steps that have a last day, in order, with how near it is."""
    known = queries.deadlines_of(season)
    return [
        {"label": step.label, "due_on": known[step], "passed": known[step] < on, "today": known[step] == on}
        for step in SeasonDeadline.Step
        if step in known
    ]


def _set_up(season: Season) -> set[str]:
    """Which of "leads" (departments that mark criteria) and "plan" (a cross-check plan in force) there is. One query."""
    leads = season.lead_duties.order_by().values_list(Value("leads"))
    plans = season.check_plans.filter(replaced_at=None).order_by().values_list(Value("plan"))
    return {word for (word,) in leads.union(plans)}


def links_of(season: Season, sight: queries.Sight, leads: bool, decides: bool, user) -> list[tuple[str, str, str]]:
    """(label, address, what is done there): the desks of a season, for who leads it; the others read what concerns all.

    Who decides on members (``decides``) does it on this page; the head finds the way to the list of the year.
    """
    here = [season.pk]
    links = [("Lưới điểm", reverse("scoring:grid", args=here), "Nhập, xem điểm như bảng tính")]
    if leads and season.state in ("self_scoring", "verifying"):
        links += [
            ("Quy định và thời hạn", reverse("scoring:rules", args=here), "Ai quyết khi khác nhau, hạn, minh chứng"),
            ("Đơn vị chủ trì chấm", reverse("scoring:leads", args=here), "Giao mục cho sở, ngành"),
            ("Kiểm tra chéo", reverse("scoring:plan", args=here), "Lập kế hoạch, xem ai kiểm tra ai"),
        ]
    elif sight.organises and not leads:
        set_up = _set_up(season)
        if "leads" in set_up:
            links.append(("Đơn vị chủ trì chấm", reverse("scoring:leads", args=here), "Sở, ngành nào chấm mục nào"))
        if "plan" in set_up:
            links.append(("Kiểm tra chéo", reverse("scoring:plan", args=here), "Xem ai kiểm tra ai"))
    if (sight.organises or sight.heads) and season.rubric_record_id:
        links.append(
            ("Bảng tiêu chí", reverse("rubrics:detail", args=[season.rubric_record_id]), "Các mục, cách tính, bản in")
        )
    if (
        season.state == "verifying"
        and queries_marks.sheets_of_desk(user, clock.today()).filter(card__season=season).exists()
    ):
        links.append(("Phiếu chấm của đơn vị", reverse("scoring:desk"), "Bảng điểm của đơn vị khác phải chấm"))
    if leads and not decides and season.state in ("self_scoring", "verifying", "meeting"):
        members = reverse("clusters:members", args=[season.cluster_id, season.year])
        links.append(("Thành viên năm", members, f"Đơn vị thôi tham gia: {season.cluster.organiser.name} quyết định"))
    if leads and season.state != "self_scoring":
        links += [
            ("Chỗ điểm khác nhau", reverse("scoring:differences", args=here), "Thống nhất từng mục, có lý do"),
            (
                "So sánh mức độ chấm giữa các nơi",
                reverse("scoring:fairness", args=here),
                "Tham khảo: điểm lệch, nơi chấm chặt, rộng",
            ),
        ]
    if leads and season.state in ("meeting", "ranked"):
        links.append(("Bỏ phiếu kín", reverse("scoring:vote", args=here), "Chọn đơn vị đề nghị khen thưởng"))
    if season.state in ("meeting", "ranked", "confirmed"):
        links.append(("Kiến nghị", reverse("scoring:objections", args=here), "Hỏi lại về điểm và câu trả lời"))
    return links
