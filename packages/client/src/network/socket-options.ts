/** Which of the socket options that people know from other clients Node can set, and what to say about the others. */

/** `["IPPROTO_TCP", "TCP_NODELAY", 1]`: level and option by their names in C. */
export type SocketOption = readonly [level: string, option: string, value: number | boolean];

export interface SocketSettings {
  readonly noDelay: boolean;
  readonly keepAlive: boolean;
  readonly keepAliveInitialDelayMs: number;
}

/** Keep-alive finds peers that vanished without a word; the first probe comes before most middle boxes forget a connection. */
const defaults: SocketSettings = { noDelay: true, keepAlive: true, keepAliveInitialDelayMs: 60_000 };

/** The settings, and a sentence about each option that cannot be had. */
export function resolveSocketOptions(options: readonly SocketOption[]): {
  readonly settings: SocketSettings;
  readonly warnings: readonly string[];
} {
  let settings = defaults;
  const warnings: string[] = [];
  for (const [level, option, value] of options) {
    if (option === "TCP_NODELAY") settings = { ...settings, noDelay: Boolean(value) };
    else if (option === "SO_KEEPALIVE") settings = { ...settings, keepAlive: Boolean(value) };
    else if (option === "TCP_KEEPIDLE") settings = { ...settings, keepAliveInitialDelayMs: Number(value) * 1_000 };
    else
      warnings.push(
        `socketOptions: Node cannot set ${level} ${option}; pass a \`connect\` function that makes the socket`,
      );
  }
  return { settings, warnings };
}
