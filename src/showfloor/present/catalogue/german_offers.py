"""Words of offers, in German: why one did not apply, and what a check before approval found."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "offer.not.not_approved": "ist ein Entwurf, den niemand freigegeben hat",
    "offer.not.stopped": "wurde vor der Zeit beendet",
    "offer.not.not_yet": "hat noch nicht begonnen",
    "offer.not.over": "ist abgelaufen",
    "offer.not.wrong_channel": "gilt in anderen Vertriebswegen",
    "offer.not.wrong_store": "gilt in anderen Filialen",
    "offer.not.wrong_region": "gilt in anderen Regionen",
    "offer.not.wrong_store_kind": "gilt in Filialen anderer Art",
    "offer.not.independent_store": "gilt nicht, wo der Betreiber seine Preise selbst setzt",
    "offer.not.no_area": "setzt eine Herstellerfläche voraus; diese Filiale hat keine",
    "offer.not.area_days": "gilt an anderen Tagen seit der Eröffnung der Herstellerfläche",
    "offer.not.weekday": "gilt nicht an diesem Wochentag",
    "offer.not.hours": "gilt nicht um diese Uhrzeit",
    "offer.not.customer_group": "ist für andere Kunden",
    "offer.not.no_code": "braucht einen Code",
    "offer.not.customer_unknown": "braucht einen bekannten Kunden",
    "offer.not.customer_used_it": "hat dieser Kunde schon genutzt",
    "offer.not.customers_gone": "war für die ersten Kunden, und so viele waren es schon",
    "offer.not.pieces_gone": "ist ausverkauft",
    "offer.not.money_gone": "hat zu wenig Budget übrig",
    "offer.not.nothing_matches": "ist für Ware, die nicht im Warenkorb liegt",
    "offer.not.too_little": "braucht mehr im Warenkorb",
    "offer.not.no_gain": "macht hier nichts günstiger",
    "offer.not.outdone": "blieb außen vor, weil dies zusammen günstiger ist: {others}",
    "offer.binds.price": "Preis",
    "offer.binds.recommendation": "Preisempfehlung",
    "offer.binds.maximum": "Höchstpreis",
    "offer.finding.no_store": "kann nie gelten: keine Filiale gehört zu den genannten",
    "offer.finding.no_time": "kann nie gelten: in keiner seiner Filialen gibt es eine Zeit dafür "
    "(Tage, Uhrzeiten und Herstellerflächen treffen nie zusammen)",
    "offer.finding.no_goods": "kann nie gelten: für mindestens einen Teil gibt es kein Produkt",
    "offer.finding.no_budget": "kann nie gelten: eines seiner Budgets ist 0",
    "offer.finding.never_ends": "endet nie; to oder through angeben",
    "offer.finding.lasts_long": "dauert länger als ein Jahr",
    "offer.finding.below_floor": "unterschreitet Untergrenzen (Produkte: {n}): {ids} würde "
    "{wanted} kosten, die Grenze ist {floor}; der Preis bleibt an der Grenze, solange "
    "floor.approved_by niemanden nennt, der weniger erlaubt",
    "offer.finding.not_listed": "gilt Produkten, die keine seiner Filialen führt: {ids}",
    "offer.finding.listed_in_some": "gilt Produkten, die nur manche seiner Filialen führen: {ids}",
    "offer.finding.twice": "sagt dasselbe wie {ids}; eines davon beenden",
    "offer.finding.equal_rank": "nimmt dieselbe Ware wie {ids}: für ein Stück gilt nur eines, und "
    "bei gleich günstigen entscheiden die Kennungen; verschiedene Vorränge (priority) vergeben",
    "offer.finding.either_or": "nimmt dieselbe Ware wie {ids}: für ein Stück gilt nur eines",
    "offer.finding.stacks": "gilt für dasselbe Stück zusammen mit {ids}",
    "offer.finding.binds_nowhere": "ist in allen seinen Filialen nur Empfehlung oder Höchstpreis: "
    "deren Betreiber setzen ihre Preise selbst",
    "offer.finding.cost_unknown": "hat keine Untergrenze, wo der Einkaufspreis fehlt "
    "(Produkte: {n}): {ids}",
    "offer.finding.changed": "war freigegeben und sagt jetzt etwas anderes ({ids}); diese Fassung "
    "lassen, wie sie war, und die Änderung als höhere Fassung angeben",
    "offer.finding.went_back": "geht in seinem Stand zurück ({ids}); beenden und eine neue Fassung "
    "angeben",
    "offer.finding.gone": "war freigegeben und fehlt; stattdessen den Stand auf ended setzen",
    "offer.verdict.FAIL": "Fehler",
    "offer.verdict.REVIEW": "Prüfen",
    "offer.verdict.NOTE": "Hinweis",
}
