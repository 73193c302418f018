/** Every option there is, by name, in the order of docs/options.md. */
import type { Option } from "../option.js";
import { advancedOptions } from "./advanced-options.js";
import { batchingOptions } from "./batching-options.js";
import { connectionOptions } from "./connection-options.js";
import { deliveryOptions } from "./delivery-options.js";
import { extensionOptions } from "./extension-options.js";
import { metadataOptions } from "./metadata-options.js";
import { metricsOptions } from "./metrics-options.js";
import { partitioningOptions } from "./partitioning-options.js";
import { securityOptions } from "./security-options.js";
import { transactionOptions } from "./transaction-options.js";

export type OptionGroup = Readonly<Record<string, Option>>;

/** The chapters of docs/options.md. */
export const optionGroups = {
  Delivery: deliveryOptions,
  "Batching and memory": batchingOptions,
  Partitioning: partitioningOptions,
  Transactions: transactionOptions,
  "Serializers and interceptors": extensionOptions,
  Connections: connectionOptions,
  Metadata: metadataOptions,
  Security: securityOptions,
  Metrics: metricsOptions,
  "Injected parts (advanced)": advancedOptions,
} as const satisfies Readonly<Record<string, OptionGroup>>;

export const optionTable = {
  ...deliveryOptions,
  ...batchingOptions,
  ...partitioningOptions,
  ...transactionOptions,
  ...extensionOptions,
  ...connectionOptions,
  ...metadataOptions,
  ...securityOptions,
  ...metricsOptions,
  ...advancedOptions,
} as const satisfies OptionGroup;

export type OptionName = keyof typeof optionTable;
