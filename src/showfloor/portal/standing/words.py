"""The words of standing, in English and German."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "standing.questions": "Question",
    "standing.standing": "Who sells what",
    "standing.like-for-like": "Like for like",
    "standing.why-it-moved": "Why it moved",
    "standing.distribution": "Distribution",
    "standing.period": "Period",
    "standing.mat": "Last twelve months",
    "standing.category": "Category",
    "standing.region": "Region",
    "standing.empty.title": "Nothing has been sold yet.",
    "standing.empty.here": "Here will be who sells what, whether it grows, why, and in how many "
    "stores.",
    "standing.empty.import": "Import sales first:",
    "standing.refused": "For {period} this cannot be answered.",
    "standing.refused.how": "The sales of the period, or the days of the year before that they are "
    "compared with, are not all in the ledger, or nothing was sold in this category and region. "
    "Choose another period, or all categories and regions.",
    "standing.settling.job": "Own ranks and standing",
    "standing.settling.told.one": "One rank was told to its manufacturer.",
    "standing.settling.told.other": "{n} ranks were told to their manufacturers.",
    "standing.rank.question": "Own rank",
    "standing.rank.none": "There is no closed month of yours yet.",
    "standing.rank.title": "In {month} you are {places}.",
    "standing.rank.place": "{rank} in {category}",
    "standing.rank.title.none": "No rank of {month} is shown here.",
    "standing.rank.lead": "By revenue, net of returns, over all stores of the retailer.",
    "standing.rank.caption": "Your rank by category and closed month, newest first",
    "standing.rank.chart": "Your rank month by month",
    "standing.rank.chart.description": "A line each for {categories}; the first rank is on top.",
    "standing.rank.chart.caption": "The first rank is on top. A month without a dot is not shown "
    "here.",
    "standing.rank.month": "Month",
    "standing.rank.rank": "Rank",
    "standing.rank.corrected": "Corrected on",
    "standing.rank.not_shown": "not shown here",
    "standing.rank.rule.1": "A rank is shown for whole months that are over, in categories in "
    "which you and at least three other manufacturers sell. Where it is not shown, nothing is said "
    "about why.",
    "standing.rank.rule.2": "It is settled when its month closes. Where sales are corrected later, "
    "it changes when the next month closes, and says so.",
    "standing.rank.rule.3": "Sales in manufacturers' own shops, of unknown products and of "
    "products without a category count in no rank. Equals share a rank.",
}
GERMAN: Mapping[str, str] = {
    "standing.questions": "Frage",
    "standing.standing": "Wer verkauft was",
    "standing.like-for-like": "Vergleichbare Fläche",
    "standing.why-it-moved": "Warum es sich bewegt hat",
    "standing.distribution": "Distribution",
    "standing.period": "Zeitraum",
    "standing.mat": "Letzte zwölf Monate",
    "standing.category": "Warengruppe",
    "standing.region": "Region",
    "standing.empty.title": "Noch wurde nichts verkauft.",
    "standing.empty.here": "Hier wird stehen, wer was verkauft, ob es wächst, warum, und in wie "
    "vielen Filialen.",
    "standing.empty.import": "Zuerst Verkäufe importieren:",
    "standing.refused": "Für {period} lässt sich das nicht beantworten.",
    "standing.refused.how": "Die Verkäufe des Zeitraums oder die Tage des Vorjahres, mit denen sie "
    "verglichen werden, liegen nicht alle im Verkaufsbuch, oder in dieser Warengruppe und Region "
    "wurde nichts verkauft. Wählen Sie einen anderen Zeitraum oder alle Warengruppen und Regionen.",
    "standing.settling.job": "Eigene Ränge und Stand",
    "standing.settling.told.one": "Ein Rang wurde seinem Hersteller mitgeteilt.",
    "standing.settling.told.other": "{n} Ränge wurden ihren Herstellern mitgeteilt.",
    "standing.rank.question": "Eigener Rang",
    "standing.rank.none": "Noch ist kein Monat von Ihnen abgeschlossen.",
    "standing.rank.title": "Im {month} liegen Sie auf {places}.",
    "standing.rank.place": "Rang {number} bei {category}",
    "standing.rank.title.none": "Für {month} wird hier kein Rang gezeigt.",
    "standing.rank.lead": "Nach Umsatz abzüglich Rückgaben, über alle Filialen des Händlers.",
    "standing.rank.caption": "Ihr Rang nach Warengruppe und abgeschlossenem Monat, der neueste "
    "zuerst",
    "standing.rank.chart": "Ihr Rang Monat für Monat",
    "standing.rank.chart.description": "Je eine Linie für {categories}; der erste Rang ist oben.",
    "standing.rank.chart.caption": "Der erste Rang ist oben. Ein Monat ohne Punkt wird hier nicht "
    "gezeigt.",
    "standing.rank.month": "Monat",
    "standing.rank.rank": "Rang",
    "standing.rank.corrected": "Berichtigt am",
    "standing.rank.not_shown": "hier nicht gezeigt",
    "standing.rank.rule.1": "Ein Rang wird für ganze Monate gezeigt, die vorüber sind, in "
    "Warengruppen, in denen Sie und mindestens drei andere Hersteller verkaufen. Wo er nicht "
    "gezeigt wird, wird auch nicht gesagt, warum.",
    "standing.rank.rule.2": "Er steht fest, wenn sein Monat abgeschlossen ist. Werden Verkäufe "
    "später berichtigt, ändert er sich mit dem Abschluss des nächsten Monats, und das steht dabei.",
    "standing.rank.rule.3": "Verkäufe in eigenen Läden der Hersteller, von unbekannten Produkten "
    "und von Produkten ohne Warengruppe zählen in keinem Rang. Gleiche teilen sich einen Rang.",
}
