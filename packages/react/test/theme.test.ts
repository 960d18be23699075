import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTheme, darkTheme } from "../src/index.js";
import { contrast, parseColor, type Rgb } from "../src/theme/color.js";

const rgb = (text: string | undefined) => parseColor(text ?? "") as Rgb;
const contrastBetween = (theme: typeof darkTheme, one: string, other: string) =>
  contrast(rgb(theme.variables[`--pf-${one}`]), rgb(theme.variables[`--pf-${other}`]));

describe("createTheme", () => {
  it("is dark by default, and accepts some or all colors", () => {
    expect(darkTheme.variables["--pf-scheme"]).toBe("dark");
    expect(createTheme({ colors: { background: "#fff", text: "rgb(10, 20, 30)" } }).variables["--pf-scheme"]).toBe(
      "light",
    );
    expect(createTheme({ colors: { primary: "#abc" } }).colors.background).toBe(darkTheme.colors.background);
  });

  it("names an invalid color and the valid formats", () => {
    expect(() => createTheme({ colors: { primary: "blue-ish" } })).toThrow(/colors\.primary must be a color such as/);
    expect(() => createTheme({ colors: { primary: "rgb(1, 2, 300)" } })).toThrow(/colors\.primary/);
    expect(() => createTheme({ colors: { primry: "#fff" } as never })).toThrow(/colors\.primry is unknown/);
  });

  it("derives readable colors if the text is readable on the background", () => {
    const part = fc.integer({ min: 0, max: 255 });
    const color = fc.tuple(part, part, part).map(([r, g, b]) => `rgb(${r}, ${g}, ${b})`);
    fc.assert(
      fc.property(color, color, color, (background, primary, text) => {
        fc.pre(contrast(rgb(background), rgb(text)) >= 7);
        const theme = createTheme({ colors: { background, primary, text } });
        expect(contrastBetween(theme, "on-primary", "primary")).toBeGreaterThanOrEqual(4.5);
        for (const [one, other] of [
          ["muted", "background"],
          ["muted", "side"],
          ["link", "background"],
          ["link", "raised"],
          ["danger", "background"],
          ["text", "danger-ground"],
        ] as const) {
          expect(contrastBetween(theme, one, other), `${one} on ${other}`).toBeGreaterThanOrEqual(4.5);
        }
      }),
    );
  });
});
