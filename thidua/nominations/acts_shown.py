"""Which acts the page of a dossier offers: those of the step at hand, those done less often, the ways back."""

from dataclasses import dataclass, field

from django.urls import reverse

from thidua.nominations import actions_moves, queries
from thidua.nominations import permissions as may
from thidua.nominations.actions_jobs import check_can_ask_to_send
from thidua.nominations.forms import award_kinds
from thidua.nominations.hands import would_be_same
from thidua.nominations.models import Nomination
from thidua.shared import clock
from thidua.shared.denied import reason_against
from thidua.shared.ui import Action, guarded

# Three ways to take a dossier back, by the name of their address: what each brings about.
WAYS_BACK = {
    "recall": (
        "Rút lại để sửa",
        "Hồ sơ trở về đơn vị để sửa rồi gửi lại. Chỉ làm được khi nơi nhận chưa tiếp nhận.",
    ),
    "return": (
        "Trả lại để sửa",
        "Hồ sơ trở về đơn vị kèm lý do. Đơn vị sửa rồi gửi lại; ngày áp dụng quy định tính lại khi tiếp nhận lần sau.",
    ),
    "withdraw": (
        "Rút hẳn hồ sơ",
        "Hồ sơ dừng lại, không gửi lại được; nội dung và lý do vẫn lưu. Muốn đề nghị lại phải lập hồ sơ mới.",
    ),
}


@dataclass
class Shown:
    """``front``: buttons at the head of the page, few enough for a telephone; ``looks``: pages to read before going on;
    ``more``: less often; ``back``: the ways back this person has now, each with what it brings about."""

    front: list[Action]
    looks: list[Action]
    more: list[Action] = field(default_factory=list)
    back: list[tuple[Action, str]] = field(default_factory=list)


def acts_shown(user, nomination: Nomination) -> Shown:
    """The acts of the present step; a refused one stays grey with its reason, a way back that is not this person's is left
    out."""
    on, version = clock.today(), [("version", str(nomination.version))]

    def url(name: str) -> str:
        return reverse(f"nominations:{name}", args=[nomination.pk])

    def act(label, name, check, kind="secondary", icon="", confirm="", method="get"):
        options = {"method": method, "kind": kind, "icon": icon, "confirm": confirm, "hidden": version}
        return guarded(label, url(name), check, user, nomination, on, **options)

    papers = Action("Giấy tờ, báo cáo", url("papers"), icon="file")
    looks = [
        Action("Vướng mắc", url("conflicts"), icon="alert"),
        Action("Cân đối", url("balance"), icon="scale"),
        Action("Thử tỷ lệ", url("ratio"), icon="chart"),
        Action("Ý kiến cơ quan khác", url("opinions"), icon="look"),
    ]
    assign = act("Phân công", "assign", may.check_can_assign, icon="people")
    hold = act("Tạm dừng", "hold", may.check_can_hold, icon="clock")
    consult = act("Lấy ý kiến công khai", "consult", may.check_can_triage, icon="news")
    front: list[Action] = [papers]
    more: list[Action] = []
    match nomination.state:
        case "draft" | "returned":
            sure = "Sau khi gửi, danh sách không sửa được nữa."
            if nomination.is_own_appraisal:
                sure = (
                    f"Hồ sơ thuộc thẩm quyền của chính {nomination.unit.name}: chuyển sang thẩm định tại đơn vị. {sure}"
                )
            send = act("Gửi hồ sơ", "send", check_can_ask_to_send, "primary", "send", sure, "post")
            front = [*_building(nomination, act), papers, send]
            letter = act("Lập công văn trả hồ sơ", "return-letter", may.check_can_write_return, icon="mail")
            if not letter.refused:  # the desk that gave it back; the unit itself has nothing to do with it
                front.append(letter)
        case "sent":
            front = [act("Tiếp nhận", "receive", may.check_can_receive, "primary", "check", method="post"), papers]
            more = [assign, hold]
        case "asked":
            front = [act("Trả lời cơ quan thẩm định", "reply", may.check_can_reply, "primary", "send"), papers]
            more = [assign, hold]
        case "received":
            sure = would_be_same(nomination, user)
            front = [
                act("Đưa vào tất cả “Có thể đề xét”", "include", may.check_can_appraise, icon="check", method="post"),
                act("Hỏi theo trường hợp", "ask", may.check_can_ask, icon="mail"),
                papers,
                act("Kết thúc thẩm định", "finish", may.check_can_finish, "primary", "seal", sure, "post"),
            ]
            more = [
                act("Xem xét chung", "look", may.check_can_appraise, icon="look"),
                act("Xét lại theo dữ liệu mới", "judge", may.check_can_appraise, icon="law", method="post"),
                act("Đổi ngày áp dụng quy định", "rule-date", may.check_can_change_rule_date, icon="calendar"),
                assign,
                hold,
                consult,
                act("Tách", "split", may.check_can_split),
                act("Ghép", "join", may.check_can_split),
            ]
        case "appraised" | "in_council":
            if nomination.appraisal_report_id is None:
                front.append(
                    act("Lập báo cáo thẩm định", "appraisal-report", may.check_can_report_appraisal, icon="seal")
                )
            more = [hold, consult] if nomination.state == "appraised" else []
        case "concluded" if actions_moves.is_of_the_state(nomination.award_code):
            label = "Trình lên Thủ tướng Chính phủ"
            front.append(act(label, "forward", actions_moves.check_can_forward, "primary", "send", method="post"))
        case "forwarded" if actions_moves.is_of_the_state(nomination.award_code):
            front.append(Action("Ghi kết quả của cấp trên", url("answer"), kind="primary"))
    return Shown(front, looks, more, _ways_back(user, nomination, url))


def _building(nomination: Nomination, act) -> list[Action]:
    found = []
    if award_kinds(nomination.award_code) and nomination.kind != "external_relations":
        found.append(act("Chọn người, tập thể", "pick", may.check_can_edit, icon="plus"))
        found.append(act("Danh sách từ tệp", "sheet", may.check_can_edit, icon="upload"))
    if queries.outsider_kinds(nomination.award_code):
        found.append(act("Thêm hộ gia đình, người nước ngoài", "outsider", may.check_can_edit, icon="plus"))
    return found


def _ways_back(user, nomination: Nomination, url) -> list[tuple[Action, str]]:
    on = clock.today()
    checks = {"recall": may.check_can_recall, "return": may.check_can_return, "withdraw": may.check_can_withdraw}
    return [
        (Action(label, url(name), kind="grave" if name == "withdraw" else "secondary"), told)
        for name, (label, told) in WAYS_BACK.items()
        if not reason_against(checks[name], user, nomination, on)
    ]
