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
}
