// The grid of a season with the keyboard of a spreadsheet; every cell is saved by itself. Without this file it is read only.
(() => {
  const table = document.getElementById("score-grid");
  if (!table) return;
  const frame = table.parentElement;
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const where = document.getElementById("grid-where");
  const status = document.getElementById("grid-status");
  const people = document.getElementById("grid-people");
  const reason = document.getElementById("grid-reason");
  const panel = document.getElementById("grid-conflict");
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const last = heads.length - 2; // the last column of criteria; 0 is the name of the unit, the total comes after
  const unsaved = new Map(); // cell → text that did not reach the server
  let active = null;
  let editing = null; // {cell, input, before}
  let conflict = null;
  let since = table.dataset.now;
  let queue = Promise.resolve();

  const rowOf = (cell) => cell.parentElement;
  const codeOf = (cell) => heads[cell.cellIndex].dataset.code;
  const key = (cell) => `${rowOf(cell).dataset.card}:${codeOf(cell)}`;
  const isOpen = (cell) => cell.getAttribute("aria-readonly") === "false";
  const cellAt = (row, column) => body.rows[row] && body.rows[row].cells[column];
  const find = (card, code) => {
    const row = body.querySelector(`tr[data-card="${CSS.escape(card)}"]`);
    const head = heads.find((each) => each.dataset.code === code);
    return row && head ? row.cells[head.cellIndex] : null;
  };

  function say(text, wrong = false) {
    status.textContent = text;
    status.classList.toggle("is-wrong", wrong);
  }

  function tell(cell) {
    const head = heads[cell.cellIndex];
    const unit = rowOf(cell).cells[0].textContent.trim();
    const points = cell.dataset.p ? ` · ${cell.dataset.p} điểm` : "";
    const doubt = cell.title ? ` · ${cell.title}` : "";
    const name = head.dataset.code ? `${head.dataset.number} ${head.dataset.name} (${head.dataset.shape})`.trim() : "Tổng điểm";
    where.textContent = `${unit} · ${name}${points}${doubt}`;
  }

  function go(cell) {
    if (!cell || cell.tagName !== "TD") return;
    if (active) active.tabIndex = -1;
    active = cell;
    cell.tabIndex = 0;
    cell.focus({ preventScroll: true });
    // The name of the unit and the head of the column cover the edge: keep the cell clear of them.
    const name = rowOf(cell).cells[0].offsetWidth;
    const top = table.tHead.offsetHeight;
    if (cell.offsetLeft - name < frame.scrollLeft) frame.scrollLeft = cell.offsetLeft - name;
    const right = cell.offsetLeft + cell.offsetWidth - frame.clientWidth;
    if (right > frame.scrollLeft) frame.scrollLeft = right;
    if (cell.offsetTop - top < frame.scrollTop) frame.scrollTop = cell.offsetTop - top;
    const bottom = cell.offsetTop + cell.offsetHeight - frame.clientHeight;
    if (bottom > frame.scrollTop) frame.scrollTop = bottom;
    tell(cell);
  }

  function move(cell, down, right) {
    const row = Math.min(Math.max(rowOf(cell).sectionRowIndex + down, 0), body.rows.length - 1);
    const column = Math.min(Math.max(cell.cellIndex + right, 1), last + 1);
    go(cellAt(row, column));
  }

  function edit(cell, text) {
    if (!isOpen(cell)) {
      say("Ô này không sửa được ở đây.", true);
      return;
    }
    const before = unsaved.has(cell) ? unsaved.get(cell) : cell.textContent;
    const input = document.createElement("input");
    input.value = text === undefined ? before : text;
    input.setAttribute("aria-label", where.textContent);
    editing = { cell, input, before: cell.textContent };
    cell.textContent = "";
    cell.append(input);
    input.focus();
    if (text === undefined) input.select();
    // Leaving with the mouse keeps what was typed, as in a spreadsheet.
    input.addEventListener("blur", () => editing && editing.input === input && leave(true));
  }

  function leave(keep) {
    const { cell, input, before } = editing;
    const text = input.value.trim();
    editing = null;
    cell.textContent = before;
    if (keep && (text !== before.trim() || unsaved.has(cell))) put(cell, text);
    else if (!keep) unsaved.delete(cell);
    return cell;
  }

  function put(cell, text) {
    cell.textContent = text;
    cell.classList.add("is-saving");
    cell.classList.remove("is-wrong");
    unsaved.set(cell, text);
    queue = queue.then(() => send(cell, text));
    return queue;
  }

  async function send(cell, text) {
    const why = reason ? reason.value.trim() : "";
    if (rowOf(cell).dataset.mode === "verify" && !why) {
      fail(cell, "Hãy ghi lý do sửa điểm ở trên rồi nhấn Enter lại ở ô này.");
      reason.focus();
      return false;
    }
    let answer, said;
    try {
      answer = await fetch(table.dataset.save, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({
          card: rowOf(cell).dataset.card, code: codeOf(cell), text, version: cell.dataset.v, reason: why,
        }),
      });
      said = await answer.json();
    } catch {
      fail(cell, "Chưa lưu được: mất kết nối. Số vừa ghi còn ở ô; nhấn F2 rồi Enter để lưu lại.");
      return false;
    }
    if (answer.status === 409) {
      ask(cell, text, said);
      return false;
    }
    if (!answer.ok) {
      fail(cell, said.error || "Chưa lưu được; hãy tải lại trang.");
      return false;
    }
    show(cell, said);
    for (const other of said.others) {
      const found = find(rowOf(cell).dataset.card, other.code);
      if (found) show(found, other);
    }
    rowOf(cell).cells[last + 1].textContent = said.total;
    say(`Đã lưu: ${said.text}${said.points ? `, ${said.points} điểm` : ""}.${said.doubt ? ` ${said.doubt}` : ""}`, Boolean(said.doubt));
    if (cell === active) tell(cell);
    return true;
  }

  function show(cell, said) {
    unsaved.delete(cell);
    cell.classList.remove("is-saving", "is-wrong");
    if (!editing || editing.cell !== cell) cell.textContent = said.text;
    cell.dataset.v = said.version;
    if (said.points) cell.dataset.p = said.points;
    if (said.doubt !== undefined) {
      cell.classList.toggle("is-doubtful", Boolean(said.doubt));
      cell.title = said.doubt;
    }
  }

  function fail(cell, text) {
    cell.classList.remove("is-saving");
    cell.classList.add("is-wrong");
    say(text, true);
  }

  function ask(cell, mine, said) {
    fail(cell, "Ô này vừa được người khác ghi.");
    conflict = { cell, mine, said };
    document.getElementById("grid-conflict-text").textContent =
      `Bạn ghi “${mine}”. ${said.who || "Người khác"} ghi “${said.theirs}” lúc ${said.when}.`;
    panel.hidden = false;
    document.getElementById("grid-keep-theirs").focus();
  }

  function settle(mine) {
    const { cell, mine: text, said } = conflict;
    conflict = null;
    panel.hidden = true;
    show(cell, { text: said.theirs, version: said.version, points: said.points });
    go(cell);
    if (mine) put(cell, text);
    else say("Đã giữ số của người kia.");
  }
  document.getElementById("grid-keep-theirs").addEventListener("click", () => settle(false));
  document.getElementById("grid-keep-mine").addEventListener("click", () => settle(true));

  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] };

  table.addEventListener("keydown", (event) => {
    if (editing) return typed(event);
    const cell = event.target.closest("td");
    if (!cell || event.altKey) return;
    const control = event.ctrlKey || event.metaKey;
    if (STEPS[event.key] && !control) move(cell, ...STEPS[event.key]);
    else if (event.key === "Home") go(cellAt(control ? 0 : rowOf(cell).sectionRowIndex, 1));
    else if (event.key === "End") go(cellAt(control ? body.rows.length - 1 : rowOf(cell).sectionRowIndex, last));
    else if (event.key === "Enter" || event.key === "F2") edit(cell);
    else if (event.key === "Tab") {
      const next = cell.cellIndex + (event.shiftKey ? -1 : 1);
      if (next < 1 || next > last + 1) return; // at the edge of the row the key leads out of the grid, as everywhere
      move(cell, 0, event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape") {
      cell.tabIndex = 0;
      status.tabIndex = -1;
      status.focus();
      say("Đã ra khỏi lưới.");
    } else if (event.key.length === 1 && !control && event.key !== " ") edit(cell, event.key);
    else return;
    event.preventDefault();
  });

  function typed(event) {
    if (event.isComposing) return; // an input method still puts a Vietnamese letter together
    if (event.key === "Enter") move(leave(true), event.shiftKey ? -1 : 1, 0);
    else if (event.key === "Tab") move(leave(true), 0, event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") {
      go(leave(false));
      say("Đã bỏ sửa.");
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  table.addEventListener("focusin", (event) => {
    const cell = event.target.closest("td");
    if (!cell || editing) return;
    if (cell === active) tell(cell);
    else go(cell);
  });
  table.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("td");
    if (cell && !editing) edit(cell);
  });

  // A block from a spreadsheet: lines and tabs, from the active cell on. Cells that are not the reader's are left alone.
  document.addEventListener("paste", (event) => {
    if (editing || !active || document.activeElement !== active) return;
    event.preventDefault();
    const lines = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "").split("\n");
    const start = rowOf(active).sectionRowIndex;
    const jobs = [];
    let skipped = 0;
    lines.forEach((line, down) => line.split("\t").forEach((text, right) => {
      const cell = cellAt(start + down, active.cellIndex + right);
      if (!text.trim()) return;
      if (!cell || cell.cellIndex > last || !isOpen(cell)) skipped += 1;
      else if (text.trim() !== cell.textContent.trim()) jobs.push([cell, text.trim()]);
    }));
    const first = active;
    jobs.forEach(([cell, text]) => put(cell, text));
    queue = queue.then(() => {
      const wrong = jobs.filter(([cell]) => unsaved.has(cell)).length;
      say(`Đã dán ${jobs.length - wrong} ô${wrong ? `, ${wrong} ô chưa nhận được` : ""}${skipped ? `, bỏ qua ${skipped} ô không sửa được` : ""}.`, wrong > 0);
      if (panel.hidden) go(first);
    });
  });

  addEventListener("beforeunload", (event) => {
    if (unsaved.size) event.preventDefault();
  });

  // Who else is here, and what they wrote meanwhile. A courtesy: what really protects a cell is its version.
  async function watch() {
    if (document.visibilityState === "visible") {
      try {
        const asked = new URLSearchParams({ o: active && codeOf(active) ? key(active) : "", tu: since });
        const answer = await fetch(`${table.dataset.watch}?${asked}`);
        if (answer.ok) heard(await answer.json());
      } catch { /* asked again in a moment */ }
    }
    setTimeout(watch, 5000);
  }

  function heard(said) {
    since = said.now;
    for (const each of said.cells) {
      const [card, ...code] = each.cell.split(":");
      const cell = find(card, code.join(":"));
      if (cell && !unsaved.has(cell) && Number(each.version) > Number(cell.dataset.v) && !(editing && editing.cell === cell)) show(cell, each);
    }
    for (const cell of table.querySelectorAll("td.has-other")) cell.classList.remove("has-other");
    const names = said.people.map(({ name, cell: place }) => {
      const [card, ...code] = place.split(":");
      const cell = find(card, code.join(":"));
      if (!cell) return name;
      cell.classList.add("has-other");
      return `${name} (${rowOf(cell).cells[0].textContent.trim()}, mục ${code.join(":")})`;
    });
    people.textContent = names.length ? `Đang cùng mở lưới: ${names.join("; ")}` : "";
  }

  const first = table.querySelector('td[aria-readonly="false"]') || table.querySelector("td");
  if (first) {
    first.tabIndex = 0;
    active = first;
  }
  watch();
})();
