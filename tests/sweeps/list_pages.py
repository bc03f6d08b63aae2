"""Every page by its address, how to open it in the world of many_rows.py, and what it costs: queries, rows read.

A new address must be entered here: in ``PAGES`` when it can be opened and shows anything of which there may be many,
in ``NO_LIST`` with the reason when it cannot. Addresses that only take a POST need no entry.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, reset_queries
from django.db.models import QuerySet
from django.db.models.signals import post_init
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.sweeps.many_rows import World, build, grow
from thidua.papers.models import NumberSeries
from thidua.shared.jobs.models import Job
from thidua.shared.tables import EXPORT_CHUNK

MOST_QUERIES = 12  # session and account included
# Model rows a paged page may read: a hundred lines with what hangs on each, and the rights of the reader.
MOST_ROWS = 700
FEW, MANY = 50, 5_000
# For what is shown whole: the choices of a form, a room, a cluster. Nobody scrolls through more.
MANY_WHOLE = 500


@dataclass(frozen=True)
class Page:
    """``name`` of the address; ``values`` (of the address) and ``query`` from the world; ``whole``: why it shows or
    weighs everything at once instead of a page, "" for a paged list; ``most`` queries, with a reason where more."""

    name: str
    values: Callable[[World], dict[str, Any]] = lambda w: {}
    query: str = ""
    whole: str = ""
    most: int = MOST_QUERIES

    def address(self, world: World) -> str:
        address = reverse(self.name, kwargs=self.values(world))
        return f"{address}?{self.query}" if self.query else address


@dataclass(frozen=True)
class Cost:
    """What one answer took: SQL queries, model rows made, and the same for the list as CSV where it can be had."""

    queries: int
    rows: int
    export_queries: int | None = None


def _pk(thing: str) -> Callable[[World], dict[str, Any]]:
    return lambda w: {"pk": getattr(w, thing) if thing == "open_ballot" else getattr(w, thing).pk}


_BOOK = "một sổ trong năm: đếm mọi số, chia trang khi hiện"
_CLUSTER = "bảng của một cụm: xem, xếp hạng và in trọn; cụm có vài chục đơn vị"
_TABLE = "một bảng tiêu chí: xem, so và thử trọn bảng"
_CHOICE = "người dùng chọn trong mọi khả năng"
_PAPER = "lá phiếu là một thể thống nhất"
_LAW = "pháp luật đối chiếu với mọi trường hợp"
_TWO = "hai hồ sơ cạnh nhau, mỗi sổ hỏi một lần cho từng hồ sơ"
_HALL = "bảng cho hội trường: xem trọn mọi bên trên một màn hình"
_PARTIES = "chữ ký của vài bên trên một giấy tờ"
_FINDINGS = "mọi vướng mắc của một hồ sơ, mỗi sổ hỏi một lần cho cả hồ sơ"
_ROOM = "mọi người có mặt trong một phòng họp"

_RULES = "các bản quy chế của một cụm: vài bản qua nhiều năm"
_PLAN = "kế hoạch một năm của một cụm: xem trọn theo ngày, nhiều nhất 200 việc"


def _year(world: World) -> dict[str, Any]:
    return {"pk": world.province.cluster.pk, "year": 2025}


PAGES = (
    Page("home"),
    Page("accounts:letters"),
    Page("notices:desk"),
    Page("notices:dispatch", _pk("dispatch")),
    Page("notices:letter", lambda w: {"pk": w.dispatch.letters.earliest("pk").pk}),
    # Every stage says what is due: each of its registers is asked once, and read whole.
    Page("notices:reminders", query="ngay=15/07/2025", whole="mọi việc đến hạn của mọi đơn vị", most=51),
    Page("daily:list"),
    Page("accounts:sessions"),
    Page("accounts-admin:list"),
    Page("accounts-admin:detail", lambda w: {"pk": w.province.ha_long.officer.pk}, most=22),
    Page("accounts-admin:open", whole=_CHOICE),
    Page("accounts-admin:grant", lambda w: {"pk": w.province.ha_long.officer.pk}, whole=_CHOICE),
    Page("accounts-admin:unit-roles", whole=_CHOICE),
    Page("accounts-admin:mine"),
    Page("accounts-admin:staff"),
    Page("portal:front"),
    Page("portal:news"),
    Page("portal:feed"),
    Page("portal:atom"),
    Page("portal:archive"),
    Page("portal:archive-month", lambda w: {"year": 2025, "month": 7}),
    Page("portal:article", lambda w: {"slug": w.article.slug}),
    Page("portal:roll"),
    Page("portal:honour", _pk("honour")),
    Page("portal:unit", lambda w: {"pk": w.honour.of_unit_id}),
    Page("portal:communes", whole="mọi xã, phường của tỉnh: mỗi đơn vị một ô"),
    Page("portal:verify-code", lambda w: {"code": w.honour.check_code}),
    Page("portal:decisions"),
    Page("portal:sitemap"),
    Page("portal:open-data"),
    Page("portal:english", whole="cơ cấu tổ chức: trọn các đơn vị ngay dưới tỉnh"),
    Page("portal:honours-csv", whole="tệp dữ liệu mở: mọi khen thưởng đã công bố, đọc từng phần"),
    Page("portal:honours-json", whole="tệp dữ liệu mở: mọi khen thưởng đã công bố, đọc từng phần"),
    Page("portal:search", query="q=tin"),
    Page("portal:desk"),
    Page("portal:desk-article", _pk("article")),
    Page("portal:new", whole=_CHOICE),
    Page("portal:comment", lambda w: {"slug": w.article.slug}),
    Page("portal:saved"),
    Page("portal:polls"),
    Page("portal:poll", _pk("poll")),
    Page("portal:message"),
    Page("portal:answers"),
    Page("portal:readers"),
    Page("portal:texts", _pk("article")),
    Page("portal:text", lambda w: {"pk": w.article.pk, "number": 1}),
    Page("portal:photos", _pk("article"), whole="mọi ảnh của một bài, nhiều nhất 60"),
    Page("portal:videos", _pk("article"), whole="mọi video của một bài, nhiều nhất 5"),
    Page("portal:categories", whole="mọi chuyên mục: nhiều nhất 20 đang dùng"),
    Page("portal:desk-exemplars"),
    Page("portal:desk-exemplar", _pk("exemplar")),
    Page("portal:new-exemplar", whole=_CHOICE),
    Page("portal:exemplar-copy", _pk("exemplar"), whole=_CHOICE),
    Page("portal:desk-comments"),
    Page("portal:desk-comment", _pk("comment")),
    Page("portal:desk-polls"),
    Page("portal:desk-poll", _pk("poll")),
    Page("portal:new-poll", whole=_CHOICE),
    Page("portal:desk-messages"),
    Page("portal:desk-message", _pk("message")),
    Page("law:list"),
    Page("law:stocktake"),
    Page("law:open"),
    Page("units:tree"),
    Page("units:detail", lambda w: {"pk": w.province.root.unit.pk}),
    Page("units:merge", lambda w: {"pk": w.province.ha_long.unit.pk}, whole=_CHOICE),
    Page("units:split", lambda w: {"pk": w.province.ha_long.unit.pk}, whole=_CHOICE),
    Page("units:reorganisations"),
    Page("people:list"),
    Page("people:search", query="q=thi"),
    Page("people:transfers"),
    Page("people:duplicates"),
    # One person: each register is asked once.
    Page("profiles:person", lambda w: {"pk": w.honour.person_id}, whole="một đời công tác: xem và in trọn", most=34),
    Page("profiles:openings", lambda w: {"pk": w.honour.person_id}),
    Page("profiles:compare", lambda w: {"first": w.pair.first_id, "second": w.pair.second_id}, whole=_TWO, most=60),
    Page("clusters:list"),
    Page("clusters:year", _year, whole=_CLUSTER, most=24),
    Page("clusters:members", _year, whole=_CLUSTER, most=14),
    Page("clusters:regulations", _year, whole=_RULES),
    Page("clusters:plan", _year, whole=_PLAN),
    Page("clusters:gatherings", _year),
    Page("clusters:gathering", lambda w: {**_year(w), "gathering_pk": w.gathering.pk}, whole=_CLUSTER),
    Page("clusters:gathering-record", lambda w: {**_year(w), "gathering_pk": w.gathering.pk}, whole=_CLUSTER),
    Page("clusters:gathering-add", _year, whole=_CHOICE),
    Page("clusters:documents", _year),
    Page("clusters:form-year", lambda w: {"pk": w.province.cluster.pk, "year": 2026}, whole=_CHOICE, most=14),
    Page("clusters:people", _year, whole=_CHOICE),
    Page("movements:list"),
    Page("movements:detail", _pk("movement")),
    Page("movements:new", whole=_CHOICE),
    Page("movements:calendar", query="nam=2025"),
    Page("movements:national"),
    Page("movements:days"),
    Page("movements:documents", _pk("movement")),
    Page("movements:review", _pk("review")),
    Page("movements:report", lambda w: {"pk": w.review.pk, "unit_pk": w.province.ha_long.unit.pk}),
    Page("movements:proposals", _pk("review")),
    Page("movements:propose", lambda w: {"pk": w.review.pk, "unit_pk": w.province.ha_long.unit.pk}, whole=_CHOICE),
    Page("pledges:list"),
    Page("pledges:new", whole=_CHOICE),
    # One pledge: its changes, its files and the days set for its quarters are one question each.
    Page("pledges:detail", _pk("pledge"), most=14),
    Page("pledges:board", lambda w: {"movement_pk": w.movement.pk}),
    Page("pledges:live-board", lambda w: {"movement_pk": w.movement.pk}, whole=_HALL),
    Page("pledges:signing", lambda w: {"pk": w.signed_file.place.signing.pledge.pk}, whole=_PARTIES),
    Page("signing:file", _pk("signed_file"), whole=_PARTIES),
    Page("signing:certificates"),
    Page("pledges:joint", _pk("joint"), whole=_CLUSTER),
    Page("pledges:joint-new", whole=_CHOICE),
    Page("pledges:library"),
    # Sheets, pledges, targets and results of the page's units, and the days on which they are due.
    Page("pledges:duties", query="year=2025", most=14),
    Page("pledges:shared", query="year=2025", whole="một chỉ tiêu của mọi đơn vị với dòng tổng"),
    Page("pledges:compiled", query="year=2025"),
    Page("pledges:registration-remark", _pk("sent_sheet")),
    Page("pledges:registration-reply", _pk("returned_sheet")),
    Page("pledges:registration-results", _pk("sheet")),
    Page("pledges:registrations", query="year=2025"),
    Page("pledges:registration", _pk("sheet")),
    Page("pledges:registration-people", _pk("sheet"), whole=_CHOICE),
    Page("pledges:registration-collectives", _pk("sheet"), whole=_CHOICE),
    Page("pledges:registration-remove", _pk("sheet")),
    Page("rubrics:list"),
    Page("rubrics:detail", _pk("rubric"), whole=_TABLE),
    Page("rubrics:history", _pk("rubric")),
    Page("rubrics:new", whole="ba biểu mẫu bắt đầu, mỗi biểu mẫu chọn đơn vị và cụm, khối", most=16),
    Page("rubrics:settings", _pk("rubric_draft"), whole=_CHOICE),
    Page("rubrics:compare", _pk("rubric"), whole=_TABLE),
    Page("rubrics:trial", _pk("rubric"), whole=_TABLE),
    Page("scoring:list"),
    Page("scoring:open", whole=_CHOICE),
    Page("scoring:detail", _pk("season"), whole=_CLUSTER, most=14),
    Page("scoring:ranking", _pk("season"), whole=_CLUSTER, most=14),
    Page("scoring:propose", _pk("season"), whole=_CLUSTER),
    Page("scoring:card", lambda w: {"pk": w.season.scorecards.earliest("pk").pk}, most=14),
    Page("scoring:desk"),
    Page("scoring:grid", _pk("season"), whole=_CLUSTER),
    Page("scoring:grid-watch", _pk("season"), query="tu=2026-01-01T00:00:00Z", whole=_CLUSTER),
    Page("scoring:objections", _pk("season")),
    Page("scoring:object", lambda w: {"pk": w.season.scorecards.earliest("pk").pk}),
    Page("nominations:list"),
    Page("nominations:desk"),
    Page("nominations:new", whole=_CHOICE),
    # One dossier: its lines are paged; clock, questions, holds, opinions, papers and reports are one question each.
    Page("nominations:detail", _pk("received"), most=24),
    Page("nominations:papers", _pk("received"), most=16),
    Page("nominations:line-papers", lambda w: {"pk": w.received.lines.earliest("pk").pk}, most=16),
    Page("nominations:report", lambda w: {"pk": w.received.lines.earliest("pk").pk}),
    Page(
        "nominations:ask", lambda w: {"pk": w.received.pk}, whole="câu hỏi cho nhiều nhất 100 trường hợp trên một trang"
    ),
    Page("nominations:opinions", _pk("received"), whole="các cơ quan đã trả lời, nhiều nhất 500 văn bản"),
    Page("nominations:hold", _pk("received"), whole=_CHOICE),
    Page("nominations:split", _pk("received"), whole=_CHOICE),
    Page("nominations:assign", _pk("received"), whole=_CHOICE),
    Page("nominations:consult", _pk("received")),
    Page("nominations:outsider", _pk("dossier")),
    Page("nominations:sheet", _pk("dossier")),
    Page("nominations:paper-rules", whole="vài danh hiệu mà luật giao tỉnh quy định hồ sơ"),
    Page("nominations:desk-rules", whole="quy định của một bàn thẩm định, 20 lần gần nhất"),
    Page("portal:consultations"),
    Page("portal:consultation", _pk("consultation"), whole=_CHOICE),
    # Not a list of rows: the law weighs everybody afresh, and each of its registers (ratings, absences, discipline,
    # initiatives, attestations, honours and their later entries, posts) is one question.
    Page("nominations:pick", _pk("dossier"), whole="pháp luật đối chiếu với mọi người của đơn vị", most=20),
    Page("nominations:roadmap-people"),
    Page("nominations:roadmap-units"),
    # One person or unit: every register is asked once, as above.
    Page("nominations:roadmap-person", lambda w: {"pk": w.honour.person_id}, most=17),
    Page("nominations:roadmap-unit", lambda w: {"pk": w.received.unit_id}, most=20),
    # The names behind a ratio are shown whole: that is what the page is for.
    Page("nominations:conflicts", _pk("dossier"), whole=_FINDINGS, most=40),
    Page("nominations:balance", _pk("dossier"), whole="số liệu của cả danh sách"),
    Page("nominations:kinship"),
    Page("records:list"),
    Page("records:units"),
    Page("records:holds"),
    Page("records:initiatives"),
    Page("records:uses"),
    Page("records:person", lambda w: {"pk": w.province.ha_long.people[0].pk}, whole="mọi năm của một người", most=16),
    Page("records:unit", lambda w: {"pk": w.province.ha_long.unit.pk}, whole="mọi năm của một tập thể"),
    Page("records:bulk", whole=_CHOICE),
    Page("records:initiative-new", whole=_CHOICE, most=30),
    Page("nominations:ratio", _pk("dossier"), whole="tên người sau mỗi con số của tỷ lệ", most=15),
    Page("nominations:letter", lambda w: {"pk": w.received.lines.earliest("pk").pk}),
    # One nominee: questions, opinions, holds and the report are one question each.
    Page("nominations:line", lambda w: {"pk": w.received.lines.earliest("pk").pk}, most=18),
    Page("nominations:card", lambda w: {"pk": w.received.lines.earliest("pk").pk}),
    # The same for every nominee of the open dossiers, and for every honour of a year: the registers are read once for
    # people and once for collectives.
    Page("nominations:impact", query="ngay=2024-02-01", whole=_LAW, most=40),
    Page(
        "nominations:impact-line",
        lambda w: {"pk": w.received.lines.earliest("pk").pk},
        query="ngay=2024-02-01",
        whole=_LAW,
        most=24,
    ),
    Page("legality:list", whole=_LAW, most=40),
    Page("legality:line", _pk("honour"), whole=_LAW, most=24),
    Page("councils:list"),
    Page("councils:mine"),
    Page("councils:establish", whole=_CHOICE),
    Page("councils:council", _pk("council"), whole=_ROOM, most=16),
    Page("councils:prepare", _pk("council"), whole=_CHOICE, most=14),
    # seats, papers, questions, rules, box, recusals, drafts of one session: each asks once
    Page("councils:detail", _pk("session"), whole=_ROOM, most=32),
    Page("councils:open", _pk("prepared"), whole=_ROOM, most=13),
    Page("councils:show", _pk("session")),
    Page("councils:change", _pk("council"), whole=_CHOICE),
    Page("councils:substitute", _pk("council"), whole=_CHOICE),
    Page("ballots:list"),
    Page("ballots:detail", lambda w: {"pk": w.session.ballot_id}),
    Page("ballots:vote", _pk("open_ballot")),
    Page("decisions:list"),
    Page("decisions:detail", _pk("decision"), most=14),
    Page("decisions:copies", _pk("decision")),
    Page("decisions:later", _pk("decision"), whole="mọi dòng của một quyết định: chọn theo số thứ tự"),
    Page("papers:series"),
    Page("papers:book", lambda w: {"pk": NumberSeries.objects.get(unit=w.decision.unit, symbol="QĐ").pk}, whole=_BOOK),
    Page("exchange:list"),
    Page("honours:list"),
    Page("honours:statistics", query="theo=place", whole="số liệu đếm trong cơ sở dữ liệu; mỗi nhóm một dòng"),
    Page("honours:follow-ups"),
    Page("honours:extracts"),
    Page("honours:compare", _pk("honour")),
    Page("honours:detail", _pk("honour")),
    Page("honours:person", lambda w: {"pk": w.honour.person_id}),
    Page("rewards:list"),
    Page("rewards:detail", _pk("decision")),
    Page("rewards:sheet", lambda w: {"pk": w.decision.print_runs.earliest("pk").copies.earliest("position").pk}),
    Page("rewards:layouts"),
    Page("rewards:new-layout", whole=_CHOICE),
    Page(
        "rewards:layout",
        lambda w: {"unit": w.decision.unit_id, "award": w.decision.award_code, "kind": "person"},
    ),
    Page("rewards:bonuses"),
    Page("rewards:funds"),
    Page("rewards:stock"),
    Page("rewards:ceremonies"),
    Page("rewards:reissues"),
    Page("rewards:bonus", _pk("bonus_list")),
    Page("rewards:fund", lambda w: {"pk": w.decision.unit_id, "year": w.decision.decided_on.year}),
    Page("rewards:item", _pk("stock_item")),
    Page("rewards:ceremony", _pk("handing")),
    Page("decisions:recipients", _pk("lone_draft")),
    Page("rewards:badges"),
    Page("conferences:list"),
    Page("conferences:new", whole=_CHOICE),
    Page("conferences:detail", _pk("conference")),
    Page("conferences:show", lambda w: {"pk": w.conference.pk, "ordinal": 1}),
    Page("conferences:record", _pk("planned"), whole=_ROOM),
    Page("conferences:edit", _pk("planned"), whole=_CHOICE),
    Page("conferences:guests", _pk("planned")),
    Page("conferences:guest-add", _pk("planned"), whole=_CHOICE),
    Page("conferences:arrivals", _pk("planned")),
    Page("conferences:papers", _pk("conference")),
    Page("conferences:paper", lambda w: {"pk": w.conference.pk, "paper_pk": w.conference.papers.earliest("pk").pk}),
    Page("conferences:remarks", _pk("conference")),
    Page("conferences:remark-add", _pk("conference"), whole=_CHOICE),
    Page("conferences:figures", _pk("conference")),
    Page(
        "conferences:figure",
        lambda w: {"pk": w.conference.pk, "figure_pk": w.conference.figures.earliest("pk").pk},
        whole=_CLUSTER,
    ),
    Page("conferences:figure-add", _pk("conference"), whole=_CLUSTER),
    Page(
        "conferences:figure-edit",
        lambda w: {"pk": w.conference.pk, "figure_pk": w.conference.figures.earliest("pk").pk},
        whole=_CLUSTER,
    ),
    Page("conferences:awards", _pk("awarded")),
    Page(
        "conferences:award",
        lambda w: {"pk": w.awarded.pk, "ordinal": 1, "place": w.awarded.ceremony.earliest("ordinal").ordinal},
    ),
    Page("conferences:album", _pk("conference")),
    Page("conferences:handover", whole=_CHOICE),
    Page("imports:list"),
    Page("imports:old-list"),
    Page("imports:old-new", whole=_CHOICE),
    Page("imports:new", query="loai=people", whole=_CHOICE),
    Page("imports:detail", _pk("checked")),
    Page("imports:table", _pk("uploaded")),
    Page("imports:columns", _pk("checked")),
    Page("jobs:list"),
    Page("jobs:detail", lambda w: {"pk": Job.objects.filter(requested_by=w.user).earliest("pk").pk}),
)

_ONE = "biểu mẫu của một việc"
_FILE = "một tệp, không phải trang"
_FACTORS = "cách đăng nhập của một người: vài dòng"
_LAW = "đọc từ dữ liệu luật, không hỏi cơ sở dữ liệu"
_STEP = "mở ở bước khác của mùa chấm điểm: tests/scoring/test_mark_views.py đếm câu hỏi của nó"
NO_LIST = {
    "rewards:bonus-return": _ONE,
    "rewards:bonus-withdraw": _ONE,
    "rewards:bonus-set": _ONE,
    "rewards:bonus-pay": _ONE,
    "rewards:bonus-uncollected": _ONE,
    "rewards:bonus-line": _ONE,
    "rewards:bonus-recover": _ONE,
    "rewards:bonus-take-back": _ONE,
    "rewards:fund-enter": _ONE,
    "rewards:fund-carry": _ONE,
    "rewards:fund-entry": _ONE,
    "rewards:fund-correct": _ONE,
    "rewards:item-add": _ONE,
    "rewards:item-in": _ONE,
    "rewards:item-out": _ONE,
    "rewards:item-back": _ONE,
    "rewards:item-spoil": _ONE,
    "rewards:item-count": _ONE,
    "rewards:item-find": _ONE,
    "rewards:item-change": _ONE,
    "rewards:ceremony-add": _ONE,
    "rewards:ceremony-hand": _ONE,
    "rewards:ceremony-pile": _ONE,
    "rewards:reading": _ONE,
    "rewards:reissue-receive": _ONE,
    "rewards:reissue": _ONE,
    "rewards:reissue-grant": _ONE,
    "rewards:reissue-refuse": _ONE,
    "rewards:reissue-finish": _ONE,
    "rewards:reissue-withdraw": _ONE,
    "rewards:bonus-receipt": _FILE,
    "rewards:fund-report": _FILE,
    "rewards:ceremony-paper": _FILE,
    "rewards:ceremony-signing": _FILE,
    "rewards:badge-did": _FILE,
    "rewards:badge-status": _FILE,
    "rewards:badge-json": _FILE,
    "rewards:badge-issuer": "vài khóa công khai của một cơ quan",
    "nominations:settle": _ONE,
    "nominations:text-pair": _ONE,
    "nominations:kinship-new": _ONE,
    "nominations:kinship-withdraw": _ONE,
    "nominations:name-use": _ONE,
    "records:hold-lift": _ONE,
    "records:discipline-annul": _ONE,
    "records:correct": _ONE,
    "records:absence-new": _ONE,
    "records:discipline-new": _ONE,
    "records:hold-new-person": _ONE,
    "records:hold-new-unit": _ONE,
    "records:initiative": _ONE,
    "records:initiative-edit": _ONE,
    "records:initiative-recognise": _ONE,
    "records:initiative-refuse": _ONE,
    "records:initiative-return": _ONE,
    "records:initiative-withdraw": _ONE,
    "records:initiative-revoke": _ONE,
    "records:initiative-widen": _ONE,
    "records:initiative-authors": _ONE,
    "records:initiative-use": _ONE,
    "records:use-release": _ONE,
    "accounts-admin:person": _ONE,
    "honours:enter": _ONE,
    "accounts:sign-in": _ONE,
    "accounts:password": _ONE,
    "accounts:letter-choices": _ONE,
    "notices:rules": _ONE,
    "notices:cancel": _ONE,
    "notices:covering": _ONE,
    "notices:letter-cancel": _ONE,
    "accounts:use-code": _ONE,
    "accounts:sign-on-back": "trả lời dịch vụ định danh, không phải trang",
    "account_login": _ONE,
    "account_reauthenticate": _ONE,
    "mfa_authenticate": _ONE,
    "mfa_login_webauthn": "trả lời trình duyệt, không phải trang",
    "mfa_reauthenticate": _ONE,
    "mfa_reauthenticate_webauthn": _ONE,
    "mfa_index": _FACTORS,
    "mfa_list_webauthn": _FACTORS,
    "mfa_activate_totp": _FACTORS,
    "mfa_deactivate_totp": _FACTORS,
    "mfa_view_recovery_codes": _FACTORS,
    "mfa_generate_recovery_codes": _FACTORS,
    "mfa_add_webauthn": _FACTORS,
    "mfa_edit_webauthn": _FACTORS,
    "mfa_remove_webauthn": _FACTORS,
    "accounts-admin:close": _ONE,
    "accounts-admin:identity": _ONE,
    "accounts-admin:end-role": _ONE,
    "accounts-admin:delegate": _ONE,
    "accounts-admin:revoke": _ONE,
    "accounts-admin:staff-begin": _ONE,
    "papers:open": _FILE,
    "papers:wordings": "năm đoạn lời văn của một cơ quan, không có danh sách dài",
    "papers:wording": _ONE,
    "papers:gallery": "trang mẫu, chỉ ở chế độ diễn tập",
    "papers:sample-picture": "trang mẫu, chỉ ở chế độ diễn tập",
    "papers:sample-file": "trang mẫu, chỉ ở chế độ diễn tập",
    "nominations:verdict-json": _FILE,
    "nominations:appraisal-report": _ONE,
    "nominations:return-letter": _ONE,
    "nominations:appraisal-docx": _FILE,
    "design": "trang mẫu, chỉ ở chế độ diễn tập",
    "practice-day": "một biểu mẫu, chỉ ở chế độ diễn tập",
    "rewards:spoiled": _ONE,
    "rewards:discard": _ONE,
    "portal:verify": _ONE,
    "portal:edit": _ONE,
    "portal:withdraw": _ONE,
    "portal:schedule": _ONE,
    "portal:photo": _FILE,
    "portal:photo-add": _ONE,
    "portal:photo-edit": _ONE,
    "portal:video-add": _ONE,
    "portal:video-edit": _ONE,
    "portal:video-withdraw": _ONE,
    "portal:category-add": _ONE,
    "portal:category-rename": _ONE,
    "portal:category-retire": _ONE,
    "portal:photo-withdraw": _ONE,
    "portal:verify-exemplar": _ONE,
    "portal:exemplar-consent": _ONE,
    "portal:drop-exemplar": _ONE,
    "portal:end-consent": _ONE,
    "portal:honours-csv-schema": "mô tả các cột, không hỏi cơ sở dữ liệu",
    "portal:honours-json-schema": "mô tả các cột, không hỏi cơ sở dữ liệu",
    "portal:robots": "vài dòng chữ cho máy tìm kiếm, không hỏi cơ sở dữ liệu",
    "portal:captcha": "một câu hỏi cho máy, không hỏi cơ sở dữ liệu",
    "portal:refuse-comment": _ONE,
    "portal:answer-comment": _ONE,
    "portal:answer-message": _ONE,
    "portal:set-message-aside": _ONE,
    "law:award": _LAW,
    "law:compare": _LAW,
    "law:compare-all": _LAW,
    "law:cases": _LAW,
    "law:case": _LAW,
    "law:rules": _LAW,
    "law:differences": _LAW,
    "law:instruments": _LAW,
    "law:sources": _LAW,
    "law:questions": _LAW,
    "law:tools": _LAW,
    "law:bonus": _LAW,
    "law:deadline": _LAW,
    "law:quota": _LAW,
    "units:lookup": "danh mục cả nước đọc từ tệp kèm theo, không hỏi cơ sở dữ liệu",
    "units:load": _ONE,
    "units:branch": "một nhánh của cây, trả cho HTMX; không có HTMX thì chuyển về trang cây",
    "units:new": _ONE,
    "units:signature": _ONE,
    "units:correct": _ONE,
    "units:rename": _ONE,
    "units:abolish": _ONE,
    "units:move": _ONE,
    "units:reorganisation": "một lần sắp xếp, xem trọn",
    "units:undo": _ONE,
    "people:new": _ONE,
    "people:edit": _ONE,
    "people:private": _ONE,
    "people:appoint": _ONE,
    "people:depart": _ONE,
    "people:take-back-departure": _ONE,
    "people:change-post": _ONE,
    "people:correct-post": _ONE,
    "people:end-post": _ONE,
    "people:transfer": _ONE,
    "people:take-in": _ONE,
    "people:decline": _ONE,
    "people:withdraw-transfer": _ONE,
    "people:move-unit": _ONE,
    "people:take-back-move": _ONE,
    "profiles:mine": "dẫn đến trang của chính mình",
    "profiles:export": _FILE,
    "profiles:apart": _ONE,
    "profiles:not-apart": _ONE,
    "profiles:undo-merge": _ONE,
    "scoring:rules": _STEP,
    "scoring:leads": _STEP,
    "scoring:close-card": _STEP,
    "scoring:plan": _STEP,
    "scoring:plan-replace": _STEP,
    "scoring:differences": _STEP,
    "scoring:fairness": _STEP,
    "scoring:vote": _STEP,
    "scoring:tie": _STEP,
    "scoring:settle": _STEP,
    "scoring:proofs": _STEP,
    "scoring:sheet": "phiếu chấm của một bảng điểm: xem trọn các mục của một bảng tiêu chí",
    "scoring:sheet-again": _ONE,
    "scoring:proof": _FILE,
    "scoring:objection": _ONE,
    "clusters:new": _ONE,
    "clusters:detail": "dẫn đến trang của một năm",
    "clusters:edit": _ONE,
    "clusters:end": _ONE,
    "clusters:alias-add": _ONE,
    "clusters:alias-withdraw": _ONE,
    "clusters:member-add": _ONE,
    "clusters:settle": _ONE,
    "clusters:place": _ONE,
    "clusters:regulation-add": _ONE,
    "clusters:regulation-withdraw": _ONE,
    "clusters:regulation-file": _FILE,
    "clusters:item-add": _ONE,
    "clusters:item-edit": _ONE,
    "clusters:item-done": _ONE,
    "clusters:item-reopen": _ONE,
    "clusters:item-withdraw": _ONE,
    "clusters:gathering-edit": _ONE,
    "clusters:gathering-cancel": _ONE,
    "clusters:gathering-file": _FILE,
    "clusters:document-add": _ONE,
    "clusters:document-withdraw": _ONE,
    "clusters:document-file": _FILE,
    "movements:edit": _ONE,
    "movements:answer": _ONE,
    "movements:call": _ONE,
    "movements:targets": "chỉ tiêu của một phong trào, nhiều nhất ba mươi",
    "movements:day-new": _ONE,
    "movements:day-end": _ONE,
    "movements:document-new": _ONE,
    "movements:document-withdraw": _ONE,
    "movements:remind": _ONE,
    "movements:reminder-file": _FILE,
    "movements:review-new": _ONE,
    "movements:review-write": _ONE,
    "movements:proposal-withdraw": _ONE,
    "movements:withdraw": _ONE,
    "pledges:edit": _ONE,
    "pledges:withdraw": _ONE,
    "pledges:quarter": _ONE,
    "pledges:add-target": _ONE,
    "pledges:change-target": _ONE,
    "pledges:drop-target": _ONE,
    "pledges:change-commitments": _ONE,
    "pledges:change-refuse": _ONE,
    "pledges:evidence": _FILE,
    "pledges:library-new": _ONE,
    "pledges:library-edit": _ONE,
    "pledges:deadlines": _ONE,
    "pledges:line-missed": _ONE,
    "pledges:paper": _FILE,
    "pledges:signing-file": _FILE,
    "pledges:signing-scan": _ONE,
    "pledges:signing-confirm": _ONE,
    "signing:open": _FILE,
    "signing:certificate": _ONE,
    "signing:authorities": "đọc từ thư mục chứng thực, không hỏi cơ sở dữ liệu",
    "pledges:registration-new": _ONE,
    "pledges:registration-return": _ONE,
    "rubrics:template": _FILE,
    "rubrics:export": _FILE,
    "rubrics:withdraw": _ONE,
    "rubrics:clone": _ONE,
    "rubrics:questions": _ONE,
    "rubrics:ties": _ONE,
    "rubrics:grades": _ONE,
    "rubrics:caps": _ONE,
    "rubrics:events": _ONE,
    "rubrics:add": _ONE,
    "rubrics:node": _ONE,
    "rubrics:node-move": _ONE,
    "rubrics:node-remove": _ONE,
    "rubrics:again": _ONE,
    "scoring:reopen": _ONE,
    "scoring:export": _FILE,
    "scoring:recompute": _ONE,
    "scoring:recompute-tool": _FILE,
    "scoring:card-return": _ONE,
    "scoring:card-reopen": _ONE,
    "scoring:correct": _ONE,
    "nominations:look": _ONE,
    "nominations:recall": _ONE,
    "nominations:reply": _ONE,
    "nominations:join": _ONE,
    "nominations:answer": _ONE,
    "nominations:draft-reports": _ONE,
    "nominations:sheet-form": _FILE,
    "nominations:file": _FILE,
    "nominations:report-pdf": _FILE,
    "nominations:report-docx": _FILE,
    "nominations:paper-rule": _ONE,
    "nominations:opinion-withdraw": _ONE,
    "nominations:hold-lift": _ONE,
    "nominations:consult-cancel": _ONE,
    "nominations:return": _ONE,
    "nominations:rule-date": _ONE,
    "nominations:withdraw": _ONE,
    "councils:agree": _ONE,
    "councils:rules": _ONE,
    "councils:describe": _ONE,
    "councils:dissolve": _ONE,
    "councils:decision-pdf": _FILE,
    "councils:decision-docx": _FILE,
    "councils:reopen": _ONE,
    "councils:move": _ONE,
    "councils:cancel": _ONE,
    "councils:pause": _ONE,
    "councils:substitute-end": _ONE,
    "councils:attendance": _ONE,
    "councils:recuse": _ONE,
    "councils:paper-add": _ONE,
    "councils:paper-withdraw": _ONE,
    "councils:answer": _ONE,
    "councils:paper": _FILE,
    "councils:paper-docx": _FILE,
    "councils:submission-pdf": _FILE,
    "councils:submission-docx": _FILE,
    "councils:award-pdf": _FILE,
    "councils:award-docx": _FILE,
    "councils:control": "chương trình của một phiên họp",
    "councils:seat": "chương trình của một phiên họp",
    "councils:reply": _ONE,
    "councils:ask": _ONE,
    "councils:stand-aside": _ONE,
    "councils:opinion": "chương trình của một phiên họp",
    "councils:repeat": _ONE,
    "councils:initiatives": _ONE,
    "councils:close": _ONE,
    "ballots:recount-tool": _FILE,
    "ballots:open": _ONE,
    "ballots:count": _ONE,
    "ballots:cancel": _ONE,
    "ballots:export": _FILE,
    "ballots:verify-tool": _FILE,
    "ballots:manifest": _FILE,
    "ballots:keeper-data": _FILE,
    "ballots:arrange": _ONE,
    "ballots:cards": _ONE,
    "ballots:keeper": _ONE,
    "ballots:papers": _ONE,
    "ballots:enter": _ONE,
    "ballots:opinion": _ONE,
    "ballots:strike": _ONE,
    "decisions:withdraw": _ONE,
    "decisions:alone": _ONE,
    "decisions:text": "lời văn và trang in của một dự thảo",
    "decisions:page": _FILE,
    "decisions:draft-pdf": _FILE,
    "decisions:draft-docx": _FILE,
    "decisions:number": _ONE,
    "decisions:signing": "hai chữ ký của một văn bản",
    "decisions:signing-file": _FILE,
    "decisions:signing-ink": _ONE,
    "decisions:signing-confirm": _ONE,
    "decisions:copies-edit": _ONE,
    "decisions:remind": "các nơi quá hạn mà một công văn nêu tên",
    "decisions:reminder-file": _FILE,
    "decisions:scan": _ONE,
    "decisions:withhold": _ONE,
    "papers:take-over": _ONE,
    "papers:note": _ONE,
    "exchange:receive": _ONE,
    "exchange:make": _ONE,
    "exchange:detail": "một gói tin",
    "exchange:file": _FILE,
    "exchange:attachment": _FILE,
    "honours:correct": _ONE,
    "honours:revoke": _ONE,
    "honours:restore": _ONE,
    "honours:follow-up": _ONE,
    "honours:extract": _ONE,
    "honours:extract-new": _ONE,
    "conferences:agenda": _ONE,
    "conferences:cancel": _ONE,
    "conferences:answer": _ONE,
    "conferences:invite": _ONE,
    "conferences:notice": _ONE,
    "conferences:paper-add": _ONE,
    "conferences:version-add": _ONE,
    "conferences:paper-withdraw": _ONE,
    "conferences:remark": _ONE,
    "conferences:figure-reopen": _ONE,
    "conferences:awards-handed": _ONE,
    "conferences:photo-add": _ONE,
    "conferences:photo-edit": _ONE,
    "conferences:photo-withdraw": _ONE,
    "conferences:door": "một mã điểm danh",
    "conferences:door-code": _FILE,
    "conferences:check-in": "một mã điểm danh, nhiều nhất 30 tên",
    "conferences:letter": _FILE,
    "conferences:letters": _FILE,
    "conferences:minutes": _FILE,
    "conferences:minutes-docx": _FILE,
    "conferences:notice-paper": _FILE,
    "conferences:paper-file": _FILE,
    "conferences:handover-paper": _FILE,
    "conferences:photo": _FILE,
    "imports:blank": _FILE,
    "imports:original": _FILE,
    "imports:returned": _FILE,
    "imports:undo": _ONE,
    "imports:old-detail": "nhiều nhất 50 dòng một trang, số câu hỏi đếm ở tests/old_decisions",
    "imports:old-head": _ONE,
    "imports:old-line": _ONE,
    "imports:old-undo": _ONE,
    "imports:old-original": _FILE,
    "imports:old-picture": _FILE,
    "imports:old-progress": "một thanh tiến độ",
    "imports:progress": "một thanh tiến độ",
    "jobs:progress": "một thanh tiến độ",
}


def reader(world: World) -> Client:
    client = Client()
    client.force_login(world.user)
    return client


def cost(page: Page, world: World, client: Client) -> Cost:
    """Open the page, and its list as CSV where the page offers that; whatever is not an answer of 200 is an error."""
    answer, queries, rows = _open(client, page.address(world))
    table = answer.context and answer.context.get("table")
    if not table or not table.exportable:
        return Cost(queries, rows)
    return Cost(queries, rows, _open(client, table.csv_url)[1] - _asked_with_later_pieces(table))


def _asked_with_later_pieces(table) -> int:
    """A download reads its rows in pieces; what is prefetched is asked for once more with each further one."""
    if not isinstance(table.source, QuerySet):
        return 0
    pieces = max(1, -(-table.queryset.count() // EXPORT_CHUNK))
    return (pieces - 1) * len(table.queryset._prefetch_related_lookups)


def _open(client: Client, address: str):
    made = []

    def note(sender, **kwargs):
        made.append(sender)

    post_init.connect(note)
    reset_queries()  # Django keeps the last 9,000 of a test, and the pages together ask more
    try:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
            if answer.streaming:
                for _ in answer:
                    pass
    finally:
        post_init.disconnect(note)
    if answer.status_code != 200:
        raise AssertionError(f"{address} answers {answer.status_code}")
    return answer, len(asked), len(made)


def measure(world: World, pages: Iterable[Page] = PAGES) -> dict[str, Cost]:
    """{name: cost} of the pages at the present number of rows. Every page by somebody who has just signed in: a session
    that has stood for minutes is noted as seen, one more query on whatever page that falls."""
    return {page.name: cost(page, world, reader(world)) for page in pages}


def few_and_many() -> dict[str, tuple[Page, Cost, Cost]]:
    """{name: (page, cost at ``FEW`` rows, cost at ``MANY``)} in an empty database, which keeps the rows."""
    world = build()
    grow(world, FEW)
    measure(world)  # what is read once and kept (the law, rubrics, templates) is in memory from here on
    few = measure(world)
    grow(world, MANY_WHOLE)
    many = measure(world, [page for page in PAGES if page.whole])
    grow(world, MANY)
    many |= measure(world, [page for page in PAGES if not page.whole])
    return {page.name: (page, few[page.name], many[page.name]) for page in PAGES}
