"""The words of maps, in English and German."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "maps.question": "Map",
    "maps.title.one": "One of {stores} stores has an area open.",
    "maps.title.other": "{n} of {stores} stores have an area open.",
    "maps.title.state.one": "One store: {state}.",
    "maps.title.state.other": "{n} stores: {state}.",
    "maps.none": "There are no stores yet.",
    "maps.empty": "Here will be where areas stand, are built and are planned.",
    "maps.empty.how": "Import stores first:",
    "maps.lead": "As of {day}, by the ledger's areas and the plan that holds.",
    "maps.state": "State",
    "maps.state.open": "area open",
    "maps.state.building": "being built",
    "maps.state.planned": "planned",
    "maps.state.held": "held back to compare",
    "maps.state.none": "no area",
    "maps.key": "{state} ({n})",
    "maps.hint": "{name}: {state}",
    "maps.region": "Region",
    "maps.kind": "Kind",
    "maps.store": "Store",
    "maps.city": "City",
    "maps.format": "Format by the plan",
    "maps.selling": "Sells from",
    "maps.unplanned": "in no plan",
    "maps.unplaced": "No store of this choice says where it lies, so that there is no map; "
    "latitude and longitude in the table of stores give one.",
    "maps.chart.title": "Map of stores",
    "maps.chart.description": "{n} stores by state; {open} have an area open.",
    "maps.chart.caption": "A mark a store. The larger the mark of a planned area, the more it is "
    "worth.",
    "maps.chart.caption.some.one": "A mark a store; one store without coordinates is in the list "
    "alone. The larger the mark of a planned area, the more it is worth.",
    "maps.chart.caption.some.other": "A mark a store; {n} stores without coordinates are in the "
    "list alone. The larger the mark of a planned area, the more it is worth.",
    "maps.caption": "The stores of the map, the furthest first",
    "maps.caption.none": "No store is of this state, region and kind",
}
GERMAN: Mapping[str, str] = {
    "maps.question": "Karte",
    "maps.title.one": "Eine von {stores} Filialen hat eine offene Fläche.",
    "maps.title.other": "{n} von {stores} Filialen haben eine offene Fläche.",
    "maps.title.state.one": "Eine Filiale: {state}.",
    "maps.title.state.other": "{n} Filialen: {state}.",
    "maps.none": "Es gibt noch keine Filialen.",
    "maps.empty": "Hier wird stehen, wo Flächen stehen, gebaut werden und geplant sind.",
    "maps.empty.how": "Zuerst Filialen importieren:",
    "maps.lead": "Stand {day}, nach den Flächen des Verkaufsbuchs und dem geltenden Plan.",
    "maps.state": "Zustand",
    "maps.state.open": "Fläche offen",
    "maps.state.building": "im Bau",
    "maps.state.planned": "geplant",
    "maps.state.held": "zum Vergleich zurückgehalten",
    "maps.state.none": "keine Fläche",
    "maps.key": "{state} ({n})",
    "maps.hint": "{name}: {state}",
    "maps.region": "Region",
    "maps.kind": "Art",
    "maps.store": "Filiale",
    "maps.city": "Stadt",
    "maps.format": "Format nach Plan",
    "maps.selling": "Verkauft ab",
    "maps.unplanned": "in keinem Plan",
    "maps.unplaced": "Keine Filiale dieser Auswahl sagt, wo sie liegt, deshalb gibt es keine "
    "Karte; Breite und Länge in der Tabelle der Filialen geben eine.",
    "maps.chart.title": "Karte der Filialen",
    "maps.chart.description": "{n} Filialen nach Zustand; {open} haben eine offene Fläche.",
    "maps.chart.caption": "Ein Zeichen je Filiale. Je größer das Zeichen einer geplanten Fläche, "
    "desto mehr ist sie wert.",
    "maps.chart.caption.some.one": "Ein Zeichen je Filiale; eine Filiale ohne Koordinaten steht "
    "nur in der Liste. Je größer das Zeichen einer geplanten Fläche, desto mehr ist sie wert.",
    "maps.chart.caption.some.other": "Ein Zeichen je Filiale; {n} Filialen ohne Koordinaten stehen "
    "nur in der Liste. Je größer das Zeichen einer geplanten Fläche, desto mehr ist sie wert.",
    "maps.caption": "Die Filialen der Karte, die am weitesten zuerst",
    "maps.caption.none": "Keine Filiale hat diesen Zustand, diese Region und diese Art",
}
