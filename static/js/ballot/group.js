// The group of secretballot/group.py on a browser: the prime-order subgroup of edwards25519 from @noble/curves.
// A point is a Point of that library, a scalar a BigInt; in bytes both are what Python writes.
import { ed25519 } from "../../vendor/noble/curves/ed25519.js";
import { sha256, sha512 } from "../../vendor/noble/hashes/sha2.js";

export const Point = ed25519.Point;
export const ORDER = Point.Fn.ORDER;
export const BASE = Point.BASE;
const PROTOCOL = text("thidua-ballot-1");

export class BadElement extends Error {}

export function text(words) {
  return new TextEncoder().encode(words);
}

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromHex(words) {
  if (!/^([0-9a-f]{2})*$/.test(words)) throw new BadElement("not hexadecimal");
  return Uint8Array.from(words.match(/../g) || [], (pair) => parseInt(pair, 16));
}

export function number(value) {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

export function framed(...parts) {
  return joined(...parts.flatMap((part) => [number(part.length), part]));
}

export function mod(value) {
  const rest = value % ORDER;
  return rest < 0n ? rest + ORDER : rest;
}

export function littleEndian(bytes) {
  return BigInt(`0x${hex(Uint8Array.from(bytes).reverse()) || "0"}`);
}

export function scalarBytes(value) {
  return fromHex(value.toString(16).padStart(64, "0")).reverse();
}

export function readScalar(bytes) {
  const value = littleEndian(bytes);
  if (bytes.length !== 32 || value >= ORDER) throw new BadElement("no reduced scalar");
  return value;
}

// Uniform but for 2^-256: 512 random bits taken modulo the order.
export function randomScalar() {
  const value = mod(littleEndian(crypto.getRandomValues(new Uint8Array(64))));
  return value === 0n ? randomScalar() : value;
}

export function readPoint(bytes) {
  let point;
  try {
    point = Point.fromBytes(bytes, false);
  } catch {
    throw new BadElement("no point of the group");
  }
  if (point.is0() || !point.isTorsionFree()) throw new BadElement("no point of the group");
  return point;
}

export function times(scalar, point) {
  return scalar === 0n ? Point.ZERO : point.multiply(scalar);
}

export function hashScalar(purpose, ...parts) {
  return mod(littleEndian(sha512(framed(PROTOCOL, text(purpose), ...parts))));
}

export function digest(purpose, ...parts) {
  return sha256(framed(PROTOCOL, text(purpose), ...parts));
}

export { PROTOCOL, ed25519, sha256, sha512 };
