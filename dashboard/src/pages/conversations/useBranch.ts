import { useLocation, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { MonitoredMessage } from "../../api/types";
import { type Choices, choicesFor, pathOf, type Step, type Tree, treeOf } from "./tree";

export interface BranchState {
  tree: Tree;
  steps: Step[];
  /** The message in the URL. */
  target: string;
  /** Shows the branch with this message and puts it into the URL. Scrolls to `to`, if given. */
  show: (id: string, to?: string) => void;
}

const NONE: readonly MonitoredMessage[] = [];

/** State of the shown branch: the one with the message in the URL (`#msg_…`), plus later selections. */
export function useBranch(messages: readonly MonitoredMessage[] = NONE): BranchState {
  const tree = useMemo(() => treeOf(messages), [messages]);
  const target = useLocation({ select: ({ hash }) => hash });
  const navigate = useNavigate();
  const [choices, setChoices] = useState<Choices>({});
  // The target whose branch is shown. Applied once its message has loaded.
  const [shown, setShown] = useState("");
  const known = tree.byId.has(target);
  if (known && shown !== target) {
    setShown(target);
    setChoices(choicesFor(tree, target, choices));
  }
  // Overrides where to scroll after the URL has changed.
  const scrollTarget = useRef<{ to: string | undefined }>(undefined);
  useEffect(() => {
    if (!known) return;
    const to = scrollTarget.current ? scrollTarget.current.to : target;
    scrollTarget.current = undefined;
    if (to) document.getElementById(to)?.scrollIntoView({ block: "start" });
  }, [known, target]);
  const steps = useMemo(() => pathOf(tree, choices), [tree, choices]);
  const show = useCallback(
    (id: string, to?: string) => {
      scrollTarget.current = { to };
      setChoices((before) => choicesFor(tree, id, before));
      setShown(id);
      void navigate({ to: ".", hash: id, replace: true, resetScroll: false, hashScrollIntoView: false });
    },
    [tree, navigate],
  );
  return { tree, steps, target, show };
}
