"""Pages of jobs: what is being done and how far it is, with and without JavaScript; the list."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.templatetags.static import static
from django.urls import reverse
from markupsafe import Markup

from showfloor.portal.clock import moment_in_words
from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, Link, NotHereError, Page, PageForm, Plain
from showfloor.portal.figures.rows import as_asked
from showfloor.portal.people.visit import Visit
from showfloor.portal.work.asking import again as ask_again
from showfloor.portal.work.asking import ask_to_stop
from showfloor.portal.work.kinds import kind_of, offered
from showfloor.portal.work.models import Job, State
from showfloor.portal.work.telling import refusal_in_words, step_in_words
from showfloor.present.sections.blocks import (
    Block,
    Definition,
    Definitions,
    Paragraph,
    Prose,
)
from showfloor.present.tables import Column, Row, Table

REFRESH_SECONDS = 2
LONGEST_LIST = 1_000
"""Jobs that the list holds; older ones have their page still."""


def jobs(visit: Visit) -> Page:
    """Return the jobs of the kinds that the visitor may see, newest first."""
    names = [kind.name for kind in offered() if visit.may(kind.right)]
    found = list(Job.objects.filter(kind__in=names)[:LONGEST_LIST])
    still = [job for job in found if job.is_open]
    say = visit.say
    long = as_asked(visit, _table(visit, found))
    return Page(
        "jobs",
        say("work.jobs.question"),
        _title(visit, len(still), len(found)),
        (long.table,),
        lead=say("work.jobs.lead"),
        views=(long.parts,),
        figures={"open": len(still), "jobs": len(found)},
        follows=following(still),
        head=refreshing() if still else Markup(),
    )


def _title(visit: Visit, still: int, found: int) -> str:
    if still:
        return visit.say("work.jobs.title", n=still)
    return visit.say("work.jobs.idle" if found else "work.jobs.none")


def job(visit: Visit, key: UUID) -> Page:
    """Return what a job does, how far it is, and how it ended."""
    found = seen(visit, key)
    what = named(visit, found)
    return Page(
        "job",
        what,
        visit.say(f"work.title.{found.state}", label=found.label),
        (*progress(visit, found), _facts(visit, found)),
        figures=figures(found),
        forms=tuple(forms_of(visit, found)),
        trail=(Link(visit.say("work.jobs.question"), reverse("jobs")),),
        follows=following([found] if found.is_open else []),
        head=refreshing() if found.is_open else Markup(),
    )


def start_again(visit: Visit, _sent: Sent, key: UUID) -> Done:
    """Let a job that failed or was interrupted wait once more; a second click changes nothing."""
    found = seen(visit, key)
    said = visit.say("work.again.said") if ask_again(found) else ""
    return Done(reverse("job", args=[found.pk]), said)


def stop(visit: Visit, _sent: Sent, key: UUID) -> Done:
    """Let a job that is open end; a second click, or one that comes too late, does nothing."""
    found = seen(visit, key)
    said = visit.say("work.stop.said") if ask_to_stop(found.pk, str(visit.person)) else ""
    return Done(reverse("job", args=[found.pk]), said)


def forms_of(visit: Visit, found: Job) -> list[PageForm]:
    """Return what can be done with a job: stop it while it is open, start it again afterwards."""
    say = visit.say
    if found.is_open and not found.stopped_by:
        explains = say(f"work.stop.explains.{found.state}")
        return [
            PageForm(
                reverse("job-stop", args=[found.pk]),
                say("work.stop"),
                explains=explains,
                is_destructive=True,
            )
        ]
    if found.ended_badly:
        return [PageForm(reverse("job-again", args=[found.pk]), say("work.again"))]
    return []


def seen(visit: Visit, key: UUID) -> Job:
    """Return a job of a kind that the visitor may see; NotHereError for every other."""
    found: Job | None = Job.objects.filter(pk=key).first()
    kind = kind_of(found.kind) if found is not None else None
    if found is None or kind is None or not visit.may(kind.right):
        raise NotHereError
    return found


def named(visit: Visit, found: Job) -> str:
    """Return a job's kind in words."""
    return visit.say(f"{found.kind}.job")


def progress(visit: Visit, found: Job) -> tuple[Block, ...]:
    """Return how far a job is, or how it ended, as blocks of whatever page shows it."""
    if found.is_open:
        asked = (Paragraph(visit.say("work.stopping", name=found.stopped_by)),)
        return (*(asked if found.stopped_by else ()), Prose(_bar(visit, found)))
    if found.state == State.STOPPED.value:
        return (Paragraph(visit.say("work.ended.stopped", name=found.stopped_by)),)
    if found.state == State.DONE.value and found.said:
        return (Paragraph(visit.say(found.said, **found.said_values)), *_result(visit, found))
    if found.refusal:
        said = Paragraph(visit.say("work.refused"))
        return (said, Prose(refusal_in_words(visit, found.refusal)))
    return (Paragraph(visit.say(f"work.ended.{found.state}")),)


def figures(found: Job) -> dict[str, Plain]:
    """Return a job's single figures, for JSON."""
    return {
        "job": str(found.pk),
        "kind": found.kind,
        "state": found.state,
        "step": found.step,
        "share": found.share,
        "result": found.href,
        "run": found.run_id,
        "refusal": found.refusal,
    }


def following(still: Sequence[Job]) -> str:
    """Return what a page follows that shows these open jobs; empty where none is open."""
    keys = "".join(sorted(str(job.pk) for job in still))
    return hashlib.sha256(keys.encode()).hexdigest()[:16] if keys else ""


def refreshing(*, is_written: bool = False) -> Markup:
    """Return what lets a page follow its progress: a script, and without one a plain refresh.

    is_written: whether the page has fields to write into, which a plain refresh would empty.
    """
    script = Markup('<script src="{}" data-seconds="1" defer></script>')
    script = script.format(static("work/progress.js"))
    if is_written:
        return script
    plain = Markup('<noscript><meta http-equiv="refresh" content="{}"></noscript>')
    return plain.format(REFRESH_SECONDS) + script


def _bar(visit: Visit, found: Job) -> Markup:
    """Return a bar with the step in words under it; the bar runs on where no share is known."""
    begins = Markup.escape(visit.say(f"work.step.{found.state}"))
    said = step_in_words(visit, found.step) if found.step else begins
    if found.share is None:
        return Markup('<p class="progress"><progress aria-label="{}"></progress> {}</p>').format(
            visit.say("work.share"), said
        )
    share = f"{found.share:.3f}"
    percent = visit.language.percent(found.share, 0)
    return Markup(
        '<p class="progress"><progress max="1" value="{}" aria-label="{}">{}</progress> {} · {}</p>'
    ).format(share, visit.say("work.share"), percent, percent, said)


def _result(visit: Visit, found: Job) -> tuple[Block, ...]:
    if not found.href:
        return ()
    link = Markup('<p><a class="button" href="{}">{}</a></p>')
    return (Prose(link.format(found.href, visit.say("work.result"))),)


def _facts(visit: Visit, found: Job) -> Definitions:
    say = visit.say
    facts = (
        ("work.about", found.label),
        ("work.by", found.person_name),
        ("work.asked", moment(visit, found.asked_at)),
        ("work.started", moment(visit, found.started_at)),
        ("work.ended", moment(visit, found.ended_at)),
        ("work.run", found.run_id),
    )
    return Definitions(tuple(Definition(key, say(key), text) for key, text in facts if text))


def moment(visit: Visit, at: datetime | None) -> str:
    """Return a moment in the workspace's time zone, or nothing."""
    if at is None:
        return ""
    return moment_in_words(visit.language, at)


def _table(visit: Visit, found: list[Job]) -> Table:
    say = visit.say
    rows = tuple(
        Row(
            (
                named(visit, one),
                one.label,
                say(f"work.state.{one.state}"),
                one.share,
                moment(visit, one.asked_at),
                one.person_name,
                str(one.pk),
            ),
            href=reverse("job", args=[one.pk]),
            reasons=(("share", say("work.share.unknown")),) if one.share is None else (),
        )
        for one in found
    )
    return Table(
        "jobs",
        say("work.jobs.caption") if rows else say("work.jobs.empty"),
        (
            Column("kind", say("work.kind")),
            Column("label", say("work.about"), wide=True),
            Column("state", say("work.state")),
            Column("share", f"{say('work.share')} %", "percent", decimals=0),
            Column("asked_at", say("work.asked")),
            Column("by", say("work.by")),
            Column("job", "", data_only=True),
        ),
        rows,
    )
