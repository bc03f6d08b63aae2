// A trustee's page: makes the code, runs the three rounds as the others come along, and after closing opens the sum.
import { KEEPER_GROUPS, newCode, readCode } from "./codes.js";
import { fromHex, hex } from "./group.js";
import { BadRound, Keeper } from "./keeper.js";
import { ask, breathe, grouped, part, show, tell } from "./page.js";

const page = part("keeper");
const trouble = part("keeper-trouble");
const status = part("keeper-status");
const people = part("keeper-people");
const PAUSE = 2000;
let code = null;
let known = null;

const bytes = (list) => list.map(fromHex);
const has = (list) => list.every((content) => content !== "");

function paint() {
  people.replaceChildren(...known.names.map((name, index) => {
    const line = document.createElement("li");
    const rounds = [known.enrolments, known.dealings, known.acceptances].filter((round) => round[index] !== "").length;
    const words = known.state === "prepared"
      ? (rounds === 3 ? "đã xong" : `bước ${rounds}/3`)
      : (known.given[index] ? "đã mở phần của mình" : "chưa mở phần của mình");
    line.textContent = `${name}: ${words}${index + 1 === known.place ? " (bạn)" : ""}`;
    return line;
  }));
  const mine = known.place - 1;
  show(part("keeper-new"), known.state === "prepared" && !code && known.enrolments[mine] === "");
  const asks = known.state === "prepared" ? known.enrolments[mine] !== "" && !has(known.acceptances) : known.state === "closed" && !known.given[mine];
  show(part("keeper-code"), !code && asks);
  if (known.state !== "prepared") part("keeper-fingerprint").textContent = grouped(known.fingerprint);
  show(part("keeper-compare"), known.state !== "prepared" && known.fingerprint !== "");
}

function circle() {
  return { ballotId: known.id, members: known.names.length, needed: known.needed };
}

async function hand(round, content) {
  known = await ask(page.dataset.url, { round, content: hex(content), id: known.id });
}

// One step that is due, or none; true when something was done.
async function step() {
  const mine = known.place - 1;
  const keeper = new Keeper(code, circle(), known.place);
  if (known.state === "prepared") {
    if (known.enrolments[mine] === "") {
      await hand("enrol", keeper.enrol());
      return true;
    }
    if (!keeper.hasEnrolled(bytes(known.enrolments))) throw new BadRound(known.place, "");
    if (!has(known.enrolments)) return false;
    if (known.dealings[mine] === "") {
      await hand("deal", keeper.deal(bytes(known.enrolments)));
      return true;
    }
    if (!has(known.dealings) || known.acceptances[mine] !== "") return false;
    await hand("accept", keeper.accept(bytes(known.enrolments), bytes(known.dealings)));
    return true;
  }
  if (known.state !== "closed" || known.given[mine]) return false;
  const sums = known.sums.map((sum) => [fromHex(sum.slice(0, 64)), fromHex(sum.slice(64))]);
  const bar = part("keeper-progress");
  show(bar);
  const factors = await keeper.openSums(sums, bytes(known.dealings), fromHex(known.fingerprint), (done, of) => {
    bar.max = of;
    bar.value = done;
    return breathe();
  });
  show(bar, false);
  await hand("open", factors);
  return true;
}

function finished() {
  if (known.state === "prepared") return has(known.acceptances);
  return known.given[known.place - 1] || known.state !== "closed";
}

async function run() {
  tell(trouble, "");
  try {
    for (;;) {
      while (await step()) paint();
      part("keeper-typed").value = ""; // right: it need not stand there any more
      paint();
      if (finished()) break;
      tell(status, "Phần của bạn đã xong bước này. Hãy giữ trang này mở, đang chờ những người giữ hòm khác…");
      await new Promise((resolve) => { window.setTimeout(resolve, PAUSE); });
      known = await ask(page.dataset.url);
    }
    tell(status, known.state === "prepared"
      ? "Khóa hòm phiếu đã tạo xong. Hãy giữ kín tờ giấy ghi mã đến khi kiểm phiếu; bạn có thể đóng trang này."
      : "Bạn đã mở xong phần của mình. Mã giữ hòm không còn cần nữa sau khi kiểm phiếu.");
  } catch (error) {
    code = null;
    tell(status, "");
    show(part("keeper-progress"), false);
    const other = error instanceof BadRound && error.place !== known.place;
    const who = other && known.names[error.place - 1];
    const wrong = who
      ? `Dữ liệu của ${who} không đúng. Hãy dừng lại và báo thư ký sắp xếp lại người giữ hòm.`
      : "Mã giữ hòm không đúng với mã đã dùng cho cuộc bỏ phiếu này.";
    tell(trouble, error instanceof BadRound ? wrong : error.message, true);
    paint();
    if (part("keeper-typed").value) part("keeper-typed").focus();
  }
}

part("keeper-make").addEventListener("click", () => {
  part("keeper-made").textContent = newCode(KEEPER_GROUPS);
  show(part("keeper-make"), false);
  show(part("keeper-copied"));
});
part("keeper-start").addEventListener("click", () => {
  const made = part("keeper-made").textContent;
  if (part("keeper-last").value.trim().toUpperCase() !== made.slice(-4)) {
    tell(trouble, "Bốn ký tự cuối chưa đúng. Hãy chép lại mã ra giấy rồi gõ bốn ký tự cuối.", true);
    return;
  }
  code = made;
  part("keeper-made").textContent = "";
  show(part("keeper-new"), false);
  run();
});
part("keeper-go").addEventListener("click", () => {
  const typed = readCode(part("keeper-typed").value, KEEPER_GROUPS);
  if (!typed) {
    tell(trouble, "Mã giữ hòm gồm 20 chữ cái và chữ số, chia thành năm nhóm.", true);
    return;
  }
  code = typed; // it stays typed until it was right: one wrong sign is mended, not all twenty typed again
  show(part("keeper-code"), false);
  run();
});
ask(page.dataset.url).then((answer) => { known = answer; paint(); }).catch((error) => tell(trouble, error.message, true));
