/** Compiles files as strict nodenext consumers would, and checks our declarations as well as their code. */
import { join } from "node:path";
import ts from "typescript";
import { root } from "./packed-package.js";

export interface TypeProblem {
  readonly file: string;
  readonly message: string;
}

export function typeErrors(files: readonly string[]): TypeProblem[] {
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
    strict: true,
    noEmit: true,
    // Node's types are the consumer's own affair.
    typeRoots: [join(root, "node_modules/@types")],
    types: ["node"],
  });
  // Only ours are checked: the consumers, and what they import of us. Node's and the language's own declarations take 10 s.
  const ours = program.getSourceFiles().filter(({ fileName }) => files.includes(fileName) || fileName.includes("/@k/"));
  return ours.flatMap((file) =>
    [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(({ messageText }) => ({
      file: file.fileName,
      message: ts.flattenDiagnosticMessageText(messageText, "\n"),
    })),
  );
}
