#!/usr/bin/env node
/** `k-run FILE …arguments`: runs a benchmark or a fuzz run of the package in the current folder, inner parts of it included. */
import { basename, resolve } from "node:path";
import { argv } from "node:process";
import { pathToFileURL } from "node:url";
import { bundleFromSources } from "./bundle-from-sources.mjs";

const script = resolve(argv[2]);
// In the package, so that what it depends on is found from there.
const bundle = resolve("node_modules", ".cache", "k-run", basename(script));
await bundleFromSources({ script, folder: resolve(), outfile: bundle });
argv.splice(1, 2, script);
await import(pathToFileURL(bundle));
