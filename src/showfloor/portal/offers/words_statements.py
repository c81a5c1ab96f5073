"""The words of statements of a month, in English and German."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "offers.statements": "Statements",
    "offers.statements.title.one": "{n} statement of a month",
    "offers.statements.title.other": "{n} statements of months",
    "offers.statements.none": "No month has been settled",
    "offers.statements.empty": "There is no statement yet.",
    "offers.statements.how": "Send a month's sold baskets below.",
    "offers.statements.empty.own": "The retailer has shared no statement yet.",
    "offers.statements.how.own": "A statement appears here once the retailer has shared it.",
    "offers.statements.caption": "Who pays for each month's discounts, VAT included.",
    "offers.statement": "Statement",
    "offers.statement.title": "{month}: {maker} pays {pays} of {discount}",
    "offers.statement.discount": "Discounts",
    "offers.statement.manufacturer": "The manufacturer pays",
    "offers.statement.retailer": "The retailer pays",
    "offers.statement.source": "From",
    "offers.statement.at": "Settled",
    "offers.statement.by": "By",
    "offers.statement.lines": "Every line behind it",
    "offers.statement.all.csv": "All lines as CSV",
    "offers.statement.all.json": "All lines as JSON",
    "offers.statement.chart": "Who pays",
    "offers.statement.chart.caption": "Euros of the month's discounts, what came back taken off.",
    "offers.statement.shared": "Shared",
    "offers.statement.shared.yes": "yes",
    "offers.statement.shared.no": "no",
    "offers.statement.unreadable": "This statement was kept by another version.",
    "offers.statement.unreadable.how": "Settle the month anew from the same baskets.",
    "offers.settle": "Settle a month",
    "offers.settle.explains": "From the baskets that the tills sold and took back. What was shared "
    "with a manufacturer stays as it is; what comes back later goes into the month in which it "
    "comes back.",
    "offers.settle.month": "Month",
    "offers.settle.month.wrong": "A month such as 2026-11.",
    "offers.settle.sold": "Sold baskets",
    "offers.settle.sold.help": "Lines of JSON as the till writes them, at most 8 MB; larger months "
    "are settled by the command line, showfloor offers settle.",
    "offers.settle.sold.large": "The file is larger than 8 MB; settle it by the command line, "
    "showfloor offers settle.",
    "offers.settle.button": "Settle the month",
    "offers.settled.one": "Settled: {n} statement.",
    "offers.settled.other": "Settled: {n} statements.",
    "offers.share": "Share it with {maker}",
    "offers.share.explains": "Its people see the statement and every line behind it, and nothing "
    "of any other manufacturer's. From then on it stays as it is.",
    "offers.share.button": "Share the statement",
    "offers.shared": "The statement is shared.",
    "offers.refused.no_offers": "No offer was ever approved here, so no basket can name one.",
    "offers.refused.sold": "The baskets cannot be settled: {why}",
    "offers.refused.nothing_sold": "No discount of an offer falls in this month.",
    "offers.refused.statement_shared": "The statement of {maker} for {month} was shared and stays "
    "as it is; nothing was changed.",
    "offers.refused.no_partner": "No organisation of {maker} is here; add it under People first.",
}

GERMAN: Mapping[str, str] = {
    "offers.statements": "Abrechnungen",
    "offers.statements.title.one": "{n} Monatsabrechnung",
    "offers.statements.title.other": "{n} Monatsabrechnungen",
    "offers.statements.none": "Kein Monat ist abgerechnet",
    "offers.statements.empty": "Es gibt noch keine Abrechnung.",
    "offers.statements.how": "Senden Sie unten die verkauften Warenkörbe eines Monats.",
    "offers.statements.empty.own": "Der Händler hat noch keine Abrechnung geteilt.",
    "offers.statements.how.own": "Eine Abrechnung erscheint hier, sobald der Händler sie teilt.",
    "offers.statements.caption": "Wer die Nachlässe jedes Monats zahlt, mit Umsatzsteuer.",
    "offers.statement": "Abrechnung",
    "offers.statement.title": "{month}: {maker} zahlt {pays} von {discount}",
    "offers.statement.discount": "Nachlässe",
    "offers.statement.manufacturer": "Der Hersteller zahlt",
    "offers.statement.retailer": "Der Händler zahlt",
    "offers.statement.source": "Aus",
    "offers.statement.at": "Abgerechnet",
    "offers.statement.by": "Durch",
    "offers.statement.lines": "Jede Zeile dahinter",
    "offers.statement.all.csv": "Alle Zeilen als CSV",
    "offers.statement.all.json": "Alle Zeilen als JSON",
    "offers.statement.chart": "Wer zahlt",
    "offers.statement.chart.caption": "Euro Nachlass des Monats, Zurückgegebenes abgezogen.",
    "offers.statement.shared": "Geteilt",
    "offers.statement.shared.yes": "ja",
    "offers.statement.shared.no": "nein",
    "offers.statement.unreadable": "Diese Abrechnung stammt aus einer anderen Version.",
    "offers.statement.unreadable.how": "Rechnen Sie den Monat aus denselben Warenkörben neu ab.",
    "offers.settle": "Einen Monat abrechnen",
    "offers.settle.explains": "Aus den Warenkörben, die die Kassen verkauft und zurückgenommen "
    "haben. Was mit einem Hersteller geteilt ist, bleibt, wie es ist; was später zurückkommt, "
    "gehört in den Monat, in dem es zurückkommt.",
    "offers.settle.month": "Monat",
    "offers.settle.month.wrong": "Ein Monat wie 2026-11.",
    "offers.settle.sold": "Verkaufte Warenkörbe",
    "offers.settle.sold.help": "JSON-Zeilen, wie die Kasse sie schreibt, höchstens 8 MB; größere "
    "Monate rechnet die Befehlszeile ab, showfloor offers settle.",
    "offers.settle.sold.large": "Die Datei ist größer als 8 MB; rechnen Sie sie mit der "
    "Befehlszeile ab, showfloor offers settle.",
    "offers.settle.button": "Monat abrechnen",
    "offers.settled.one": "Abgerechnet: {n} Abrechnung.",
    "offers.settled.other": "Abgerechnet: {n} Abrechnungen.",
    "offers.share": "Mit {maker} teilen",
    "offers.share.explains": "Seine Leute sehen die Abrechnung und jede Zeile dahinter, und nichts "
    "von einem anderen Hersteller. Von da an bleibt sie, wie sie ist.",
    "offers.share.button": "Abrechnung teilen",
    "offers.shared": "Die Abrechnung ist geteilt.",
    "offers.refused.no_offers": "Hier wurde nie ein Angebot freigegeben; kein Warenkorb kann eines "
    "nennen.",
    "offers.refused.sold": "Die Warenkörbe lassen sich nicht abrechnen: {why}",
    "offers.refused.nothing_sold": "In diesen Monat fällt kein Nachlass eines Angebots.",
    "offers.refused.statement_shared": "Die Abrechnung von {maker} für {month} ist geteilt und "
    "bleibt, wie sie ist; nichts wurde geändert.",
    "offers.refused.no_partner": "Von {maker} gibt es hier keine Organisation; legen Sie sie unter "
    "Personen an.",
}
