"""News for a demonstration: made-up announcements in both languages, a drawing, two comments."""

from __future__ import annotations

import io
import uuid
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from PIL import Image, ImageDraw

from showfloor.portal.news.models import Announcement, Comment, CommentState
from showfloor.portal.news.publishing import Wording, add_photo, keep_draft
from showfloor.portal.people.models import Organisation, Person

READER = "reader@somewhere.example"
FIRST_AT = time(9, 0)
PUBLISHED = (
    (
        42,
        Wording(
            "Brand areas come to our stores",
            "From this spring on some of our stores will have **areas of their own** for a brand: "
            "to try things out in peace, with people who know them.\n\n## What changes\n\n"
            "- more room to touch and compare\n- advice without an appointment\n"
            "- repairs handed in at the same place\n\nWhich stores have one already says "
            "[the list](/brand-areas/).",
            "Herstellerflächen kommen in unsere Filialen",
            "Ab diesem Frühjahr bekommen einige Filialen **eigene Flächen** für eine Marke: um in "
            "Ruhe auszuprobieren, mit Leuten, die sich auskennen.\n\n## Was sich ändert\n\n"
            "- mehr Platz zum Anfassen und Vergleichen\n- Beratung ohne Termin\n"
            "- Reparaturen am selben Ort abgeben\n\nWelche Filialen schon eine haben, sagt "
            "[die Liste](/brand-areas/).",
        ),
    ),
    (
        6,
        Wording(
            "The first areas are open",
            "The first shop-in-shops have opened. Come and see; every area shows the newest "
            "devices, and each can be tried.",
            "Die ersten Flächen sind offen",
            "Die ersten Shop-in-Shops haben geöffnet. Kommen Sie vorbei; jede Fläche zeigt die "
            "neuesten Geräte, und jedes lässt sich ausprobieren.",
        ),
    ),
)
"""How many days before the demonstration's day each was published, and what it says."""
DRAFT = Wording(
    "The next cities", "Planned for the summer.", "Die nächsten Städte", "Geplant für den Sommer."
)


def make_examples(retailer: Organisation, day: date) -> None:
    """Make the demonstration's news, unless there is some; within the house's reach."""
    if Announcement.objects.exists():
        return
    for days, wording in PUBLISHED:
        moment = timezone.make_aware(datetime.combine(day - timedelta(days=days), FIRST_AT))
        made = keep_draft(retailer.pk, uuid.uuid4(), wording, moment)
        Announcement.objects.filter(pk=made.pk).update(publish_at=moment)
    keep_draft(retailer.pk, uuid.uuid4(), DRAFT, timezone.now())
    add_photo(
        made, drawing(), "A drawing of a table with devices", "Eine Zeichnung: Tisch mit Geräten"
    )
    reader = Person.objects.filter(email=READER).first() or Person.objects.create_user(READER)
    for state, text in (
        (CommentState.SHOWN, "Finally somewhere to try things in peace."),
        (CommentState.WAITING, "Is there one in Leipzig too?"),
    ):
        Comment.objects.create(
            organisation=retailer,
            announcement=made,
            reader_id=reader.pk,
            name="Nora",
            text=text,
            state=state.value,
            made_at=moment + timedelta(hours=5),
            decided_at=moment + timedelta(hours=6) if state is CommentState.SHOWN else None,
        )


def drawing() -> bytes:
    """Return a drawing of a table with devices before a wall, as JPEG."""
    image = Image.new("RGB", (1_500, 1_000), "#dfe4ea")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 740, 1_500, 1_000), fill="#b9a68c")
    for left in range(140, 1_300, 320):
        draw.rounded_rectangle((left, 130, left + 260, 430), 12, fill="#f7f8fa")
        draw.rectangle((left + 40, 190, left + 220, 370), fill="#8fb4da")
    draw.rounded_rectangle((180, 620, 1_320, 680), 10, fill="#5a4632")
    for left in (240, 1_220):
        draw.rectangle((left, 680, left + 40, 900), fill="#4a3928")
    for left in range(300, 1_200, 150):
        draw.rounded_rectangle((left, 520, left + 70, 620), 10, fill="#1b1d21")
        draw.rounded_rectangle((left + 6, 528, left + 64, 612), 6, fill="#7db7f0")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()
