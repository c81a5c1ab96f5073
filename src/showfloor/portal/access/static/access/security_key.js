// Asks the browser for a security key, and sends what the key answers with the form it stands in.
//
// A form names what is asked for: data-key="add" (data-options: a new key), "use" (data-options: a
// key that is known) or "passkey" (data-from: where the options come from). Without this script, or
// in a browser that knows no keys, the form's button stays away and the page says what else there is.
(() => {
  "use strict";

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

  async function added(options, wantsPasskey) {
    const asked = structuredClone(options.publicKey);
    if (wantsPasskey) {
      asked.authenticatorSelection = {
        ...asked.authenticatorSelection,
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      };
    }
    asked.challenge = bytes(asked.challenge);
    asked.user.id = bytes(asked.user.id);
    asked.excludeCredentials = known(asked.excludeCredentials);
    const made = await navigator.credentials.create({ publicKey: asked });
    return answer(made, {
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports ? made.response.getTransports() : [],
    });
  }

  async function used(options) {
    const asked = structuredClone(options.publicKey);
    asked.challenge = bytes(asked.challenge);
    asked.allowCredentials = known(asked.allowCredentials);
    const found = await navigator.credentials.get({ publicKey: asked });
    const { authenticatorData, signature, userHandle } = found.response;
    return answer(found, {
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    });
  }

  function answer(credential, response) {
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
    };
  }

  async function asked(form) {
    if (form.dataset.key === "add") {
      const passkey = form.querySelector("[name=passwordless]");
      return added(JSON.parse(form.dataset.options), passkey !== null && passkey.checked);
    }
    if (form.dataset.key === "use") return used(JSON.parse(form.dataset.options));
    const sent = await fetch(form.dataset.from, { headers: { Accept: "application/json" } });
    if (!sent.ok) throw new Error(String(sent.status));
    return used((await sent.json()).request_options);
  }

  function ready(form) {
    const failed = form.querySelector("[data-key-failed]");
    form.querySelector("[data-key-with]").hidden = false;
    form.querySelector("[data-key-without]").hidden = true;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      failed.hidden = true;
      try {
        form.querySelector("[name=credential]").value = JSON.stringify(await asked(form));
        form.submit();
      } catch {
        failed.hidden = false;
      }
    });
  }

  if (window.PublicKeyCredential) document.querySelectorAll("form[data-key]").forEach(ready);
})();
