// Solves a riddle of altcha's kind: the number whose SHA-256 after the salt is the challenge.
// Its own SHA-256: browsers have none to offer where a page comes over plain http.
"use strict";

const K = new Uint32Array(64);
const START = new Uint32Array(8);
{
  // The first 32 bits of the fractional parts of the cube (K) and square roots of the first primes.
  let found = 0;
  for (let candidate = 2; found < 64; candidate++) {
    let isPrime = true;
    for (let factor = 2; factor * factor <= candidate; factor++) if (candidate % factor === 0) { isPrime = false; break; }
    if (!isPrime) continue;
    const cube = Math.cbrt(candidate), square = Math.sqrt(candidate);
    K[found] = Math.floor((cube - Math.floor(cube)) * 4294967296);
    if (found < 8) START[found] = Math.floor((square - Math.floor(square)) * 4294967296);
    found++;
  }
}

const W = new Uint32Array(64);

function compress(state, block, at) {
  for (let i = 0; i < 16; i++) {
    const j = at + 4 * i;
    W[i] = (block[j] << 24) | (block[j + 1] << 16) | (block[j + 2] << 8) | block[j + 3];
  }
  for (let i = 16; i < 64; i++) {
    const a = W[i - 15], b = W[i - 2];
    const s0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
    const s1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
    W[i] = W[i - 16] + s0 + W[i - 7] + s1;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

function hash(text) {
  const size = text.length, blocks = ((size + 8) >> 6) + 1, bytes = new Uint8Array(blocks * 64);
  for (let i = 0; i < size; i++) bytes[i] = text.charCodeAt(i); // salt and number are ASCII
  bytes[size] = 0x80;
  new DataView(bytes.buffer).setUint32(bytes.length - 4, size * 8);
  const state = START.slice();
  for (let i = 0; i < blocks; i++) compress(state, bytes, i * 64);
  return state;
}

function read(hex) {
  return Uint32Array.from({ length: 8 }, (_, i) => parseInt(hex.slice(8 * i, 8 * i + 8), 16));
}

self.onmessage = ({ data: riddle }) => {
  const wanted = read(riddle.challenge);
  for (let number = 0; number <= riddle.maxNumber; number++) {
    const state = hash(riddle.salt + number);
    if (state.every((word, i) => word === wanted[i])) {
      const { algorithm, challenge, salt, signature } = riddle;
      self.postMessage(btoa(JSON.stringify({ algorithm, challenge, number, salt, signature })));
      return;
    }
  }
  self.postMessage("");
};
