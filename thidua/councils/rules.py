"""How a council decides: the law of the day, made stricter by the council's own regulation, never weaker."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from rulebook.book import VoteRule
from rulebook.rules import Rule, rule_on
from rulebook.voting import passing_reveals, vote_rule
from thidua.councils.models import AgendaItem, Council, CouncilMember, CouncilRules
from thidua.law.queries import award_name, the_book
from thidua.shared.denied import Denied
from thidua.shared.wording import vi_date

Kind = AgendaItem.Kind
Way = AgendaItem.Way
Role = CouncilMember.Role
# Rules of the law about who sits in a council, by level.
_COMPOSITION = {
    Council.Level.MINISTRY: "council_ministry",
    Council.Level.PROVINCE: "council_province",
    Council.Level.BASE: "council_lower",
}


@dataclass(frozen=True)
class ItemRule:
    """What an item must reach. ``percent`` of all members, ``is_strict``: more than; ``own_percent``: the regulation's own,
    where it is stricter. ``quorum``: fraction of all members, ``None`` where no text sets one."""

    percent: int
    is_strict: bool
    needs_ballot: bool
    source: str
    quorum: Fraction | None = None
    quorum_note: str = ""
    own_percent: int | None = None
    own_source: str = ""

    def needed(self, total: int) -> int:
        """Agreeing votes needed of ``total`` members, the larger of the law's and the regulation's."""
        law = self.percent * total // 100 + 1 if self.is_strict else -(-self.percent * total // 100)
        return max(law, -(-(self.own_percent or 0) * total // 100))

    def words(self, total: int) -> str:
        """ "4 / 5 (từ 80% tổng số thành viên; Điều …)"."""
        how = "quá" if self.is_strict else "từ"
        own = f"; {self.own_source}: từ {self.own_percent}%" if self.own_percent else ""
        return f"{self.needed(total)} / {total} ({how} {self.percent}% tổng số thành viên; {self.source}{own})"

    def must_reveal(self, total: int) -> str:
        """A warning when passing means that everybody agreed; "" otherwise."""
        if not total or self.needed(total) < total:
            return ""
        return passing_reveals(total, self.needed(total))


def rules_in_force(council: Council, on: date) -> CouncilRules | None:
    """The regulation of the council on the day; ``None``: none was entered."""
    return council.rules.filter(in_force_from__lte=on).first()


def award_rule(law: VoteRule | None, own: CouncilRules | None) -> ItemRule | None:
    """The rule of an award; ``None`` where the law of the day is not known to our data."""
    if law is None or law.percent is None:
        return None
    stricter = own.vote_percent if own and own.vote_percent and own.vote_percent > law.percent else None
    return ItemRule(
        percent=law.percent,
        is_strict=law.strict,
        # A rule that does not say keeps to the stricter way.
        needs_ballot=law.ballot_required is not False,
        source=law.cite.label_vi,
        quorum=Fraction(*law.quorum) if law.quorum else None,
        quorum_note=law.quorum_note_vi,
        own_percent=stricter,
        own_source=own.document if own and stricter else "",
    )


def advice_rule(own: CouncilRules | None) -> ItemRule | None:
    """The rule of what the law leaves to the regulation (initiatives, drafts); ``None``: the regulation does not say."""
    if own is None or not own.advice_percent or not own.advice_way:
        return None
    return ItemRule(
        percent=own.advice_percent,
        is_strict=False,
        needs_ballot=own.advice_way == CouncilRules.AdviceWay.BALLOT,
        source=own.document,
    )


@dataclass(frozen=True)
class Rulebook:
    """The rules of one council on one day; every award is asked for once."""

    on: date
    own: CouncilRules | None
    awards: dict[str, ItemRule | None]

    def of(self, item: AgendaItem) -> ItemRule | None:
        if item.kind in (Kind.INITIATIVE, Kind.DRAFT):
            return advice_rule(self.own)
        return self.awards.get(item.award_code)

    def certain_of(self, item: AgendaItem) -> ItemRule:
        """Raises Denied where nobody knows how many votes the item needs."""
        if found := self.of(item):
            return found
        if item.kind in (Kind.INITIATIVE, Kind.DRAFT):
            raise Denied(
                f"Chưa có quy chế của Hội đồng nói tỷ lệ và cách biểu quyết đối với {item.get_kind_display().lower()}; "
                "hãy nhập quy chế trước."
            )
        raise Denied(
            f"Chưa có quy định đã đối chiếu về biểu quyết {award_name(item.award_code)} cho ngày {self.on:%d/%m/%Y}; "
            "chưa đưa ra Hội đồng được."
        )

    def of_items(self, items: Iterable[AgendaItem]) -> dict[str, tuple[str, ItemRule | None]]:
        """{award code or kind: (its name, its rule)} in the order of the agenda."""
        found: dict[str, tuple[str, ItemRule | None]] = {}
        for item in items:
            key = item.award_code or item.kind
            if key not in found:
                found[key] = (award_name(key) if item.award_code else item.get_kind_display(), self.of(item))
        return found


def rulebook_of(council: Council, codes: Iterable[str], on: date) -> Rulebook:
    """One query (the regulation); the law comes from memory."""
    own = rules_in_force(council, on)
    laws = {code: vote_rule(code, on, the_book()) for code in set(codes) if code}
    return Rulebook(on, own, {code: award_rule(law, own) for code, law in laws.items()})


def quorum_needed(total: int, rules: Iterable[ItemRule | None], own: CouncilRules | None = None) -> int:
    """How many members must be present: the largest quorum among law and regulation, in whole people, at least one."""
    fractions = [rule.quorum for rule in rules if rule is not None and rule.quorum]
    if own is not None and own.quorum_percent:
        fractions.append(Fraction(own.quorum_percent, 100))
    largest = max(fractions, default=Fraction(0))
    return max(1, -(-largest.numerator * total // largest.denominator))


# ── who must sit in it ──


@dataclass(frozen=True)
class Finding:
    """One thing the law says about the composition, beside what stands there. ``tone``: met, error, caution, quiet."""

    text: str
    tone: str
    source: str = ""


def composition_rule(level: str, on: date) -> Rule | None:
    return rule_on(_COMPOSITION[Council.Level(level)], on)


def most_vice_chairs(level: str, on: date) -> tuple[int, Rule] | None:
    """The cap the law sets on vice chairs at a level, with its rule; ``None``: none known for the day."""
    rule = composition_rule(level, on)
    most = rule.parameters.get("vice_chairs_max") if rule else None
    return (most, rule) if rule is not None and isinstance(most, int) else None


def composition_findings(
    council: Council, members: Sequence[CouncilMember], heads: Iterable[int], on: date
) -> list[Finding]:
    """What the law says about who sits in a council of this level, compared with who does. ``heads``: accounts that head
    the unit. Only a council for emulation and commendation has such a rule; members and votes of others are the
    regulation's."""
    if council.kind != Council.Kind.EMULATION:
        return [Finding("Luật không quy định thành phần; theo quyết định thành lập và quy chế của Hội đồng.", "quiet")]
    rule = composition_rule(council.level, on)
    if rule is None:
        return [Finding(f"Chưa có quy định đã đối chiếu về thành phần Hội đồng cho ngày {vi_date(on)}.", "caution")]
    source, found = rule.cite.label_vi, []
    stands = rule.text_until is None or on <= rule.text_until
    chairs = [m for m in members if m.role == Role.CHAIR]
    if set(heads) & {m.user_id for m in chairs}:
        found.append(Finding("Chủ tịch Hội đồng là thủ trưởng của đơn vị.", "met", source))
    else:
        found.append(Finding("Chủ tịch Hội đồng không giữ vai trò thủ trưởng của đơn vị.", "caution", source))
    vices = [m for m in members if m.role in (Role.VICE_CHAIR, Role.STANDING_VICE)]
    if limit := most_vice_chairs(council.level, on):
        fits = len(vices) <= limit[0]
        found.append(
            Finding(
                f"{len(vices)} phó chủ tịch; luật cho nhiều nhất {limit[0]}.",
                "met" if fits else ("error" if stands else "caution"),
                source,
            )
        )
    if "standing_vice_chair" in rule.parameters:
        standing = [m for m in members if m.role == Role.STANDING_VICE]
        word = (
            "Giám đốc Sở Nội vụ"
            if council.level == Council.Level.PROVINCE
            else "người đứng đầu cơ quan thi đua, khen thưởng"
        )
        if standing:
            found.append(
                Finding(
                    f"Phó Chủ tịch thường trực: {standing[0].title or 'chưa ghi chức vụ'}; luật: {word}.",
                    "met" if standing[0].title else "caution",
                    source,
                )
            )
        else:
            found.append(Finding(f"Chưa có Phó Chủ tịch thường trực; luật: {word}.", "caution", source))
    if not council.standing_body:
        found.append(Finding("Chưa ghi cơ quan thường trực của Hội đồng.", "caution"))
    if not stands:
        found.append(
            Finding(
                f"Quy định về thành phần có trong hệ thống chỉ áp dụng đến ngày {vi_date(rule.text_until)}; từ sau ngày đó "
                "hãy đối chiếu với quy định mới.",
                "caution",
                source,
            )
        )
    return found
