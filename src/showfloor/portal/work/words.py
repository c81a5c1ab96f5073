"""The words of background work, in English and German."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "work.jobs.question": "Background work",
    "work.jobs.title.one": "One job waits or runs.",
    "work.jobs.title.other": "{n} jobs wait or run.",
    "work.jobs.idle": "Nothing waits or runs; everything asked for has ended.",
    "work.jobs.none": "Nothing has been asked for yet.",
    "work.jobs.lead": "Imports, plans and measurements run beside the pages. They go on when you "
    "leave, and begin again by themselves when the server is restarted.",
    "work.jobs.caption": "Jobs, newest first",
    "work.jobs.empty": "Here will be imports, plans and measurements while they run, and how they "
    "ended.",
    "work.kind": "What",
    "work.about": "About",
    "work.state": "State",
    "work.share": "Done",
    "work.share.unknown": "nobody can say how much is left",
    "work.by": "Asked for by",
    "work.asked": "Asked for",
    "work.started": "Begun",
    "work.ended": "Ended",
    "work.run": "Run",
    "work.state.waiting": "waits",
    "work.state.running": "runs",
    "work.state.done": "done",
    "work.state.failed": "not possible",
    "work.state.interrupted": "interrupted",
    "work.state.stopped": "stopped",
    "work.title.waiting": "{label}: waits for its turn.",
    "work.title.running": "{label}: at work.",
    "work.title.done": "{label}: done.",
    "work.title.failed": "{label}: this could not be done.",
    "work.title.interrupted": "{label}: interrupted.",
    "work.title.stopped": "{label}: stopped.",
    "work.step.waiting": "waits until the work before it is done",
    "work.step.running": "begins",
    "work.refused": "Nothing was changed. The reason, as it was found:",
    "work.ended.done": "It is done.",
    "work.ended.failed": "Something failed on our side; nothing is half done. Start it again; if "
    "it fails again, tell whoever runs this portal when it happened.",
    "work.ended.interrupted": "It was ended from outside several times, for example because the "
    "memory was full. Nothing is lost or half done; start it again when there is room.",
    "work.result": "See the result",
    "work.stop": "Stop this",
    "work.stop.explains.waiting": "It has not begun, and never will unless it is started again.",
    "work.stop.explains.running": "It ends within a few seconds. Nothing of it stays half done; "
    "what it has kept whole by then stays kept.",
    "work.stop.said": "It was asked to end.",
    "work.stopping": "{name} asked it to end; it does within a few seconds.",
    "work.ended.stopped": "{name} let it end before it was done. Nothing of it is half done; what "
    "it had kept whole by then stays kept.",
    "work.again": "Start again",
    "work.again.said": "It waits for its turn again.",
}
GERMAN: Mapping[str, str] = {
    "work.jobs.question": "Arbeit im Hintergrund",
    "work.jobs.title.one": "Ein Auftrag wartet oder läuft.",
    "work.jobs.title.other": "{n} Aufträge warten oder laufen.",
    "work.jobs.idle": "Nichts wartet oder läuft; alles Beauftragte ist zu Ende.",
    "work.jobs.none": "Noch wurde nichts in Auftrag gegeben.",
    "work.jobs.lead": "Importe, Pläne und Messungen laufen neben den Seiten. Sie gehen weiter, "
    "wenn Sie die Seite verlassen, und beginnen von selbst neu, wenn der Server neu startet.",
    "work.jobs.caption": "Aufträge, die neuesten zuerst",
    "work.jobs.empty": "Hier werden Importe, Pläne und Messungen stehen, während sie laufen, und "
    "wie sie ausgegangen sind.",
    "work.kind": "Was",
    "work.about": "Worum es geht",
    "work.state": "Zustand",
    "work.share": "Erledigt",
    "work.share.unknown": "niemand kann sagen, wie viel noch fehlt",
    "work.by": "Beauftragt von",
    "work.asked": "Beauftragt",
    "work.started": "Begonnen",
    "work.ended": "Beendet",
    "work.run": "Lauf",
    "work.state.waiting": "wartet",
    "work.state.running": "läuft",
    "work.state.done": "erledigt",
    "work.state.failed": "nicht möglich",
    "work.state.interrupted": "unterbrochen",
    "work.state.stopped": "abgebrochen",
    "work.title.waiting": "{label}: wartet, bis es an der Reihe ist.",
    "work.title.running": "{label}: in Arbeit.",
    "work.title.done": "{label}: erledigt.",
    "work.title.failed": "{label}: Das war nicht möglich.",
    "work.title.interrupted": "{label}: unterbrochen.",
    "work.title.stopped": "{label}: abgebrochen.",
    "work.step.waiting": "wartet, bis die Arbeit davor erledigt ist",
    "work.step.running": "beginnt",
    "work.refused": "Geändert wurde nichts. Der Grund, wie er gefunden wurde:",
    "work.ended.done": "Es ist erledigt.",
    "work.ended.failed": "Bei uns ist etwas schiefgegangen; nichts ist halb getan. Starten Sie es "
    "neu; schlägt es wieder fehl, sagen Sie denen, die dieses Portal betreiben, wann es geschah.",
    "work.ended.interrupted": "Es wurde mehrmals von außen beendet, zum Beispiel weil der Speicher "
    "voll war. Nichts ist verloren oder halb getan; starten Sie es neu, wenn Platz ist.",
    "work.result": "Zum Ergebnis",
    "work.stop": "Abbrechen",
    "work.stop.explains.waiting": "Es hat noch nicht begonnen und beginnt dann erst, wenn es neu "
    "gestartet wird.",
    "work.stop.explains.running": "Es endet in wenigen Sekunden. Nichts davon bleibt halb getan; "
    "was es bis dahin ganz aufbewahrt hat, bleibt aufbewahrt.",
    "work.stop.said": "Der Abbruch ist verlangt.",
    "work.stopping": "{name} hat es abgebrochen; es endet in wenigen Sekunden.",
    "work.ended.stopped": "{name} hat es abgebrochen, bevor es fertig war. Nichts davon ist halb "
    "getan; was es bis dahin ganz aufbewahrt hatte, bleibt aufbewahrt.",
    "work.again": "Neu starten",
    "work.again.said": "Es wartet wieder, bis es an der Reihe ist.",
}
