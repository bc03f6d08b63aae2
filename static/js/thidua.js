// The little behaviour the pages need. Everything works without it; the server decides alone.
(() => {
  "use strict";

  // the navigation folds on a phone
  const toggle = document.querySelector(".nav-toggle");
  const nav = document.querySelector(".main-nav");
  if (toggle && nav) {
    toggle.addEventListener("click", () => {
      const open = nav.classList.toggle("is-open");
      toggle.setAttribute("aria-expanded", String(open));
    });
  }

  // menus close on Escape and on a click elsewhere
  const menus = () => document.querySelectorAll("details.user-menu[open]");
  document.addEventListener("click", (event) => {
    menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  // dialogs: <a data-dialog="id"> opens it; without scripts the link leads to a page that asks the same
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
    }
    const closer = event.target.closest("[data-dialog-close]");
    if (closer) { event.preventDefault(); closer.closest("dialog").close(); }
  });

  // a refused act stays readable and focusable but does nothing
  document.addEventListener("click", (event) => {
    if (event.target.closest("[aria-disabled='true']")) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);

  // one click, one request: after the first submit the form waits (the server refuses doubles anyway)
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if ("download" in form.dataset) return; // the answer is a file: the page stays as it is
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    const button = event.submitter;
    window.setTimeout(() => {
      form.querySelectorAll("button[type=submit], button:not([type])").forEach((each) => { each.disabled = true; });
      if (button) { button.dataset.busy = "1"; button.dataset.label = button.textContent; button.textContent = button.dataset.wait || "Đang gửi…"; }
    }, 0);
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return; // back from the browser's memory: the form may be sent again
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("button[disabled]").forEach((button) => {
        button.disabled = false;
        if (button.dataset.label) button.textContent = button.dataset.label;
      });
    });
  });

  // lists in the filter row act at once
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form && event.target.matches("select")) form.requestSubmit();
  });

  // [data-print] opens the print window
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  // [data-copy="id"] copies a text field; a page without https has no clipboard, so the marked text is copied instead
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const field = document.getElementById(button.dataset.copy);
    const told = button.parentElement.querySelector("[data-copied]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        if (!document.execCommand("copy")) return;
      }
      told.textContent = told.dataset.copied;
    });
  });

  // after a refused form the summary of errors takes the focus
  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();
})();
