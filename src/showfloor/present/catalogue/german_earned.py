"""The report's words about what areas earned, whom it cost and how sure that is, in German."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "run.measure-areas": "Messung der Flächen",
    "earned.question": "Was sie brachten",
    "earned.quantity.margin": "Marge mit eigenen Produkten",
    "earned.quantity.revenue": "Umsatz mit eigenen Produkten",
    "earned.title.raised.one": "Eine Fläche von {name} brachte {total} {quantity} (zu 95 % sicher:"
    " {low} bis {high})",
    "earned.title.raised.other": "{n} Flächen von {name} brachten {total} {quantity} (zu 95 %"
    " sicher: {low} bis {high})",
    "earned.title.lowered.one": "Eine Fläche von {name} kostete {total} {quantity} (zu 95 %"
    " sicher: {low} bis {high})",
    "earned.title.lowered.other": "{n} Flächen von {name} kosteten {total} {quantity} (zu 95 %"
    " sicher: {low} bis {high})",
    "earned.title.uncertain.one": "Was eine Fläche von {name} brachte, ist von nichts noch nicht"
    " zu unterscheiden (zu 95 % sicher: {low} bis {high})",
    "earned.title.uncertain.other": "Was {n} Flächen von {name} brachten, ist von nichts noch"
    " nicht zu unterscheiden (zu 95 % sicher: {low} bis {high})",
    "earned.title.few.one": "Eine Fläche von {name}: bisher {total} {quantity}, und wie sicher das"
    " ist, lässt sich nicht sagen",
    "earned.title.few.other": "{n} Flächen von {name}: bisher {total} {quantity}, und kein"
    " Intervall, das sagt, wie sicher das ist",
    "earned.title.undefined": "Was die Flächen von {name} brachten, lässt sich nicht schätzen",
    "earned.format": " ({format})",
    "earned.warning": "Mindestens eine Prüfung ist nicht bestanden: Diese Zahlen nicht nennen,"
    " bevor das behoben ist.",
    "earned.certain": "zu 95 % sicher: {low} bis {high}",
    "earned.no_interval": "kein Intervall",
    "earned.with_no_interval": "{value} (kein Intervall)",
    "earned.never": "nie",
    "earned.weeks": "{number} Wochen",
    "earned.key.total": "Bisher insgesamt",
    "earned.key.per_cent": "Mehr als vorausgesagt",
    "earned.key.week": "Je Laden und volle Woche",
    "earned.key.payback": "Eine Fläche trägt sich nach",
    "earned.key.new": "Neu für den Laden, je Woche",
    "earned.what": "Was sie brachte",
    "earned.what.total": "Seit der [[disruption|ersten Störung]] bis {last} machten Läden mit"
    " Fläche {total} {quantity} über das hinaus, was für sie vorausgesagt war: {share}. Je Laden"
    " und volle Verkaufswoche sind das {week}.",
    "earned.what.total.undefined": "Was sie brachten, ist unbekannt: {reason}.",
    "earned.what.opening": "Bau und Abverkauf sind darin enthalten. Allein ab der Eröffnung"
    " veränderte eine Fläche den Umsatz um {effect} je Laden und volle Woche.",
    "earned.what.payback": "Bei diesem Zuwachs hat sich eine Fläche, die im Mittel {cost} kostete,"
    " nach {weeks} bezahlt gemacht.",
    "earned.what.payback.undefined": "Wann sich eine Fläche bezahlt macht, ist unbekannt:"
    " {reason}.",
    "earned.sure": "Wie sicher",
    "earned.sure.many.one": "Ein Laden mit Fläche trägt das [[interval|Intervall]].",
    "earned.sure.many.other": "{n} Läden mit Fläche tragen das [[interval|Intervall]]; von hundert"
    " so gemachten enthalten etwa 95 den wahren Wert.",
    "earned.sure.care.one": "Nur ein Laden mit Fläche trägt das Intervall.",
    "earned.sure.care.other": "Das [[interval|Intervall]] ist mit Vorsicht zu lesen: {n} Läden mit"
    " Fläche tragen es, und wenige davon entscheiden.",
    "earned.sure.few.one": "Ein Laden ist zu wenig für ein Intervall. Sagen lässt sich nur, wo er"
    " unter den Läden ohne Fläche steht.",
    "earned.sure.few.other": "{n} Läden sind zu wenige für ein [[interval|Intervall]]; ab vier"
    " gibt es eines, ab sechs eines, dem man trauen kann.",
    "earned.sure.p": "Bewirkten Flächen gar nichts, käme ein so deutlicher Unterschied in {p} der"
    " Fälle durch [[permutation|Zufall allein]] zustande.",
    "earned.sure.p.one": "Von allen Läden wichen {p} so weit von dem ab, was für sie vorausgesagt"
    " war ([[placebo|Placebo]]).",
    "earned.sure.nothing": "Wie sicher das ist, lässt sich nicht sagen: {reason}.",
    "earned.sure.methods": "Um wie viel sich der Umsatz je Laden und Woche veränderte, nach zwei"
    " Verfahren: Imputation {first}, Callaway und Sant’Anna {second}.",
    "earned.sure.breakdown": "Der Zuwachs bleibt von null verschieden, solange Läden mit und ohne"
    " Fläche um weniger als das {times}-Fache dessen auseinanderdrifteten, was davor je vorkam.",
    "earned.against": "Was dagegen spricht",
    "earned.against.none": "Nichts, was geprüft wurde, spricht dagegen.",
    "earned.against.rest.one": "Eine weitere Prüfung fand nichts; sie steht unten.",
    "earned.against.rest.other": "{n} weitere Prüfungen fanden nichts; sie stehen unten.",
    "earned.do": "Was zu tun ist",
    "earned.do.fail": "Diese Zahlen noch nicht nennen. Zuerst beheben: {names}.",
    "earned.do.few": "Den Betrag nicht als Wirkung nennen. Mehr Flächen eröffnen: Vier Läden"
    " erlauben ein Intervall, sechs eines, dem man trauen kann. Länger warten hilft nicht.",
    "earned.do.undefined": "Unten nachsehen, was ausgelassen wurde, und neu messen, sobald Läden"
    " mit Fläche Wochen davor und danach zeigen.",
    "earned.do.wait": "Noch nichts darauf stützen. Mehr Wochen oder mehr Flächen abwarten;"
    " „showfloor design“ sagt, wie viele es braucht.",
    "earned.do.stop": "Keine weiteren bauen, bevor bekannt ist, warum sie Absatz kosten.",
    "earned.do.review": "Die Zahl mit ihrem Intervall nennen, und dazu, was dagegen spricht:"
    " {names}.",
    "earned.do.quote": "Die Zahl mit ihrem Intervall nennen: Nichts, was geprüft wurde, spricht"
    " dagegen.",
    "earned.do.payback": "Weiterbauen, wo eine Fläche länger als {high} stehen wird: Dann hat sie"
    " sich selbst am unteren Ende bezahlt gemacht.",
    "earned.do.payback.never": "Ob sich eine Fläche je bezahlt macht, ist offen: Am unteren Ende"
    " des Intervalls tut sie es nicht.",
    "earned.do.groups": "Mit dem beginnen, was mehr gewinnt als die anderen: {groups}.",
    "earned.do.groups.none": "Nicht nach Format, Art, Region oder Welle auswählen: Kein"
    " Unterschied zwischen ihnen ist deutlich.",
    "earned.do.learn": "Den nächsten Plan davon wissen lassen: „showfloor learn“, dann „showfloor"
    " plan“.",
    "earned.table": "Was die Flächen brachten, mit Intervallen",
    "earned.row.total": "Insgesamt: {quantity}",
    "earned.row.per_cent": "Insgesamt, vom Vorausgesagten",
    "earned.row.week": "Je Laden und volle Woche: {quantity}",
    "earned.row.payback": "Trägt sich nach",
    "earned.row.effect": "Je Laden und volle Woche: {quantity}, {when}",
    "earned.row.from_disruption": "ab der ersten Störung",
    "earned.row.from_opening": "ab der Eröffnung",
    "earned.outcome.units": "Stück",
    "earned.outcome.revenue": "Umsatz",
    "earned.outcome.margin": "Marge",
    "earned.outcome.baskets": "Einkäufe",
    "earned.unit.weeks": "Wochen",
    "earned.unit.percent": "%",
    "earned.unit.number": "Anzahl",
    "weekly.question": "Woche für Woche",
    "weekly.title.above.one": "Eine von {all} Wochen seit dem Beginn liegt deutlich über null",
    "weekly.title.above.other": "{n} von {all} Wochen seit dem Beginn liegen deutlich über null",
    "weekly.title.below.one": "Eine von {all} Wochen seit dem Beginn liegt deutlich unter null",
    "weekly.title.below.other": "{n} von {all} Wochen seit dem Beginn liegen deutlich unter null",
    "weekly.title.both": "{above} von {all} Wochen seit dem Beginn liegen deutlich über null,"
    " {below} deutlich darunter",
    "weekly.title.none": "Keine einzelne Woche seit dem Beginn weicht deutlich von null ab",
    "weekly.title.no_band": "So wenige Läden zeigen einen Verlauf, aber nicht, wie sicher er ist",
    "weekly.lead": "Gezählt wird ab der [[disruption|ersten Störung]] jedes Ladens: Eine Delle am"
    " Anfang sind Abverkauf und Bau.",
    "weekly.events": "Nach Wochen seit dem Beginn",
    "weekly.event.title": "Umsatzzuwachs nach Wochen seit der ersten Störung",
    "weekly.event.description": "Imputierter Zuwachs in {n} Wochen um die erste Störung; im Mittel"
    " {effect} je Laden und Woche.",
    "weekly.event.caption": "Vor dem Beginn sollten die Schätzungen um null liegen{pretrend}."
    " Schattiert: das [[band|Band]], das in 95 von 100 solchen Bildern alle Wochen zugleich"
    " enthält. Dünne Linien: das eigene 95-%-Intervall jeder Woche.",
    "weekly.event.caption.no_band": "Vor dem Beginn sollten die Schätzungen um null liegen. Ein"
    " Band ist nicht gezeichnet: {reason}. Ringe sind Schätzungen ohne Intervall.",
    "weekly.event.pretrend": " (alle zusammen: p\u00a0=\u00a0{p})",
    "weekly.event.axis": "Wochen seit der ersten Störung",
    "weekly.event.axis.times": "Zeiten seit der Behandlung",
    "weekly.event.after": "seit dem Beginn",
    "weekly.event.after.times": "seit der Behandlung",
    "weekly.event.main": "Imputation",
    "weekly.event.main.unsure": "Imputation, kein Intervall",
    "weekly.event.second": "Callaway und Sant’Anna",
    "weekly.event.band": "Band aller Wochen",
    "weekly.event.own": "eigenes Intervall",
    "weekly.event.table": "Der Zuwachs nach Wochen seit der ersten Störung",
    "weekly.event.second.none": "Callaway und Sant’Anna geben hier keine Schätzung",
    "weekly.event.pooled": "{n} Wochen am Ende ruhen auf zu wenigen Läden: Das Band zeigt ihr"
    " Mittel an der ersten davon.",
    "weekly.band.none": "für diese Woche gibt es kein Band",
    "weekly.sold": "Nach Kalenderwochen",
    "weekly.sold.title": "Verkauft gegen vorausgesagt",
    "weekly.sold.description": "{quantity} je Laden und volle Woche von {n} Läden, die früher oder"
    " später eine Fläche haben, gegen das ohne Flächen Vorausgesagte; {weeks} Wochen.",
    "weekly.sold.caption": "{quantity} je Laden und volle Woche, Mittel aller {n} Läden, die eine"
    " Fläche bekommen. Links der Linie hatte keine begonnen: Dort ist die vorausgesagte Linie"
    " angepasst, beide sollten also zusammen laufen. Die Achse beginnt nicht bei null.",
    "weekly.sold.actual": "verkauft",
    "weekly.sold.foretold": "ohne Flächen vorausgesagt",
    "weekly.sold.band": "95-%-Intervall des Vorausgesagten",
    "weekly.sold.begun": "Flächen, die begonnen hatten",
    "weekly.sold.table": "Verkauft gegen vorausgesagt, nach Wochen",
    "weekly.sold.unseen": "kein Laden mit Fläche hatte in dieser Woche offen",
    "groups.question": "Wo es wirkte",
    "groups.title.differs": "{group} weicht deutlich ab: {difference} je Laden und Woche gegen die"
    " anderen",
    "groups.title.none": "Kein Format, keine Art, Region oder Welle gewinnt deutlich mehr als die"
    " anderen",
    "groups.title.few": "Zu wenige Läden je Gruppe, um zu sagen, wo es besser wirkte",
    "groups.title.alike": "Alle Flächen sind von einem Format, einer Art, Region und Welle: nichts"
    " zu vergleichen",
    "groups.lead": "Der Zuwachs jeder Gruppe mit eigenem Intervall und ihr Abstand zu den anderen"
    " Gruppen ihrer Familie, [[holm|korrigiert]] für {n} Blicke.",
    "groups.chart.title": "Der Zuwachs nach Format, Art, Region und Welle",
    "groups.chart.description": "{n} Gruppen; insgesamt {overall}. {differing}",
    "groups.chart.differing.none": "Keine weicht deutlich von den anderen ab.",
    "groups.chart.differing.one": "Eine weicht deutlich von den anderen ab.",
    "groups.chart.differing.other": "{n} weichen deutlich von den anderen ab.",
    "groups.chart.caption": "{quantity} je Laden und volle Woche ab der ersten Störung.",
    "groups.family.format": "Nach Format",
    "groups.family.kind": "Nach Art des Ladens",
    "groups.family.region": "Nach Region",
    "groups.family.wave": "Nach Welle (erste Woche)",
    "groups.all": "Alle Läden",
    "groups.shops.one": "ein Laden",
    "groups.shops.other": "{n} Läden",
    "groups.key.interval": "95-%-Intervall",
    "groups.key.differs": "weicht deutlich von den anderen ab",
    "groups.key.unsure": "zu wenige Läden für ein Intervall",
    "groups.table": "Der Zuwachs nach Gruppen, und wie weit sie von den anderen entfernt sind",
    "shops.question": "Laden für Laden",
    "shops.title": "{clear} von {n} Läden gewinnen mehr, als Läden ohne Fläche von selbst"
    " schwanken",
    "shops.title.unknown": "Welche der {n} Läden gewannen, verbirgt sich in dem, was Läden von"
    " selbst schwanken",
    "shops.lead": "Die Zahl eines Ladens ist vor allem Rauschen; erst alle zusammen sind eine"
    " Wirkung. Darum steht neben jeder, wie sehr Läden ohne Fläche in denselben Wochen schwanken;"
    " einer von zwanzig liegt durch Zufall weiter.",
    "shops.map.title": "Zuwächse Laden für Laden, und Nachbarn",
    "shops.map.description": "{more} Läden gewinnen deutlich, {less} verlieren deutlich, {unclear}"
    " sind nicht zu unterscheiden; {near} Läden ohne Fläche liegen höchstens {km} km von einer"
    " entfernt.",
    "shops.map.caption": "Je größer die Marke, desto größer der Unterschied. Kreise: {km} km um"
    " jede Fläche; Läden ohne Fläche darin könnten Absatz an sie verlieren.",
    "shops.map.caption.missing": " {missing} Läden ohne bekannte Koordinaten sind nicht"
    " gezeichnet.",
    "shops.map.none": "Von keinem Laden sind die Koordinaten bekannt, darum gibt es keine Karte:"
    " latitude und longitude in der Tabelle stores angeben.",
    "shops.map.more": "gewinnt mehr als Rauschen ({count})",
    "shops.map.less": "verliert mehr als Rauschen ({count})",
    "shops.map.unclear": "von Rauschen nicht zu unterscheiden ({count})",
    "shops.map.near": "ohne Fläche, in der Nähe ({count})",
    "shops.map.far": "ohne Fläche, weit weg ({count})",
    "shops.map.hint": "{name}: {gain} je Woche; Rauschen ± {spread}",
    "shops.rings": "Nachbarn",
    "shops.rings.title": "Was benachbarte Läden ohne Fläche gewannen oder verloren",
    "shops.rings.description": "Umsatz mit eigenen Produkten in Läden ohne Fläche nach Abstand zur"
    " nächsten: {rings}.",
    "shops.rings.caption": "Umsatz mit eigenen Produkten je Laden und Woche, gegen {clean} weiter"
    " entfernte Läden. Unter null: Flächen nahmen ihren Nachbarn Absatz weg. Jede Linie ist das"
    " eigene Intervall eines Rings; die Prüfung der Ausstrahlung beurteilt alle Ringe zusammen.",
    "shops.rings.label": "{low} bis {high} km",
    "shops.rings.row": "{ring}, {shops}",
    "shops.rings.table": "Benachbarte Läden ohne Fläche, nach Abstand",
    "shops.rings.none": "Benachbarte Läden lassen sich nicht ansehen: {reason}.",
    "shops.rings.unplaced": "die Abstände zwischen Läden sind unbekannt",
    "shops.table": "Jeder Laden mit Fläche: sein eigener Unterschied und was Rauschen ist",
    "shops.noise.none": "zu wenige Läden ohne Fläche, um das Rauschen zu kennen",
    "shops.gain.none": "für diesen Laden ließ sich nichts voraussagen",
    "whom.question": "Wen es kostete",
    "whom.title.rivals": "Vom Zuwachs kommen {rivals} je Laden und Woche von Wettbewerbern (zu 95"
    " % sicher: {low} bis {high})",
    "whom.title.new": "Der Zuwachs ist, soweit erkennbar, neu für den Laden: {new} je Woche (zu 95"
    " % sicher: {low} bis {high})",
    "whom.title.elsewhere": "Andere Warengruppen bezahlen den Zuwachs: {elsewhere} je Laden und"
    " Woche (zu 95 % sicher: {low} bis {high})",
    "whom.title.unclear": "Von wem der Zuwachs kam, lässt sich noch nicht sagen",
    "whom.title.few": "Zu wenige Läden, um zu sagen, von wem der Zuwachs kam",
    "whom.lead": "Im Laden ist jeder gewonnene Euro einem Wettbewerber der Warengruppe genommen,"
    " von anderswo im Laden verlagert oder neu. Die drei ergeben zusammen den Zuwachs.",
    "whom.chart.title": "Woher der Zuwachs kam",
    "whom.chart.description": "Je Laden und Woche: {parts}.",
    "whom.chart.caption": "{quantity} je Laden und volle Woche, ab der ersten Störung. Links:"
    " woher es kam; rechts: wohin es ging.",
    "whom.chart.none": "Die Teile sind zu klein, um gezeichnet zu werden, oder unbekannt.",
    "whom.unsure": "kann ebenso gut nichts sein",
    "whom.gain": "eigener Zuwachs",
    "whom.loss": "eigener Verlust",
    "whom.from_rivals": "von Wettbewerbern",
    "whom.to_rivals": "an Wettbewerber",
    "whom.from_elsewhere": "von anderen Warengruppen",
    "whom.to_elsewhere": "an andere Gruppen (Halo)",
    "whom.new": "neu für den Laden",
    "whom.lost": "dem Laden verloren",
    "whom.table": "Woher der Zuwachs kam, je Laden und volle Woche",
    "whom.row.gain": "Eigener Zuwachs",
    "whom.row.from_rivals": "Von Wettbewerbern",
    "whom.row.from_elsewhere": "Von anderen Warengruppen (unter null: auch sie gewannen)",
    "whom.row.new": "Neu für den Laden",
    "whom.others": "Andere",
    "whom.others.title": "Was andere gewannen oder verloren",
    "whom.others.description": "Je Laden und Woche: {rows}.",
    "whom.others.caption": "Je Laden (oder Postleitzahlgebiet) und volle Woche. Wettbewerber:"
    " {quantity} mit ihren Produkten; eigene Geschäfte und Onlineshop: Umsatz mit eigenen"
    " Produkten.",
    "whom.others.table": "Was andere gewannen oder verloren",
    "whom.others.rival": "Wettbewerber: {name}",
    "whom.others.online": "Der Onlineshop, je Postleitzahlgebiet",
    "whom.others.own_shops": "Eigene Geschäfte in der Nähe",
    "whom.others.unknown": "{what}: unbekannt, denn {reason}.",
    "trust.question": "Wie weit man dem trauen darf",
    "trust.title.fail": "{failed} von {all} Prüfungen sind nicht bestanden: diese Zahlen noch"
    " nicht nennen",
    "trust.title.review": "{passed} von {all} Prüfungen sind bestanden, {doubted} verlangen einen"
    " zweiten Blick",
    "trust.title.pass": "Alle {all} Prüfungen sind bestanden",
    "trust.lead": "Jede Prüfung nennt, was sie fand, und was zu tun ist. Eine bestandene Prüfung"
    " macht die Zahl plausibel; sie beweist nichts.",
    "trust.drift": "Wenn Läden ohnehin auseinandergedriftet wären",
    "trust.drift.title": "Welche Drift den Zuwachs aufhöbe",
    "trust.drift.description": "Ohne Drift {low} bis {high} je Laden und Woche; {said}",
    "trust.drift.caption": "Jede Linie ist, was möglich bleibt, wenn Läden mit und ohne Fläche"
    " nach dem Beginn von einem Zeitraum ({period}) zum nächsten um bis zu so viel Mal die größte"
    " solche Drift davor auseinanderliefen (Rambachan und Roth 2023). Gemessen am Umsatz; jede"
    " Woche seit dem Beginn zählt gleich.",
    "trust.drift.period.one": "eine Woche",
    "trust.drift.period.other": "{n} Wochen",
    "trust.drift.across": "Drift, als Vielfaches der größten davor",
    "trust.drift.none": "keine",
    "trust.drift.breakdown": "kippt bei {times}",
    "trust.drift.breakdown.said": "der Zuwachs bleibt von null verschieden bis zu einer Drift vom"
    " {times}-Fachen der größten davor.",
    "trust.drift.zero.said": "null ist schon ohne jede Drift möglich.",
    "trust.drift.key.clear": "schließt null aus",
    "trust.drift.key.zero": "null ist möglich",
    "trust.drift.table": "Was unter einer Drift möglich bleibt",
    "trust.drift.unknown": "Was eine Drift mit dem Zuwachs machte, lässt sich nicht berechnen:"
    " {reason}.",
    "trust.drift.relative magnitudes": "Unterschied von einem Zeitraum zum nächsten, mal den"
    " größten davor",
    "trust.drift.smoothness": "Änderung der Steigung, in der Einheit des Ergebnisses je Zeitraum",
    "trust.drift.relative smoothness": "Änderung der Steigung, mal die größte davor",
    "trust.notes": "Ausgelassen oder verändert",
    "trust.notes.none": "Jeder Laden und jede Woche des Datenbestands zählt.",
    "col.earned.unit": "Einheit",
    "col.earned.estimate": "Schätzung",
    "col.earned.shops": "Läden mit Fläche",
    "col.earned.trust": "Intervall",
    "col.weekly.time": "Wochen seit dem Beginn",
    "col.weekly.band_low": "Band von, {unit}",
    "col.weekly.band_high": "Band bis, {unit}",
    "col.weekly.gain": "Zuwachs, {unit}",
    "col.weekly.low": "95 % von, {unit}",
    "col.weekly.high": "95 % bis, {unit}",
    "col.weekly.second": "Callaway und Sant’Anna, {unit}",
    "col.weekly.week": "Woche",
    "col.weekly.stores": "Läden gesehen",
    "col.weekly.begun": "Flächen begonnen",
    "col.weekly.actual": "Verkauft, {unit}",
    "col.weekly.foretold": "Vorausgesagt, {unit}",
    "col.weekly.weight": "Volle Ladenwochen",
    "col.groups.family": "Familie",
    "col.groups.group": "Gruppe",
    "col.groups.difference": "Unterschied, {unit}",
    "col.groups.p": "p",
    "col.groups.p_holm": "p, korrigiert",
    "col.shops.shop": "Laden",
    "col.shops.begins": "Beginnt",
    "col.shops.gain": "Je Woche, {unit}",
    "col.shops.total": "Bisher, {unit}",
    "col.shops.weeks": "Volle Wochen",
    "col.shops.spread": "Rauschen (± eine Streuung), {unit}",
    "col.shops.beyond": "Andere so weit, %",
    "col.rings.ring": "Abstand",
    "col.rings.units": "Läden",
    "col.drift.kind": "Was driftet",
    "col.drift.bound": "Bis zu",
    "term.foretold": "Vorausgesagt",
    "meaning.foretold": "Was ein Laden ohne seine Fläche verkauft hätte: sein eigenes Niveau"
    " davor, Woche für Woche bewegt wie die Läden ohne Fläche.",
    "term.disruption": "Erste Störung",
    "meaning.disruption": "Die Woche, in der eine Fläche im Laden etwas zu ändern begann: ihre"
    " Ankündigung, der Abverkauf davor, ihr Bau oder ihre Eröffnung.",
    "term.band": "Band aller Wochen",
    "meaning.band": "Ein so weiter Bereich, dass er in 95 von 100 solchen Messungen den ganzen"
    " Verlauf zugleich enthält. Einzelne Intervalle sind enger, aber eines von zwanzig verfehlt.",
    "term.permutation": "Zufall allein",
    "meaning.permutation": "Dieselbe Zahl wird berechnet, als hätten andere Läden die Flächen"
    " bekommen; p ist der Anteil solcher Zuteilungen mit einem mindestens so deutlichen"
    " Unterschied. Geprüft wird, ob gar kein Laden etwas gewann.",
    "term.placebo": "Placebo",
    "meaning.placebo": "Die Zahl, die herauskommt, wo keine Fläche war: Was bleibt, ist Rauschen.",
    "term.holm": "Für mehrere Blicke korrigiert",
    "meaning.holm": "Wer zwanzig Gruppen ansieht, findet eine, die durch Zufall abweicht. Holms"
    " Korrektur hebt jedes p so an, dass das in höchstens einem von zwanzig Berichten geschieht.",
    "weekly.lead.band": "Alle Wochen werden gemeinsam beurteilt, sodass höchstens eines von"
    " zwanzig solchen Bildern eine Woche zeigt, die es nicht gibt.",
    "groups.short.format": "Format",
    "groups.short.kind": "Art",
    "groups.short.region": "Region",
    "groups.short.wave": "Welle",
    "groups.chart.caption.band": "Schattiert: das Intervall aller Läden zusammen.",
    "shops.map.closeup": "{name}, {km} km breit",
    "shops.map.caption.closeups": " Ausschnitte zeigen, wo die meisten Flächen liegen.",
    "key.effect.areas": "{n} Flächen gemessen; zu 95 % sicher: {low} bis {high}.",
    "key.effect.areas.few": "{n} Flächen gemessen: zu wenige Läden für ein Intervall.",
    "shops.map.closeup.here": "Ausschnitt",
    "shops.map.caption.no_rings": "Je größer die Marke, desto größer der Unterschied.",
    "chart.nothing": "Es gibt nichts zu zeichnen.",
    "weekly.event.title.times": "Die Wirkung nach Zeiten seit der Behandlung",
    "weekly.event.description.times": "Imputierte Wirkungen zu {n} Zeiten um die Behandlung; im"
    " Mittel {effect} je Einheit und Zeit.",
    "col.weekly.time.times": "Zeiten seit der Behandlung",
    "weekly.event.table.times": "Die Wirkung nach Zeiten seit der Behandlung",
    "weekly.event.band.times": "Band aller Zeiten",
    "weekly.event.caption.times": "Vor der Behandlung sollten die Schätzungen um null"
    " liegen{pretrend}. Schattiert: das [[band|Band]], das in 95 von 100 solchen Bildern alle"
    " Zeiten zugleich enthält. Dünne Linien: das eigene 95-%-Intervall jeder Zeit.",
    "weekly.event.caption.no_band.times": "Vor der Behandlung sollten die Schätzungen um null"
    " liegen. Ein Band ist nicht gezeichnet: {reason}. Ringe sind Schätzungen ohne Intervall.",
    "weekly.band.none.times": "für diese Zeit gibt es kein Band",
    "method.imputation": "Imputation",
    "method.callaway_santanna": "Callaway und Sant’Anna",
    "method.adjusted": "Callaway und Sant’Anna mit Kovariaten",
    "method.synthetic": "synthetische Differenz von Differenzen",
    "method.randomised": "Vergleich ausgeloster Wellen",
    "trust.methods": "Andere Verfahren daneben",
    "trust.methods.title": "Was jedes Verfahren findet",
    "trust.methods.description": "Umsatz je Laden und Woche: {rows}.",
    "trust.methods.caption": "Umsatz mit eigenen Produkten je Laden und Woche, über alle Läden und"
    " Wochen seit dem Beginn. Das Hauptverfahren steht zuerst.",
    "trust.methods.table": "Die Verfahren, und wie weit jedes vom Hauptverfahren liegt",
    "trust.methods.untested": "gegen das Hauptverfahren nicht zu prüfen",
    "col.methods.method": "Verfahren",
    "col.methods.apart": "Abstand zum Hauptverfahren, {unit}",
    "trust.drawn": "Was die Auslosung des Plans sagt",
    "trust.drawn.said": "Der Plan loste {units} Läden in {cells} Gruppen aus. Nur innerhalb dieser"
    " Gruppen verglichen, veränderte eine Fläche den Umsatz um {effect} je Laden und Woche; das"
    " verdankt nichts der Auswahl der Läden.",
    "whom.offers": "Fläche und Angebot getrennt",
    "whom.offers.title": "Was die Fläche bewirkte und was das Angebot",
    "whom.offers.description": "Umsatz je Laden und Woche, wo beides lief: {rows}.",
    "whom.offers.caption": "Umsatz mit eigenen Produkten je Laden und volle Woche, in den Wochen"
    " mit beidem. Fläche und Angebot ergeben zusammen beides.",
    "whom.offers.table": "Fläche und Angebot getrennt",
    "whom.offers.both": "Beides zusammen",
    "whom.offers.area": "Teil der Fläche",
    "whom.offers.offer": "Teil des Angebots",
    "whom.offers.area_alone": "Die Fläche allein, in anderen Wochen",
    "whom.offers.offer_alone": "Das Angebot allein, in anderen Wochen",
    "shops.rest.one": "ein weiterer Laden",
    "shops.rest.other": "{n} weitere Läden",
    "earned.lead.one": "Gemessen: ein Laden mit Fläche{format} gegen {compared} ohne, {first} bis"
    " {last}. Was ohne die Fläche verkauft worden wäre, ist aus denen ohne"
    " [[foretold|vorausgesagt]].",
    "earned.lead.other": "Gemessen: {n} Läden mit Fläche{format} gegen {compared} ohne, {first}"
    " bis {last}. Was ohne Flächen verkauft worden wäre, ist aus denen ohne"
    " [[foretold|vorausgesagt]].",
    "weekly.event.beyond": "Die weitesten Bereiche reichen über das Bild hinaus; die Tabelle"
    " enthält sie.",
    "scale.per_cent": "Angenommen ist, dass sich Läden ohne Fläche um gleich viele Prozent"
    " bewegen, wie groß sie auch sind.",
    "scale.levels": "Angenommen ist, dass sich Läden ohne Fläche um den gleichen Betrag bewegen,"
    " wie groß sie auch sind.",
    "scale.per_cent.regions": "Angenommen ist, dass sich Läden einer Region ohne Fläche Woche für"
    " Woche um gleich viele Prozent bewegen; keine Region lernt ihre Wochen von einer anderen.",
    "scale.levels.regions": "Angenommen ist, dass sich Läden einer Region ohne Fläche Woche für"
    " Woche um den gleichen Betrag bewegen; keine Region lernt ihre Wochen von einer anderen.",
    "closures.heading": "Falls Läden dort und dann geschlossen waren, wo Flächen eröffneten",
    "closures.lead": "Schließungen einer Region, und der Andrang danach, können wie eine Wirkung"
    " aussehen. Darum wird der Zuwachs noch einmal gemessen: innerhalb der Regionen, und ohne die"
    " Wochen nach einer Wiedereröffnung. Abstand ist das Hauptergebnis über die Wochen, die ein Weg"
    " behält, weniger diesen Weg.",
    "closures.table": "Der Zuwachs, wo Schließungen nicht dafür gelten können",
    "closures.itself": "das Hauptergebnis selbst",
    "closures.way.headline.common": "Hauptergebnis: Wochen, die alle Läden teilen",
    "closures.way.headline.regions": "Hauptergebnis: innerhalb von Region und Woche",
    "closures.way.regions": "Innerhalb von Region und Woche",
    "closures.way.reopening.one": "Ohne die Woche nach einer Wiedereröffnung",
    "closures.way.reopening.other": "Ohne {n} Wochen nach einer Wiedereröffnung",
    "col.closures.way": "Gemessen",
    "col.closures.total": "Zuwachs insgesamt, {unit}",
    "col.closures.apart": "Abstand je Laden und Woche, {unit}",
    "col.closures.left_out": "Ladenwochen mit Fläche, die fehlen",
    "scale.beside.levels": "Mit gleichen Beträgen gerechnet, hätten die Flächen {share} gebracht.",
    "scale.beside.per_cent": "Mit gleichen Prozenten gerechnet, hätten die Flächen {share}"
    " gebracht.",
    "scale.one_size": "In diesem Bild ist jeder Laden auf die Größe des mittleren Ladens mit Fläche"
    " gebracht, sodass Wachstum um gleich viele Prozent alle Läden gleich bewegt.",
    "events.regions": "Imputation vergleicht hier Läden einer Region, Callaway und Sant’Anna Läden"
    " aller Regionen.",
    "scale.table": "Alle Läden zusammen: Zuwachs in Prozent des Vorausgesagten",
    "col.scale.gain": "Zuwachs, Prozent",
    "col.scale.low": "95 % von, Prozent",
    "col.scale.high": "95 % bis, Prozent",
}
