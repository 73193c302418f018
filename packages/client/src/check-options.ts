/** Whether options that are not numbers have a value of the right kind. Secrets, and what may hold them, are never shown. */
import { KafkaConfigurationError } from "./errors.js";

/** Throws `KafkaConfigurationError` for the first that has not; undefined is not given. */
export function checkOptions(options: Readonly<Partial<Record<CheckedOption, unknown>>>): void {
  for (const [name, { wanted, accepts, isSecret }] of Object.entries<Kind>(kinds)) {
    const value = options[name as CheckedOption];
    if (value === undefined || accepts(value)) continue;
    const but = isSecret ? "another kind of value" : show(value);
    throw new KafkaConfigurationError(`${name} must be ${wanted}, not ${but}`);
  }
}

interface Kind {
  readonly wanted: string;
  accepts(value: unknown): boolean;
  readonly isSecret?: boolean;
}

const isText = (value: unknown) => typeof value === "string";
const isFunction = (value: unknown) => typeof value === "function";
const isObject = (value: unknown) => typeof value === "object" && value !== null;
const hasMethods = (value: unknown, names: readonly string[]) =>
  isObject(value) && names.every((name) => isFunction((value as Readonly<Record<string, unknown>>)[name]));

const bool: Kind = { wanted: "true or false", accepts: (value) => typeof value === "boolean" };
const text: Kind = { wanted: "a string", accepts: isText };
const func: Kind = { wanted: "a function", accepts: isFunction };
const object: Kind = { wanted: "an object", accepts: isObject };
const file: Kind = {
  wanted: "a path, PEM text or bytes",
  accepts: (value) => isText(value) || value instanceof Uint8Array,
  isSecret: true,
};
const secret: Kind = {
  wanted: "a string, or a function that gives one",
  accepts: (value) => isText(value) || isFunction(value),
  isSecret: true,
};
const objectWith = (...names: readonly string[]): Kind => ({
  wanted: `an object with ${names.join("(), ")}()`,
  accepts: (value) => hasMethods(value, names),
});

const kinds = {
  clientId: { wanted: "a string or null", accepts: (value) => value === null || isText(value) },
  allowAutoCreateTopics: bool,
  legacyBrokers: bool,
  socketOptions: {
    wanted: 'a list of [level, option, value], such as ["IPPROTO_TCP", "TCP_NODELAY", 1]',
    accepts: (value) => Array.isArray(value) && value.every(isSocketOption),
  },
  connect: func,
  resolver: objectWith("lookup", "canonicalName"),
  clock: objectWith("now", "setTimer", "clearTimer"),
  random: func,
  logger: objectWith("debug", "info", "warn", "error"),
  sslContext: object,
  sslCafile: file,
  sslCertfile: file,
  sslKeyfile: file,
  sslPassword: secret,
  sslCrlfile: file,
  sslCheckHostname: bool,
  sslCiphers: text,
  saslMechanism: {
    wanted: "a name, or an object of your own with a name and begin()",
    accepts: (value) => isText(value) || (hasMethods(value, ["begin"]) && isText((value as { name: unknown }).name)),
  },
  saslPlainUsername: text,
  saslPlainPassword: secret,
  saslDelegationToken: bool,
  saslOauthTokenProvider: {
    wanted: "a function, or an object with token()",
    accepts: (value) => isFunction(value) || hasMethods(value, ["token"]),
    isSecret: true,
  },
  saslKerberosServiceName: text,
  saslKerberosDomainName: text,
} as const satisfies Readonly<Record<string, Kind>>;

/** An option of the client whose value is no number. */
type CheckedOption = keyof typeof kinds;

function isSocketOption(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [level, option, setting] = value;
  return isText(level) && isText(option) && (typeof setting === "number" || typeof setting === "boolean");
}

function show(value: unknown): string {
  if (Array.isArray(value)) return "such a list";
  if (isObject(value)) return "such an object";
  if (isFunction(value)) return "a function";
  return isText(value) ? JSON.stringify(value) : String(value);
}
