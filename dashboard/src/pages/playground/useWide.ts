import { useSyncExternalStore } from "react";

const media = matchMedia("(width >= 64rem)");

function subscribe(listener: () => void) {
  media.addEventListener("change", listener);
  return () => media.removeEventListener("change", listener);
}

/** Returns whether two columns fit; same width as Tailwind's `lg`. */
export function useWide(): boolean {
  return useSyncExternalStore(subscribe, () => media.matches);
}
