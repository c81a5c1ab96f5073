"""The offers' benchmark in GoRules ZEN: a decision table a store, or one a store and product.

By store: all offers of the store in one table, the largest share first, so that the first hit is
the best; the table loops over the basket's lines in the engine. By store and product: the tables
that an index kept by hand would leave; the engine is called a line.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import zen


def table(rows: list[dict], *, loops: bool) -> str:
    rules = [
        {
            "_id": row["id"],
            "product": ",".join(f'"{name}"' for name in row["products"]),
            "at": f"[{row['begins']}..{row['ends']})",
            "percent": str(row["percent"]),
        }
        for row in sorted(rows, key=lambda row: (-row["percent"], row["id"]))
    ]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in ("product", "at")],
        "outputs": [{"id": "percent", "name": "percent", "field": "percent"}],
        "rules": rules,
        "passThrough": False,
    }
    if loops:
        content |= {"executionMode": "loop", "inputField": "lines", "outputPath": "lines"}
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": content},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "a", "sourceId": "in", "targetId": "table"},
        {"id": "b", "sourceId": "table", "targetId": "out"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def main() -> None:
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    by_product = sys.argv[2] == "by-product"
    started = time.process_time()
    by_key: dict[str, list[dict]] = {}
    for offer in given["offers"]:
        for store in offer["stores"]:
            for product in offer["products"] if by_product else [""]:
                by_key.setdefault(f"{store}/{product}", []).append(offer)
    asked = {
        f"{basket['store']}/{line['product'] if by_product else ''}"
        for basket in given["baskets"]
        for line in basket["lines"]
    }
    engine = zen.ZenEngine()
    decisions = {
        key: engine.create_decision(table(by_key[key], loops=not by_product))
        for key in sorted(asked)
        if key in by_key
    }
    loaded = time.process_time() - started
    charged, seconds = [], []
    for warm in (True, False):
        charged, seconds = [], []
        for basket in given["baskets"][: 20 if warm else None]:
            began = time.process_time()
            lines = basket["lines"]
            if by_product:
                found = []
                for line in lines:
                    decision = decisions.get(f"{basket['store']}/{line['product']}")
                    asked_of = {"product": line["product"], "at": basket["at"]}
                    found.append(decision.evaluate(asked_of)["result"] if decision else None)
            else:
                inputs = [{"product": line["product"], "at": basket["at"]} for line in lines]
                decision = decisions[f"{basket['store']}/"]
                found = decision.evaluate({"lines": inputs})["result"]["lines"]
            paid = []
            for line, hit in zip(lines, found, strict=True):
                percent = int(hit["percent"]) if hit else 0
                paid.append(line["units"] * (line["price"] - line["price"] * percent // 100))
            seconds.append(time.process_time() - began)
            charged.append(paid)
    print(json.dumps({"load_s": loaded, "seconds": seconds, "charged": charged}))


main()
