// Articles kept for later reading, on this device only.
(() => {
  "use strict";
  const KEY = "bai-da-luu";
  const MOST = 100;
  const read = () => {
    try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch { return []; }
  };
  const write = (rows) => {
    try { localStorage.setItem(KEY, JSON.stringify(rows.slice(0, MOST))); return true; } catch { return false; }
  };

  const button = document.querySelector("[data-save]");
  if (button) {
    const { save: slug, title } = button.dataset;
    const word = button.querySelector(".word");
    const draw = () => {
      const kept = read().some((row) => row.slug === slug);
      button.setAttribute("aria-pressed", String(kept));
      word.textContent = kept ? "Đã lưu để đọc sau" : "Lưu để đọc sau";
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      const rows = read();
      const others = rows.filter((row) => row.slug !== slug);
      if (!write(others.length < rows.length ? others : [{ slug, title, at: new Date().toISOString() }, ...rows])) {
        word.textContent = "Trình duyệt không cho lưu";
        return;
      }
      draw();
    });
    draw();
  }

  const list = document.querySelector("[data-saved]");
  if (list) {
    const draw = () => {
      const rows = read();
      document.querySelector("[data-none]").hidden = rows.length > 0;
      list.replaceChildren(...rows.map((row) => {
        const line = document.createElement("li");
        const link = document.createElement("a");
        link.href = list.dataset.saved.replace("/-/", `/${encodeURIComponent(row.slug)}/`);
        link.textContent = row.title;
        const gone = document.createElement("button");
        gone.type = "button";
        gone.className = "btn btn-quiet";
        gone.textContent = "Bỏ lưu";
        gone.setAttribute("aria-label", `Bỏ lưu: ${row.title}`);
        gone.addEventListener("click", () => { write(read().filter((each) => each.slug !== row.slug)); draw(); });
        line.append(link, gone);
        return line;
      }));
    };
    draw();
  }

  // sharing by the device itself, where it can
  const share = document.querySelector("[data-share]");
  if (share && navigator.share) {
    share.hidden = false;
    share.addEventListener("click", () => {
      navigator.share({ title: document.title, url: share.dataset.share }).catch(() => {});
    });
  }
})();
