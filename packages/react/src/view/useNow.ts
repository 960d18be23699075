import { useEffect, useState } from "react";
import { isPageVisible, onPageVisibility } from "../store/pageVisibility.js";

/** Returns the time, which is updated each minute while the page is visible. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const update = () => isPageVisible() && setNow(Date.now());
    const timer = setInterval(update, 60_000);
    const stopWatchingPage = onPageVisibility(update);
    return () => {
      clearInterval(timer);
      stopWatchingPage();
    };
  }, []);
  return now;
}
