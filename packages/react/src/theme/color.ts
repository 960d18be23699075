// Colours as CSS writes them, mixed and compared, so that a palette of three grows into one that can be read.

/** Red, green and blue, each from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Reads `#rgb`, `#rrggbb` and `rgb(r, g, b)`; undefined if it is something else. */
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

/** A colour on the way from one to another; `share` of the other, from 0 to 1. */
export const mix = (one: Rgb, other: Rgb, share: number): Rgb =>
  triple(one.map((part, index) => part + ((other[index] as number) - part) * share));

/** Relative luminance as WCAG defines it. */
export function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast as WCAG defines it, from 1 to 21. Text needs 4.5. */
export function contrast(one: Rgb, other: Rgb): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];

/** Black or white, whichever can be read on it. One of them always can. */
export const readableOn = (ground: Rgb): Rgb => (contrast(WHITE, ground) >= 4.5 ? WHITE : BLACK);

/** The colour, or as little as needed on the way to another one to be readable on all of these grounds. */
export const readable = (color: Rgb, toward: Rgb, ...grounds: Rgb[]): Rgb => distinct(4.6, color, toward, grounds);

/** The same for a contrast of one's own; what is no text needs 3. */
export function distinct(least: number, color: Rgb, toward: Rgb, grounds: Rgb[]): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(color, toward, share);
    if (grounds.every((ground) => contrast(mixed, ground) >= least)) return mixed;
  }
  return toward;
}
