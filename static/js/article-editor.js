// The editor of an article's text: ProseMirror in place of the plain box, which keeps the markup and is what is sent.
import { baseKeymap, chainCommands, exitCode, lift, setBlockType, toggleMark, wrapIn } from "../vendor/prosemirror/prosemirror-commands.js";
import { history, redo, undo } from "../vendor/prosemirror/prosemirror-history.js";
import { keymap } from "../vendor/prosemirror/prosemirror-keymap.js";
import { DOMParser, DOMSerializer, Schema } from "../vendor/prosemirror/prosemirror-model.js";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "../vendor/prosemirror/prosemirror-schema-list.js";
import { EditorState, Selection } from "../vendor/prosemirror/prosemirror-state.js";
import {
  addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, goToNextCell, isInTable, tableEditing, tableNodes,
} from "../vendor/prosemirror/prosemirror-tables.js";
import { EditorView } from "../vendor/prosemirror/prosemirror-view.js";

const block = (tag, more) => ({ group: "block", content: "inline*", parseDOM: [{ tag }], toDOM: () => [tag, 0], ...more });

// What thidua/portal/richtext.py lets through, nothing else.
const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: block("p"),
    heading: {
      group: "block", content: "inline*", defining: true, attrs: { level: { default: 2 } },
      parseDOM: [{ tag: "h1", attrs: { level: 2 } }, { tag: "h2", attrs: { level: 2 } }, { tag: "h3", attrs: { level: 3 } }, { tag: "h4", attrs: { level: 3 } }],
      toDOM: (node) => [`h${node.attrs.level}`, 0],
    },
    blockquote: { group: "block", content: "paragraph+", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
    bullet_list: { group: "block", content: "list_item+", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
    ordered_list: { group: "block", content: "list_item+", parseDOM: [{ tag: "ol" }], toDOM: () => ["ol", 0] },
    list_item: { content: "paragraph (bullet_list | ordered_list)*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
    ...tableNodes({ tableGroup: "block", cellContent: "paragraph+", cellAttributes: {} }),
    photo: {
      group: "block", atom: true, draggable: true, attrs: { key: {} },
      parseDOM: [{ tag: "figure[data-photo]", getAttrs: (dom) => ({ key: dom.dataset.photo }) }],
      toDOM: (node) => ["figure", { "data-photo": node.attrs.key }],
    },
    text: { group: "inline" },
    hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  },
  marks: {
    link: { inclusive: false, attrs: { href: {} }, parseDOM: [{ tag: "a[href]", getAttrs: (dom) => (allowed(dom.getAttribute("href")) ? { href: dom.getAttribute("href") } : false) }], toDOM: (mark) => ["a", { href: mark.attrs.href }, 0] },
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
    em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
  },
});
const { nodes, marks } = schema;

function allowed(address) {
  return /^(https?:\/\/|mailto:|tel:|\/(?!\/))/i.test(address || "");
}

/** The markup of a document; columns of a table carry nothing but their cells. */
function markup(doc) {
  const box = document.createElement("div");
  box.append(DOMSerializer.fromSchema(schema).serializeFragment(doc.content));
  for (const each of box.querySelectorAll("[style], [data-colwidth]")) { each.removeAttribute("style"); each.removeAttribute("data-colwidth"); }
  return box.textContent.trim() || box.querySelector("figure") ? box.innerHTML : "";
}

/** The text of the box as a document: markup, or plain paragraphs where no block begins it. */
function read(text) {
  const box = document.implementation.createHTMLDocument("").body;
  if (/^\s*<(p|h2|h3|ul|ol|blockquote|table|figure)[\s>]/i.test(text)) box.innerHTML = text;
  else for (const line of text.split("\n").filter((each) => each.trim())) box.append(Object.assign(document.createElement("p"), { textContent: line }));
  return DOMParser.fromSchema(schema).parse(box);
}

/** Puts a block after the one the cursor stands in, or in place of an empty one, with room to write on behind it. */
function put(node, into) {
  return (state, dispatch) => {
    const { $to, to } = state.selection;
    const isEmpty = $to.depth === 1 && $to.parent.type === nodes.paragraph && $to.parent.content.size === 0;
    const end = $to.depth ? $to.after(1) : to;
    const from = isEmpty ? $to.before(1) : end;
    const change = state.tr.replaceWith(from, end, [node, nodes.paragraph.create()]);
    const cursor = Selection.near(change.doc.resolve(into ? from + 1 : from + node.nodeSize + 1), 1);
    dispatch(change.setSelection(cursor).scrollIntoView());
  };
}

function newTable() {
  const row = (type) => nodes.table_row.create(null, [1, 2, 3].map(() => type.createAndFill()));
  return nodes.table.create(null, [row(nodes.table_header), row(nodes.table_cell), row(nodes.table_cell)]);
}

function start(box) {
  const area = box.querySelector("textarea");
  const tools = box.querySelector(".rich-tools");
  const label = document.querySelector(`label[for="${area.id}"]`);
  const find = (name) => box.querySelector(name);
  const photos = new Map([...box.querySelectorAll("[data-photos] option")].map((each) => [each.value, { src: each.dataset.src, alt: each.dataset.alt, caption: each.textContent }]));

  const shown = (node) => {
    const dom = document.createElement("figure");
    const found = photos.get(node.attrs.key);
    const caption = Object.assign(document.createElement("figcaption"), { textContent: found ? found.caption : "Ảnh đã gỡ" });
    if (found) dom.append(Object.assign(document.createElement("img"), { src: found.src, alt: found.alt }));
    dom.append(caption);
    return { dom };
  };
  const bound = keymap({
    "Mod-b": toggleMark(marks.strong), "Mod-i": toggleMark(marks.em), "Mod-z": undo, "Mod-y": redo, "Mod-Shift-z": redo,
    Enter: splitListItem(nodes.list_item),
    // Outside lists and tables the key leaves the editor, as everywhere on the page.
    Tab: chainCommands(goToNextCell(1), sinkListItem(nodes.list_item)),
    "Shift-Tab": chainCommands(goToNextCell(-1), liftListItem(nodes.list_item)),
    "Shift-Enter": chainCommands(exitCode, (state, dispatch) => { if (dispatch) dispatch(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView()); return true; }),
  });
  const view = new EditorView({ mount: Object.assign(document.createElement("div"), { className: "rich-page" }) }, {
    state: EditorState.create({ doc: read(area.value), plugins: [history(), bound, keymap(baseKeymap), tableEditing()] }),
    nodeViews: { photo: shown },
    attributes: { id: `${area.id}_soan`, role: "textbox", "aria-multiline": "true", lang: "vi", spellcheck: "true", ...(label && { "aria-labelledby": (label.id ||= `${area.id}_nhan`) }), ...(area.getAttribute("aria-describedby") && { "aria-describedby": area.getAttribute("aria-describedby") }) },
    dispatchTransaction(change) {
      view.updateState(view.state.apply(change));
      if (change.docChanged) area.value = markup(view.state.doc);
      mark();
    },
  });
  area.before(view.dom);
  area.hidden = true;
  tools.hidden = false;
  if (label) label.addEventListener("click", (event) => { event.preventDefault(); view.focus(); });

  const run = (command) => { command(view.state, view.dispatch, view); view.focus(); };
  const panel = (name) => { const found = find(`[data-panel="${name}"]`); if (found) found.hidden = !found.hidden; return found && !found.hidden; };
  const inside = (type) => { for (let { $from } = view.state.selection, depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type === type) return true; return false; };
  const wrap = (type, command) => () => run(inside(type) ? (type === nodes.blockquote ? lift : liftListItem(nodes.list_item)) : command);
  const acts = {
    paragraph: () => run(setBlockType(nodes.paragraph)),
    h2: () => run(setBlockType(nodes.heading, { level: 2 })),
    h3: () => run(setBlockType(nodes.heading, { level: 3 })),
    strong: () => run(toggleMark(marks.strong)),
    em: () => run(toggleMark(marks.em)),
    ul: wrap(nodes.bullet_list, wrapInList(nodes.bullet_list)),
    ol: wrap(nodes.ordered_list, wrapInList(nodes.ordered_list)),
    blockquote: wrap(nodes.blockquote, wrapIn(nodes.blockquote)),
    undo: () => run(undo),
    redo: () => run(redo),
    table: () => run(put(newTable(), true)),
    row: () => run(addRowAfter), column: () => run(addColumnAfter), "no-row": () => run(deleteRow), "no-column": () => run(deleteColumn), "no-table": () => run(deleteTable),
    photo: () => { if (panel("photo")) find("[data-photos]").focus(); },
    "set-photo": () => { run(put(nodes.photo.create({ key: find("[data-photos]").value }), false)); panel("photo"); },
    link: () => { if (panel("link")) find("[data-link]").focus(); },
    "no-link": () => run((state, dispatch) => dispatch(state.tr.removeMark(state.selection.from, state.selection.to, marks.link))),
    "set-link": () => {
      const address = find("[data-link]").value.trim();
      const { from, to, empty } = view.state.selection;
      const trouble = !allowed(address) ? "Địa chỉ bắt đầu bằng https://, mailto:, tel: hoặc /." : empty ? "Hãy chọn những chữ sẽ mang liên kết." : "";
      find("[data-link-error]").textContent = trouble;
      if (trouble) return;
      run((state, dispatch) => dispatch(state.tr.addMark(from, to, marks.link.create({ href: address }))));
      panel("link");
    },
  };
  function mark() {
    const { $from, from, to, empty } = view.state.selection;
    const has = (type) => (empty ? Boolean(type.isInSet(view.state.storedMarks || $from.marks())) : view.state.doc.rangeHasMark(from, to, type));
    const on = {
      strong: has(marks.strong), em: has(marks.em), link: has(marks.link), ul: inside(nodes.bullet_list), ol: inside(nodes.ordered_list), blockquote: inside(nodes.blockquote),
      h2: $from.parent.type === nodes.heading && $from.parent.attrs.level === 2, h3: $from.parent.type === nodes.heading && $from.parent.attrs.level === 3, paragraph: $from.parent.type === nodes.paragraph,
    };
    for (const [name, is] of Object.entries(on)) find(`[data-do="${name}"]`)?.setAttribute("aria-pressed", String(is));
    find('[data-panel="table"]').hidden = !isInTable(view.state);
  }
  for (const button of tools.querySelectorAll("[data-do]")) {
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays where it is
    button.addEventListener("click", () => acts[button.dataset.do]());
  }
  find("[data-link]").addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); acts["set-link"](); } });
  mark();
}

for (const box of document.querySelectorAll("[data-rich-text]")) start(box);
