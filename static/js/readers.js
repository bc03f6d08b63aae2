// Tells the server that a person opened this page, and shows how many read. Nothing is kept on the device.
(() => {
  "use strict";
  const place = document.querySelector("[data-readers]");
  if (!place || document.visibilityState === "prerender") return;
  const number = new Intl.NumberFormat("vi-VN");
  const show = (name, value) => {
    document.querySelectorAll(`[data-count="${name}"]`).forEach((each) => {
      each.textContent = number.format(value);
      const line = each.closest("[hidden]");
      if (line) line.hidden = false;
    });
  };
  const article = document.querySelector("[data-article]");
  fetch(place.dataset.readers, {
    method: "POST",
    body: new URLSearchParams({ bai: article ? article.dataset.article : "" }),
    credentials: "omit",
  })
    .then((answer) => (answer.ok ? answer.json() : {}))
    .then((counts) => Object.entries(counts).forEach(([name, value]) => show(name, value)))
    .catch(() => {});
})();
