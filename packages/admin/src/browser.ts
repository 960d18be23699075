/** Throws in a browser page, where anyone could read the secrets. */
export function refuseBrowsers(): void {
  const { window } = globalThis as { window?: { document?: unknown } };
  if (window?.document === undefined) return;
  throw new Error(
    "@proficient/admin holds secrets and does not run in a browser page. Use it in your backend, and @proficient/client here",
  );
}
