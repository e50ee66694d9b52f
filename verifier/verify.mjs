#!/usr/bin/env node
// A second reader of bundles, written from the text of safeconduct/disclosure/format.py and sharing no line with it.
//
//   node verifier/verify.mjs docs/conformance/cases.json        reads every case and says where it disagrees
//   node verifier/verify.mjs bundle FILE KEY SENDER RECIPIENT   checks one bundle whose key was shown: KEY is 64 hex
//                                                               digits, SENDER and RECIPIENT are files of cards
//
// Exit status 0 when everything is as it should be, 1 when not. Node 20 or newer, nothing else.

import { createDecipheriv, createHash, createHmac, createPrivateKey, createPublicKey, diffieHellman, timingSafeEqual,
  verify as nodeVerify } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

class Refusal extends Error {
  constructor(kind) { super(kind); this.kind = kind; }
}
const refuse = (kind) => { throw new Refusal(kind); };
const need = (condition, kind) => { if (!condition) refuse(kind); };
// Runs `step`; whatever refusal it makes becomes one of this kind.
const as = (kind, step) => {
  try { return step(); } catch (error) { if (error instanceof Refusal) refuse(kind); throw error; }
};

const ascii = (text) => Buffer.from(text, "latin1");
const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const hmac = (key, ...parts) => createHmac("sha256", key).update(Buffer.concat(parts)).digest();
const u32 = (number) => { const bytes = Buffer.alloc(4); bytes.writeUInt32BE(number); return bytes; };
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isCount = (value, least) => Number.isSafeInteger(value) && value >= least;
const matches = (value, form) => typeof value === "string" && form.test(value);
const hasMembers = (value, names) =>
  Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));

// --- Canonical JSON: RFC 8785, integers alone, normal form C, 32 containers deep ------------------------------

function encode(value, depth = 0) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    need(Number.isSafeInteger(value) && !Object.is(value, -0), "json");
    return String(value);
  }
  if (typeof value === "string") {
    need(value.isWellFormed() && value.normalize("NFC") === value, "json");
    return JSON.stringify(value);
  }
  need(depth < 32, "json");
  if (Array.isArray(value)) return `[${value.map((each) => encode(each, depth + 1)).join(",")}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${encode(name, depth + 1)}:${encode(value[name], depth + 1)}`).join(",")}}`;
}

function decode(data, limit) {
  need(data.length <= limit, "json");
  let value;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data));
  } catch {
    refuse("json");
  }
  // Also refuses a key that stands twice, white space, another order, and numbers that lose digits.
  need(Buffer.from(encode(value)).equals(data), "json");
  return value;
}

function base64(text) {
  need(typeof text === "string", "base64");
  const data = Buffer.from(text, "base64");
  need(data.length > 0 && data.toString("base64") === text, "base64");
  return data;
}

// --- Ed25519 as strict as libsodium --------------------------------------------------------------------------

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (number) => ((number % P) + P) % P;
const power = (base, exponent) => {
  let result = 1n;
  for (base = mod(base); exponent > 0n; exponent >>= 1n, base = mod(base * base)) {
    if (exponent & 1n) result = mod(result * base);
  }
  return result;
};
const D = mod(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);
const little = (bytes) => BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
const withoutSign = (bytes) => little(bytes) & (2n ** 255n - 1n);
// The y of points of order 1, 2, 4 and 8, and two of them not reduced. Source: "Taming the many EdDSAs", table 6.
const SMALL_ORDER = new Set([0n, 1n, P - 1n, P, P + 1n,
  little(Buffer.from("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "hex")),
  little(Buffer.from("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "hex"))]);

function point(bytes) {
  const y = withoutSign(bytes), sign = BigInt(bytes[31] >> 7);
  if (y >= P) return null;
  const u = mod(y * y - 1n), v = mod(D * y * y + 1n);
  let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
  if (mod(v * x * x) === mod(-u)) x = mod(x * ROOT_OF_MINUS_ONE);
  if (mod(v * x * x) !== u || (x === 0n && sign)) return null;
  return [(x & 1n) === sign ? x : P - x, y];
}

function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2)), b = mod((y1 + x1) * (y2 + x2)), c = mod(2n * D * t1 * t2), d = mod(2n * z1 * z2);
  return [mod((b - a) * (d - c)), mod((d + c) * (b + a)), mod((d - c) * (d + c)), mod((b - a) * (b + a))];
}

function isOfPrimeOrder(bytes) {
  const found = bytes.length === 32 && !SMALL_ORDER.has(withoutSign(bytes)) && point(bytes);
  if (!found) return false;
  let sum = [0n, 1n, 1n, 0n], each = [found[0], found[1], 1n, mod(found[0] * found[1])];
  for (let left = L; left > 0n; left >>= 1n, each = add(each, each)) if (left & 1n) sum = add(sum, each);
  return sum[0] === 0n && sum[1] === sum[2];
}

function verifySignature(message, signature, key) {
  need(key.length === 32 && signature.length === 64, "signature");
  need(withoutSign(key) < P && !SMALL_ORDER.has(withoutSign(key)), "signature");
  need(!SMALL_ORDER.has(withoutSign(signature.subarray(0, 32))) && little(signature.subarray(32)) < L, "signature");
  const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key]);
  let isRight = false;
  try {
    isRight = nodeVerify(null, message, createPublicKey({ key: der, format: "der", type: "spki" }), signature);
  } catch { /* no point of the curve */ }
  need(isRight, "signature");
}

// --- XChaCha20-Poly1305 and X25519 ---------------------------------------------------------------------------

function hchacha20(key, nonce) {
  const state = new Uint32Array(16);
  ascii("expand 32-byte k").copy(new Uint8Array(state.buffer, 0, 16));
  key.copy(new Uint8Array(state.buffer, 16, 32));
  nonce.copy(new Uint8Array(state.buffer, 48, 16), 0, 0, 16);
  const turn = (at, by, bits) => { at ^= by; return (at << bits) | (at >>> (32 - bits)); };
  const quarter = (a, b, c, d) => {
    state[a] += state[b]; state[d] = turn(state[d], state[a], 16);
    state[c] += state[d]; state[b] = turn(state[b], state[c], 12);
    state[a] += state[b]; state[d] = turn(state[d], state[a], 8);
    state[c] += state[d]; state[b] = turn(state[b], state[c], 7);
  };
  for (let round = 0; round < 10; round += 1) {
    quarter(0, 4, 8, 12); quarter(1, 5, 9, 13); quarter(2, 6, 10, 14); quarter(3, 7, 11, 15);
    quarter(0, 5, 10, 15); quarter(1, 6, 11, 12); quarter(2, 7, 8, 13); quarter(3, 4, 9, 14);
  }
  const bytes = Buffer.from(state.buffer);
  return Buffer.concat([bytes.subarray(0, 16), bytes.subarray(48, 64)]);
}

function openSealed(sealed, nonce, key, associated) {
  need(sealed.length >= 16, "sealed");
  const short = Buffer.concat([Buffer.alloc(4), nonce.subarray(16, 24)]);
  const cipher = createDecipheriv("chacha20-poly1305", hchacha20(key, nonce), short, { authTagLength: 16 });
  cipher.setAAD(associated, { plaintextLength: sealed.length - 16 });
  cipher.setAuthTag(sealed.subarray(-16));
  const plain = cipher.update(sealed.subarray(0, -16));
  try { cipher.final(); } catch { refuse("sealed"); }
  return plain;
}

function sharedSecret(secret, key) {
  const own = Buffer.concat([Buffer.from("302e020100300506032b656e04220420", "hex"), secret]);
  const other = Buffer.concat([Buffer.from("302a300506032b656e032100", "hex"), key]);
  try {
    const shared = diffieHellman({
      privateKey: createPrivateKey({ key: own, format: "der", type: "pkcs8" }),
      publicKey: createPublicKey({ key: other, format: "der", type: "spki" }),
    });
    need(shared.some((byte) => byte), "zero");
    return shared;
  } catch {
    return refuse("zero");
  }
}

// --- Merkle tree: RFC 9162 section 2.1 -----------------------------------------------------------------------

const leafHash = (data) => sha256(Buffer.from([0]), data);
const nodeHash = (left, right) => sha256(Buffer.from([1]), left, right);

function rootOf(leaves) {
  if (leaves.length === 1) return leaves[0];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
}

function checkInclusion(leaf, index, size, proof, root) {
  let fn = BigInt(index), sn = BigInt(size) - 1n, r = leaf;
  need(fn >= 0n && fn <= sn, "proof");
  for (const p of proof) {
    need(sn !== 0n, "proof");
    if (fn & 1n || fn === sn) {
      r = nodeHash(p, r);
      while (!(fn & 1n) && fn) { fn >>= 1n; sn >>= 1n; }
    } else r = nodeHash(r, p);
    fn >>= 1n; sn >>= 1n;
  }
  need(sn === 0n && r.equals(root), "proof");
}

function checkConsistency(old, oldRoot, size, root, proof) {
  let fn = BigInt(old) - 1n, sn = BigInt(size) - 1n;
  need(proof.length > 0 && fn >= 0n && fn < sn, "proof");
  const isPower = (BigInt(old) & fn) === 0n;
  const path = isPower ? [oldRoot, ...proof] : proof;
  while (fn & 1n) { fn >>= 1n; sn >>= 1n; }
  let [fr] = path, [sr] = path;
  for (const c of path.slice(1)) {
    need(sn !== 0n, "proof");
    if (fn & 1n || fn === sn) {
      fr = nodeHash(c, fr); sr = nodeHash(c, sr);
      while (!(fn & 1n) && fn) { fn >>= 1n; sn >>= 1n; }
    } else sr = nodeHash(sr, c);
    fn >>= 1n; sn >>= 1n;
  }
  need(fr.equals(oldRoot) && sr.equals(root) && sn === 0n, "proof");
}

// --- Signed notes and checkpoints ----------------------------------------------------------------------------

const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/u;

function signatureLine(line) {
  need(line.startsWith("— "), "note");
  const rest = line.slice(2), at = rest.indexOf(" ");
  const name = rest.slice(0, at);
  need(at > 0 && !name.includes("+") && !SPACE.test(name), "note");
  const data = as("note", () => base64(rest.slice(at + 1)));
  need(data.length > 4, "note");
  return { name, id: data.subarray(0, 4), signature: data.subarray(4) };
}

function readCheckpoint(note, origin, key) {
  need(note.isWellFormed() && Buffer.byteLength(note) <= 1024 * 1024, "note");
  need(!/[\x00-\x09\x0b-\x1f]/.test(note), "note");
  const cut = note.lastIndexOf("\n\n");
  need(cut >= 0 && note.endsWith("\n") && cut + 2 < note.length, "note");
  const text = note.slice(0, cut + 1), lines = note.slice(cut + 2, -1).split("\n");
  need(lines.length <= 100, "note");
  const id = sha256(Buffer.from(origin), Buffer.from([10, 1]), key).subarray(0, 4);
  const mine = lines.map(signatureLine).filter((line) => line.name === origin && line.id.equals(id));
  need(mine.length > 0, "note");
  for (const line of mine) verifySignature(Buffer.from(text), line.signature, key);
  const said = text.split("\n");
  need(said.length === 4 && said.pop() === "" && said[0] === origin && said[1] !== "", "note");
  need(/^(0|[1-9][0-9]{0,19})$/.test(said[1]), "note");
  const root = as("note", () => base64(said[2]));
  need(root.length === 32, "note");
  return { size: BigInt(said[1]), root };
}

// --- Cards ---------------------------------------------------------------------------------------------------

const HEX32 = /^[0-9a-f]{32}$/, HEX64 = /^[0-9a-f]{64}$/;
const ROLES = ["bureau", "receiving_state", "power_of_origin", "central_agency", "protecting_power", "field_team"];
const UNSEEN = /[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;

function moment(text) {
  if (!matches(text, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/) || text.startsWith("0000")) return null;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) return null;
  return new Date(milliseconds).toISOString() === text.replace("Z", ".000Z") ? milliseconds : null;
}

function readCard(data) {
  return as("bad_card", () => {
    const value = decode(data, 2048);
    need(isObject(value), "card");
    need(hasMembers(value, ["created", "instance", "name", "role", "sealing", "signature", "signing", "v"]), "card");
    need(value.v === 1 && moment(value.created) !== null && matches(value.instance, HEX32), "card");
    need(matches(value.sealing, HEX64) && matches(value.signing, HEX64), "card");
    need(matches(value.signature, /^[0-9a-f]{128}$/) && ROLES.includes(value.role), "card");
    const length = typeof value.name === "string" ? [...value.name].length : 0;
    need(length > 0 && length <= 200 && !UNSEEN.test(value.name) && value.name.trim() === value.name, "card");
    const signing = Buffer.from(value.signing, "hex"), sealing = Buffer.from(value.sealing, "hex");
    need(isOfPrimeOrder(signing) && little(sealing) < P, "card");
    sharedSecret(Buffer.alloc(32, 7), sealing);
    const { signature, ...rest } = value;
    const signed = Buffer.concat([ascii("safeconduct/card/v1\0"), Buffer.from(encode(rest))]);
    verifySignature(signed, Buffer.from(signature, "hex"), signing);
    return { instance: value.instance, signing, sealing };
  });
}

// --- The outside ---------------------------------------------------------------------------------------------

const MAGIC = ascii("safeconduct/bundle/v");
const HEAD = MAGIC.length + 1 + 16 + 32, CLEAR = HEAD + 32;
const keyId = (sealing) => sha256(ascii("safeconduct/sealing-key/v1\0"), sealing).subarray(0, 16);

function bucket(size) {
  let octave = 4096;
  while (octave < size) octave *= 2;
  return octave > 4096 && size <= octave * 0.75 ? octave * 0.75 : octave;
}

function inspect(data) {
  need(data.length >= CLEAR && data.subarray(0, MAGIC.length).equals(MAGIC), "not_a_bundle");
  need(data[MAGIC.length] >= 1, "older_version");
  need(data[MAGIC.length] <= 1, "newer_version");
  need(data.length <= 32 * 1024 * 1024 && data.length === bucket(data.length), "bad_size");
  return data.subarray(MAGIC.length + 1, MAGIC.length + 17);
}

function bundleKey(data, secret, sealing) {
  const head = data.subarray(0, HEAD);
  const shared = as("altered", () => sharedSecret(secret, data.subarray(HEAD - 32, HEAD)));
  const extracted = hmac(ascii("safeconduct/bundle/seal/v1\0"), shared);
  return hmac(extracted, head, sealing, Buffer.from([1]));
}

function openOutside(data, key) {
  inspect(data);
  const head = data.subarray(0, HEAD), label = (name) => ascii(`safeconduct/bundle/${name}/v1\0`);
  need(key.length === 32, "altered");
  need(timingSafeEqual(hmac(key, label("commit"), head), data.subarray(HEAD, CLEAR)), "altered");
  const nonce = hmac(key, label("nonce"), head).subarray(0, 24);
  const padded = as("altered", () =>
    openSealed(data.subarray(CLEAR), nonce, hmac(key, label("encrypt"), head), data.subarray(0, CLEAR)));
  const end = 4 + padded.readUInt32BE(0);
  need(end <= padded.length && bucket(CLEAR + end + 16) === data.length, "malformed");
  need(!padded.subarray(end).some((byte) => byte), "malformed");
  return padded.subarray(4, end);
}

// --- The inside ----------------------------------------------------------------------------------------------

const PURPOSE = /^[a-z][a-z0-9._]{0,63}$/;

function readManifest(data) {
  const value = as("malformed", () => decode(data, 4096));
  need(isObject(value) && Number.isSafeInteger(value.v), "malformed");
  need(value.v <= 1, "newer_version");
  need(value.v === 1 && hasMembers(value, ["basis", "created", "expires", "items", "previous", "purpose", "recipient",
    "sender", "sequence", "v"]), "malformed");
  const { basis, previous, sequence, sender, recipient } = value;
  need(typeof basis === "string" && basis !== "" && [...basis].length <= 300, "malformed");
  need(isCount(sequence, 1) && Number.isSafeInteger(value.items), "malformed");
  need(sequence === 1 ? previous === "" : matches(previous, HEX64), "malformed");
  const created = moment(value.created), expires = moment(value.expires);
  need(matches(value.purpose, PURPOSE) && created !== null && expires !== null && created <= expires, "malformed");
  need(isObject(sender) && hasMembers(sender, ["instance", "signing"]), "malformed");
  need(isObject(recipient) && hasMembers(recipient, ["instance", "sealing", "signing"]), "malformed");
  need([sender.instance, recipient.instance].every((id) => matches(id, HEX32)), "malformed");
  need([sender.signing, recipient.signing, recipient.sealing].every((key) => matches(key, HEX64)), "malformed");
  return { ...value, createdAt: created, expiresAt: expires };
}

function readProof(data) {
  const value = as("malformed", () => decode(data, 262144));
  need(isObject(value), "malformed");
  need(hasMembers(value, ["bridge", "checkpoint", "consistency", "inclusion", "since"]), "malformed");
  need(isCount(value.since, 0) && typeof value.checkpoint === "string", "malformed");
  const hashes = (list, most) => {
    need(Array.isArray(list) && list.length <= most && list.every((each) => matches(each, HEX64)), "malformed");
    return list.map((each) => Buffer.from(each, "hex"));
  };
  return { ...value, bridge: hashes(value.bridge, 2000), consistency: hashes(value.consistency, 65),
    inclusion: hashes(value.inclusion, 64) };
}

function split(content) {
  let at = 0;
  const take = (length, limit) => {
    need(length <= limit && at + length <= content.length, "malformed");
    at += length;
    return content.subarray(at - length, at);
  };
  const number = () => take(4, 4).readUInt32BE(0);
  const manifest = readManifest(take(number(), 4096));
  const count = number();
  need(count <= 20000 && count === manifest.items, "malformed");
  const items = Array.from({ length: count }, () => take(number(), 24 * 1024 * 1024));
  const statement = content.subarray(0, at);
  const signature = take(64, 64), proof = readProof(take(number(), 262144));
  need(at === content.length && proof.since + proof.bridge.length + 1 === manifest.sequence, "malformed");
  const signed = Buffer.concat([ascii("safeconduct/bundle/v1\0"), statement]);
  return { manifest, items, signed, signature, proof, leaf: leafHash(Buffer.concat([signed, signature])) };
}

const isFor = ({ recipient }, card) => recipient.instance === card.instance
  && recipient.signing === card.signing.toString("hex") && recipient.sealing === card.sealing.toString("hex");
const isBy = ({ sender }, card) =>
  sender.instance === card.instance && sender.signing === card.signing.toString("hex");

function checkSigned({ manifest, signed, signature, proof, leaf }, sender, recipient) {
  as("bad_signature", () => verifySignature(signed, signature, sender.signing));
  as("bad_proof", () => {
    const origin = `safeconduct/told/${sender.instance}/${recipient.instance}`;
    const head = readCheckpoint(proof.checkpoint, origin, sender.signing);
    need(head.size === BigInt(manifest.sequence), "proof");
    checkInclusion(leaf, manifest.sequence - 1, manifest.sequence, proof.inclusion, head.root);
  });
}

// --- Items ---------------------------------------------------------------------------------------------------

const MEMBERS = {
  entry: ["body", "header", "key", "signature"],
  sealed_entry: ["body", "header", "signature", "stream", "version", "wrapped"],
  message: ["about", "body", "id", "type"],
  checkpoint: ["note"],
  acknowledgement: ["leaf", "note", "outcome", "reason", "sequence"],
  card: ["card"],
};
const TOKEN = "[A-Za-z0-9._:/-]{1,128}", DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
const START = '^\\{"commitment":"(?<commitment>[0-9a-f]{64})","compartment":"[a-z][a-z_]{0,31}",';
const OPEN_HEADER = new RegExp(`${START}"id":"[0-9a-f]{32}","key":"(?<key>[0-9a-f]{64})","recorded":"(?<day>${DAY})`
  + `T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][.][0-9]{6}Z","stream":"${TOKEN}","v":1,`
  + '"version":(?<version>[1-9][0-9]{0,15})\\}$');
const SEALED_HEADER = new RegExp(`${START}"day":"(?<day>${DAY})","id":"[0-9a-f]{32}","key":"(?<key>[0-9a-f]{64})",`
  + `"slot":"${TOKEN}","stream":"${TOKEN}","v":1\\}$`);

function entryBucket(length) {
  let octave = 256;
  while (octave < length) octave *= 2;
  return octave > 256 && length <= octave * 0.75 ? octave * 0.75 : octave;
}

function readHeader(data) {
  need(data.length <= 1024 && data.every((byte) => byte < 128), "entry");
  const text = data.toString("latin1"), open = OPEN_HEADER.exec(text), sealed = SEALED_HEADER.exec(text);
  const found = open ?? sealed;
  need(found && moment(`${found.groups.day}T00:00:00Z`) !== null, "entry");
  need(!open || BigInt(open.groups.version) <= 2n ** 53n - 1n, "entry");
  return { isOpen: open !== null, ...found.groups };
}

function checkEntry(value, isOpen) {
  const [head, body, signature] = ["header", "body", "signature"].map((name) =>
    as("malformed", () => base64(value[name])));
  return as("bad_entry", () => {
    const header = readHeader(head), padded = body.length - 40;
    need(padded >= 256 && padded <= 16 * 1024 * 1024 && entryBucket(padded) === padded, "entry");
    const signed = Buffer.concat([ascii("safeconduct/entry/v1\0"), u32(head.length), head, u32(body.length), body]);
    verifySignature(signed, signature, Buffer.from(header.key, "hex"));
    need(header.isOpen === isOpen, "entry");
    return { header, head, body };
  });
}

function openEntry({ header, head, body }, key) {
  as("bad_entry", () => {
    need(key.length === 32, "entry");
    need(hmac(key, ascii("safeconduct/commit/v1\0")).toString("hex") === header.commitment, "entry");
    const padded = openSealed(body.subarray(24), body.subarray(0, 24), key, head);
    const end = 4 + padded.readUInt32BE(0);
    need(end <= padded.length && entryBucket(end) === padded.length, "entry");
    need(!padded.subarray(end).some((byte) => byte), "entry");
    decode(padded.subarray(4, end), 24 * 1024 * 1024);
  });
}

function readItem(data) {
  const value = as("malformed", () => decode(data, 24 * 1024 * 1024));
  need(isObject(value) && matches(value.kind, PURPOSE) && isCount(value.v, 1), "malformed");
  if (!Object.hasOwn(MEMBERS, value.kind) || value.v > 1) return "newer";
  need(hasMembers(value, [...MEMBERS[value.kind], "kind", "v"]), "malformed");
  switch (value.kind) {
    case "entry": {
      const checked = checkEntry(value, true);
      openEntry(checked, as("malformed", () => base64(value.key)));
      break;
    }
    case "sealed_entry": {
      const wrapped = as("malformed", () => base64(value.wrapped));
      need(wrapped.length > 32, "bad_entry");
      checkEntry(value, false);
      need(matches(value.stream, HEX32) && isCount(value.version, 1), "malformed");
      break;
    }
    case "message":
      need(isObject(value.body) && matches(value.type, PURPOSE), "malformed");
      need(matches(value.id, HEX32) && matches(value.about, HEX32), "malformed");
      break;
    case "checkpoint":
      need(typeof value.note === "string", "malformed");
      break;
    case "acknowledgement":
      need(isCount(value.sequence, 1) && ["taken", "parked", "refused"].includes(value.outcome), "malformed");
      need(matches(value.leaf, HEX64) && matches(value.reason, /^[a-z_]{0,64}$/), "malformed");
      need(typeof value.note === "string", "malformed");
      break;
    default:
      readCard(as("malformed", () => base64(value.card)));
  }
  return value.kind;
}

// --- The place in the log, and time --------------------------------------------------------------------------

function place({ manifest, proof, leaf }, leaves, lost) {
  const { sequence } = manifest;
  if (sequence <= leaves.length) {
    need(leaves[sequence - 1].equals(leaf), "forked");
    need(lost.includes(sequence), "replayed");
    return { isLate: true, lost: [] };
  }
  need(proof.since <= leaves.length, "missing_predecessor");
  const told = [...proof.bridge, leaf], known = leaves.length - proof.since;
  need(leaves.slice(proof.since).every((each, number) => each.equals(told[number])), "forked");
  const after = [...leaves, ...told.slice(known)];
  need(manifest.previous === (sequence > 1 ? after[sequence - 2].toString("hex") : ""), "forked");
  const root = rootOf(after);
  as("forked", () => checkInclusion(leaf, sequence - 1, sequence, proof.inclusion, root));
  as("bad_proof", () => (proof.since
    ? checkConsistency(proof.since, rootOf(leaves.slice(0, proof.since)), sequence, root, proof.consistency)
    : need(proof.consistency.length === 0, "proof")));
  const first = leaves.length + 1;
  return { isLate: false, lost: Array.from({ length: sequence - first }, (_, number) => first + number) };
}

function open(data, { own, senders, leaves, lost, now }) {
  const wanted = inspect(data);
  const mine = own.find(({ card }) => keyId(card.sealing).equals(wanted)) ?? refuse("wrong_recipient");
  const parts = split(openOutside(data, bundleKey(data, mine.secret, mine.card.sealing)));
  const { manifest } = parts;
  need(isFor(manifest, mine.card), "wrong_recipient");
  const known = senders.filter(({ card }) => isBy(manifest, card));
  need(known.length > 0, "unknown_sender");
  const sender = known.find(({ first, last }) =>
    first <= manifest.sequence && (last === null || manifest.sequence <= last)) ?? refuse("revoked_key");
  checkSigned(parts, sender.card, mine.card);
  const items = parts.items.map(readItem);
  const placed = place(parts, leaves, lost);
  need(manifest.createdAt <= now + 86400000, "not_yet_valid");
  need(manifest.expiresAt >= now, "expired");
  return { items, ...placed };
}

function show(data, key, sender, recipient) {
  const parts = split(openOutside(data, key));
  need(isFor(parts.manifest, recipient), "wrong_recipient");
  need(isBy(parts.manifest, sender), "unknown_sender");
  checkSigned(parts, sender, recipient);
  return { manifest: parts.manifest, items: parts.items.map(readItem) };
}

// --- The kit -------------------------------------------------------------------------------------------------

function outcomeOf(each, read, keys) {
  const card = (name) => readCard(Buffer.from(keys[name].card));
  const data = read(each.file), hashes = (each.held ?? []).map((leaf) => Buffer.from(leaf, "hex"));
  switch (each.check) {
    case "card":
      readCard(data);
      return { outcome: "taken" };
    case "shown":
      return { outcome: "taken", items: show(data, Buffer.from(each.key, "hex"), card(each.sender),
        card(each.recipient)).items };
    default: {
      const own = each.own.map((name) => ({ card: card(name), secret: Buffer.from(keys[name].private, "hex") }));
      const senders = each.senders.map((sender) => ({ ...sender, card: card(sender.card) }));
      const found = open(data, { own, senders, leaves: hashes, lost: each.lost ?? [], now: moment(each.now) });
      return { outcome: "taken", items: found.items, late: found.isLate, lost: found.lost };
    }
  }
}

function outcome(each, read, keys) {
  try {
    return outcomeOf(each, read, keys);
  } catch (error) {
    if (error instanceof Refusal) return { outcome: error.kind };
    throw error;
  }
}

function runKit(file) {
  const kit = JSON.parse(readFileSync(file, "utf8"));
  const read = (name) => readFileSync(join(dirname(file), name));
  let disagreements = 0;
  for (const each of kit.cases) {
    const found = outcome(each, read, kit.keys);
    if (encode(found) !== encode(each.expect)) {
      disagreements += 1;
      console.log(`${each.file}: ${encode(found)}, expected ${encode(each.expect)}`);
    }
  }
  console.log(`${kit.cases.length} cases, ${disagreements} disagreements`);
  return disagreements ? 1 : 0;
}

function runOne([file, key, sender, recipient]) {
  try {
    const { manifest, items } = show(readFileSync(file), Buffer.from(key, "hex"), readCard(readFileSync(sender)),
      readCard(readFileSync(recipient)));
    console.log(`bundle ${manifest.sequence}, ${manifest.purpose}, ${items.length} items: verified`);
    return 0;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.log(`refused: ${error.kind}`);
    return 1;
  }
}

const [first, ...rest] = process.argv.slice(2);
process.exitCode = first === "bundle" ? runOne(rest) : runKit(first);
