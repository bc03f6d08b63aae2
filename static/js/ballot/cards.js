// The secretary's page of voting cards: codes are made and printed here; only their public keys leave the page.
import { CARD_GROUPS, credentialOf, newCode } from "./codes.js";
import { hex } from "./group.js";
import { ask, breathe, part, show, tell } from "./page.js";

const page = part("cards");
const trouble = part("cards-trouble");

async function make() {
  const button = part("cards-make");
  const bar = part("cards-progress");
  button.disabled = true;
  bar.max = Number(page.dataset.count);
  show(bar);
  try {
    const cards = [];
    const keys = [];
    while (cards.length < bar.max) {
      const code = newCode(CARD_GROUPS);
      cards.push(code);
      keys.push(hex(credentialOf(code, page.dataset.id).public));
      bar.value = cards.length;
      await breathe();
    }
    await ask(page.dataset.url, { id: page.dataset.id, cards: keys.join(" ") });
    const blank = part("card-blank");
    part("cards-sheet").replaceChildren(...cards.map((code) => {
      const card = blank.content.cloneNode(true);
      card.querySelector("code").textContent = code;
      return card;
    }));
    show(part("cards-before"), false);
    show(part("cards-after"));
  } catch (error) {
    tell(trouble, error.message, true);
    button.disabled = false;
  } finally {
    show(bar, false);
  }
}

part("cards-make").addEventListener("click", make);
part("cards-print").addEventListener("click", () => window.print());
// The codes exist on this page only: leaving it by mistake would make the cards worthless.
window.addEventListener("beforeunload", (event) => {
  if (!part("cards-after").hidden && !part("cards-printed").checked) event.preventDefault();
});
