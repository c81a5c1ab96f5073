"""The words of sign-in beside the password: second factors, security keys, recovery codes."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "access.sign_in.password": "Sign in with address and password",
    "access.sign_in.forgotten": "Password forgotten",
    "access.sign_on.by": "Sign in with {name}",
    "access.sign_on.refused.title": "You were not signed in.",
    "access.sign_on.refused.advice": "This way in works for invited addresses of the organisation "
    "whose sign-in it is. Try again, sign in with your password, or ask whoever invited you.",
    "access.sign_on.away.title": "This sign-in does not answer.",
    "access.sign_on.away.advice": "The organisation's sign-in cannot be reached. Try again in a "
    "minute, or sign in with your password.",
    "access.passkey": "Sign in with a passkey",
    "access.passkey.title": "Sign in with a passkey",
    "access.passkey.lead": "Your device asks for your finger, face or PIN; nothing else is needed.",
    "access.passkey.use": "Use a passkey",
    "access.passkey.without": "Passkeys need JavaScript and a browser that knows them. Address and "
    "password work without.",
    "access.factor.title": "Second factor",
    "access.factor.on": "Whoever knows your password still cannot sign in as you.",
    "access.factor.off": "Your password alone opens your account. Set up a second factor.",
    "access.factor.asked": "Confirm that it is you.",
    "access.factor.asked.lead": "Enter the code of your authenticator app, or a recovery code.",
    "access.factor.cancel": "Cancel",
    "access.factor.app": "Authenticator app",
    "access.factor.app.on": "An app on your telephone shows the code that sign-in asks for.",
    "access.factor.app.off": "No app is set up. It shows a new code every 30 seconds, without a "
    "network.",
    "access.factor.app.set_up": "Set up an app",
    "access.factor.app.remove": "Remove the app",
    "access.factor.app.lead": "Scan the picture with your authenticator app, and enter the code "
    "that it then shows.",
    "access.factor.app.drawn": "The secret below, drawn for a camera",
    "access.factor.app.secret": "Or enter this secret in the app:",
    "access.keys.title": "Security keys",
    "access.keys.count.one": "One security key is set up.",
    "access.keys.count.other": "{n} security keys are set up.",
    "access.keys.none": "No security key is set up: a stick, a telephone, or this computer's own.",
    "access.keys.see": "See the keys",
    "access.keys.add": "Add a security key",
    "access.keys.lead": "Give the key a name, and touch it when your browser asks for it.",
    "access.keys.app_instead": "Set up an authenticator app instead",
    "access.keys.or": "Or with a security key",
    "access.keys.use": "Use a security key",
    "access.keys.is_passkey": "Passkey: signs in alone.",
    "access.keys.is_key": "Security key: after the password.",
    "access.keys.added": "Added on",
    "access.keys.used": "Last used on",
    "access.keys.rename": "Rename",
    "access.keys.remove": "Remove",
    "access.keys.remove.lead": "This key will no longer sign you in. Add it again at any time.",
    "access.key.failed": "The key did not answer, or it does not belong to this account. Nothing "
    "has changed; try again. Keys need this portal's name in the address bar: not an IP address.",
    "access.key.refused": "This key was not accepted. Try again, or use a code.",
    "access.key.without": "Security keys need JavaScript and a browser that knows them. A code "
    "works without.",
    "access.key.no_script": "Security keys need JavaScript and a browser that knows them. An "
    "authenticator app works without.",
    "access.sessions.end": "Sign out everywhere else",
    "access.sessions.explains": "Ends every sign-in of yours but this one. Each ends by itself "
    "after two hours without use, and after twelve in any case.",
    "access.sessions.ended": "You are signed out everywhere else.",
    "access.confirm.title": "Confirm that it is you.",
    "access.confirm.key": "Use your security key once more before this change.",
    "access.confirm.else": "In another way",
    "access.codes.title": "Recovery codes",
    "access.codes.left.one": "One recovery code is left.",
    "access.codes.left.other": "{n} recovery codes are left.",
    "access.codes.none": "There are no recovery codes yet.",
    "access.codes.lead": "Each signs you in once, where app and key are lost. Keep them on paper.",
    "access.codes.see": "See the codes",
    "access.codes.make": "Make recovery codes",
    "access.codes.again": "Make new codes; these then end",
    "access.codes.download": "Download",
}
GERMAN: Mapping[str, str] = {
    "access.sign_in.password": "Mit Adresse und Passwort anmelden",
    "access.sign_in.forgotten": "Passwort vergessen",
    "access.sign_on.by": "Mit {name} anmelden",
    "access.sign_on.refused.title": "Sie wurden nicht angemeldet.",
    "access.sign_on.refused.advice": "Dieser Weg gilt für eingeladene Adressen der Organisation, "
    "zu der diese Anmeldung gehört. Versuchen Sie es noch einmal, melden Sie sich mit Ihrem "
    "Passwort an, oder fragen Sie, wer Sie eingeladen hat.",
    "access.sign_on.away.title": "Diese Anmeldung antwortet nicht.",
    "access.sign_on.away.advice": "Die Anmeldung der Organisation ist nicht zu erreichen. "
    "Versuchen Sie es in einer Minute noch einmal, oder melden Sie sich mit Ihrem Passwort an.",
    "access.passkey": "Mit Passkey anmelden",
    "access.passkey.title": "Mit Passkey anmelden",
    "access.passkey.lead": "Ihr Gerät fragt nach Finger, Gesicht oder PIN; mehr braucht es nicht.",
    "access.passkey.use": "Passkey verwenden",
    "access.passkey.without": "Passkeys brauchen JavaScript und einen Browser, der sie kennt. "
    "Adresse und Passwort gehen ohne.",
    "access.factor.title": "Zweiter Faktor",
    "access.factor.on": "Wer Ihr Passwort kennt, kann sich trotzdem nicht als Sie anmelden.",
    "access.factor.off": "Ihr Passwort allein öffnet Ihr Konto. Richten Sie einen zweiten Faktor "
    "ein.",
    "access.factor.asked": "Bestätigen Sie, dass Sie es sind.",
    "access.factor.asked.lead": "Geben Sie den Code Ihrer Authenticator-App oder einen "
    "Wiederherstellungscode ein.",
    "access.factor.cancel": "Abbrechen",
    "access.factor.app": "Authenticator-App",
    "access.factor.app.on": "Eine App auf Ihrem Telefon zeigt den Code, nach dem die Anmeldung "
    "fragt.",
    "access.factor.app.off": "Keine App ist eingerichtet. Sie zeigt alle 30 Sekunden einen neuen "
    "Code, ohne Netz.",
    "access.factor.app.set_up": "App einrichten",
    "access.factor.app.remove": "App entfernen",
    "access.factor.app.lead": "Erfassen Sie das Bild mit Ihrer Authenticator-App und geben Sie "
    "den Code ein, den sie dann zeigt.",
    "access.factor.app.drawn": "Das Geheimnis darunter, für eine Kamera gezeichnet",
    "access.factor.app.secret": "Oder geben Sie der App dieses Geheimnis ein:",
    "access.keys.title": "Sicherheitsschlüssel",
    "access.keys.count.one": "Ein Sicherheitsschlüssel ist eingerichtet.",
    "access.keys.count.other": "{n} Sicherheitsschlüssel sind eingerichtet.",
    "access.keys.none": "Kein Sicherheitsschlüssel ist eingerichtet: ein Stick, ein Telefon oder "
    "der eigene dieses Rechners.",
    "access.keys.see": "Schlüssel ansehen",
    "access.keys.add": "Schlüssel hinzufügen",
    "access.keys.lead": "Geben Sie dem Schlüssel einen Namen und berühren Sie ihn, wenn Ihr "
    "Browser danach fragt.",
    "access.keys.app_instead": "Stattdessen eine Authenticator-App einrichten",
    "access.keys.or": "Oder mit einem Sicherheitsschlüssel",
    "access.keys.use": "Schlüssel verwenden",
    "access.keys.is_passkey": "Passkey: meldet allein an.",
    "access.keys.is_key": "Sicherheitsschlüssel: nach dem Passwort.",
    "access.keys.added": "Hinzugefügt am",
    "access.keys.used": "Zuletzt verwendet am",
    "access.keys.rename": "Umbenennen",
    "access.keys.remove": "Entfernen",
    "access.keys.remove.lead": "Mit diesem Schlüssel können Sie sich dann nicht mehr anmelden. "
    "Sie können ihn jederzeit wieder hinzufügen.",
    "access.key.failed": "Der Schlüssel hat nicht geantwortet oder gehört nicht zu diesem Konto. "
    "Geändert ist nichts; versuchen Sie es noch einmal. Schlüssel brauchen den Namen des Portals "
    "in der Adresszeile, keine IP-Adresse.",
    "access.key.refused": "Dieser Schlüssel wurde nicht angenommen. Versuchen Sie es noch einmal, "
    "oder nehmen Sie einen Code.",
    "access.key.without": "Sicherheitsschlüssel brauchen JavaScript und einen Browser, der sie "
    "kennt. Ein Code geht ohne.",
    "access.key.no_script": "Sicherheitsschlüssel brauchen JavaScript und einen Browser, der sie "
    "kennt. Eine Authenticator-App geht ohne.",
    "access.sessions.end": "Überall sonst abmelden",
    "access.sessions.explains": "Beendet jede Ihrer Anmeldungen außer dieser. Jede endet von "
    "selbst nach zwei Stunden ohne Nutzung, nach zwölf auf jeden Fall.",
    "access.sessions.ended": "Sie sind überall sonst abgemeldet.",
    "access.confirm.title": "Bestätigen Sie, dass Sie es sind.",
    "access.confirm.key": "Verwenden Sie vor dieser Änderung noch einmal Ihren Schlüssel.",
    "access.confirm.else": "Auf andere Weise",
    "access.codes.title": "Wiederherstellungscodes",
    "access.codes.left.one": "Ein Wiederherstellungscode ist übrig.",
    "access.codes.left.other": "{n} Wiederherstellungscodes sind übrig.",
    "access.codes.none": "Wiederherstellungscodes gibt es noch nicht.",
    "access.codes.lead": "Jeder meldet Sie einmal an, wenn App und Schlüssel verloren sind. "
    "Bewahren Sie sie auf Papier auf.",
    "access.codes.see": "Codes ansehen",
    "access.codes.make": "Codes erzeugen",
    "access.codes.again": "Neue Codes erzeugen; diese gelten dann nicht mehr",
    "access.codes.download": "Herunterladen",
}
