// crc-32 ships no types for its second file.
declare module "crc-32/crc32c.js" {
  const CRC32C: { buf(bytes: Uint8Array, seed?: number): number };
  // biome-ignore lint/style/noDefaultExport: it is CommonJS
  export default CRC32C;
}
