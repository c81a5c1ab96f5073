"""The offers' benchmark in CLIPS: offers, their stores and products as facts, one rule that joins.

The rule's join is hashed by CLIPS itself (Rete); a basket is asserted, the rule calls back for
each hit, and the basket's facts are retracted again.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import clips

TEMPLATES = (
    "(deftemplate goods (slot product) (slot offer))",
    "(deftemplate place (slot store) (slot offer))",
    "(deftemplate offer (slot id) (slot begins) (slot ends) (slot percent))",
    "(deftemplate basket (slot store) (slot at))",
    "(deftemplate line (slot no) (slot product))",
)
RULE = """(defrule match
  (basket (store ?s) (at ?t))
  (line (no ?n) (product ?p))
  (goods (product ?p) (offer ?o))
  (place (offer ?o) (store ?s))
  (offer (id ?o) (begins ?b&:(<= ?b ?t)) (ends ?e&:(< ?t ?e)) (percent ?c))
  => (hit ?n ?c))"""


def main() -> None:
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    started = time.process_time()
    environment = clips.Environment()
    best: dict[int, int] = {}

    def hit(number: int, percent: int) -> None:
        if percent > best.get(number, 0):
            best[number] = percent

    environment.define_function(hit)
    for text in (*TEMPLATES, RULE):
        environment.build(text)
    find = environment.find_template
    goods, place, offer = find("goods"), find("place"), find("offer")
    for row in given["offers"]:
        name = clips.Symbol(row["id"])
        offer.assert_fact(id=name, begins=row["begins"], ends=row["ends"], percent=row["percent"])
        for product in row["products"]:
            goods.assert_fact(product=clips.Symbol(product), offer=name)
        for store in row["stores"]:
            place.assert_fact(store=clips.Symbol(store), offer=name)
    loaded = time.process_time() - started
    charged, seconds = [], []
    for basket in given["baskets"]:
        began = time.process_time()
        best.clear()
        facts = [
            environment.assert_string(f"(line (no {number}) (product {line['product']}))")
            for number, line in enumerate(basket["lines"])
        ]
        facts.append(
            environment.assert_string(f"(basket (store {basket['store']}) (at {basket['at']}))")
        )
        environment.run()
        for fact in facts:
            fact.retract()
        charged.append(
            [
                line["units"] * (line["price"] - line["price"] * best.get(number, 0) // 100)
                for number, line in enumerate(basket["lines"])
            ]
        )
        seconds.append(time.process_time() - began)
    print(json.dumps({"load_s": loaded, "seconds": seconds, "charged": charged}))


main()
