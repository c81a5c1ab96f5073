"""The German words of news."""

from __future__ import annotations

from collections.abc import Mapping

GERMAN: Mapping[str, str] = {
    "news.question": "Neues",
    "news.title": "Das Neueste ist vom {day}.",
    "news.none": "Es gibt noch nichts Neues.",
    "news.empty": "Hier werden Ankündigungen mit Fotos stehen, sobald die erste veröffentlicht "
    "ist. Die Feeds unten melden es.",
    "news.older_newer": "Mehr",
    "news.older": "Ältere",
    "news.newer": "Neuere",
    "news.published": "Neues vom {day}",
    "news.changed": "Geändert am {moment}.",
    "news.only.de": "Dies gibt es nur auf Deutsch.",
    "news.only.en": "Dies gibt es nur auf Englisch.",
    "news.feeds": "Im eigenen Leseprogramm weiterlesen:",
    "news.feed.title": "{name}: Neues",
    "news.feed.summary": "Ankündigungen von {name} zu seinen Herstellerflächen.",
    "news.feed.rss.en": "Neues auf Englisch (RSS)",
    "news.feed.rss.de": "Neues auf Deutsch (RSS)",
    "news.feed.atom.en": "Neues auf Englisch (Atom)",
    "news.feed.atom.de": "Neues auf Deutsch (Atom)",
    "news.feed.feed.en": "Neues auf Englisch (JSON Feed)",
    "news.feed.feed.de": "Neues auf Deutsch (JSON Feed)",
    "news.column.key": "Schlüssel",
    "news.column.published": "Öffentlich ab",
    "news.column.language": "Sprache",
    "news.column.title": "Titel",
    "news.column.text": "Text",
    "news.column.address": "Adresse",
    "news.column.date": "Datum",
    "news.column.name": "Name",
    "news.column.comment": "Kommentar",
    "news.column.announcement": "Ankündigung",
    "news.column.state": "Zustand",
    "news.column.status": "Stand",
    "news.column.changed": "Geändert",
    "news.status.draft": "Entwurf",
    "news.status.scheduled": "Geplant",
    "news.status.published": "Veröffentlicht",
    "news.status.withdrawn": "Zurückgezogen",
    "news.state.waiting": "wartet auf Entscheidung",
    "news.state.shown": "gezeigt",
    "news.state.refused": "nicht gezeigt",
    # Comments
    "news.comments": "Kommentare",
    "news.comments.none": "Noch hat niemand kommentiert.",
    "news.comment.write": "Kommentieren",
    "news.comment.explains": "Jeden Kommentar liest jemand, bevor er hier erscheint.",
    "news.comment.name": "Name, der gezeigt wird",
    "news.comment.name.help": "Ein beliebiger Name; es muss nicht der eigene sein.",
    "news.comment.text": "Kommentar",
    "news.comment.nothing": "Bitte schreiben Sie hier etwas, das man lesen kann.",
    "news.comment.send": "Kommentar senden",
    "news.comment.kept": "Danke. Ihr Kommentar erscheint, sobald ihn jemand gelesen hat.",
    "news.comment.too_many": "Mehr kann eine Person vorerst nicht senden. Bitte warten Sie, bis "
    "das Gesendete gelesen ist, oder versuchen Sie es morgen wieder.",
    "news.comment.waiting.one": "Ein Kommentar von Ihnen wartet noch darauf, gelesen zu werden.",
    "news.comment.waiting.other": "{n} Kommentare von Ihnen warten noch darauf, gelesen zu werden.",
    "news.comment.own": "Von Ihnen: entfernen",
    "news.comment.report": "Melden",
    "news.report.question": "Kommentar melden",
    "news.report.title": "Was stimmt mit diesem Kommentar nicht?",
    "news.report.lead": "Wer moderiert, liest Ihre Meldung. Wer den Kommentar schrieb, erfährt "
    "nicht, von wem sie kam.",
    "news.report.sign_up": "Um einen Kommentar zu melden, melden Sie sich zuerst mit Ihrer Adresse "
    "an.",
    "news.report.reason": "Grund",
    "news.report.send": "Meldung senden",
    "news.report.kept": "Danke. Ihre Meldung wird gelesen.",
    "news.remove.title": "Einen Kommentar entfernen",
    "news.remove.explains": "Er verschwindet sofort und für alle und lässt sich nicht zurückholen.",
    "news.remove.which": "Welchen",
    "news.remove.button": "Kommentar entfernen",
    "news.remove.done": "Der Kommentar ist entfernt.",
    # Readers
    "news.address": "E-Mail-Adresse",
    "news.sign_up.question": "Mitreden",
    "news.sign_up.title": "Kommentieren Sie mit nichts als Ihrer Adresse.",
    "news.sign_up.lead": "Sie bekommen einen Brief mit einem Link, der Sie anmeldet. Kein "
    "Passwort, kein Name, keine Werbung; Sie können jederzeit alles wieder entfernen.",
    "news.sign_up.member": "Wer mit diesem Portal arbeitet, meldet sich stattdessen mit Passwort "
    "an.",
    "news.sign_up.send": "Link zusenden",
    "news.sign_up.here": "Mit der eigenen Adresse mitreden",
    "news.sign_up.short": "Eine E-Mail-Adresse genügt.",
    "news.letter.subject": "Ihr Link zu {house}",
    "news.letter.reader": "Guten Tag,\n\njemand, wahrscheinlich Sie, möchte mit dieser Adresse auf "
    "{house} kommentieren oder weiterlesen.\n\nDieser Link meldet Sie an. Er gilt einmal und einen "
    "Tag lang:\n\n{link}\n\nWaren Sie es nicht, tun Sie nichts: Es ist nichts über Sie "
    "gespeichert.\n\nAuf Ihrer Seite dort können Sie Ihre Adresse und alle Kommentare jederzeit "
    "entfernen.\n",
    "news.letter.member": "Guten Tag,\n\njemand, wahrscheinlich Sie, möchte mit dieser Adresse auf "
    "{house} kommentieren. Sie hat dort ein Konto mit Passwort; bitte melden Sie sich damit an:"
    "\n\n{link}\n\nWaren Sie es nicht, tun Sie nichts.\n",
    "news.letter.sent": "Ein Brief ist unterwegs an {address}. Sein Link gilt einen Tag. Kommt "
    "nichts an, sehen Sie bei den unerwünschten Nachrichten nach.",
    "news.letter.too_many": "An diese Adresse gingen in dieser Stunde schon mehrere Briefe. Bitte "
    "sehen Sie bei den unerwünschten Nachrichten nach oder versuchen Sie es später wieder.",
    "news.letter.busy": "Es werden gerade mehr Briefe verlangt, als gesendet werden können. Bitte "
    "versuchen Sie es in einer Stunde wieder.",
    "news.letter.failed": "Der Brief konnte nicht gesendet werden. Gespeichert wurde nichts; bitte "
    "versuchen Sie es später wieder.",
    "news.enter.title": "Ein Klick, und Sie sind dabei.",
    "news.enter.lead": "Sie melden sich als {address} an. Damit speichert das Portal diese "
    "Adresse, damit Ihre Kommentare Ihnen gehören.",
    "news.enter.button": "Anmelden",
    "news.enter.over": "Dieser Link gilt nicht mehr.",
    "news.enter.over.lead": "Jeder Link gilt einmal und einen Tag lang. Lassen Sie sich einen "
    "neuen senden.",
    "news.reader.question": "Ihre Kommentare",
    "news.reader.title.one": "Gespeichert sind Ihre Adresse und ein Kommentar.",
    "news.reader.title.other": "Gespeichert sind Ihre Adresse und {n} Kommentare.",
    "news.reader.since": "Seit",
    "news.reader.comments": "Kommentare",
    "news.reader.caption": "Ihre Kommentare",
    "news.reader.none": "Sie haben noch nichts kommentiert.",
    "news.leave.title": "Abmelden und alles entfernen",
    "news.leave.explains": "Ihre Adresse, Ihre Kommentare und Ihre Meldungen werden sofort "
    "entfernt, und Sie sind abgemeldet. Das lässt sich nicht rückgängig machen.",
    "news.leave.button": "Alles von mir entfernen",
    "news.leave.gone": "Alles von Ihnen ist entfernt.",
    "news.leave.elsewhere": "Diese Adresse gehört zu einem Mitglied einer Organisation. Wer hier "
    "die Personen verwaltet, entfernt sie; Ihre Kommentare können Sie einzeln entfernen.",
    "news.stored.question": "Was gespeichert wird",
    "news.stored.title": "Was diese Seite von Ihnen speichert: so wenig wie möglich.",
    "news.stored.address": "Wer nur liest",
    "news.stored.address.text": "Nichts. Kein Name, keine Adresse, kein Besuch wird "
    "aufgeschrieben, und von keinem anderen Unternehmen wird eine Seite, ein Bild oder ein Skript "
    "geladen.",
    "news.stored.comments": "Wer sich anmeldet und kommentiert",
    "news.stored.comments.text": "Ihre Adresse, seit wann, Ihre letzte Anmeldung und Ihre "
    "Kommentare mit dem Namen, den Sie jeweils angaben. Andere sehen Namen und Kommentar, nie die "
    "Adresse.",
    "news.stored.letters": "Briefe",
    "news.stored.letters.text": "Nur der Brief, den Sie verlangt haben. Bis Sie seinem Link "
    "folgen, ist Ihre Adresse nicht gespeichert. Wie viele Briefe an eine Adresse gingen, wird "
    "höchstens zwei Stunden lang gezählt, mit einem Code, aus dem sich die Adresse nicht lesen "
    "lässt.",
    "news.stored.session": "Cookies",
    "news.stored.session.text": "Eines, das Sie angemeldet hält, bis der Browser schließt oder Sie "
    "sich abmelden, und eines, das sich die gewählte Sprache merkt.",
    "news.stored.visits": "Meldungen und Entscheidungen",
    "news.stored.visits.text": "Eine Meldung liest, wer moderiert, mit ihrem Grund; wer den "
    "Kommentar schrieb, sieht sie nie. Was über einen Kommentar entschieden wurde, steht bei ihm.",
    "news.stored.staff": "Wer hier arbeitet",
    "news.stored.staff.text": "Das Protokoll hält fest, wer wann veröffentlicht, zurückgezogen und "
    "moderiert hat. Niemandes Tempo und niemandes Zahl von Entscheidungen wird gezählt oder "
    "gezeigt.",
    "news.stored.leave": "Gehen",
    "news.stored.leave.text": "Auf Ihrer eigenen Seite entfernt eine Schaltfläche Ihre Adresse, "
    "Ihre Kommentare und Ihre Meldungen sofort und endgültig.",
    "news.stored.rights": "Ihre Rechte",
    "news.stored.rights.text": "Ihre eigene Seite zeigt alles, was von Ihnen gespeichert ist, auch "
    "als JSON und CSV zum Mitnehmen. Wegen allem anderen schreiben Sie denen, die dieses Portal "
    "betreiben.",
    # The desk
    "news.desk.question": "Redaktion",
    "news.desk.says": "Entwürfe: {n}; geplant: {scheduled}.",
    "news.desk.new": "Ankündigung schreiben",
    "news.desk.new.title": "Eine neue Ankündigung",
    "news.desk.caption": "Ankündigungen, zuletzt geänderte zuerst",
    "news.desk.none": "Es gibt noch keine Ankündigung. Schreiben Sie die erste.",
    "news.desk.waiting": "Kommentare, die warten",
    "news.desk.reported": "Gemeldete Kommentare",
    "news.desk.published.decides": "Jetzt öffentlich.",
    "news.desk.waiting.decides": "Niemand sieht sie, bevor entschieden ist.",
    "news.desk.reported.decides": "Von Leserinnen und Lesern, noch nicht erledigt.",
    "news.desk.title.en": "Titel auf Englisch",
    "news.desk.text.en": "Text auf Englisch",
    "news.desk.title.de": "Titel auf Deutsch",
    "news.desk.text.de": "Text auf Deutsch",
    "news.desk.text.help": "Markdown: **fett**, *kursiv*, ## Überschrift, - Liste, "
    "[Wörter](Adresse).",
    "news.desk.markdown": "Deutsch, Englisch oder beides; wer die andere Sprache liest, bekommt "
    "die vorhandene. Fotos kommen auf der nächsten Seite dazu.",
    "news.desk.half": "Eine Sprache braucht einen Titel und einen Text.",
    "news.desk.no_language": "Bitte schreiben Sie einen Titel und einen Text, auf Deutsch oder auf "
    "Englisch.",
    "news.desk.kept_as_draft": "Niemand sonst sieht es vor der Veröffentlichung.",
    "news.desk.goes_live": "Das hier ist öffentlich: Was Sie speichern, ist sofort zu lesen, und "
    "die Seite sagt, dass es geändert wurde.",
    "news.desk.save": "Speichern und ansehen",
    "news.desk.save_public": "Für alle speichern",
    "news.desk.saved": "Gespeichert.",
    "news.desk.changed_since": "Jemand hat diese Ankündigung geändert, seit Sie sie geöffnet "
    "haben. Ihr Text steht unten und ist nicht gespeichert: Sehen Sie den anderen in einem zweiten "
    "Fenster an und öffnen Sie dann das Formular neu.",
    "news.desk.edit": "Text ändern",
    "news.desk.public_page": "Die öffentliche Seite",
    "news.desk.moment": "Öffentlich ab",
    "news.desk.moment.help": "Uhrzeit von {zone}.",
    "news.desk.moment.past": "Dieser Zeitpunkt ist vorbei. Wählen Sie einen späteren, oder "
    "veröffentlichen Sie jetzt.",
    "news.preview.draft": "Niemand sonst sieht das. Es ist ein Entwurf.",
    "news.preview.scheduled": "Es wird von selbst öffentlich: {moment}. Vorher sieht es draußen "
    "niemand.",
    "news.preview.published": "Öffentlich seit {moment}.",
    "news.preview.withdrawn": "Es war öffentlich seit {moment} und ist endgültig zurückgezogen.",
    "news.publish.title": "Jetzt veröffentlichen",
    "news.publish.explains": "Alle können es sofort lesen, und die Feeds tragen es weiter. Sein "
    "Datum ändert sich danach nie mehr.",
    "news.publish.button": "Jetzt veröffentlichen",
    "news.schedule.title": "Oder von selbst veröffentlichen",
    "news.schedule.button": "Zeitpunkt festlegen",
    "news.take_back.title": "Wieder zum Entwurf machen",
    "news.take_back.explains": "Der Zeitpunkt ist vergessen; nichts wird öffentlich.",
    "news.take_back.button": "Zum Entwurf machen",
    "news.withdraw.title": "Zurückziehen",
    "news.withdraw.explains": "Es verschwindet sofort von Seiten und aus Feeds, mit Fotos und "
    "Kommentaren. Nichts wird zweimal veröffentlicht: Was zurückgezogen ist, bleibt es.",
    "news.withdraw.button": "Endgültig zurückziehen",
    "news.discard.title": "Entwurf wegwerfen",
    "news.discard.explains": "Der Entwurf und seine Fotos werden entfernt und lassen sich nicht "
    "zurückholen.",
    "news.discard.button": "Wegwerfen",
    "news.discard.done": "Der Entwurf ist entfernt.",
    "news.photo.title": "Fotos",
    "news.photo.file": "Foto",
    "news.photo.help": "JPEG, PNG oder WebP, höchstens 12 MB. Es wird neu erzeugt: Ort, Kamera und "
    "was sonst in der Datei steckt, bleiben zurück.",
    "news.photo.alternative.en": "Was zu sehen ist, auf Englisch",
    "news.photo.alternative.de": "Was zu sehen ist, auf Deutsch",
    "news.photo.alternative.help": "Wird vorgelesen, wenn jemand das Foto nicht sieht.",
    "news.photo.add": "Foto hinzufügen",
    "news.photo.added": "Das Foto ist hinzugefügt.",
    "news.photo.remove": "Foto {place} entfernen",
    "news.photo.removed": "Das Foto ist entfernt.",
    "news.photo.empty": "Diese Datei ist leer.",
    "news.photo.large": "Diese Datei ist zu groß. Speichern Sie das Foto mit höchstens 12 MB.",
    "news.photo.pixels": "Dieses Foto hat mehr als 50 Millionen Bildpunkte. Speichern Sie es "
    "kleiner.",
    "news.photo.unknown": "Das ist kein JPEG, PNG oder WebP. Speichern Sie das Foto als JPEG.",
    "news.photo.broken": "Dieses Foto lässt sich nicht bis zum Ende lesen. Speichern Sie es neu, "
    "oder nehmen Sie ein anderes.",
    "news.photo.many": "Eine Ankündigung hat höchstens {n} Fotos. Entfernen Sie zuerst eines.",
    # Moderation
    "news.moderation.question": "Moderation",
    "news.moderation.title.one": "Ein Kommentar wartet.",
    "news.moderation.title.other": "{n} Kommentare warten.",
    "news.moderation.none": "Kein Kommentar wartet.",
    "news.moderation.lead": "Bevor entschieden ist, sieht einen Kommentar nur, wer ihn schrieb. "
    "Entscheiden zwei zugleich, gilt die erste Entscheidung.",
    "news.moderation.waiting": "Wartend, älteste zuerst",
    "news.moderation.reported": "Gemeldet",
    "news.moderation.decide_again": "Gemeldet: neu entscheiden",
    "news.moderation.latest": "Letzte Entscheidungen",
    "news.moderation.decided": "Entschiedene Kommentare, die letzten zuerst",
    "news.moderation.undecided": "Noch ist nichts entschieden.",
    "news.decide.label": "{name}, {day}, zu „{title}“",
    "news.decide.leave": "später",
    "news.decide.shown": "zeigen",
    "news.decide.refused": "nicht zeigen",
    "news.decide.button": "Entscheidungen speichern",
    "news.decide.done.one": "Ein Kommentar ist entschieden.",
    "news.decide.done.other": "{n} Kommentare sind entschieden.",
    "news.decide.missed.one": "Einen hat inzwischen jemand anders entschieden oder entfernt; das "
    "gilt.",
    "news.decide.missed.other": "{n} hat inzwischen jemand anders entschieden oder entfernt; das "
    "gilt.",
    # The stores with areas
}
