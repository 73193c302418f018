/** Damages valid messages the way hostile or broken peers do. */

/** Values that lengths, counts and varints go wrong with. */
const INTERESTING = ["00", "01", "7f", "80", "ff", "7fff", "8000", "7fffffff", "80000000", "ffffffff", "fffffffe"]
  .concat(["ffffffff0f", "ffffffff07", "8080808000", "ffffffffff7f", "00000000", "0001", "c0af", "eda080"])
  .map((hex) => Buffer.from(hex, "hex"));

/**
 * One to four changes of a seed, in a buffer that the next call uses again.
 * @param {import("./random.mjs").Random} random
 * @param {readonly Uint8Array[]} seeds
 */
export function mutate(random, seeds) {
  let length = copy(random.pick(seeds), 0);
  for (let changes = 1 + random.below(4); changes > 0; changes--) length = change(random, length, seeds);
  return scratch.subarray(0, length);
}

const scratch = new Uint8Array(8192);

/** @returns {number} the new length */
function change(random, length, seeds) {
  const at = random.below(length + 1);
  switch (random.below(8)) {
    case 0: // One bit flips.
      if (at < length) scratch[at] ^= 1 << random.below(8);
      return length;
    case 1: // One byte becomes another.
      if (at < length) scratch[at] = random.below(256);
      return length;
    case 2: // A length, a count or a varint becomes a bad one.
      return Math.max(length, copy(random.pick(INTERESTING), at));
    case 3: // The end is missing.
      return at;
    case 4: // Something is missing inside.
      return remove(at, Math.min(random.below(9), length - at), length);
    case 5: // Something is inserted.
      return insert(at, random.pick(INTERESTING), length);
    case 6: // A piece comes twice.
      return insert(at, scratch.slice(at, Math.min(at + random.below(17), length)), length);
    default: // It goes on as another message does.
      return copy(tail(random, random.pick(seeds)), at);
  }
}

function tail(random, seed) {
  return seed.subarray(random.below(seed.length + 1));
}

function copy(bytes, at) {
  const fitting = bytes.subarray(0, scratch.length - at);
  scratch.set(fitting, at);
  return at + fitting.length;
}

function remove(at, count, length) {
  scratch.copyWithin(at, at + count, length);
  return length - count;
}

function insert(at, bytes, length) {
  const count = Math.min(bytes.length, scratch.length - length);
  scratch.copyWithin(at + count, at, length);
  scratch.set(bytes.subarray(0, count), at);
  return length + count;
}
