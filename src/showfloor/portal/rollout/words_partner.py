"""The words of what a partner reads: its plans and areas, the message to it, calendars."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "rollout.release": "Release {number}",
    "rollout.own_plans.question": "Plans for us",
    "rollout.own_plans.title.one": "Release {number} of {day} holds, with one area.",
    "rollout.own_plans.title.other": "Release {number} of {day} holds, with {n} areas.",
    "rollout.own_plans.none": "No plan has been released to you yet.",
    "rollout.own_plans.empty": "Here will be the plans that the retailer releases to you: store, "
    "city, format and weeks.",
    "rollout.own_plans.how": "It appears by itself when the retailer releases one.",
    "rollout.own_plans.caption": "Releases, the newest first",
    "rollout.own_plans.holds": "holds",
    "rollout.own_plans.until": "until {day}",
    "rollout.own_plan.title.one": "One area; it sells from {first}.",
    "rollout.own_plan.title.other": "{n} areas; the first sells from {first}, the last from "
    "{last}.",
    "rollout.own_plan.nothing": "This release holds no area.",
    "rollout.own_plan.superseded": "A later release has taken its place.",
    "rollout.own_plan.gone": "No longer planned: {names}.",
    "rollout.own_plan.caption": "Areas by week",
    "rollout.own_plan.change": "Against the release before",
    "rollout.own_plan.was": "sold from {week} before",
    "rollout.own_areas.question": "Own areas",
    "rollout.own_areas.title.one": "One of {all} areas is open.",
    "rollout.own_areas.title.other": "{n} of {all} areas are open.",
    "rollout.own_areas.title.before.one": "One area stands or stood before these plans.",
    "rollout.own_areas.title.before.other": "{n} areas stand or stood before these plans.",
    "rollout.own_areas.before": "Areas that stood before or beside these plans",
    "rollout.own_areas.since": "Sells since",
    "rollout.own_areas.until": "Until",
    "rollout.own_areas.stands": "stands",
    "rollout.own_areas.none": "You have no areas here yet.",
    "rollout.own_areas.empty": "Here will be your areas: those that are open, and those that come.",
    "rollout.area.open": "open since {day}",
    "rollout.area.building": "being built",
    "rollout.area.planned": "planned",
    "rollout.message.question": "Message to the partner",
    "rollout.message.title.one": "One area is other than {maker} was told.",
    "rollout.message.title.other": "{n} areas are other than {maker} was told.",
    "rollout.message.none": "{maker} knows everything already.",
    "rollout.message.lead": "This is what changes against the last release. Send it when the plan "
    "is released, so that the letter and what the partner sees say the same.",
    "rollout.message.open": "Some stores have slipped and have no new week yet. Plan again first, "
    "or send the letter as it is.",
    "rollout.message.send": "Open as a letter",
    "rollout.message.send.en": "in English",
    "rollout.message.send.de": "in German",
    "rollout.message.caption": "What changes for the partner",
    "rollout.message.before": "Told: selling from",
    "rollout.message.after": "New: selling from",
    "rollout.message.kind.new": "new",
    "rollout.message.kind.moved": "other weeks",
    "rollout.message.kind.format": "other format",
    "rollout.message.kind.dropped": "no longer planned",
    "rollout.message.kind.open": "slipped, no new week yet",
    "rollout.letter.subject.one": "Brand areas: one change of the plan",
    "rollout.letter.subject.other": "Brand areas: {n} changes of the plan",
    "rollout.letter.greeting": "Dear colleagues at {maker},",
    "rollout.letter.intro.one": "one area changes against the plan that you have:",
    "rollout.letter.intro.other": "{n} areas change against the plan that you have:",
    "rollout.letter.new": "{store}: new, {format}; installation from {start}, selling from "
    "{selling}.",
    "rollout.letter.moved": "{store}, {format}: installation from {start} instead of {old_start}, "
    "selling from {selling} instead of {old_selling}.",
    "rollout.letter.format": "{store}: {format} instead of {old_format}; installation from "
    "{start}, selling from {selling} instead of {old_selling}.",
    "rollout.letter.dropped": "{store}: the {old_format} planned to sell from {old_selling} is no "
    "longer planned.",
    "rollout.letter.open": "{store}, {format}: cannot be built from {start} as planned. We will "
    "tell you the new week as soon as it is settled.",
    "rollout.letter.close": "All other dates stay. Please tell us if a date does not suit you.",
    "rollout.calendar.question": "Calendar",
    "rollout.calendar.title": "Your calendar has an address, made on {day}.",
    "rollout.calendar.none": "Your calendar has no address yet.",
    "rollout.calendar.made": "This is your calendar's address.",
    "rollout.calendar.lead": "Subscribe to it in your calendar program: it shows the installations "
    "that you may see, and follows when weeks move.",
    "rollout.calendar.once": "Copy it now: it is shown only this once. If you lose it, make a new "
    "one.",
    "rollout.calendar.secret": "Whoever knows the address can read the calendar without signing "
    "in. Pass it on to nobody; if somebody has it who should not, make a new one.",
    "rollout.calendar.make.title": "Make an address",
    "rollout.calendar.make.explains": "It holds until you make another, or your access ends.",
    "rollout.calendar.make.button": "Make an address",
    "rollout.calendar.renew.title": "Make a new address",
    "rollout.calendar.renew.explains": "The address from before then shows nothing any more, "
    "wherever you have subscribed with it.",
    "rollout.calendar.renew.button": "Make a new address",
    "rollout.calendar.name": "Installations",
    "rollout.calendar.subscribe": "Subscribe",
}
GERMAN: Mapping[str, str] = {
    "rollout.release": "Mitteilung {number}",
    "rollout.own_plans.question": "Pläne für uns",
    "rollout.own_plans.title.one": "Es gilt Mitteilung {number} vom {day} mit einer Fläche.",
    "rollout.own_plans.title.other": "Es gilt Mitteilung {number} vom {day} mit {n} Flächen.",
    "rollout.own_plans.none": "Ihnen wurde noch kein Plan mitgeteilt.",
    "rollout.own_plans.empty": "Hier werden die Pläne stehen, die der Händler Ihnen mitteilt: "
    "Filiale, Stadt, Format und Wochen.",
    "rollout.own_plans.how": "Es erscheint von selbst, sobald der Händler einen mitteilt.",
    "rollout.own_plans.caption": "Mitteilungen, die neuesten zuerst",
    "rollout.own_plans.holds": "gilt",
    "rollout.own_plans.until": "bis {day}",
    "rollout.own_plan.title.one": "Eine Fläche; sie verkauft ab {first}.",
    "rollout.own_plan.title.other": "{n} Flächen; die erste verkauft ab {first}, die letzte ab "
    "{last}.",
    "rollout.own_plan.nothing": "Diese Mitteilung enthält keine Fläche.",
    "rollout.own_plan.superseded": "Eine spätere Mitteilung ist an ihre Stelle getreten.",
    "rollout.own_plan.gone": "Nicht mehr geplant: {names}.",
    "rollout.own_plan.caption": "Flächen nach Woche",
    "rollout.own_plan.change": "Gegen die Mitteilung davor",
    "rollout.own_plan.was": "vorher Verkauf ab {week}",
    "rollout.own_areas.question": "Eigene Flächen",
    "rollout.own_areas.title.one": "Eine von {all} Flächen ist offen.",
    "rollout.own_areas.title.other": "{n} von {all} Flächen sind offen.",
    "rollout.own_areas.title.before.one": "Eine Fläche steht oder stand vor diesen Plänen.",
    "rollout.own_areas.title.before.other": "{n} Flächen stehen oder standen vor diesen Plänen.",
    "rollout.own_areas.before": "Flächen, die vor oder neben diesen Plänen standen",
    "rollout.own_areas.since": "Verkauft seit",
    "rollout.own_areas.until": "Bis",
    "rollout.own_areas.stands": "steht",
    "rollout.own_areas.none": "Sie haben hier noch keine Flächen.",
    "rollout.own_areas.empty": "Hier werden Ihre Flächen stehen: die offenen und die, die kommen.",
    "rollout.area.open": "offen seit {day}",
    "rollout.area.building": "im Bau",
    "rollout.area.planned": "geplant",
    "rollout.message.question": "Nachricht an den Partner",
    "rollout.message.title.one": "Eine Fläche ist anders, als {maker} weiß.",
    "rollout.message.title.other": "{n} Flächen sind anders, als {maker} weiß.",
    "rollout.message.none": "{maker} weiß schon alles.",
    "rollout.message.lead": "Das ändert sich gegenüber der letzten Mitteilung. Senden Sie es, wenn "
    "der Plan mitgeteilt ist, damit der Brief und das, was der Partner sieht, dasselbe sagen.",
    "rollout.message.open": "Einige Filialen sind verschoben und haben noch keine neue Woche. "
    "Planen Sie zuerst neu, oder senden Sie den Brief, wie er ist.",
    "rollout.message.send": "Als Brief öffnen",
    "rollout.message.send.en": "auf Englisch",
    "rollout.message.send.de": "auf Deutsch",
    "rollout.message.caption": "Was sich für den Partner ändert",
    "rollout.message.before": "Mitgeteilt: Verkauf ab",
    "rollout.message.after": "Neu: Verkauf ab",
    "rollout.message.kind.new": "neu",
    "rollout.message.kind.moved": "andere Wochen",
    "rollout.message.kind.format": "anderes Format",
    "rollout.message.kind.dropped": "nicht mehr geplant",
    "rollout.message.kind.open": "verschoben, noch ohne neue Woche",
    "rollout.letter.subject.one": "Herstellerflächen: eine Änderung des Plans",
    "rollout.letter.subject.other": "Herstellerflächen: {n} Änderungen des Plans",
    "rollout.letter.greeting": "Guten Tag an das Team von {maker},",
    "rollout.letter.intro.one": "eine Fläche ändert sich gegenüber dem Plan, den Sie haben:",
    "rollout.letter.intro.other": "{n} Flächen ändern sich gegenüber dem Plan, den Sie haben:",
    "rollout.letter.new": "{store}: neu, {format}; Einbau ab {start}, Verkauf ab {selling}.",
    "rollout.letter.moved": "{store}, {format}: Einbau ab {start} statt {old_start}, Verkauf ab "
    "{selling} statt {old_selling}.",
    "rollout.letter.format": "{store}: {format} statt {old_format}; Einbau ab {start}, Verkauf ab "
    "{selling} statt {old_selling}.",
    "rollout.letter.dropped": "{store}: Die Fläche ({old_format}), die ab {old_selling} verkaufen "
    "sollte, ist nicht mehr geplant.",
    "rollout.letter.open": "{store}, {format}: kann nicht wie geplant ab {start} gebaut werden. "
    "Die neue Woche teilen wir Ihnen mit, sobald sie feststeht.",
    "rollout.letter.close": "Alle anderen Termine bleiben. Bitte sagen Sie uns, wenn ein Termin "
    "bei Ihnen nicht passt.",
    "rollout.calendar.question": "Kalender",
    "rollout.calendar.title": "Ihr Kalender hat eine Adresse, vom {day}.",
    "rollout.calendar.none": "Ihr Kalender hat noch keine Adresse.",
    "rollout.calendar.made": "Das ist die Adresse Ihres Kalenders.",
    "rollout.calendar.lead": "Abonnieren Sie ihn in Ihrem Kalenderprogramm: Er zeigt die "
    "Einbauten, die Sie sehen dürfen, und folgt, wenn sich Wochen verschieben.",
    "rollout.calendar.once": "Kopieren Sie sie jetzt: Sie wird nur dieses eine Mal gezeigt. Geht "
    "sie verloren, machen Sie eine neue.",
    "rollout.calendar.secret": "Wer die Adresse kennt, kann den Kalender ohne Anmeldung lesen. "
    "Geben Sie sie niemandem weiter; hat sie jemand, der sie nicht haben soll, machen Sie eine "
    "neue.",
    "rollout.calendar.make.title": "Eine Adresse machen",
    "rollout.calendar.make.explains": "Sie gilt, bis Sie eine andere machen oder Ihr Zugang endet.",
    "rollout.calendar.make.button": "Adresse machen",
    "rollout.calendar.renew.title": "Eine neue Adresse machen",
    "rollout.calendar.renew.explains": "Die bisherige Adresse zeigt dann nichts mehr, wo immer Sie "
    "mit ihr abonniert haben.",
    "rollout.calendar.renew.button": "Neue Adresse machen",
    "rollout.calendar.name": "Einbauten",
    "rollout.calendar.subscribe": "Abonnieren",
}
