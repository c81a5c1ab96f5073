"""The addresses of news: what everybody reads, what readers do, and the desk."""

from __future__ import annotations

from showfloor.portal.figures.addresses import action, page
from showfloor.portal.news import desk, feeds, moderation, photo_files, preview, readers
from showfloor.portal.news.comments import add_comment, report, send_report
from showfloor.portal.news.front import announcement, news
from showfloor.portal.news.views import file, request_action
from showfloor.portal.walls.permissions import Right

READ, PUBLISH = Right.READ_NEWS, Right.PUBLISH
DESK = "news/desk"

ADDRESSES = [
    *page("news/", news, right=READ, name="news"),
    file("news/<str:code>.rss", feeds.rss, right=READ, name="news-rss"),
    file("news/<str:code>.atom", feeds.atom, right=READ, name="news-atom"),
    file("news/<str:code>.feed", feeds.json_feed, right=READ, name="news-feed"),
    *page("news/sign-up/", readers.sign_up, right=READ, name="reader-sign-up"),
    request_action(
        "news/sign-up/send/", readers.send_letter, right=READ, name="reader-sign-up-send"
    ),
    *page("news/enter/<str:secret>/", readers.enter, right=READ, name="reader-enter"),
    request_action(
        "news/enter/<str:secret>/now/", readers.enter_now, right=READ, name="reader-enter-now"
    ),
    *page("news/reader/", readers.reader, right=READ, name="reader"),
    action("news/reader/remove/", readers.remove_comment, right=READ, name="reader-remove"),
    request_action("news/reader/leave/", readers.leave_now, right=READ, name="reader-leave"),
    *page("news/stored/", readers.stored, right=READ, name="news-stored"),
    file("news/photos/<uuid:key>/", photo_files.large, right=READ, name="news-photo"),
    file("news/photos/<uuid:key>/small/", photo_files.small, right=READ, name="news-photo-small"),
    *page("news/comments/<uuid:key>/report/", report, right=READ, name="news-report"),
    action(
        "news/comments/<uuid:key>/report/send/", send_report, right=READ, name="news-report-send"
    ),
    *page(f"{DESK}/", desk.desk, right=PUBLISH, name="news-desk"),
    action(f"{DESK}/new/", desk.new_draft, right=PUBLISH, name="news-new-draft"),
    *page(f"{DESK}/moderation/", moderation.moderation, right=PUBLISH, name="news-moderation"),
    action(f"{DESK}/moderation/decide/", moderation.decide_now, right=PUBLISH, name="news-decide"),
    action(
        f"{DESK}/photos/<uuid:key>/remove/",
        preview.remove_photo,
        right=PUBLISH,
        name="news-photo-remove",
    ),
    *page(f"{DESK}/<uuid:key>/", preview.preview, right=PUBLISH, name="news-preview"),
    *page(f"{DESK}/<uuid:key>/write/", desk.write, right=PUBLISH, name="news-write"),
    action(f"{DESK}/<uuid:key>/save/", desk.save, right=PUBLISH, name="news-save"),
    action(f"{DESK}/<uuid:key>/publish/", preview.publish, right=PUBLISH, name="news-publish"),
    action(f"{DESK}/<uuid:key>/schedule/", preview.schedule, right=PUBLISH, name="news-schedule"),
    action(
        f"{DESK}/<uuid:key>/take-back/", preview.take_back, right=PUBLISH, name="news-take-back"
    ),
    action(f"{DESK}/<uuid:key>/withdraw/", preview.withdraw, right=PUBLISH, name="news-withdraw"),
    action(f"{DESK}/<uuid:key>/discard/", preview.discard, right=PUBLISH, name="news-discard"),
    action(f"{DESK}/<uuid:key>/photo/", preview.add_photo, right=PUBLISH, name="news-photo-add"),
    *page("news/<uuid:key>/", announcement, right=READ, name="announcement"),
    action("news/<uuid:key>/comment/", add_comment, right=READ, name="news-comment"),
]
