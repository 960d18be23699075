type Load<Result> = () => Promise<Result>;

/** Returns a function that loads something once. If that failed, the next call tries again. */
export function once<Result>(load: Load<Result>): Load<Result> {
  let loaded: Promise<Result> | undefined;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}
