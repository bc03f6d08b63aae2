// Gives the widget its worker: the strict policy of these pages allows only files of this site.
const box = document.querySelector("[data-captcha]");
if (box && globalThis.$altcha) {
  globalThis.$altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(box.dataset.worker, { type: "module" }));
}
