/** Java's properties files. */

/** @typedef {Readonly<Record<string, string | number | boolean>>} Properties */

/**
 * @param {...Properties} layers later ones win
 * @returns {string} the file's text
 */
export function propertiesFile(...layers) {
  return Object.entries(Object.assign({}, ...layers))
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}
