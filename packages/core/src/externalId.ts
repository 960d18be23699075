/** Maximum characters of an external ID. */
const MAX_LENGTH = 256;

/** What programs write when a value is missing. As an external ID, it would make one user of many people. */
const MISSING_VALUES = ["undefined", "null", "NaN"];

/**
 * Returns what is wrong with a user's external ID, in words that follow its name, such as "must not be only white space".
 * The server refuses the same IDs.
 */
export function externalIdProblem(id: unknown): string | undefined {
  if (id === undefined || id === null || id === "") return "is missing";
  if (typeof id !== "string") return "must be a string";
  if ([...id].length > MAX_LENGTH) return `must have 1 to ${MAX_LENGTH} characters`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the regex looks for control characters.
  if (/[\0-\x1f\x7f]/.test(id)) return "must not contain control characters, which no header can carry";
  if (id.trim() === "") return "must not be only white space";
  if (id.startsWith(" ") || id.endsWith(" ")) return "must not begin or end with a space, which no header can carry";
  if (MISSING_VALUES.includes(id) || /^\[object .*\]$|^\{\{.*\}\}$/.test(id)) {
    return `is "${id}", which is a programming error in the app: pass the ID of the user who is signed in`;
  }
  return undefined;
}
