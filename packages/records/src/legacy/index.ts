export { type LegacyMagic, messageOverheadBytes } from "./layout.js";
export { Message } from "./message.js";
export { MessageBatch } from "./message-batch.js";
export { stampMessage } from "./message-codec.js";
export { MessageSetBuilder, type MessageSetBuilderOptions } from "./message-set-builder.js";
