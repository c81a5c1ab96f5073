"""The words of what offers would have cost, in English and German."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "offers.cost": "What it would have cost in the last {weeks} weeks of sales",
    "offers.cost.job": "Cost of an offer",
    "offers.cost.reckoned": "Its cost is on its page.",
    "offers.cost.gone": "The offer is no longer there.",
    "offers.cost.waits": "It is being reckoned; load this page again in a moment where it "
    "does not do so by itself.",
    "offers.cost.unknown": "It was not reckoned yet.",
    "offers.cost.old": "The offer or the sales have changed since this was reckoned.",
    "offers.cost.no_sales": "Nothing was sold in them, so nothing can be said.",
    "offers.cost.form": "Reckon what it would have cost",
    "offers.cost.explains": "Reprices the last {weeks} weeks of sales twice, with this offer and "
    "without it, in the background. Nobody is taken to buy otherwise than they did.",
    "offers.cost.button": "Reckon the cost",
    "offers.cost.asked": "It is being reckoned.",
    "offers.cost.discount": "Taken off by this offer",
    "offers.cost.manufacturer": "Of it the manufacturer pays",
    "offers.cost.retailer": "Of it the retailer pays",
    "offers.cost.told": "This is",
    "offers.cost.told.lines": "the cost on these sales",
    "offers.cost.told.conditions": "the most on these sales: the time of day or the customer that "
    "it asks for is taken as met, since sales do not tell",
    "offers.cost.told.baskets": "what each line alone would have come to: the offer looks at whole "
    "baskets, which sales do not tell",
    "offers.cost.at_most": "However the lines were put together, at most",
    "offers.cost.not_binding": "Of it only recommended, where operators set their own prices",
    "offers.cost.budget": "Its budget",
    "offers.cost.sales": "Sales",
    "offers.cost.sales.are": "from {first} to before {to}: {lines} lines, {revenue}",
    "offers.cost.at": "Reckoned",
    "offers.cost.chart": "What each offer would have taken off",
    "offers.cost.chart.says": "{name}: {cost}; beside it the other offers that take something off.",
    "offers.cost.chart.caption": "Euros taken off the same sales, all offers together.",
    "offers.cost.caption": "Euros taken off the same sales without this offer and with it: where "
    "another takes off less, this one has taken its place.",
    "offers.cost.lines": "Lines",
    "offers.cost.without": "Without it",
    "offers.cost.beside": "With it",
    "offers.cost.change": "Change",
    "offers.cost.all": "All offers",
}

GERMAN: Mapping[str, str] = {
    "offers.cost": "Was es in den letzten {weeks} Verkaufswochen gekostet hätte",
    "offers.cost.job": "Kosten eines Angebots",
    "offers.cost.reckoned": "Die Kosten stehen auf seiner Seite.",
    "offers.cost.gone": "Das Angebot gibt es nicht mehr.",
    "offers.cost.waits": "Es wird gerade berechnet; laden Sie diese Seite gleich noch einmal, "
    "wenn sie es nicht von selbst tut.",
    "offers.cost.unknown": "Es wurde noch nicht berechnet.",
    "offers.cost.old": "Das Angebot oder die Verkäufe haben sich seither geändert.",
    "offers.cost.no_sales": "In ihnen wurde nichts verkauft; also lässt sich nichts sagen.",
    "offers.cost.form": "Berechnen, was es gekostet hätte",
    "offers.cost.explains": "Rechnet die letzten {weeks} Verkaufswochen zweimal neu, mit diesem "
    "Angebot und ohne es, im Hintergrund. Niemand kauft dabei anders, als er es tat.",
    "offers.cost.button": "Kosten berechnen",
    "offers.cost.asked": "Es wird berechnet.",
    "offers.cost.discount": "Nachlass durch dieses Angebot",
    "offers.cost.manufacturer": "Davon zahlt der Hersteller",
    "offers.cost.retailer": "Davon zahlt der Händler",
    "offers.cost.told": "Das ist",
    "offers.cost.told.lines": "der Betrag auf diese Verkäufe",
    "offers.cost.told.conditions": "der höchste Betrag auf diese Verkäufe: die verlangte Uhrzeit "
    "oder Kundengruppe gilt als erfüllt, denn Verkäufe sagen sie nicht",
    "offers.cost.told.baskets": "was jede Zeile allein ergäbe: das Angebot sieht auf ganze "
    "Warenkörbe, und die sagen Verkäufe nicht",
    "offers.cost.at_most": "Wie die Zeilen auch zusammengehörten, höchstens",
    "offers.cost.not_binding": "Davon nur empfohlen, wo Betreiber ihre Preise selbst setzen",
    "offers.cost.budget": "Sein Budget",
    "offers.cost.sales": "Verkäufe",
    "offers.cost.sales.are": "vom {first} bis vor dem {to}: {lines} Zeilen, {revenue}",
    "offers.cost.at": "Berechnet",
    "offers.cost.chart": "Was jedes Angebot nachgelassen hätte",
    "offers.cost.chart.says": "{name}: {cost}; daneben die anderen Angebote, die etwas nachlassen.",
    "offers.cost.chart.caption": "Euro Nachlass auf dieselben Verkäufe, alle Angebote zusammen.",
    "offers.cost.caption": "Euro Nachlass auf dieselben Verkäufe ohne dieses Angebot und mit ihm: "
    "Wo ein anderes weniger nachlässt, hat dieses seinen Platz genommen.",
    "offers.cost.lines": "Zeilen",
    "offers.cost.without": "Ohne es",
    "offers.cost.beside": "Mit ihm",
    "offers.cost.change": "Änderung",
    "offers.cost.all": "Alle Angebote",
}
