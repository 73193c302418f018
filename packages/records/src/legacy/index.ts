export { type LegacyMagic, messageOverheadBytes } from "./layout.js";
export { MessageBatch } from "./message-batch.js";
export { stampMessage } from "./message-codec.js";
export { MessageSetBuilder, type MessageSetBuilderOptions } from "./message-set-builder.js";
