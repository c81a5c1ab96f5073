"""The report's words about draws among near-ties and how sure a plan is, in German."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "draw.question": "Dem Los überlassen",
    "draw.title": "{n} von {all} Läden haben gelost; das kostet höchstens {worst}",
    "draw.title.none": "Keine Läden sind einander so gleich, dass zu den erlaubten Kosten gelost"
    " wird",
    "draw.lead": "Wo zwei Läden dem Plan fast gleich viel wert sind, entscheidet das Los. So"
    " lässt sich ohne Zweifel messen, was eine Fläche bringt. Jede mögliche Ziehung hält jede"
    " Regel ein.",
    "draw.table": "Was die Ziehung kostet",
    "draw.allowed": "Darf kosten",
    "draw.worst": "Die schlechteste Ziehung",
    "draw.expected": "Alle Ziehungen im Mittel",
    "draw.realised": "Diese Ziehung",
    "draw.reach": "{in_or_out} Läden losten, ob sie eine Fläche bekommen, {start} losten, wann."
    " Wessen Nachbar loste, der loste selbst nicht.",
    "draw.stores": "Wer loste, und worum: {n} Läden",
    "draw.stores.table": "Läden, die gelost haben",
    "draw.none": "keine Fläche",
    "draw.price": "Woher der Abstand zur Schranke kommt",
    "draw.price.lead": "Die Preise des Zertifikats erklären Posten für Posten, was dem Plan zu"
    " seiner oberen Schranke fehlt.",
    "draw.price.table": "Was dem Plan zu seiner oberen Schranke fehlt",
    "draw.price.choices": "Läden, die nicht bekommen, was zu diesen Preisen für sie das Beste wäre",
    "draw.price.budget": "Übriges Budget",
    "draw.price.crews": "Übrige Trupptage",
    "draw.price.supply": "Übrige Möbel",
    "draw.price.pace": "Nicht genutztes Tempo",
    "draw.price.quota": "Mehr Flächen, als eine Quote verlangt",
    "draw.price.other": "Mehr für die andere Seite, als sie bekommen muss",
    "draw.price.waves": "Reihenfolge der Wellen",
    "draw.price.spillover": "Absatz, den Nachbarn einander nehmen",
    "draw.price.splits": "Teilungen des Beweises",
    "draw.price.rounding": "Rundung",
    "sure.question": "Wie sicher",
    "sure.title.margins": "Die Unsicherheit der Spannen wiegt mindestens {times}-mal so viel wie"
    " das, was die Suche offenlässt",
    "sure.title.search": "Die Suche lässt {gap} offen; die Unsicherheit der Spannen kann {regret}"
    " kosten",
    "sure.title.none": "Wie sicher der Plan ist, lässt sich nicht sagen",
    "sure.none": "Keine erwartete Spanne nennt ihre Unsicherheit.",
    "sure.lead": "In {n} Ziehungen wurden die erwarteten Spannen innerhalb ihrer Unsicherheit neu"
    " gezogen. [[regret|Entgangener Wert]] ist, was der beste Plan für die gezogenen Spannen mehr"
    " einbrächte als dieser.",
    "sure.chart.title": "Was dem Plan entgehen kann",
    "sure.chart.description": "Spannweiten: Die Suche lässt höchstens {gap} offen; im Mittel der"
    " Ziehungen entgehen zwischen {low} und {high}.",
    "sure.chart.caption": "Jede Linie reicht von dem, was mindestens sicher ist, bis zu dem, was"
    " höchstens möglich ist.",
    "sure.gap": "Von der Suche offengelassen",
    "sure.regret": "Entgangen, Mittel der Ziehungen",
    "sure.regret.median": "Entgangen, die Hälfte der Ziehungen darunter",
    "sure.regret.high": "Entgangen, 5 % der Ziehungen darüber",
    "sure.value": "Was dieser Plan einbringt, 90 % der Ziehungen",
    "sure.table": "Der Plan unter gezogenen Spannen",
    "sure.bands": "Wie oft Läden in den Ziehungen gewählt werden",
    "sure.band": "in {low} bis {high} der Ziehungen",
    "sure.close": "Läden, bei denen es auch anders kommen könnte",
    "sure.close.note": "In einem Viertel bis drei Vierteln der Ziehungen gewählt. Der Anteil"
    " jedes Ladens steht in der Tabelle der Läden.",
    "sure.from_to": "{low} bis {high}",
    "term.regret": "Entgangener Wert",
    "meaning.regret": "Was man mehr verdient hätte, wenn man beim Planen die wahren Spannen"
    " gekannt hätte. Er sagt, was bessere Schätzungen höchstens wert sein können.",
    "rule.draw": "durch das Los ({rest})",
    "col.draw.cell": "Gruppe",
    "col.draw.before": "Vorher geplant",
    "col.draw.before_week": "Beginn vorher",
    "col.draw.after": "Gelost",
    "col.draw.after_week": "Beginn gelost",
    "col.draw.chance": "Chance darauf, %",
    "col.draw.amount": "Betrag, {unit}",
    "col.draw.of_bound": "Von der Schranke, %",
    "col.draw.price.before": "Vor der Ziehung, {unit}",
    "col.draw.price.after": "Der Plan, {unit}",
    "col.sure.low": "Von, {unit}",
    "col.sure.high": "Bis, {unit}",
    "col.sure.share": "In Ziehungen, %",
    "col.sure.band": "Gewählt",
    "col.sure.planned": "Läden im Plan",
    "col.sure.others": "Läden nicht darin",
    "col.sure.in_plan": "Im Plan",
    "col.sure.flip": "Abstand zu einer Änderung, {unit}",
    "sure.yes": "ja",
    "sure.no": "nein",
    "why.no_share": "keine Möglichkeit, oder nichts wurde gezogen",
}
