// vitest 4 ignores a file named vitest.workspace.ts by itself; this makes bare `vitest` and editors read it.
export { default } from "./vitest.workspace.ts";
