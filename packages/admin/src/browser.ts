/** Whoever can open a page can read what is in it: secrets have no place there. */
export function refuseBrowsers(): void {
  const { window } = globalThis as { window?: { document?: unknown } };
  if (window?.document === undefined) return;
  throw new Error(
    "@proficient/admin holds secrets and refuses to run in a browser page: use it in your backend, and @proficient/client here",
  );
}
