"""Why an honour may be taken away, and when one is given back: the cases the law names, with article and status.

The rules stand in ``data/rules/*_violations.yaml``; here each case of a rule has its name. What the texts that were read
do not say has no case: an officer who needs one writes the provision in words (:data:`OTHER`), and the register shows that
nobody has compared it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from .citations import Status
from .rules import Rule, rule_on

Act = Literal["cancel", "strip", "restore"]
ACTS_VI: dict[str, str] = {"cancel": "hủy bỏ", "strip": "tước", "restore": "phục hồi"}
# Honours entered by mistake when old lists came in: no act of law, the line never told the truth.
MISTAKE = "entered_by_mistake"
OTHER = "other_provision"
_MISTAKE_VI = "Ghi nhầm vào sổ khi nhập hồ sơ cũ"
_OTHER_VI = "Trường hợp khác, căn cứ ghi ở phần lý do"


@dataclass(frozen=True)
class Cause:
    """One case. ``rule`` is ``None`` for what no rule of our data names; ``kinds``: award kinds it is for, all if empty."""

    code: str
    act: Act
    label_vi: str
    rule: Rule | None
    day: date
    kinds: tuple[str, ...] = ()

    @property
    def citation_vi(self) -> str:
        if self.rule is None:
            return ""
        first, last = self.rule.citations[0], self.rule.citations[-1]
        if first.clause and last.clause and first.article == last.article and first != last:
            return first.label_vi.replace(f"Khoản {first.clause} ", f"Khoản {first.clause} đến khoản {last.clause} ", 1)
        return first.label_vi

    @property
    def status(self) -> Status:
        """How well the provision is known on the day of the act."""
        return self.rule.status_on(self.day) if self.rule else Status.UNKNOWN

    @property
    def basis_vi(self) -> str:
        """The provision and how far it has been read, for screens."""
        if self.rule is None:
            return "chưa đối chiếu với văn bản nào"
        return f"{self.citation_vi} ({self.status.label_vi})"


# (case, the rule it belongs to, act, name). Which cases hold on a day the rule of that day says (``parameters``).
_CASES: tuple[tuple[str, str, Act, str], ...] = (
    ("declaration_fraud", "revocation", "cancel", "Gian dối trong việc kê khai thành tích"),
    ("forged_documents", "revocation", "cancel", "Cung cấp thông tin sai hoặc làm giả hồ sơ, giấy tờ"),
    ("unlawful_process", "revocation", "cancel", "Thẩm định, xét, đề nghị khen thưởng trái quy định"),
    (
        "later_found_violation_in_period",
        "revocation",
        "cancel",
        "Có kết luận, quyết định hoặc bản án về sau: có vi phạm trong thời gian tính thành tích nên không đủ tiêu chuẩn",
    ),
    ("final_conviction", "stripping_state_honour", "strip", "Bị kết án bằng bản án đã có hiệu lực pháp luật"),
    ("permanent_suspension", "stripping_state_honour", "strip", "Pháp nhân thương mại bị đình chỉ hoạt động vĩnh viễn"),
    ("acquittal", "stripping_state_honour", "restore", "Được minh oan"),
    ("exemption", "stripping_state_honour", "restore", "Được miễn, theo quyết định của cơ quan có thẩm quyền"),
)
_STATE_HONOUR = ("state_honorary_title",)


def _named_by(rule: Rule, code: str) -> bool:
    """Whether the rule of the day names the case. The rule of 2003 says it in words only: fraud, a later finding, a
    conviction."""
    if rule.regime == "law_2003":
        return code in ("declaration_fraud", "later_found_violation_in_period", "final_conviction")
    named = {"revocation": "grounds", "stripping_state_honour": "restored_after"}[rule.code]
    listed = rule.parameters.get(named, ())
    return code in ("final_conviction", "permanent_suspension") or (isinstance(listed, tuple) and code in listed)


def causes_on(day: date, award_kind: str | None = None) -> tuple[Cause, ...]:
    """The cases the law of ``day`` names, in its order, for an award of this kind (``None``: one our book does not hold).

    The last one is :data:`OTHER`, for a cancellation under a provision our data does not have.
    """
    found = []
    for code, rule_code, act, label in _CASES:
        rule = rule_on(rule_code, day)
        kinds = () if rule_code == "revocation" else _STATE_HONOUR
        if rule is not None and _named_by(rule, code) and (not kinds or award_kind in kinds):
            found.append(Cause(code, act, label, rule, day, kinds))
    return (*found, Cause(OTHER, "cancel", _OTHER_VI, None, day))


def cause_of(code: str, day: date) -> Cause:
    """The case a register line of ``day`` carries; ``KeyError``: no case is called so."""
    if code in (OTHER, MISTAKE):
        return Cause(code, "cancel", _OTHER_VI if code == OTHER else _MISTAKE_VI, None, day)
    for known, rule_code, act, label in _CASES:
        if known == code:
            return Cause(code, act, label, rule_on(rule_code, day), day)
    raise KeyError(f"no case of revocation is called {code!r}")


def who_decides(day: date) -> Rule | None:
    """Who decides to take away what was awarded on another's decision; ``None`` when our data is silent on ``day``."""
    return rule_on("revocation_authority", day)
