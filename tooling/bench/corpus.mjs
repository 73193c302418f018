/** The records that are sent: distinct lines of JSON, ASCII, of one exact length, the same for every client and run. */
const levels = ["debug", "info", "info", "info", "warn", "error"];
const services = ["checkout", "search", "billing", "catalog", "session", "gateway"];

/**
 * @param {{ sizeInBytes?: number, count?: number }} [options]
 * @returns {string[]}
 */
export function corpus({ sizeInBytes = 100, count = 4096 } = {}) {
  const random = xorshift(42);
  const pick = (list) => list[random() % list.length];
  return Array.from({ length: count }, (_, index) => {
    const line = `{"n":${index},"level":"${pick(levels)}","service":"${pick(services)}","ms":${random() % 5000},"trace":"`;
    let trace = "";
    while (line.length + trace.length + 2 < sizeInBytes) trace += random().toString(16).padStart(8, "0");
    return `${line}${trace}`.slice(0, sizeInBytes - 2).concat('"}');
  });
}

/** A small seeded generator: the same lines every time. */
function xorshift(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
