// The member's paper: chosen, checked and sealed on this device. What leaves it is the sealed paper alone.
import { CARD_GROUPS, credentialOf, readCode, receiptOf } from "./codes.js";
import { fromHex, hex, sha256, text } from "./group.js";
import { ask, breathe, grouped, part, show, tell } from "./page.js";
import { sealPaper } from "./paper.js";

const booth = part("booth");
const rows = [...booth.querySelectorAll("[data-key]")];
const trouble = part("booth-trouble");
let frozen = null; // {manifest, fingerprint}

function chosenIn(row) {
  const input = row.querySelector("input:checked");
  return input ? input.value : "";
}

function wordOf(row) {
  return row.querySelector("input:checked").parentElement.textContent.trim();
}

async function load() {
  const { manifest } = await ask(booth.dataset.manifest);
  const fingerprint = sha256(text(manifest));
  frozen = { manifest: JSON.parse(manifest), fingerprint };
  const items = frozen.manifest.items.map((item) => `${item.key}\n${item.label}`);
  const shown = rows.map((row) => `${row.dataset.key}\n${row.dataset.label}`);
  if (items.join("\n\n") !== shown.join("\n\n")) {
    throw new Error("Các mục trên trang này khác với văn bản đã khóa của cuộc bỏ phiếu. Đừng bỏ phiếu; hãy báo thư ký.");
  }
  part("booth-fingerprint").textContent = grouped(hex(fingerprint));
  show(part("booth-start"));
}

// Whether the code is on a card of this ballot. The list of public keys is part of the frozen text on this device, so the
// answer is found here: nothing is asked of the server and nothing tells it which card is being tried.
function isOfThisBallot(card) {
  return frozen.manifest.credentials.includes(hex(credentialOf(card, frozen.manifest.id).public));
}

const STRANGE = "Mã thẻ không thuộc cuộc bỏ phiếu này. Hãy xem lại mã trên thẻ.";

function checkCard() {
  const card = readCode(part("card").value, CARD_GROUPS);
  tell(trouble, card && frozen && !isOfThisBallot(card) ? STRANGE : "", true);
}

function review() {
  const card = readCode(part("card").value, CARD_GROUPS);
  const missing = rows.filter((row) => !chosenIn(row));
  rows.forEach((row) => row.classList.toggle("has-error", missing.includes(row)));
  if (!card) {
    tell(trouble, "Mã thẻ gồm 16 chữ cái và chữ số, chia thành bốn nhóm. Hãy xem lại mã trên thẻ.", true);
    part("card").focus();
    return;
  }
  if (!isOfThisBallot(card)) {
    tell(trouble, STRANGE, true);
    part("card").focus();
    return;
  }
  if (missing.length) {
    tell(trouble, `Còn ${missing.length} mục chưa chọn ý kiến, được đánh dấu bên dưới.`, true);
    missing[0].querySelector("input").focus();
    return;
  }
  tell(trouble, "");
  const list = part("booth-list");
  list.replaceChildren(...rows.map((row) => {
    const line = document.createElement("li");
    const word = document.createElement("strong");
    word.textContent = wordOf(row);
    line.value = Number(row.dataset.number);
    line.append(`${row.dataset.label}: `, word);
    return line;
  }));
  show(part("booth-paper"), false);
  show(part("booth-check"));
  part("booth-check").focus();
}

function edit() {
  show(part("booth-check"), false);
  show(part("booth-paper"));
}

async function send() {
  const buttons = [...part("booth-check").querySelectorAll("button")];
  buttons.forEach((button) => { button.disabled = true; });
  const bar = part("booth-progress");
  try {
    tell(trouble, "");
    show(bar);
    const { manifest, fingerprint } = frozen;
    const credential = credentialOf(readCode(part("card").value, CARD_GROUPS), manifest.id);
    const choices = Object.fromEntries(rows.map((row) => [row.dataset.key, chosenIn(row)]));
    const keys = manifest.items.map((item) => item.key);
    const paper = await sealPaper(fingerprint, fromHex(manifest.public_key), keys, choices, credential, (done, of) => {
      bar.max = of;
      bar.value = done;
      return breathe();
    });
    const { receipt } = await ask(booth.dataset.send, { paper: hex(paper) });
    if (receipt !== receiptOf(paper)) throw new Error("Máy chủ trả lại biên nhận khác với phiếu đã gửi. Hãy báo ngay thư ký.");
    rows.forEach((row) => row.querySelectorAll("input").forEach((input) => { input.checked = false; }));
    part("card").value = "";
    part("booth-list").replaceChildren();
    part("booth-receipt").textContent = receipt;
    show(part("booth-check"), false);
    show(part("booth-start"), false);
    show(part("booth-done"));
    part("booth-done").focus();
  } catch (error) {
    tell(trouble, error.message, true);
    trouble.scrollIntoView({ block: "center" });
    buttons.forEach((button) => { button.disabled = false; });
  } finally {
    show(bar, false);
  }
}

part("card").addEventListener("change", checkCard);
part("booth-review").addEventListener("click", review);
part("booth-edit").addEventListener("click", edit);
part("booth-send").addEventListener("click", send);
part("booth-all-yes").addEventListener("click", () => {
  rows.forEach((row) => { (row.querySelector("input[value=yes]:enabled") ?? row.querySelector("input[value=blank]")).checked = true; });
});
load().catch((error) => tell(trouble, error.message, true));
