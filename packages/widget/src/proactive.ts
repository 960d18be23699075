// When a message appears beside the button although nobody has asked.
import { useEffect, useState } from "react";
import { matchesPage } from "./pagePatterns.js";
import type { Settings } from "./settings.js";

/** How long a visitor is left alone by default, in seconds. */
const DELAY = 5;

/**
 * Returns the message to show now, and a function that dismisses it. Each message appears once per visitor or session,
 * on a page that matches, after the visitor has seen such pages for some time, and never while the chat is open.
 */
export function useProactiveMessage(
  settings: Settings,
  isReady: boolean,
  isOpen: boolean,
): [string | undefined, () => void] {
  const { agentId = "", proactiveMessage: message, proactiveDelay = DELAY, proactiveRepeat = "visitor" } = settings;
  const pages = settings.proactivePages?.join(",");
  const [shown, setShown] = useState<string>();
  const dismiss = () => setShown(undefined);
  useEffect(() => {
    setShown(undefined);
    if (!message || !isReady) return;
    const memory = new Memory(agentId, proactiveRepeat);
    if (isOpen) {
      memory.remember(message); // nobody has to invite this visitor
      return;
    }
    let [seconds, isShown] = [0, false];
    const stop = () => clearInterval(timer);
    // Pages of a single-page app change without an event, so this looks once per second until the message is gone.
    const check = () => {
      const isHere = matchesPage(pages?.split(","), location);
      if (isShown) {
        if (isHere) return;
        setShown(undefined);
        stop();
      } else if (isHere && document.visibilityState === "visible" && seconds++ >= proactiveDelay) {
        isShown = memory.isNew(message) && memory.remember(message);
        if (isShown) setShown(message);
        else stop();
      }
    };
    const timer = setInterval(check, 1_000);
    check();
    return stop;
  }, [agentId, message, proactiveDelay, pages, proactiveRepeat, isReady, isOpen]);
  return [shown, dismiss];
}

/** Remembers which message was shown. */
class Memory {
  readonly #key: string;
  readonly #isForSession: boolean;

  constructor(agentId: string, repeat: "visitor" | "session") {
    this.#key = `proficient:proactive:${agentId}`;
    this.#isForSession = repeat === "session";
  }

  // Reading this property throws where storage is blocked.
  get #storage(): Storage {
    return this.#isForSession ? sessionStorage : localStorage;
  }

  isNew(message: string): boolean {
    try {
      return this.#storage.getItem(this.#key) !== message;
    } catch {
      return false;
    }
  }

  /** Returns whether this worked. A message that cannot be remembered would appear on each page, so it never does. */
  remember(message: string): boolean {
    try {
      this.#storage.setItem(this.#key, message);
      return true;
    } catch {
      return false;
    }
  }
}
