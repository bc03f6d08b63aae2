// The calibrator of stock: boxes are dragged or moved with arrow keys; the number fields stay the truth. The picture is
// asked for anew after each change. Without this file the numbers are typed and "Xem trước" shows them.
(() => {
  const page = document.getElementById("to-phoi");
  const form = document.getElementById("bo-cuc");
  if (!page || !form || !form.querySelector("button[name=luu]")) return;
  const note = document.getElementById("cho-dung");
  const image = document.getElementById("anh-phoi");
  const STEP = 0.5, LEAP = 5, LEAST = 3;
  const field = (key, name) => form.elements[`${key}-${name}`];
  const read = (key, name) => Number.parseFloat(field(key, name).value.replace(",", "."));
  const write = (key, name, value) => {
    field(key, name).value = String(Math.round(value * 10) / 10).replace(".", ",");
  };
  const boxOf = (key) => page.querySelector(`.box[data-key="${CSS.escape(key)}"]`);
  const limits = () => ({ width: Number(page.dataset.width), height: Number(page.dataset.height) });
  const clamp = (value, low, high) => Math.min(Math.max(value, low), Math.max(low, high));
  let timer = 0, asked = 0;

  function say(text, wrong = false) {
    note.textContent = text;
    note.classList.toggle("is-wrong", wrong);
  }

  function draw(key) {
    const on = field(key, "on").checked;
    let box = boxOf(key);
    if (!on) { if (box) box.remove(); return; }
    if (!box) {
      box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      box.classList.add("box");
      box.dataset.key = key;
      page.append(box);
      dress(box);
    }
    for (const side of ["x", "y", "width", "height"]) {
      const value = read(key, side);
      if (Number.isFinite(value)) box.setAttribute(side, value);
    }
  }

  function choose(key) {
    for (const each of document.querySelectorAll(".box.is-chosen, .box-fields.is-chosen")) each.classList.remove("is-chosen");
    boxOf(key)?.classList.add("is-chosen");
    const group = form.querySelector(`.box-fields[data-key="${CSS.escape(key)}"]`);
    group.classList.add("is-chosen");
    group.open = true;
    const list = group.parentElement;
    if (list.scrollHeight > list.clientHeight) list.scrollTop = group.offsetTop - list.offsetTop;
  }

  function tell(key) {
    const name = form.querySelector(`.box-fields[data-key="${CSS.escape(key)}"] summary`).firstChild.textContent;
    const at = (side) => field(key, side).value;
    say(`${name}: cách mép trái ${at("x")} mm, mép trên ${at("y")} mm; rộng ${at("width")}, cao ${at("height")} mm.`);
  }

  function move(key, x, y) {
    const most = limits();
    write(key, "x", clamp(x, 0, most.width - read(key, "width")));
    write(key, "y", clamp(y, 0, most.height - read(key, "height")));
    draw(key);
    tell(key);
    later();
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(refresh, 400);
  }

  async function refresh() {
    const mine = ++asked;
    const sent = new FormData(form);
    sent.set("anh", "1");
    let answer;
    try {
      answer = await fetch(form.action || location.href, { method: "POST", body: sent, headers: { Accept: "image/png" } });
    } catch { return say("Mất kết nối: chưa xem trước được.", true); }
    if (mine !== asked) return;
    if (!answer.ok) return say((await answer.text()).slice(0, 600) || "Chưa xem trước được.", true);
    const reader = new FileReader();
    reader.onload = () => { if (mine === asked) image.setAttribute("href", reader.result); };
    reader.readAsDataURL(await answer.blob());
    note.classList.remove("is-wrong");
  }

  const place = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(page.getScreenCTM().inverse());
    return { x: point.x, y: point.y };
  };

  function dress(box) {
    const key = box.dataset.key;
    box.setAttribute("tabindex", "0");
    box.setAttribute("role", "button");
    box.setAttribute("aria-label", form.querySelector(`.box-fields[data-key="${CSS.escape(key)}"] summary`).firstChild.textContent);
    box.addEventListener("focus", () => { choose(key); tell(key); });
    box.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      box.focus();
      box.setPointerCapture(event.pointerId);
      const from = place(event);
      const start = { x: read(key, "x"), y: read(key, "y") };
      const follow = (next) => {
        const now = place(next);
        move(key, start.x + now.x - from.x, start.y + now.y - from.y);
      };
      const end = () => { box.removeEventListener("pointermove", follow); };
      box.addEventListener("pointermove", follow);
      box.addEventListener("pointerup", end, { once: true });
      box.addEventListener("pointercancel", end, { once: true });
    });
    box.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!way || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const step = event.shiftKey ? LEAP : STEP;
      if (event.altKey) {
        const most = limits();
        write(key, "width", clamp(read(key, "width") + way[0] * step, LEAST, most.width - read(key, "x")));
        write(key, "height", clamp(read(key, "height") + way[1] * step, LEAST, most.height - read(key, "y")));
        draw(key);
        tell(key);
        later();
      } else {
        move(key, read(key, "x") + way[0] * step, read(key, "y") + way[1] * step);
      }
    });
  }

  page.classList.add("is-movable");
  for (const box of page.querySelectorAll(".box")) dress(box);
  form.addEventListener("input", (event) => {
    const group = event.target.closest(".box-fields");
    if (!group) return;
    draw(group.dataset.key);
    choose(group.dataset.key);
    later();
  });
  form.addEventListener("change", (event) => {
    // Another page has another shape: the server draws it anew.
    if (event.target.name === "page" || event.target.name === "turned") form.querySelector("button[name=xem]").click();
  });
})();
