/** The certificates in test/pki; `make.sh` there says what each is. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const pkiPath = (file: string): string => fileURLToPath(new URL(`../pki/${file}`, import.meta.url));
export const pki = (file: string): Buffer => readFileSync(pkiPath(file));

/** Node's TLS options of a server that shows this certificate. */
export const serverTls = (name: string) => ({ key: pki(`${name}.key.pem`), cert: pki(`${name}.pem`) });
