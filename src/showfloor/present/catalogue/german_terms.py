"""Das Glossar auf Deutsch: jeder Begriff und was er bedeutet (the glossary in German)."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "term.area": "Herstellerfläche",
    "meaning.area": "Ein Platz im Laden, den ein Hersteller einrichtet und auf dem nur sein"
    " Sortiment steht.",
    "term.format": "Format",
    "meaning.format": "Die Art der Fläche: Tisch, Wand, Insel oder Shop-in-Shop, jede mit ihrem"
    " Platzbedarf, ihren Kosten und ihrer Bauzeit.",
    "term.standing": "Rang",
    "meaning.standing": "Platz und Anteil eines Herstellers an allem, was in den Läden verkauft"
    " wird.",
    "term.points": "Punkte",
    "meaning.points": "Prozentpunkte: der Abstand zweier Anteile.",
    "term.lift": "Zuwachs",
    "meaning.lift": "Was eine Fläche dem Absatz des Herstellers im Laden hinzufügt, in Prozent"
    " dessen, was er ohne sie verkauft hätte.",
    "term.att": "Mittlere Wirkung (ATT)",
    "meaning.att": "Die mittlere Wirkung auf die Läden, die eine Fläche bekamen, verglichen mit"
    " dem, was ihnen ohne sie geschehen wäre.",
    "term.event_time": "Wochen seit der Eröffnung",
    "meaning.event_time": "Wochen, gezählt ab der Eröffnung jedes Ladens: 0 ist seine erste"
    " Verkaufswoche, −1 die Woche davor.",
    "term.interval": "95-%-Intervall",
    "meaning.interval": "Wo der wahre Wert liegt, wenn man in Kauf nimmt, in einem von zwanzig"
    " Fällen falsch zu liegen.",
    "term.never_treated": "Vergleichsläden",
    "meaning.never_treated": "Läden, die nie eine Fläche bekamen; sie zeigen, was ohnehin geschehen"
    " wäre.",
    "term.pretrend": "Gleiche Entwicklung vorher",
    "meaning.pretrend": "Wichen Läden mit und ohne Fläche schon vor der Eröffnung voneinander ab,"
    " lässt sich der Unterschied danach nicht allein der Fläche zuschreiben.",
    "term.rivals_loss": "Was Wettbewerber verlieren",
    "meaning.rivals_loss": "Ein Teil des Gewinns einer Fläche geht anderen Herstellern im selben"
    " Laden verloren. Der Hersteller behält alles; dem Händler bleibt nur der Rest.",
    "term.shrinkage": "Schrumpfung",
    "meaning.shrinkage": "Eine gemessene Wirkung wird zum Mittel aller gezogen, umso mehr, je"
    " unsicherer sie ist; das schützt vor Zufallsfunden.",
    "term.prior": "Vorannahme",
    "meaning.prior": "Was vor jeder Messung angenommen wird, mit seiner Unsicherheit.",
    "term.value": "Wert",
    "meaning.value": "Erwartete Spanne über die Lebensdauer der Fläche, abgezinst auf die erste"
    " Programmwoche, abzüglich der Baukosten.",
    "term.capex": "Baukosten (Capex)",
    "meaning.capex": "Was der Bau einer Fläche kostet, fällig in der Woche, in der er beginnt.",
    "term.crew_day": "Trupp-Tag",
    "meaning.crew_day": "Ein Bautrupp, der einen Tag arbeitet.",
    "term.wave": "Welle",
    "meaning.wave": "Läden, die zusammen kommen; eine spätere Welle darf nicht vor einer früheren"
    " öffnen, außer diese ist freigegeben.",
    "term.promise": "Zusage",
    "meaning.promise": "Ein Laden, dem bis zu einer bestimmten Woche eine Fläche zugesagt ist.",
    "term.holdout": "Zum Vergleich freie Läden (Holdout)",
    "meaning.holdout": "Ausgeloste Läden, die eine Zeit lang keine Fläche bekommen, damit sich die"
    " Wirkung auf die übrigen messen lässt.",
    "term.price": "Preis eines knappen Guts",
    "meaning.price": "Was der Plan mit einer Einheit mehr davon gewänne.",
    "term.bound": "Obere Schranke",
    "meaning.bound": "Ein Wert, den kein Plan überschreiten kann, wer immer ihn macht.",
    "term.gap": "Lücke",
    "meaning.gap": "Wie weit der Wert des Plans unter der oberen Schranke liegt, als Anteil der"
    " Schranke.",
    "term.certificate": "Zertifikat",
    "meaning.certificate": "Eine Datei neben dem Plan mit allem, was zum Nachrechnen der Schranke"
    " nötig ist: den Preisen und den Prüfsummen aller Eingaben.",
    "term.ledger": "Datenstand",
    "meaning.ledger": "Ein fester Stand aller Daten; derselbe Stand gibt immer dieselben Zahlen.",
}
