"""What must be said about the example o2-xiaomi, and the figures that must come out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from showfloor.simulate.types import StatementKind

TITLE = "o2 and Xiaomi: a generated network after a news report of 2021"
TITLE_DE = "o2 und Xiaomi: ein erzeugtes Netz nach einem Pressebericht von 2021"

STATEMENTS: tuple[str, ...] = (
    (
        "After a news report of early 2021 (Golem.de, “O2 baut Zusammenarbeit mit Xiaomi "
        "aus”): Xiaomi sold since the end of 2019, third in hardware sales, hardware revenue "
        "of 2020 6.4 % above 2019, shops closed from 16 December 2020, areas first in the "
        "flagships in Hamburg, Köln, München and Oberhausen, then in the Live Stores in "
        "Berlin and Frankfurt am Main, Xiaomi's own store in the Düsseldorf Altstadt since "
        "the end of July 2020."
    ),
    (
        "Every sale, price, margin, basket and shop is generated from a seed. No figure is "
        "o2's or Xiaomi's. The standing was generated to show rank 3 and +6.4 %, so finding "
        "them proves the arithmetic, not the market."
    ),
    (
        "Cities, coordinates and populations are GeoNames'. Which shops stand there is "
        "generated; shops after a city's first are placed at random around its centre."
    ),
    ("The rivals have invented names. The report does not say who is first and second."),
    (
        "The Mi Smart TV 4S and the Mi Smart Desk Lamp 1S are named in the report; all other "
        "products are generated."
    ),
    (
        "The days on which the states' shops reopen, crews, deliveries, budget, promises, "
        "quotas and neighbouring pairs are generated."
    ),
    (
        "The first plan rests on stated lifts, not on a measurement: wide on purpose, with "
        "the display effect on Complete Journey as an order of magnitude."
    ),
)

STATEMENTS_DE: tuple[str, ...] = (
    (
        "Nach einem Pressebericht von Anfang 2021 (Golem.de, „O2 baut Zusammenarbeit mit "
        "Xiaomi aus“): Xiaomi seit Ende 2019 im Verkauf, Dritter im Hardware-Absatz, "
        "Hardware-Umsatz 2020 um 6,4 % über 2019, Shops ab dem 16. Dezember 2020 geschlossen, "
        "Flächen zuerst in den Flagships in Hamburg, Köln, München und Oberhausen, dann in "
        "den Live Stores in Berlin und Frankfurt am Main, Xiaomis eigener Shop in der "
        "Düsseldorfer Altstadt seit Ende Juli 2020."
    ),
    (
        "Alle Verkäufe, Preise, Spannen, Bons und Shops sind aus einem Startwert erzeugt. "
        "Keine Zahl stammt von o2 oder Xiaomi. Die Rangliste ist so erzeugt, dass sie Rang 3 "
        "und +6,4 % zeigt: Sie zu finden prüft die Rechnung, nicht den Markt."
    ),
    (
        "Städte, Koordinaten und Einwohnerzahlen sind die von GeoNames. Welche Shops dort "
        "stehen, ist erzeugt; nach dem ersten einer Stadt liegen sie zufällig um deren Mitte."
    ),
    ("Die Rivalen haben erfundene Namen. Der Bericht sagt nicht, wer Erster und Zweiter ist."),
    (
        "Mi Smart TV 4S und Mi Smart Desk Lamp 1S nennt der Bericht; alle anderen Artikel "
        "sind erzeugt."
    ),
    (
        "Die Tage, an denen die Shops der Länder wieder öffnen, Montageteams, Lieferungen, "
        "Budget, Zusagen, Quoten und benachbarte Paare sind erzeugt."
    ),
    (
        "Der erste Plan beruht auf gesetzten Zuwächsen, nicht auf einer Messung: absichtlich "
        "weit gestreut, mit der Wirkung von Aufbauten bei Complete Journey als Größenordnung."
    ),
)

STATEMENT_KINDS: tuple[StatementKind, ...] = (
    "real",
    "generated",
    "real",
    "generated",
    "real",
    "generated",
    "assumed",
)

EXPECTED: Mapping[str, float] = MappingProxyType(
    {"stores": 1_000, "rank:xiaomi:2020": 3, "growth:2020": 0.064}
)
