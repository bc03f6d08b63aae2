// Sealing a paper on the member's device: secretballot/papers.py and proofs.py on a browser.
import {
  BASE, PROTOCOL, Point, framed, hashScalar, joined, mod, number, randomScalar, readPoint, scalarBytes, text, times,
} from "./group.js";

const CHOICES = ["yes", "no", "blank"];
const VALUES = [1n, 65536n, 0n];

function proveChoice(alpha, beta, secret, chosen, key, keyBytes, context) {
  const challenges = [];
  const responses = [];
  const commitments = [];
  VALUES.forEach((value, place) => {
    const free = randomScalar();
    if (place === chosen) {
      challenges.push(0n);
      responses.push(free);
      commitments.push(times(free, BASE).toBytes(), times(free, key).toBytes());
      return;
    }
    const challenge = randomScalar();
    const gap = mod(challenge * (value - VALUES[chosen]));
    challenges.push(challenge);
    responses.push(mod(free + challenge * secret));
    commitments.push(times(free, BASE).toBytes(), times(free, key).add(times(gap, BASE)).toBytes());
  });
  const whole = hashScalar("choice", context, keyBytes, alpha, beta, ...commitments);
  challenges[chosen] = mod(whole - challenges.reduce((sum, one) => sum + one, 0n));
  responses[chosen] = mod(responses[chosen] + secret * challenges[chosen]);
  return joined(...challenges.flatMap((challenge, place) => [scalarBytes(challenge), scalarBytes(responses[place])]));
}

// `tick(done, of)` may return a promise: the page breathes between two items.
export async function sealPaper(fingerprint, keyBytes, items, choices, credential, tick = () => {}) {
  const key = readPoint(keyBytes);
  key.precompute(8, false);
  const parts = [credential.public];
  for (const [place, item] of items.entries()) {
    const chosen = CHOICES.indexOf(choices[item]);
    if (chosen < 0) throw new Error("an item without a choice");
    const secret = randomScalar();
    const alpha = times(secret, BASE).toBytes();
    const beta = times(secret, key).add(VALUES[chosen] ? times(VALUES[chosen], BASE) : Point.ZERO).toBytes();
    const context = framed(fingerprint, credential.public, number(place));
    parts.push(alpha, beta, proveChoice(alpha, beta, secret, chosen, key, keyBytes, context));
    await tick(place + 1, items.length);
  }
  const body = joined(...parts);
  return joined(body, credential.sign(framed(PROTOCOL, text("paper"), fingerprint, body)));
}
