// The browser's code run by Node for the tests: one JSON question on standard input, one JSON answer.
import { CARD_GROUPS, KEEPER_GROUPS, credentialOf, newCode, readCode, receiptOf } from "../../static/js/ballot/codes.js";
import { fromHex, hex } from "../../static/js/ballot/group.js";
import { BadRound, Keeper } from "../../static/js/ballot/keeper.js";
import { sealPaper } from "../../static/js/ballot/paper.js";

const all = (list) => list.map(fromHex);
const keeper = (q) => new Keeper(q.code, q.circle, q.place);
const acts = {
  codes: () => ({ card: newCode(CARD_GROUPS), keeper: newCode(KEEPER_GROUPS) }),
  read: (q) => readCode(q.typed, q.groups),
  credential: (q) => hex(credentialOf(q.card, q.id).public),
  seal: async (q) => {
    const paper = await sealPaper(fromHex(q.fingerprint), fromHex(q.key), q.items, q.choices, credentialOf(q.card, q.id));
    return { paper: hex(paper), receipt: receiptOf(paper) };
  },
  enrol: (q) => hex(keeper(q).enrol()),
  deal: (q) => hex(keeper(q).deal(all(q.enrolments))),
  accept: (q) => hex(keeper(q).accept(all(q.enrolments), all(q.dealings))),
  open: async (q) => hex(await keeper(q).openSums(q.sums.map(all), all(q.dealings), fromHex(q.fingerprint))),
};

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const question = JSON.parse(Buffer.concat(chunks).toString());
try {
  console.log(JSON.stringify({ answer: await acts[question.act](question) }));
} catch (error) {
  if (!(error instanceof BadRound)) throw error;
  console.log(JSON.stringify({ badRound: error.place, why: error.message }));
}
