/**
 * Returns a new random client ID: 22 letters and digits. (Not a UUID, because browsers create those only on HTTPS
 * pages.)
 */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(22));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join("");
}

/** Returns the parameters with a client ID: the caller's, or else a new one. */
export const withClientId = <P extends { clientId?: string | null | undefined }>(
  params: P,
): P & { clientId: string } => ({
  ...params,
  clientId: params.clientId ?? newClientId(),
});
