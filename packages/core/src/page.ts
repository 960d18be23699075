/** One page of a list. */
export interface Page<T> {
  data: T[];
  /** Whether more follow; ask on with `startingAfter` set to the last one's ID. */
  hasMore: boolean;
}

/** Which page of a list. */
export interface PageParams {
  /** 1 to 100. Without one the server decides. */
  limit?: number | undefined;
  /** The ID of the last object that you have. */
  startingAfter?: string | undefined;
}

/** Every object of a list; pages are fetched as they are needed. */
export async function* iterate<T extends { id: string }, P extends PageParams>(
  list: (params: P) => Promise<Page<T>>,
  params: P,
): AsyncGenerator<T, void, undefined> {
  let page = await list(params);
  for (;;) {
    const last = page.data.at(-1);
    yield* page.data.slice(0, -1);
    if (last === undefined) return;
    // The next page is named by this page's last object, so it is fetched before the caller can delete that.
    const next = page.hasMore ? await list({ ...params, startingAfter: last.id }) : undefined;
    yield last;
    if (next === undefined) return;
    page = next;
  }
}
