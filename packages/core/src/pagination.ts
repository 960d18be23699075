/** One page of a list. */
export interface Page<T> {
  data: T[];
  /** Whether there are more. Pass the last object's ID as `startingAfter` to get the next page. */
  hasMore: boolean;
}

/** Which page of a list to return. */
export interface PageParams {
  /** 1 to 100. If left out, the server decides. */
  limit?: number | undefined;
  /** The ID of the last object of the previous page. */
  startingAfter?: string | undefined;
}

/** Yields every object of a list and fetches pages as needed. */
export async function* iterate<T extends { id: string }, P extends PageParams>(
  list: (params: P) => Promise<Page<T>>,
  params: P,
): AsyncGenerator<T, void, undefined> {
  let page = await list(params);
  for (;;) {
    const last = page.data.at(-1);
    yield* page.data.slice(0, -1);
    if (last === undefined) return;
    // The last object is the cursor of the next page, so fetch that page before the caller can delete the object.
    const next = page.hasMore ? await list({ ...params, startingAfter: last.id }) : undefined;
    yield last;
    if (next === undefined) return;
    page = next;
  }
}
