// Voting cards, trustees' codes, receipts: secretballot/codes.py on a browser.
import { pbkdf2 } from "../../vendor/noble/hashes/pbkdf2.js";
import { ed25519, hex, sha256, sha512, text } from "./group.js";

const SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const GROUP = 4;
const ITERATIONS = 1000;
export const CARD_GROUPS = 4;
export const KEEPER_GROUPS = 5;

function grouped(signs) {
  return signs.match(/.{4}/g).join("-");
}

export function newCode(groups) {
  let signs = "";
  while (signs.length < groups * GROUP) {
    for (const byte of crypto.getRandomValues(new Uint8Array(64))) {
      // 248 is the largest multiple of 31 in a byte: every sign is equally likely
      if (byte < 248 && signs.length < groups * GROUP) signs += SIGNS[byte % 31];
    }
  }
  return grouped(signs);
}

export function readCode(typed, groups) {
  const signs = typed.toUpperCase().replace(/[\s-]/g, "");
  if (signs.length !== groups * GROUP || [...signs].some((sign) => !SIGNS.includes(sign))) return null;
  return grouped(signs);
}

function seed(code, ballotId, purpose) {
  const salt = text(`thidua-ballot-1|${purpose}|${ballotId}`);
  return pbkdf2(sha512, text(code), salt, { c: ITERATIONS, dkLen: 64 });
}

export function credentialOf(card, ballotId) {
  const secret = seed(card, ballotId, "card").slice(0, 32);
  return { public: ed25519.getPublicKey(secret), sign: (message) => ed25519.sign(message, secret) };
}

export function keeperSeed(code, ballotId) {
  return seed(code, ballotId, "keeper");
}

export function receiptOf(paper) {
  let value = BigInt(`0x${hex(sha256(paper))}`);
  let signs = "";
  for (let place = 0; place < CARD_GROUPS * GROUP; place += 1) {
    signs += SIGNS[Number(value % 31n)];
    value /= 31n;
  }
  return grouped(signs);
}

