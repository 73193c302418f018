/**
 * Reads the text of a Java properties file, by the rules of `java.util.Properties`: comments with # or !, names that
 * end at the first =, : or blank, a backslash at the end of a line to go on in the next, \t \n \r \f \uXXXX.
 */
export function* parseProperties(text: string): Generator<[name: string, value: string]> {
  for (const line of logicalLines(text)) {
    // A name may contain = : and blanks, each behind a backslash.
    const [, name = "", value = ""] = /^((?:[^\\=:\s]|\\.)*)\s*[=:]?\s*(.*)$/s.exec(line) ?? [];
    yield [unescaped(name), unescaped(value)];
  }
}

function* logicalLines(text: string): Generator<string> {
  let pending = "";
  for (const natural of text.split(/\r\n|\r|\n/)) {
    const line = natural.trimStart();
    if (pending === "" && (line === "" || line.startsWith("#") || line.startsWith("!"))) continue;
    const backslashes = /\\*$/.exec(line)![0].length;
    // An even number are backslashes of the value.
    if (backslashes % 2 === 1) {
      pending += line.slice(0, -1);
      continue;
    }
    yield pending + line;
    pending = "";
  }
  if (pending !== "") yield pending;
}

const CONTROL: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" };

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, hex: string | undefined, letter: string) =>
    hex === undefined ? (CONTROL[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
