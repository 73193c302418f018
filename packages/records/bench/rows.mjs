/** JSON-like values, all different, of exactly `size` bytes, and ten-byte keys: as many as make a batch of 64 KiB. */
export function rowsOf(size) {
  return Array.from({ length: Math.floor(65_536 / (size + 30)) }, (_, i) => {
    const json = JSON.stringify({
      id: i,
      user: `user-${(i * 7919) % 1000}`,
      city: ["Berlin", "Paris", "Rome"][i % 3],
      amount: Math.sin(i),
    });
    return {
      timestamp: 1.7e12 + i,
      key: `key-${String(i % 4096).padStart(6, "0")}`,
      value: json.padEnd(size, json).slice(0, size),
    };
  });
}
