"""Drafting and editing articles."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from thidua.conferences.models import AgendaPoint, Conference, ConferencePaper, Remark
from thidua.conferences.papers import figure_sentence
from thidua.conferences.queries_facts import facts_of
from thidua.conferences.vocabulary import PURPOSES_OF_KIND
from thidua.honours.wording import in_the_news, news_rank
from thidua.portal.actions_revisions import keep_text, write_texts
from thidua.portal.drafting import ConferenceFacts, Record, write_article
from thidua.portal.models import Article
from thidua.portal.models_newsroom import Exemplar
from thidua.portal.permissions import (
    check_can_draft,
    check_can_draft_from,
    check_can_edit,
    check_category,
    check_offered,
)
from thidua.portal.richtext import cleaned
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.text import fold, nfc, paragraphs
from thidua.units.models import Unit


def _clean(title: str, lead: str, body: str, author_name: str) -> dict[str, str]:
    """The texts in one canonical form; Denied naming the first that is missing."""
    texts = {
        "title": nfc(title),
        "lead": "\n".join(paragraphs(lead)),
        "html": cleaned(body),
        "author_name": nfc(author_name),
    }
    for name, label in (("title", "tiêu đề"), ("lead", "sa-pô"), ("html", "nội dung"), ("author_name", "tác giả")):
        if not texts[name]:
            raise Denied(f"Bài viết còn thiếu {label}.")
    return texts


def _free_slug(title: str) -> str:
    base = slugify(fold(title))[:100].strip("-") or "bai-viet"
    taken = set(Article.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _add(article: Article, by, at: datetime) -> Article:
    article.slug = _free_slug(article.title)
    article.drafted_at, article.drafted_by = at, by
    try:
        with transaction.atomic():
            article.save(force_insert=True)
    except IntegrityError as error:
        raise Stale() from error
    keep_text(article, by, at)
    audit.record("article_drafted", article, by=by, at=at)
    return article


@transaction.atomic
def draft_article(
    *, unit: Unit, title: str, lead: str, body: str, author_name: str, by, at: datetime, category: str = "tin-tuc",
    exemplar: Exemplar | None = None,
) -> Article:  # fmt: skip
    """Start an article; the body is markup as :mod:`thidua.portal.richtext` takes it, or plain paragraphs."""
    check_can_draft(by, unit, at.date())
    check_offered(category)
    texts = _clean(title, lead, body, author_name)
    return _add(Article(unit=unit, category=category, exemplar=exemplar, **texts), by, at)


@transaction.atomic
def draft_article_from_conference(*, conference: Conference, by, at: datetime) -> Article:
    """Draft the news item of a held conference from its facts, for the editor to finish; every sentence keeps what it
    rests on (``Article.sources``)."""
    check_can_draft_from(by, conference, at.date())
    draft = write_article(_facts(conference))
    texts = _clean(draft.title, draft.lead, draft.body, by.display_name)
    sources = [
        {"text": sentence.text, "records": [[record.kind, record.pk, record.label] for record in sentence.records]}
        for sentence in draft.sentences
    ]
    return _add(Article(unit=conference.unit, conference=conference, sources=sources, **texts), by, at)


def _weight(row: tuple[str, str, int]) -> tuple[int, str]:
    return news_rank(row[0]), row[0]


def _facts(conference: Conference) -> ConferenceFacts:
    found = facts_of(conference)
    remarks, kinds = found["remarks"], Remark.Kind
    taken_up = {Remark.Outcome.ACCEPTED, Remark.Outcome.PARTLY, Remark.Outcome.DONE}
    comments, proposals = remarks[kinds.COMMENT], remarks[kinds.PROPOSAL]
    steering = [paper for paper in found["papers"] if paper.kind == ConferencePaper.Kind.STEERING]
    return ConferenceFacts(
        title=conference.title,
        organiser=conference.unit.agency_name,
        held_on=conference.held_on,
        place=conference.place,
        group=found["cluster"],
        host=found["host"],
        theme=found["theme"],
        lunar=found["lunar"],
        year_summarised=conference.year_summarised,
        year_launched=conference.year_launched,
        is_launch="launch" in (conference.purposes or PURPOSES_OF_KIND[conference.kind]),
        came=found["units_came"],
        invited=found["units_invited"],
        directing=found["directing"],
        pledges_signed=found["pledges_signed"],
        movements=found["movements_launched"],
        honours=[(in_the_news(code), number) for code, _, number in sorted(found["honours"], key=_weight)],
        reports=[text for kind, _, text in found["agenda"] if kind == AgendaPoint.Kind.REPORT],
        speeches=[text for kind, _, text in found["agenda"] if kind == AgendaPoint.Kind.SPEECH],
        figures=[figure_sentence(each) for each in found["figures"]],
        assessment=found["assessment"],
        said=[(_who(each), each.text) for each in remarks[kinds.STATEMENT]],
        comments=(len(comments), sum(each.outcome in taken_up for each in comments)),
        proposals=(len(proposals), sum(each.outcome in taken_up for each in proposals)),
        adopted=found["adopted"],
        steering=len(steering),
        flag=found["flag"],
        lessons=[each.text for each in remarks[kinds.LESSON]],
        tasks=[each.text for each in remarks[kinds.TASK]],
        conclusion=conference.conclusion,
        next_head=found["next_cluster_head"] if _hands_over(conference, found) else "",
        records=_records(conference, found, steering),
    )


def _hands_over(conference: Conference, found: dict[str, Any]) -> bool:
    """Whether the next head is news of it: it sums a year up, or its purpose, agenda or a record says the chair went on.
    A briefing or a launch in the middle of a term has a head that was there before."""
    if conference.year_summarised is not None:
        return True
    on_agenda = any(kind == AgendaPoint.Kind.HANDOVER for kind, _, _ in found["agenda"])
    return on_agenda or "handover" in conference.purposes or bool(found["handovers"])


def _who(remark: Remark) -> str:
    """Who said it, by unit or by office; a person's name is the editor's to add where the public role asks for it."""
    return f"Đại biểu {remark.unit.name}" if remark.unit else remark.speaker


def _records(conference: Conference, found: dict[str, Any], steering: list[ConferencePaper]) -> dict[str, list[Record]]:
    """What each part of the facts rests on."""
    remarks, kinds, day = found["remarks"], Remark.Kind, conference.held_on
    conference_record = Record("conference", conference.pk, f"{conference.title} ({day:%d/%m/%Y})")
    adopted = [paper for paper in found["papers"] if paper.title in found["adopted"]]

    def of(kind: str) -> list[Record]:
        return [Record("remark", each.pk, each.get_kind_display()) for each in remarks[kind]]

    return {
        "conference": [conference_record],
        "agenda": [Record("conference", conference.pk, "Chương trình hội nghị")],
        "movements": [Record("movement", pk, title) for pk, title in found["movements"]],
        "pledges": [Record("pledge", pk, f"Giao ước {unit}") for pk, unit in found["pledges"]],
        "honours": [Record("honours", conference.year_summarised or day.year, "Sổ vàng")] if found["honours"] else [],
        "figures": [Record("figure", each["figure"].pk, each["figure"].name) for each in found["figures"]],
        "said": of(kinds.STATEMENT),
        "comments": of(kinds.COMMENT),
        "proposals": of(kinds.PROPOSAL),
        "lessons": of(kinds.LESSON),
        "tasks": of(kinds.TASK),
        "adopted": [Record("conference_paper", each.pk, each.title) for each in adopted],
        "steering": [Record("conference_paper", each.pk, f"{each.number_text} {each.title}") for each in steering],
        "flag": [Record("registration", conference.year_launched, f"Bản đăng ký năm {conference.year_launched}")]
        if conference.year_launched
        else [],
        "head": [
            *(
                Record("paper", each.paper_id, f"Biên bản bàn giao {each.paper.number_text}")
                for each in found["handovers"]
            ),
            conference_record,
        ],
    }


@transaction.atomic
def edit_article(
    *, article: Article, title: str, lead: str, body: str, author_name: str, category: str, by, at: datetime
) -> None:
    """Change the texts; a published article shows the change at once, its address stays."""
    check_can_edit(by, article, at.date())
    check_offered(category, article.category)
    texts = _clean(title, lead, body, author_name) | {"category": category}
    if article.state != "draft":
        check_category(article, category)
    write_texts(article, texts)
    keep_text(article, by, at)
    audit.record("article_edited", article, by=by, at=at)
