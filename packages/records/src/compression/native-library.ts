/** Loads a codec's library when it is first needed, or says what to install. */

import { UnsupportedCodecError } from "../errors.js";
import { optionalRequire } from "../optional-require.js";

/** A function that loads `packageName` once; what it throws when it cannot is for users to act on. */
export function nativeLibrary<Library>(packageName: string, codec: string): () => Library {
  let library: Library | undefined;
  return () => {
    try {
      library ??= optionalRequire(packageName) as Library;
      return library;
    } catch (error) {
      throw new UnsupportedCodecError(
        `${codec} needs the package ${packageName}, which is not installed or has no binary for ${process.platform} ${process.arch}: npm install ${packageName}`,
        { cause: error },
      );
    }
  };
}
