// Parses, mixes and compares CSS colors, to derive a readable palette from three colors.

/** Red, green and blue, each from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Parses `#rgb`, `#rrggbb` and `rgb(r, g, b)`. Returns undefined for anything else. */
export function parseColor(text: string): Rgb | undefined {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  if (short) return triple(short.slice(1).map((digit) => Number.parseInt(digit + digit, 16)));
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (long) return triple(long.slice(1).map((digits) => Number.parseInt(digits, 16)));
  const rgb = /^rgb\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*\)$/i.exec(text);
  const parts = rgb?.slice(1).map(Number);
  return parts?.every((part) => part <= 255) ? triple(parts) : undefined;
}

const triple = (parts: number[]): Rgb => parts as unknown as Rgb;

export const formatColor = (color: Rgb): string =>
  `#${color.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;

/** Mixes two colors. `share` is the other color's share, from 0 to 1. */
export const mix = (one: Rgb, other: Rgb, share: number): Rgb =>
  triple(one.map((part, index) => part + ((other[index] as number) - part) * share));

/** Returns the relative luminance as defined by WCAG. */
export function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Returns the contrast ratio as defined by WCAG, from 1 to 21. Text needs 4.5. */
export function contrast(one: Rgb, other: Rgb): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];

/** Returns white or black, whichever is readable on a background. One of them always is. */
export const readableOn = (background: Rgb): Rgb => (contrast(WHITE, background) >= 4.5 ? WHITE : BLACK);

/** Mixes a color toward another one until it is readable as text on all backgrounds. */
export const readable = (color: Rgb, toward: Rgb, ...backgrounds: Rgb[]): Rgb =>
  withContrast(4.6, color, toward, backgrounds);

/** Mixes a color toward another one until it has a minimum contrast with all backgrounds. Non-text elements need 3. */
export function withContrast(minimum: number, color: Rgb, toward: Rgb, backgrounds: Rgb[]): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(color, toward, share);
    if (backgrounds.every((background) => contrast(mixed, background) >= minimum)) return mixed;
  }
  return toward;
}
