// Follows a page that shows progress: fetches it again and swaps what has changed, until it ends.
(() => {
  "use strict";
  const script = document.currentScript;
  let wait = Number(script.dataset.seconds || 1) * 1000;
  const source = script.getAttribute("src");
  let failures = 0;

  async function look() {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      const here = document.getElementById("content");
      const there = next.getElementById("content");
      if (!here || !there) return;
      failures = 0;
      const runs = next.querySelector(`script[src="${source}"]`) !== null;
      if (!runs && !isWritten(here)) {
        location.reload();
        return;
      }
      swap(here, there);
      wait = Math.min(wait * 1.2, 5000);
    } catch {
      failures += 1;
    }
    setTimeout(look, Math.min(wait * 2 ** failures, 30000));
  }

  // What somebody has begun to write would be lost; the page goes on once it is sent.
  function isWritten(here) {
    const fields = [...here.querySelectorAll("textarea, input:not([type=hidden])")];
    return fields.some((one) => one.value !== one.defaultValue || one.checked !== one.defaultChecked);
  }

  // Whoever is typing or reading with the keyboard inside of the page is not disturbed.
  function swap(here, there) {
    const bars = here.querySelectorAll(".progress");
    const now = there.querySelectorAll(".progress");
    if (bars.length && bars.length === now.length) {
      bars.forEach((bar, at) => bar.replaceWith(document.adoptNode(now[at])));
      for (const words of ["h1", ".note"]) say(here, there, words);
    } else if (!here.contains(document.activeElement) && !isWritten(here)) {
      here.replaceChildren(...document.adoptNode(there).childNodes);
    }
  }

  // What waited has begun: the title and what stands beside a button say so too.
  function say(here, there, words) {
    const old = here.querySelectorAll(words);
    const fresh = there.querySelectorAll(words);
    if (old.length !== fresh.length) return;
    old.forEach((part, at) => {
      if (part.textContent !== fresh[at].textContent) part.textContent = fresh[at].textContent;
    });
  }

  setTimeout(look, wait);
})();
