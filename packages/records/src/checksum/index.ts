export { crc32 } from "./crc32.js";
export { crc32c } from "./crc32c.js";
export { type NativeCrc32, overrideNativeCrc32 } from "./native-crc32.js";
