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
  let left = null; // {cell, to}: where Enter left from and came to, to go back when the cell is refused
  let editing = null; // {cell, input, before}
  const saved = document.getElementById("grid-saved");
  const offline = new Set(); // cells that wait for the connection
  const conflicts = []; // {cell, mine, said}: the first one is shown
  const done = []; // what was saved here, for undo: lists of {cell, before, after}
  let corner = null; // the other end of a block that is chosen with Shift
  let sending = 0;
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

  // Always to be seen: whether everything that was typed is with the server.
  function count() {
    const open = unsaved.size;
    saved.classList.toggle("is-wrong", offline.size > 0);
    if (offline.size) saved.textContent = `Mất kết nối: ${offline.size} ô chờ lưu, tự lưu khi có mạng lại.`;
    else if (sending) saved.textContent = `Đang lưu ${sending} ô…`;
    else if (open) saved.textContent = `${open} ô chưa lưu.`;
    else saved.textContent = "Mọi ô đã lưu.";
  }

  function tell(cell) {
    const head = heads[cell.cellIndex];
    const unit = rowOf(cell).cells[0].textContent.trim();
    const points = cell.dataset.p ? ` · ${cell.dataset.p} điểm` : "";
    const doubt = cell.title ? ` · ${cell.title}` : "";
    const name = head.dataset.code ? `${head.dataset.number} ${head.dataset.name} (${head.dataset.shape})`.trim() : "Tổng điểm";
    where.textContent = `${unit} · ${name}${points}${doubt}`;
  }

  function go(cell, keepsBlock = false) {
    if (!cell || cell.tagName !== "TD") return;
    if (!keepsBlock) choose(null);
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

  function move(cell, down, right, keepsBlock = false) {
    const row = Math.min(Math.max(rowOf(cell).sectionRowIndex + down, 0), body.rows.length - 1);
    const column = Math.min(Math.max(cell.cellIndex + right, 1), last + 1);
    go(cellAt(row, column), keepsBlock);
  }

  // The block between the active cell and its other corner: rows of cells, one cell where nothing is chosen.
  function block() {
    const from = corner || active;
    const rows = [rowOf(from).sectionRowIndex, rowOf(active).sectionRowIndex].sort((a, b) => a - b);
    const columns = [from.cellIndex, active.cellIndex].sort((a, b) => a - b);
    return [...body.rows].slice(rows[0], rows[1] + 1).map((row) => [...row.cells].slice(columns[0], columns[1] + 1));
  }

  function choose(other) {
    if (!other && !corner) return;
    for (const cell of table.querySelectorAll("td[aria-selected]")) cell.removeAttribute("aria-selected");
    corner = other;
    if (!corner) return;
    const rows = block();
    for (const cell of rows.flat()) cell.setAttribute("aria-selected", "true");
    say(`Đã chọn ${rows.length} dòng, ${rows[0].length} cột.`);
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
    if (keep && (text !== before.trim() || unsaved.has(cell))) put(cell, text, [{ cell, before: cell.dataset.t, after: text }]);
    else if (!keep) drop(cell);
    return cell;
  }

  // Escape gives up what did not reach the server: the cell shows again what stands there.
  function drop(cell) {
    if (!unsaved.delete(cell)) return;
    offline.delete(cell);
    cell.textContent = cell.dataset.t;
    cell.classList.remove("is-wrong", "is-saving");
    count();
  }

  // ``step``: what undo takes back, null while undoing.
  function put(cell, text, step = null) {
    cell.textContent = text;
    cell.classList.add("is-saving");
    cell.classList.remove("is-wrong");
    unsaved.set(cell, text);
    offline.delete(cell);
    sending += 1;
    count();
    if (step && !done.includes(step)) done.push(step);
    // only the last text of a cell is sent: one typed over meanwhile is gone
    queue = queue.then(() => (unsaved.get(cell) === text ? send(cell, text) : false)).finally(() => {
      sending -= 1;
      count();
    });
    return queue;
  }

  function undo() {
    const step = done.pop();
    if (!step) {
      say("Không còn gì để hoàn tác.");
      return;
    }
    const back = step.filter(({ before }) => before !== "");
    const stay = step.length - back.length;
    for (const { cell, before } of back) put(cell, before);
    go(step[0].cell);
    queue = queue.then(() => {
      const wrong = back.filter(({ cell }) => unsaved.has(cell)).length;
      const empty = stay ? ` ${stay} ô trước đó để trống thì giữ số đã ghi, vì ô đã ghi không để trống được.` : "";
      if (!wrong) say(`Đã hoàn tác ${back.length} ô.${empty}`, stay > 0);
    });
  }

  function retry() {
    for (const cell of [...offline]) put(cell, unsaved.get(cell));
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
      if (!navigator.onLine) throw new TypeError("offline");
      answer = await fetch(table.dataset.save, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({
          card: rowOf(cell).dataset.card, code: codeOf(cell), text, version: cell.dataset.v, reason: why,
        }),
      });
    } catch {
      offline.add(cell);
      fail(cell, "Mất kết nối: số vừa ghi còn ở ô và tự lưu khi có mạng lại.");
      return false;
    }
    try {
      said = await answer.json();
    } catch {
      fail(cell, "Chưa lưu được: phiên làm việc đã hết hoặc máy chủ đang bận. Hãy sao chép số chưa lưu rồi tải lại trang.");
      return false;
    }
    if (answer.status === 409) {
      ask(cell, text, said);
      return false;
    }
    if (!answer.ok) {
      fail(cell, said.error || "Chưa lưu được; hãy tải lại trang.");
      if (left && left.cell === cell && left.to === document.activeElement && !editing && panel.hidden) go(cell);
      return false;
    }
    if (unsaved.get(cell) === text) show(cell, said);
    else cell.dataset.v = said.version; // typed over while this one was on its way
    for (const other of said.others) {
      const found = find(rowOf(cell).dataset.card, other.code);
      if (found && !unsaved.has(found)) show(found, other);
      else if (found) found.dataset.v = other.version;
    }
    rowOf(cell).cells[last + 1].textContent = said.total;
    say(`Đã lưu: ${said.text}${said.points ? `, ${said.points} điểm` : ""}.${said.doubt ? ` ${said.doubt}` : ""}`, Boolean(said.doubt));
    if (cell === active) tell(cell);
    return true;
  }

  function show(cell, said) {
    unsaved.delete(cell);
    offline.delete(cell);
    cell.dataset.t = said.text;
    cell.classList.remove("is-saving", "is-wrong");
    if (!editing || editing.cell !== cell) cell.textContent = said.text;
    cell.dataset.v = said.version;
    if (said.points) cell.dataset.p = said.points;
    else if (said.points === "") delete cell.dataset.p;
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
    conflicts.push({ cell, mine, said });
    if (conflicts.length === 1) present();
  }

  function present() {
    const { cell, mine, said } = conflicts[0];
    document.getElementById("grid-conflict-text").textContent =
      `${rowOf(cell).cells[0].textContent.trim()}, mục ${codeOf(cell)}: bạn ghi “${mine}”, ` +
      `${said.who || "người khác"} ghi “${said.theirs}” lúc ${said.when}.`;
    panel.hidden = false;
    document.getElementById("grid-keep-theirs").focus();
  }

  function settle(mine) {
    const { cell, mine: text, said } = conflicts.shift();
    panel.hidden = true;
    show(cell, { text: said.theirs, version: said.version, points: said.points });
    count();
    if (mine) put(cell, text, [{ cell, before: said.theirs, after: text }]);
    else say("Đã giữ số của người kia.");
    if (conflicts.length) present();
    else go(cell);
  }
  document.getElementById("grid-keep-theirs").addEventListener("click", () => settle(false));
  document.getElementById("grid-keep-mine").addEventListener("click", () => settle(true));

  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] };

  table.addEventListener("keydown", (event) => {
    if (editing) return typed(event);
    const cell = event.target.closest("td");
    if (!cell || event.altKey) return;
    const control = event.ctrlKey || event.metaKey;
    if (STEPS[event.key] && !control) {
      const start = event.shiftKey ? corner || cell : null;
      move(cell, ...STEPS[event.key], event.shiftKey);
      choose(start);
    } else if (control && event.key.toLowerCase() === "z" && !event.shiftKey) undo();
    else if (event.key === "Delete" || event.key === "Backspace") say("Ô đã ghi không để trống được; gõ số mới để thay.", true);
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
    if (event.key === "Enter") {
      const cell = leave(true);
      move(cell, event.shiftKey ? -1 : 1, 0);
      left = { cell, to: active };
    }
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
    else go(cell, Boolean(corner));
  });
  // Shift and a click choose the block up to there.
  table.addEventListener("mousedown", (event) => {
    const cell = event.target.closest("td");
    if (!cell || !event.shiftKey || !active || editing) return;
    event.preventDefault();
    const start = corner || active;
    go(cell, true);
    choose(start);
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
    const step = jobs.map(([cell, text]) => ({ cell, before: cell.dataset.t, after: text }));
    jobs.forEach(([cell, text]) => put(cell, text, step));
    queue = queue.then(() => {
      const wrong = jobs.filter(([cell]) => unsaved.has(cell)).length;
      say(`Đã dán ${jobs.length - wrong} ô${wrong ? `, ${wrong} ô chưa nhận được` : ""}${skipped ? `, bỏ qua ${skipped} ô không sửa được` : ""}.`, wrong > 0);
      if (panel.hidden) go(first);
    });
  });

  document.addEventListener("copy", (event) => {
    if (editing || !active || document.activeElement !== active) return;
    const rows = block();
    event.clipboardData.setData("text/plain", rows.map((cells) => cells.map((cell) => cell.textContent.trim()).join("\t")).join("\n"));
    event.preventDefault();
    say(`Đã chép ${rows.flat().length} ô.`);
  });

  addEventListener("online", retry);
  addEventListener("beforeunload", (event) => {
    if (unsaved.size) event.preventDefault();
  });

  // Who else is here, and what they wrote meanwhile. A courtesy: what really protects a cell is its version.
  async function watch() {
    if (document.visibilityState === "visible") {
      try {
        const asked = new URLSearchParams({ o: active && codeOf(active) ? key(active) : "", tu: since });
        const answer = await fetch(`${table.dataset.watch}?${asked}`);
        if (answer.ok) {
          heard(await answer.json());
          retry();
        }
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

  // What stands at the server, beside what is typed.
  for (const cell of table.querySelectorAll("td[data-v]")) cell.dataset.t = cell.textContent;
  count();
  const first = table.querySelector('td[aria-readonly="false"]') || table.querySelector("td");
  if (first) {
    first.tabIndex = 0;
    active = first;
  }
  watch();
})();
