"""What each kind of import reads: its fields with the headings people write above them, and an example row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from paperwork.values import Shape, fold
from thidua.imports.award_words import award_words
from thidua.law.queries import award_short, every_award
from thidua.people.models import Person
from thidua.records.models import Initiative, TaskRating
from thidua.units.models import Unit


def first_words(choices: Iterable[tuple[str, str]]) -> dict[str, str]:
    """{word: value}: of each value the word we write, in the given order."""
    words: dict[str, str] = {}
    for word, value in choices:
        words.setdefault(value, word)
    return {word: value for value, word in words.items()}


@dataclass(frozen=True)
class Field:
    """A column that may be read. ``headings``: other ways people write the label; ``is_sensitive``: masked on screen."""

    key: str
    label: str
    kind: str = "text"
    headings: tuple[str, ...] = ()
    is_required: bool = False
    choices: tuple[tuple[str, str], ...] = ()  # (word, value); the first word of a value is the one we write
    longest: int = 200
    example: str = ""
    is_sensitive: bool = False
    is_only_read: bool = False  # a shape of other people's lists: never in a form that we write
    width: int = 18

    @property
    def shape(self) -> Shape:
        folded = {fold(word): value for word, value in reversed(self.choices)}
        return Shape(self.kind, folded, tuple(first_words(self.choices)), self.longest)

    def word(self, value: object) -> str:
        """The word of a choice as we write it."""
        return next((word for word, code in self.choices if code == value), str(value))


@dataclass(frozen=True)
class Kind:
    """One kind of import. ``one_of``: of each group at least one column must be there; ``written``:
    the fields of the forms we write."""

    code: str
    title: str
    lead: str
    noun: str
    fields: tuple[Field, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    needs_season: bool = False
    file_name: str = ""
    by_key: Mapping[str, Field] = field(default_factory=dict, compare=False)
    written: tuple[Field, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "written", tuple(each for each in self.fields if not each.is_only_read))
        object.__setattr__(self, "by_key", {each.key: each for each in self.fields})

    def missing(self, keys: Iterable[str]) -> list[str]:
        """What must still be matched, in words."""
        there = set(keys)
        lacking = [f"“{each.label}”" for each in self.fields if each.is_required and each.key not in there]
        for group in self.one_of:
            if not there & set(group):
                lacking.append(" hoặc ".join(f"“{self.by_key[key].label}”" for key in group))
        return lacking


def _pairs(choices: Iterable[tuple[str, str]], more: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(word, value) of a model's choices, then the other words people write for one of them."""
    known = [(str(label), value) for value, label in choices]
    values = {value for _, value in known}
    return (*known, *((word, value) for word, value in more.items() if value in values))


_UNIT_KINDS = _pairs(
    Unit.Kind.choices,
    {
        "UBND tỉnh": "province", "Sở": "department", "Sở, ngành": "department", "Ban": "department",
        "Ban, ngành": "department", "Sở, ban, ngành tỉnh": "department", "P": "ward", "X": "commune",
        "Đoàn thể": "party_body", "Cơ quan Đảng": "party_body", "Tòa án, Viện kiểm sát": "justice_body",
        "Quân sự, Công an": "armed_force", "Phòng": "section", "Tổ": "section", "Phòng, ban": "section",
        "Đơn vị sự nghiệp": "public_service", "ĐVSN": "public_service", "Đơn vị sự nghiệp công": "public_service",
        "Sự nghiệp": "public_service", "Trung tâm": "public_service", "Trường học": "school", "Trường": "school",
        "Cơ sở giáo dục": "school", "Trường phổ thông": "school", "Bệnh viện": "hospital", "Cơ sở y tế": "hospital",
        "Trung tâm y tế": "hospital", "Trạm y tế": "hospital", "Doanh nghiệp": "enterprise", "DN": "enterprise",
        "Công ty": "enterprise", "Tổ chức kinh tế": "enterprise", "Hợp tác xã": "enterprise", "Huyện": "district", "Thị xã": "district",
        "Thành phố": "district", "Quận": "district",
    },
)  # fmt: skip
_RATINGS = _pairs(
    TaskRating.Rating.choices,
    {
        "HTXSNV": "excellent", "HTXS": "excellent", "Xuất sắc": "excellent", "Hoàn thành xuất sắc": "excellent",
        "HTTNV": "good", "HTT": "good", "Tốt": "good", "Hoàn thành tốt": "good", "HTNV": "completed",
        "Hoàn thành": "completed", "HT": "completed", "KHTNV": "not_completed", "Không hoàn thành": "not_completed",
        "KHT": "not_completed",
    },
)  # fmt: skip
_SUBJECTS = _pairs(
    Person.Subject.choices, {"CB": "cadre", "CC": "civil_servant", "VC": "public_employee", "NLĐ": "worker"}
)
_GENDERS = (("Nam", "male"), ("Nữ", "female"), ("M", "male"), ("F", "female"), ("Ông", "male"), ("Bà", "female"))
_SCOPES = _pairs(
    Initiative.Scope.choices,
    {
        "Cấp cơ sở": "unit", "Đơn vị": "unit", "Cấp tỉnh": "province", "Tỉnh, bộ": "province",
        "Cấp bộ, tỉnh": "province", "Cấp quốc gia": "national", "Quốc gia": "national",
    },
)  # fmt: skip


def _awards() -> tuple[tuple[str, str], ...]:
    names = every_award()
    return _words(tuple(names), tuple((code, award_short(code)) for code, _ in names))


@lru_cache(maxsize=2)
def _words(names: tuple[tuple[str, str], ...], shorts: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Some thousand ways to write the awards, made once for one reading of the law."""
    return tuple(award_words(names, shorts))


_PERSON = (
    Field("person_code", "Mã cán bộ", "code", ("mã nhân viên", "mã nv", "mã cbcc", "mã cc vc", "mã số cán bộ",
          "số hiệu công chức", "số hiệu cán bộ", "mã định danh cán bộ"), longest=20, example="22-0001"),
    Field("full_name", "Họ và tên", "name", ("họ tên", "họ và tên cán bộ", "tên cán bộ", "họ tên cán bộ", "cán bộ",
          "họ và tên người được khen", "tên cá nhân", "cá nhân", "họ đệm và tên"), longest=120, example="Nguyễn Văn An",
          width=26),
    Field("born_on", "Ngày sinh", "birth", ("ngày tháng năm sinh", "sinh ngày", "ngày, tháng, năm sinh", "ns", "năm sinh"),
          example="15/05/1985"),
)  # fmt: skip
# "Ngày sinh: Nam | Nữ": the birth stands in the column of the gender.
_SPLIT_BIRTH = tuple(
    Field(key, f"Ngày sinh, cột {word}", "birth",
          tuple(f"{birth} {word}" for birth in ("ngày sinh", "năm sinh", "ngày tháng năm sinh", "ngày, năm sinh",
                "ngày tháng năm sinh (hoặc năm sinh)", "sinh ngày", "ntns", "ns")), is_only_read=True)
    for key, word in (("born_male", "Nam"), ("born_female", "Nữ"))
)  # fmt: skip
_UNIT = Field("unit", "Đơn vị", "text", ("tên đơn vị", "đơn vị công tác", "cơ quan", "cơ quan, đơn vị", "nơi công tác",
              "mã đơn vị", "tập thể", "tên tập thể", "phòng, ban", "đơn vị, địa phương"), example="Phường Hạ Long",
              width=28)  # fmt: skip
_YEAR = Field("year", "Năm", "year", ("năm đánh giá", "năm xếp loại", "năm công tác", "năm thành tích", "năm khen thưởng",
              "năm áp dụng"), is_required=True, example="2024", width=10)  # fmt: skip

UNITS = Kind(
    "units", "Đơn vị", "Cơ quan, địa phương, phòng, tổ với mã, ngày có hiệu lực và cấp trên.", "đơn vị",
    (
        Field("code", "Mã đơn vị", "code", ("mã", "mã số", "mã hành chính", "mã đvhc", "mã cơ quan", "mã định danh"),
              True, longest=20, example="06652", width=12),
        Field("name", "Tên đơn vị", "text", ("tên", "đơn vị", "tên cơ quan", "cơ quan", "tên đơn vị hành chính",
              "tên phòng, ban"), True, example="Phường Hạ Long", width=32),
        Field("kind", "Loại", "choice", ("loại đơn vị", "cấp", "loại hình", "phân loại", "khối"), True, _UNIT_KINDS,
              example="Phường"),
        Field("parent", "Đơn vị cấp trên", "text", ("trực thuộc", "thuộc", "đơn vị chủ quản", "cấp trên", "mã cấp trên",
              "mã đơn vị cấp trên", "cơ quan chủ quản", "đơn vị cha"), example="22", width=26),
        Field("valid_from", "Có hiệu lực từ", "date", ("ngày hiệu lực", "ngày thành lập", "từ ngày", "hiệu lực từ",
              "ngày có hiệu lực", "thành lập ngày"), example="01/07/2025"),
        Field("agency_name", "Tên cơ quan ban hành", "text", ("cơ quan ban hành", "tên cơ quan trên văn bản"),
              example="Ủy ban nhân dân phường Hạ Long", width=32),
        Field("symbol", "Ký hiệu", "text", ("ký hiệu văn bản", "viết tắt", "tên viết tắt"), longest=20, example="UBND"),
        Field("head_title", "Chức danh người đứng đầu", "text", ("chức danh thủ trưởng", "chức vụ người đứng đầu",
              "người đứng đầu"), longest=120, example="Chủ tịch"),
        Field("place", "Địa danh", "text", ("nơi ban hành", "địa danh ký"), longest=80, example="Hạ Long"),
    ),
    file_name="don-vi",
)  # fmt: skip

PEOPLE = Kind(
    "people", "Cán bộ", "Người với đơn vị và chức vụ: người mới, thông tin sửa đổi, người chuyển đơn vị.", "người",
    (
        Field("code", "Mã cán bộ", "code", _PERSON[0].headings, longest=20, example="22-0001"),
        Field("full_name", "Họ và tên", "name", _PERSON[1].headings, True, longest=120, example="Nguyễn Văn An",
              width=26),
        Field("born_on", "Ngày sinh", "birth", _PERSON[2].headings, example="15/05/1985"),
        *_SPLIT_BIRTH,
        Field("identity", "Số định danh cá nhân (CCCD)", "person_number", ("cccd", "số cccd", "căn cước", "số căn cước",
              "căn cước công dân", "số căn cước công dân", "cmnd", "số cmnd", "cmnd/cccd", "số định danh",
              "số định danh cá nhân", "mã định danh cá nhân"), longest=40, is_sensitive=True, width=20),
        Field("gender", "Giới tính", "choice", ("giới", "gt", "nam/nữ", "phái"), False, _GENDERS, example="Nam", width=10),
        Field("subject", "Đối tượng", "choice", ("loại cán bộ", "diện", "đối tượng quản lý", "loại công chức"), False,
              _SUBJECTS, example="Công chức"),
        Field("recruited_on", "Ngày tuyển dụng", "date", ("ngày vào cơ quan", "ngày vào làm", "ngày vào ngành", "tuyển dụng ngày",
              "ngày bắt đầu công tác"), example="01/03/2010"),
        Field("unit", "Đơn vị", "text", _UNIT.headings, True, example="Phường Hạ Long", width=28),
        Field("title", "Chức vụ, chức danh", "text", ("chức vụ", "chức danh", "cv", "vị trí việc làm", "vị trí công tác",
              "chức vụ hiện nay"), longest=160, example="Chuyên viên", width=24),
        Field("is_leader", "Lãnh đạo, quản lý", "yes_no", ("lãnh đạo", "là lãnh đạo", "quản lý", "cán bộ lãnh đạo"),
              example="Không", width=12),
        Field("starts_on", "Giữ chức vụ từ ngày", "date", ("từ ngày", "ngày bổ nhiệm", "bổ nhiệm từ ngày",
              "ngày nhận chức", "thời gian giữ chức vụ"), example="01/07/2025"),
    ),
    file_name="can-bo",
)  # fmt: skip

RATINGS = Kind(
    "ratings", "Kết quả xếp loại", "Mức hoàn thành nhiệm vụ hằng năm của người hoặc của đơn vị.", "kết quả",
    (
        *_PERSON, *_SPLIT_BIRTH, _UNIT, _YEAR,
        Field("rating", "Mức xếp loại", "choice", ("xếp loại", "kết quả xếp loại", "kết quả đánh giá", "mức độ hoàn thành",
              "mức độ hoàn thành nhiệm vụ", "đánh giá, xếp loại", "kq xếp loại"), True, _RATINGS,
              example="Hoàn thành tốt nhiệm vụ", width=30),
    ),
    (("person_code", "full_name", "unit"),), file_name="xep-loai",
)  # fmt: skip

INITIATIVES = Kind(
    "initiatives", "Sáng kiến", "Sáng kiến đã được công nhận: tác giả, phạm vi ảnh hưởng, quyết định.", "sáng kiến",
    (
        *_PERSON, *_SPLIT_BIRTH, _UNIT, _YEAR,
        Field("title", "Tên sáng kiến", "text", ("sáng kiến", "tên đề tài", "tên giải pháp", "nội dung sáng kiến",
              "tên sáng kiến, đề tài", "tên sk"), True, longest=300,
              example="Số hóa hồ sơ một cửa", width=60),
        Field("scope", "Phạm vi ảnh hưởng", "choice", ("phạm vi", "cấp công nhận", "phạm vi áp dụng", "cấp",
              "mức độ ảnh hưởng"), True, _SCOPES, example="Cơ sở"),
        Field("is_replicable", "Có khả năng nhân rộng", "yes_no", ("khả năng nhân rộng", "nhân rộng"), example="Có"),
        Field("recognised_on", "Ngày công nhận", "date", ("ngày quyết định", "ngày qđ", "công nhận ngày", "ngày ký"), True,
              example="20/11/2024"),
        Field("decision_no", "Số quyết định", "text", ("quyết định số", "số qđ", "quyết định công nhận", "số quyết định công nhận",
              "số, ký hiệu quyết định"), True, longest=60, example="125/QĐ-UBND"),
    ),
    (("person_code", "full_name"),), file_name="sang-kien",
)  # fmt: skip


def _honours() -> Kind:
    return Kind(
        "honours", "Khen thưởng đã có", "Danh hiệu, hình thức khen thưởng của những năm trước, cho người hoặc tập thể.",
        "khen thưởng",
        (
            *_PERSON, *_SPLIT_BIRTH, _UNIT,
            Field("award_code", "Danh hiệu, hình thức khen thưởng", "choice", ("danh hiệu", "hình thức khen thưởng",
                  "hình thức", "danh hiệu thi đua", "danh hiệu, hình thức", "khen thưởng", "hình thức kt",
                  "danh hiệu/hình thức khen thưởng"), True, _awards(), example="Lao động tiên tiến", width=34),
            _YEAR,
            Field("decision_no", "Số quyết định", "text", ("quyết định số", "số qđ", "quyết định", "số, ký hiệu quyết định",
                  "số quyết định khen thưởng"), True, longest=60, example="2345/QĐ-UBND"),
            Field("decided_on", "Ngày quyết định", "date", ("ngày qđ", "ngày ký", "ngày ban hành", "ngày, tháng, năm quyết định",
                  "ngày ký quyết định"), True, example="20/12/2024"),
            Field("issuer", "Cơ quan ra quyết định", "text", ("cơ quan khen thưởng", "cấp khen thưởng", "cấp ra quyết định",
                  "cơ quan ban hành", "mã đơn vị ra quyết định", "đơn vị khen thưởng", "người ra quyết định"), True,
                  example="Tỉnh Quảng Ninh", width=28),
            Field("ground", "Thành tích", "text", ("nội dung thành tích", "lý do khen thưởng", "thành tích khen thưởng"),
                  longest=300, width=40),
        ),
        (("person_code", "full_name", "unit"),), file_name="khen-thuong",
    )  # fmt: skip


_LETTERS = tuple((letter, letter) for letter in "ABCD")
SCORES = Kind(
    "scores", "Tự chấm điểm", "Số liệu tự chấm của đơn vị mình theo từng mục của bảng tiêu chí một mùa thi đua.",
    "mục",
    (
        Field("unit", "Đơn vị", "text", _UNIT.headings, example="Phường Hạ Long", width=28),
        Field("criterion", "Mã tiêu chí", "code", ("tiêu chí", "mã mục", "mục", "mã", "mã nội dung"), True, longest=40,
              example="I.1"),
        Field("actual", "Thực hiện", "number", ("kết quả đạt được", "kết quả", "kết quả thực hiện")),
        Field("plan", "Kế hoạch", "number", ("chỉ tiêu", "chỉ tiêu, kế hoạch", "chỉ tiêu giao")),
        Field("yes", "Số phiếu đạt", "integer", ("số người trả lời đạt",)),
        Field("sample", "Cỡ mẫu", "integer", ("số người được hỏi", "số phiếu")),
        Field("gate", "Có minh chứng", "yes_no", ("minh chứng có",)),
        Field("value", "Tỷ lệ (%)", "number", ("tỷ lệ", "tỉ lệ", "số liệu")),
        Field("done", "Đạt", "yes_no", ("có đạt", "đạt hay không")),
        Field("letter", "Mức (A–D)", "choice", ("mức",), False, _LETTERS),
        Field("count", "Số lần", "integer", ("số trường hợp", "số lần, số trường hợp")),
        Field("days_late", "Số ngày chậm", "integer", ("ngày chậm",)),
        Field("date", "Ngày ban hành", "date"),
        Field("points", "Điểm", "number", ("điểm tự chấm", "điểm chấm")),
        Field("evidence", "Minh chứng", "text", ("tài liệu minh chứng", "ghi chú minh chứng"), longest=300, width=40),
    ),
    needs_season=True, file_name="tu-cham-diem",
)  # fmt: skip

ORDER = ("units", "people", "ratings", "initiatives", "honours", "scores")
_MADE: dict[str, Kind] = {each.code: each for each in (UNITS, PEOPLE, RATINGS, INITIATIVES, SCORES)}


def kind_named(code: str) -> Kind:
    """The kind with this code; KeyError when there is none. Awards are read from the law, so honours are made anew."""
    return _honours() if code == "honours" else _MADE[code]


def kinds() -> list[Kind]:
    return [kind_named(code) for code in ORDER]
