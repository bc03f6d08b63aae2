// A trustee's device: secretballot/trustees.py on a browser. Everything follows from the trustee's code.
import { keeperSeed } from "./codes.js";
import {
  BASE, ORDER, PROTOCOL, Point, digest, framed, hashScalar, hex, joined, littleEndian, mod, number, randomScalar,
  readPoint, readScalar, scalarBytes, sha512, text, times,
} from "./group.js";

export class BadRound extends Error {
  constructor(place, why) {
    super(why);
    this.place = place;
  }
}

function same(one, other) {
  return hex(one) === hex(other);
}

function proveSecret(secret, context) {
  const nonce = randomScalar();
  const challenge = hashScalar("secret", context, times(secret, BASE).toBytes(), times(nonce, BASE).toBytes());
  return joined(scalarBytes(challenge), scalarBytes(mod(nonce + secret * challenge)));
}

function checkSecret(place, proof, publicBytes, context) {
  const challenge = readScalar(proof.slice(0, 32));
  const response = readScalar(proof.slice(32));
  const commitment = times(response, BASE).subtract(times(challenge, readPoint(publicBytes)));
  if (challenge !== hashScalar("secret", context, publicBytes, commitment.toBytes())) {
    throw new BadRound(place, "the proof does not hold");
  }
}

export class Keeper {
  // circle: {ballotId, members, needed}; place counts from 1
  constructor(code, circle, place) {
    this.circle = circle;
    this.place = place;
    const seed = keeperSeed(code, circle.ballotId);
    const derived = (purpose, count) =>
      hashScalar(purpose, seed, number(place), number(circle.members), number(circle.needed), number(count));
    this.messageSecret = derived("message", 0);
    this.polynomial = Array.from({ length: circle.needed }, (_, power) => derived("coefficient", power));
    this.commitments = this.polynomial.map((coefficient) => times(coefficient, BASE).toBytes());
  }

  context(purpose, place, ...parts) {
    const { ballotId, members, needed } = this.circle;
    return digest(purpose, text(ballotId), number(members), number(needed), number(place), ...parts);
  }

  parts(dealing) {
    const { members, needed } = this.circle;
    const end = needed * 32;
    if (dealing.length !== end + 64 + members * 64) throw new BadRound(0, "wrong length");
    return {
      commitments: Array.from({ length: needed }, (_, n) => dealing.slice(n * 32, n * 32 + 32)),
      proof: dealing.slice(end, end + 64),
      boxes: Array.from({ length: members }, (_, n) => dealing.slice(end + 64 + n * 64, end + 128 + n * 64)),
    };
  }

  dealingContext(place, enrolments, commitments, boxes) {
    return this.context("deal", place, framed(...enrolments), framed(...commitments), framed(...boxes));
  }

  // the published committed polynomial of one dealing, at a place
  committed(commitments, place) {
    return commitments.reduce(
      (sum, bytes, power) => sum.add(times(mod(BigInt(place) ** BigInt(power)), readPoint(bytes))),
      Point.ZERO,
    );
  }

  hasEnrolled(enrolments) {
    const own = enrolments[this.place - 1];
    return own.length > 0 && same(own.slice(0, 32), times(this.messageSecret, BASE).toBytes());
  }

  hasDealt(dealings) {
    const own = dealings[this.place - 1];
    const mine = joined(...this.commitments);
    return own.length > 0 && same(own.slice(0, mine.length), mine);
  }

  enrol() {
    return joined(
      times(this.messageSecret, BASE).toBytes(),
      proveSecret(this.messageSecret, this.context("enrol", this.place)),
    );
  }

  checkEnrolments(enrolments) {
    enrolments.forEach((enrolment, index) => {
      if (enrolment.length !== 96) throw new BadRound(index + 1, "wrong length");
      checkSecret(index + 1, enrolment.slice(32), enrolment.slice(0, 32), this.context("enrol", index + 1));
    });
  }

  deal(enrolments) {
    if (!this.hasEnrolled(enrolments)) throw new BadRound(this.place, "this code did not enrol here");
    this.checkEnrolments(enrolments);
    const boxes = enrolments.map((enrolment, index) => this.lock(index + 1, enrolment.slice(0, 32)));
    const context = this.dealingContext(this.place, enrolments, this.commitments, boxes);
    return joined(...this.commitments, proveSecret(this.polynomial[0], context), ...boxes);
  }

  lock(place, keyBytes) {
    const share = this.polynomial.reduceRight((value, coefficient) => mod(value * BigInt(place) + coefficient), 0n);
    const nonce = randomScalar();
    const sent = times(nonce, BASE).toBytes();
    const mask = this.mask(this.place, place, sent, times(nonce, readPoint(keyBytes)).toBytes());
    return joined(sent, scalarBytes(mod(share + mask)));
  }

  mask(giver, taker, sent, shared) {
    const parts = [text("share"), text(this.circle.ballotId), number(giver), number(taker), sent, shared];
    return littleEndian(sha512(framed(PROTOCOL, ...parts))) % ORDER;
  }

  share(dealings) {
    return dealings.reduce((total, dealing, index) => {
      const { commitments, boxes } = this.parts(dealing);
      const box = boxes[this.place - 1];
      const sent = box.slice(0, 32);
      const shared = times(this.messageSecret, readPoint(sent)).toBytes();
      const part = mod(readScalar(box.slice(32)) - this.mask(index + 1, this.place, sent, shared));
      if (!times(part, BASE).equals(this.committed(commitments, this.place))) {
        throw new BadRound(index + 1, "the share given does not fit the commitments");
      }
      return mod(total + part);
    }, 0n);
  }

  accept(enrolments, dealings) {
    if (!this.hasDealt(dealings)) throw new BadRound(this.place, "this code did not deal here");
    this.checkEnrolments(enrolments);
    dealings.forEach((dealing, index) => {
      const { commitments, proof, boxes } = this.parts(dealing);
      checkSecret(index + 1, proof, commitments[0], this.dealingContext(index + 1, enrolments, commitments, boxes));
    });
    return proveSecret(this.share(dealings), this.context("accept", this.place, ...dealings));
  }

  // sums: [[alpha, beta], …] in bytes
  async openSums(sums, dealings, fingerprint, tick = () => {}) {
    if (!this.hasDealt(dealings)) throw new BadRound(this.place, "this code did not deal here");
    const share = this.share(dealings);
    const publicBytes = times(share, BASE).toBytes();
    const made = [];
    for (const [item, [alphaBytes, betaBytes]] of sums.entries()) {
      const alpha = readPoint(alphaBytes);
      const factor = times(share, alpha).toBytes();
      const nonce = randomScalar();
      const context = framed(fingerprint, number(this.place), number(item), betaBytes);
      const commitments = [times(nonce, BASE).toBytes(), times(nonce, alpha).toBytes()];
      const challenge = hashScalar("factor", context, publicBytes, alphaBytes, factor, ...commitments);
      made.push(factor, scalarBytes(challenge), scalarBytes(mod(nonce + share * challenge)));
      await tick(item + 1, sums.length);
    }
    return joined(...made);
  }
}
