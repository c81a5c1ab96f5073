"""The words of sign-in and of the pages about people, in English and German."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "access.sign_in": "Sign in",
    "access.sign_out": "Sign out",
    "access.sign_in.lead": "With the address that was invited.",
    "access.account": "Account",
    "access.account.question": "Your account",
    "access.account.title": "You are signed in as {name}.",
    "access.account.lead": "Your role decides which pages there are for you.",
    "access.account.no_role": "Your address belongs to no organisation here, or your access has "
    "ended. Ask whoever invited you.",
    "access.account.address": "Address",
    "access.account.organisation": "Organisation",
    "access.account.role": "Role",
    "access.account.store": "Store",
    "access.account.sign_in": "Sign-in",
    "access.account.password": "Change the password",
    "access.account.second_factor": "Second factor",
    "access.locked.title": "Too many attempts.",
    "access.locked.advice": "Signing in with this address is closed from here for a quarter of an "
    "hour. If it was not you, nothing has happened to the account.",
}
GERMAN: Mapping[str, str] = {
    "access.sign_in": "Anmelden",
    "access.sign_out": "Abmelden",
    "access.sign_in.lead": "Mit der Adresse, die eingeladen wurde.",
    "access.account": "Konto",
    "access.account.question": "Ihr Konto",
    "access.account.title": "Sie sind als {name} angemeldet.",
    "access.account.lead": "Ihre Rolle bestimmt, welche Seiten es für Sie gibt.",
    "access.account.no_role": "Ihre Adresse gehört hier zu keiner Organisation, oder Ihr Zugang "
    "ist beendet. Fragen Sie, wer Sie eingeladen hat.",
    "access.account.address": "Adresse",
    "access.account.organisation": "Organisation",
    "access.account.role": "Rolle",
    "access.account.store": "Filiale",
    "access.account.sign_in": "Anmeldung",
    "access.account.password": "Passwort ändern",
    "access.account.second_factor": "Zweiter Faktor",
    "access.locked.title": "Zu viele Versuche.",
    "access.locked.advice": "Die Anmeldung mit dieser Adresse ist von hier aus eine "
    "Viertelstunde lang geschlossen. Falls Sie es nicht waren: Dem Konto ist nichts geschehen.",
}
