/** The layers, as data: which package may import which, in which order the folders of a package build upon each other, and where IO may live. */

/** The arrows of ARCHITECTURE.md: package → what its published code may import of the others. */
export const allowedImports: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  records: ["@k/protocol/wire"],
  client: ["@k/protocol"],
  "dev-broker": ["@k/protocol", "@k/records"],
  producer: ["@k/client", "@k/records", "@k/protocol"],
  cli: ["@k/producer", "@k/dev-broker", "@k/client", "@k/records", "@k/protocol"],
};

/** Every specifier that exists. */
export const publicSpecifiers = [
  ...Object.keys(allowedImports).map((name) => `@k/${name}`),
  "@k/protocol/wire",
  "@k/protocol/schema",
];

/**
 * The folders of each package, lowest first: a folder imports only those before it; folders in one inner list do not know each other.
 * Files directly in src/ are not listed; that they form no cycle with the folders is checked apart.
 */
export const folderOrder: Readonly<Record<string, readonly (readonly string[])[]>> = {
  protocol: [["errors"], ["wire"], ["schema"], ["messages"], ["frame"]],
  records: [["checksum", "compression"], ["v2", "legacy"], ["operations"]],
  client: [["retry", "runtime"], ["sasl"], ["tls"], ["network"], ["metadata"]],
  "dev-broker": [
    ["log", "profile", "sasl", "transport"],
    ["cluster"],
    ["faults", "transactions"],
    ["handlers"],
    ["connection"],
  ],
  producer: [
    ["record", "serializer", "partitioner", "metrics"],
    ["stream"],
    ["interceptor"],
    ["config"],
    ["idempotence"],
    ["accumulator"],
    ["transaction", "intake"],
    ["sender"],
    ["observer"],
  ],
  cli: [["input", "output"], ["reading", "topics", "segment", "sending"], ["round-trip"], ["commands"]],
};

export interface IoRule {
  readonly what: string;
  /** Modules that are IO … */
  readonly modules?: RegExp;
  /** … or what is IO in the code, strings and comments left out. */
  readonly code?: RegExp;
  /** Relative to packages/. A name that ends in / is a folder. */
  readonly allowedIn: readonly string[];
}

/** Sockets, clocks, timers and randomness enter here and are passed on as parameters. The command line is all rim. */
export const ioAtTheRim: readonly IoRule[] = [
  {
    what: "sockets and names",
    modules: /^(?:node:)?(?:net|tls|dns|dgram|http|https)(?:\/|$)/,
    allowedIn: [
      "client/src/network/dial.ts",
      "client/src/network/system-resolver.ts",
      "client/src/tls/",
      "dev-broker/src/transport/",
      "cli/",
    ],
  },
  {
    what: "files and processes",
    modules: /^(?:node:)?(?:fs|child_process|worker_threads|os)(?:\/|$)/,
    allowedIn: ["client/src/tls/key-material.ts", "cli/"],
  },
  {
    what: "timers",
    modules: /^(?:node:)?timers(?:\/|$)/,
    code: /\b(?:setTimeout|setInterval|setImmediate)\s*\(/,
    allowedIn: [
      "client/src/runtime/system-clock.ts",
      "producer/src/clock.ts",
      "dev-broker/src/clock.ts",
      "dev-broker/src/virtual-clock.ts",
      "cli/",
    ],
  },
  {
    what: "the clock",
    code: /\b(?:Date\.now|performance\.now|process\.hrtime)\b|\bnew Date\(\s*\)/,
    allowedIn: [
      "client/src/runtime/system-clock.ts",
      "producer/src/clock.ts",
      "dev-broker/src/clock.ts",
      "dev-broker/src/dev-cluster-options.ts",
      "cli/",
    ],
  },
  {
    what: "randomness",
    code: /\bMath\.random\b|import\s*\{[^}]*\brandom(?:Bytes|UUID|Int|FillSync)\b|\.random(?:Bytes|UUID|Int|FillSync)\s*\(/,
    allowedIn: [
      "client/src/runtime/system-random.ts",
      "client/src/sasl/scram.ts", // a nonce must not be predictable
      "dev-broker/src/dev-cluster-options.ts",
      "producer/src/partitioner/", // applications construct these, and may pass their own
      "cli/",
    ],
  },
];
