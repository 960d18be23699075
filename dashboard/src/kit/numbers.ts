const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });
const seconds = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1, minimumFractionDigits: 1 });

/** "12,345" */
export const count = (value: number) => whole.format(value);

/** "12.3K", for 10,000 and above. */
export const brief = (value: number) => (Math.abs(value) < 10_000 ? whole.format(value) : short.format(value));

/** "2.5%" for a share between 0 and 1. */
export const share = (value: number) => percent.format(value);

/** US dollars; small amounts keep their significant digits. */
export function dollars(value: number): string {
  const size = Math.abs(value);
  const digits = size === 0 || size >= 1 ? 2 : Math.min(6, 2 - Math.floor(Math.log10(size)));
  return `${value < 0 ? "−" : ""}$${size.toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: digits })}`;
}

/** "640 ms", "1.2 s" */
export function duration(ms: number): string {
  return ms < 1000 ? `${whole.format(ms)} ms` : `${seconds.format(ms / 1000)} s`;
}

/** "1 message", "2 messages" */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${whole.format(value)} ${value === 1 ? one : many}`;
}
