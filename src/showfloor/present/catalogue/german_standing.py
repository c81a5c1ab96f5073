"""Words of growth, of its reasons and of distribution, in German."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "standing.by_list_value": "Rang nach Listenwert: Stück mal Listenpreis.",
    "standing.by_margin": "Rang nach Spanne: Stück mal Stückspanne.",
    "standing.leads.by": "{name} führt {scope} {by}: {share} Anteil, {points} Punkte Vorsprung",
    "standing.ranks.by": "{name} steht {scope} {by} auf {rank}, {points} Punkte hinter {ahead}",
    "league.chart.measure": "Balken: wonach die Liste ordnet. Daneben: der Anteil am Ganzen.",
    "league.chart.measure.previous": (
        "Balken: wonach die Liste ordnet; die Marke: der Vergleichszeitraum. Daneben: der Anteil "
        "am Ganzen."
    ),
    "standing.valued": (
        "{share} aller Stücke haben den Preis, den das braucht; die anderen zählen 0."
    ),
    "standing.between": (
        "In den Daten fehlen {missing} von {stores} Läden; mit dem, was sie verkauft haben mögen, "
        "liegt {name} zwischen {low} und {high} (95 %)."
    ),
    "standing.missing": (
        "In den Daten fehlen {missing} von {stores} Läden; {name} bleibt mit dem, was sie verkauft "
        "haben mögen, auf {rank} (95 %)."
    ),
    "standing.vat.with": "Beträge enthalten die Umsatzsteuer.",
    "standing.vat.without": "Beträge sind ohne Umsatzsteuer.",
    "scope.ranked_by.list_value": "nach Listenwert",
    "scope.ranked_by.margin": "nach Spanne",
    "scope.kind": "in Läden der Art {kind}",
    "col.rank_change": "Rang, Änderung",
    "col.rank_between": "Rang, 95 %",
    "col.list_value": "Listenwert, {unit}",
    "col.margin": "Spanne, {unit}",
    "col.previous_revenue": "Umsatz davor, {unit}",
    "col.units_growth": "Stück, %",
    "run.like-for-like": "vergleichbare Fläche",
    "run.why-it-moved": "Gründe der Änderung",
    "run.distribution": "Distribution",
    "lfl.question": "Vergleichbare Fläche",
    "lfl.title.above": (
        "Auf vergleichbarer Fläche liegt der Umsatz {scope} {percent} über den Vergleichstagen"
    ),
    "lfl.title.below": (
        "Auf vergleichbarer Fläche liegt der Umsatz {scope} {percent} unter den Vergleichstagen"
    ),
    "lfl.title.equal": (
        "Auf vergleichbarer Fläche ist der Umsatz {scope} so hoch wie an den Vergleichstagen"
    ),
    "lfl.title.unknown": "Auf vergleichbarer Fläche lässt sich {scope} nichts sagen: {reason}",
    "lfl.part": "Nur {n} von {days} Tagen lassen sich vergleichen. {answer}",
    "standing.workbook": "Diese Tabellen als Arbeitsmappe (XLSX)",
    "lfl.part.reason": "{reason}.",
    "lfl.lead": (
        "{days} Ladentage sind vergleichbar: Der Laden hatte an dem Tag offen und 52 Wochen davor, "
        "am selben Wochentag. Sie brachten {revenue} nach {previous}."
    ),
    "lfl.chart": "Wachstum an vergleichbaren Tagen",
    "lfl.chart.description": "Wachstum von {n} Herstellern an vergleichbaren Tagen.",
    "lfl.chart.caption": "Die größten Hersteller nach dem Umsatz an vergleichbaren Tagen.",
    "lfl.table": "Umsatz an vergleichbaren Tagen, {unit}",
    "lfl.left_out": "Was nicht vergleichbar ist",
    "lfl.left_out.table": (
        "Ausgelassene Ladentage danach, was der Laden an beiden Tagen war; Umsatz in {unit}"
    ),
    "lfl.calendar": "Verkaufstage und Feiertage",
    "lfl.calendar.table": "Verkaufstage je Bundesland, ohne die Feiertage",
    "lfl.holidays.table": "Feiertage beider Zeiträume",
    "lfl.even_weeks": "Wochen, deren Feiertage andere sind als 52 Wochen davor, sind ausgelassen.",
    "lfl.same_holidays": (
        "Ein Feiertag wird mit demselben Feiertag des Vorjahres verglichen, und die Tage, die das "
        "übrig lässt, miteinander."
    ),
    "lfl.silent": "Tage, an denen ein Laden von niemandem etwas verkauft hat, zählen als offen.",
    "col.state": "Der Laden war",
    "col.previous_state": "Am Vergleichstag",
    "col.store_days": "Ladentage",
    "col.region_name": "Bundesland",
    "col.trading_days": "Verkaufstage",
    "col.previous_trading_days": "52 Wochen davor",
    "col.difference": "Unterschied",
    "col.day": "Tag",
    "col.holiday": "Feiertag",
    "col.holiday_regions": "Bundesländer",
    "was.open": "offen",
    "was.silent": "ohne jeden Verkauf",
    "was.before opening": "noch nicht eröffnet",
    "was.after closing": "endgültig geschlossen",
    "was.closure": "geschlossen",
    "was.no trading day": "kein Verkaufstag",
    "was.holiday": "Feiertag",
    "was.holiday week": "Woche mit Feiertag",
    "was.no comparable day": "kein solcher Tag",
    "why.question": "Woran es liegt",
    "why.title.up": "Der Umsatz {of} stieg {scope} um {change}, vor allem durch: {part}",
    "why.title.down": "Der Umsatz {of} sank {scope} um {change}, vor allem durch: {part}",
    "why.title.same": "Der Umsatz {of} ist {scope} so hoch wie 52 Wochen davor",
    "why.of": "von {name}",
    "why.of.all": "aller Hersteller",
    "why.lead": (
        "{revenue} nach {previous} an den Tagen 52 Wochen davor. Die Teile ergeben die Änderung "
        "auf den Cent."
    ),
    "why.counted": "Kunden an vergleichbaren Tagen: {now} nach {before} (Bons, aller Hersteller).",
    "why.counted.lines": "Bonzeilen an vergleichbaren Tagen: {now} nach {before}.",
    "why.chart": "Teile der Änderung",
    "why.chart.description": "{n} Teile der Änderung, der größte: {part}.",
    "why.chart.caption": "Rechts der Linie: was den Umsatz erhöht hat. Links: was ihn gesenkt hat.",
    "why.table": "Die Änderung des Umsatzes nach Gründen, {unit}",
    "why.rivals": "Wer wem Anteil abnahm",
    "why.rivals.lead": (
        "An vergleichbaren Tagen, Warengruppe für Warengruppe: was jeder über seinen früheren "
        "Anteil hinaus verkauft hat. Wer gewechselt hat, zeigt der Umsatz nicht; Verluste werden "
        "auf die Gewinner nach deren Gewinnen verteilt."
    ),
    "why.rivals.chart": "Was {name} von Rivalen gewonnen hat",
    "why.rivals.chart.description": "Gewinne und Verluste von {name} gegen {n} Rivalen.",
    "why.rivals.table": (
        "Änderung an vergleichbaren Tagen: Teil des Marktes und der Rivalen, {unit}"
    ),
    "why.flows.table": "Von wem zu wem, {unit}",
    "col.part": "Grund",
    "col.change_money": "Änderung, {unit}",
    "col.market": "Markt, {unit}",
    "col.new_categories": "Neue Warengruppen, {unit}",
    "col.from_rivals": "Von Rivalen, {unit}",
    "col.rival": "Rivale",
    "col.gain": "Von ihm gewonnen, {unit}",
    "part.stores opened": "Eröffnete Läden",
    "part.stores closed": "Geschlossene Läden",
    "part.open days": "Offene Tage",
    "part.customers": "Kunden",
    "part.units per customer": "Stück je Kunde",
    "part.lines": "Bonzeilen",
    "part.units per line": "Stück je Bonzeile",
    "part.units": "Stück",
    "part.price": "Preis",
    "part.mix": "Mischung",
    "part.without units": "Artikel ohne Stück",
    "distribution.question": "Distribution",
    "distribution.title": (
        "{name} verkauft {scope} in {numeric} der offenen Läden, die {weighted} des Umsatzes haben"
    ),
    "distribution.title.none": "Niemand hat {scope} etwas verkauft",
    "distribution.lead": (
        "{stores} Läden hatten offen. Gewichtet: der Anteil am Umsatz, den die verkaufenden Läden "
        "haben. Der Abverkauf ist netto, je Laden und Woche, in der er offen hatte."
    ),
    "distribution.silent": "Ausgelassen: {n} Läden, die offen sein sollten und nichts verkauften.",
    "distribution.chart": "Gewichtete Distribution",
    "distribution.chart.description": "Gewichtete Distribution von {n} Herstellern.",
    "distribution.chart.caption": (
        "Anteil am Umsatz, den die Läden haben, die den Hersteller verkaufen."
    ),
    "distribution.table": "Distribution und Abverkauf je Laden und Woche",
    "distribution.space": "Was Herstellerflächen bringen",
    "distribution.space.table": "Umsatz des ganzen Ladens auf den Platz der Herstellerflächen",
    "distribution.space.none": "Kein Umsatz je Quadratmeter ausgewiesen: {reason}.",
    "col.numeric": "Läden, %",
    "col.weighted": "Gewichtet, %",
    "col.selling_stores": "Läden, die ihn verkaufen",
    "col.per_store_week": "Umsatz je Laden und Woche, {unit}",
    "col.units_per_store_week": "Stück je Laden und Woche",
    "col.areas": "Flächen",
    "col.square_metre_weeks": "m² mal Wochen",
    "col.per_square_metre": "Umsatz je m² und Woche, {unit}",
    "standing.sheet": "Angaben",
    "standing.sheet.what": "Was",
    "standing.sheet.says": "Angabe",
    "standing.sheet.answer": "Antwort",
    "standing.sheet.more": "Dazu",
    "standing.sheet.vat": "Umsatzsteuer",
    "standing.sheet.source": "Quelle",
}
