// Runs the code that the dashboard shows, in each language that is installed.
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { hashSnippets, secretVariable } from "../src/pages/settings/snippets";

const SECRET = "hsec_mFLSkjGK6XLK1TUxL8wgiXrjwZCqcfmgbXTC0JmZFooSl9rQlzIrpsQHNor4guw2YOUP7vWA";
const USER = "Zoë 42"; // not ASCII: the hash is over UTF-8 bytes
const VARIABLE = secretVariable("Recipe helper");

const folder = mkdtempSync(join(tmpdir(), "proficient-snippets-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** For each language: the file, code that prints the hash, and the command. */
const RUNS: Record<string, { file: string; code: (snippet: string) => string; run: string[] }> = {
  Node: { file: "hash.cjs", code: (it) => `${it}\nconsole.log(proficientHash("${USER}"));`, run: ["node", "hash.cjs"] },
  Python: { file: "hash.py", code: (it) => `${it}\nprint(proficient_hash("${USER}"))`, run: ["python3", "hash.py"] },
  Ruby: { file: "hash.rb", code: (it) => `${it}\nputs proficient_hash("${USER}")`, run: ["ruby", "-Ku", "hash.rb"] },
  PHP: { file: "hash.php", code: (it) => `${it}\necho proficientHash("${USER}");`, run: ["php", "hash.php"] },
  Go: {
    file: "hash.go",
    code: (it) => `${it.replace("package proficient", "package main")}\nfunc main() { print(Hash("${USER}")) }`,
    run: ["go", "run", "hash.go"],
  },
  Java: {
    file: "Main.java",
    // Java runs the first class of a file.
    code: (it) =>
      it.replace(
        "class Proficient {",
        `class Main { public static void main(String[] a) throws Exception { System.out.print(Proficient.hash("${USER.replace("ë", "\\u00eb")}")); } }\nclass Proficient {`,
      ),
    run: ["java", "Main.java"],
  },
};

function installed(program: string): boolean {
  try {
    execFileSync("which", [program]);
    return true;
  } catch {
    return false;
  }
}

describe("code that computes the hash", () => {
  const expected = createHmac("sha256", SECRET).update(USER).digest("base64");
  const snippets = new Map(hashSnippets(VARIABLE).map(({ title, code }) => [title, code]));

  test.for(Object.entries(RUNS))("%s", { timeout: 60_000 }, ([title, { file, code, run }], { skip }) => {
    const [program = "", ...rest] = run;
    if (!installed(program)) skip(`${program} is not installed`);
    writeFileSync(join(folder, file), code(snippets.get(title) ?? ""));
    // Go's `print` writes to standard error.
    const command = `exec ${[program, ...rest].join(" ")} 2>&1`;
    const env = { ...process.env, [VARIABLE]: SECRET };
    expect(execFileSync("sh", ["-c", command], { cwd: folder, env, encoding: "utf8" }).trim()).toBe(expected);
  });

  test("contains the name of the variable but never the secret", () => {
    for (const code of snippets.values()) {
      expect(code).toContain(VARIABLE);
      expect(code).not.toMatch(/hsec_|[sp]k_/);
    }
  });
});

test.for([
  ["Recipe helper", "RECIPE_HELPER_HMAC_SECRET"],
  ["  Café №7!  ", "CAFE_NO7_HMAC_SECRET"],
  ["42 things", "THINGS_HMAC_SECRET"],
  ["料理", "PROFICIENT_HMAC_SECRET"],
  ["", "PROFICIENT_HMAC_SECRET"],
  ['"; rm -rf / #\n?><script>', "RM_RF_SCRIPT_HMAC_SECRET"],
  ["a".repeat(300), `${"A".repeat(40)}_HMAC_SECRET`],
])("the variable of a project called %j", ([name = "", variable]) => {
  expect(secretVariable(name)).toBe(variable);
});
