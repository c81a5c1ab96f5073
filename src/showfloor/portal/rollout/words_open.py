"""The words of the public list of stores with brand areas."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "rollout.open.question": "Brand areas",
    "rollout.open.title.one": "One store with a brand area.",
    "rollout.open.title.other": "{n} stores with brand areas in {cities} cities.",
    "rollout.open.none": "No brand area is open yet.",
    "rollout.open.empty": "Stores will stand here as soon as a brand area opens in them.",
    "rollout.open.lead": "Open on {day}.",
    "rollout.open.caption": "Stores with brand areas",
    "rollout.open.store": "Store",
    "rollout.open.city": "City",
    "rollout.open.format": "Format",
    "rollout.open.since": "Open since",
    "rollout.open.here": "Brand areas in this store",
    "rollout.open.store.title.one": "{name} has one brand area.",
    "rollout.open.store.title.other": "{name} has {n} brand areas.",
}
GERMAN: Mapping[str, str] = {
    "rollout.open.question": "Herstellerflächen",
    "rollout.open.title.one": "Eine Filiale mit Herstellerfläche.",
    "rollout.open.title.other": "{n} Filialen mit Herstellerflächen in {cities} Städten.",
    "rollout.open.none": "Noch ist keine Herstellerfläche offen.",
    "rollout.open.empty": "Hier werden Filialen stehen, sobald in ihnen eine Herstellerfläche "
    "öffnet.",
    "rollout.open.lead": "Offen am {day}.",
    "rollout.open.caption": "Filialen mit Herstellerflächen",
    "rollout.open.store": "Filiale",
    "rollout.open.city": "Stadt",
    "rollout.open.format": "Format",
    "rollout.open.since": "Offen seit",
    "rollout.open.here": "Herstellerflächen in dieser Filiale",
    "rollout.open.store.title.one": "{name} hat eine Herstellerfläche.",
    "rollout.open.store.title.other": "{name} hat {n} Herstellerflächen.",
}
