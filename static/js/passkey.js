// Passkeys: ties the forms of our pages to allauth's ceremony (mfa/js/webauthn.js). Without scripts the forms stay hidden.
(() => {
  "use strict";
  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential || !window.allauth) return;
  form.hidden = false;

  const ids = { credential: "credential", data: "passkey-data" };
  const kinds = {
    add: () => window.allauth.webauthn.forms.addForm({ ids: { ...ids, add: "passkey-button", passwordless: "id_passwordless" } }),
    authenticate: () => window.allauth.webauthn.forms.authenticateForm({ ids: { ...ids, authenticate: "passkey-button" } }),
    login: () => window.allauth.webauthn.forms.loginForm({ ids: { credential: "credential", login: "passkey-button" } }),
  };
  kinds[form.dataset.passkey]();

  // the person stopped, or the machine has no such key: say so where they look, not in the console
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.getElementById("passkey-trouble").hidden = false;
  });
})();
