import { useLocation, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { MonitoredMessage } from "../../api/types";
import { type Choices, choicesFor, pathOf, type Step, type Tree, treeOf } from "./tree";

export interface BranchState {
  tree: Tree;
  steps: Step[];
  /** The message that the address names. */
  target: string;
  /** Reads the branch with this message, which the address then names; `to` comes into view, else all stays in its place. */
  show: (id: string, to?: string) => void;
}

const NONE: readonly MonitoredMessage[] = [];

/** Which branch is read: that of the message in the address, `#msg_…`, and what was chosen since. */
export function useBranch(messages: readonly MonitoredMessage[] = NONE): BranchState {
  const tree = useMemo(() => treeOf(messages), [messages]);
  const target = useLocation({ select: ({ hash }) => hash });
  const navigate = useNavigate();
  const [choices, setChoices] = useState<Choices>({});
  // The branch of the address, once its message is here.
  const [shown, setShown] = useState("");
  const known = tree.byId.has(target);
  if (known && shown !== target) {
    setShown(target);
    setChoices(choicesFor(tree, target, choices));
  }
  // Where to go once the address names another message; nothing for that message itself.
  const going = useRef<{ to: string | undefined }>(undefined);
  useEffect(() => {
    if (!known) return;
    const to = going.current ? going.current.to : target;
    going.current = undefined;
    if (to) document.getElementById(to)?.scrollIntoView({ block: "start" });
  }, [known, target]);
  const steps = useMemo(() => pathOf(tree, choices), [tree, choices]);
  const show = useCallback(
    (id: string, to?: string) => {
      going.current = { to };
      setChoices((before) => choicesFor(tree, id, before));
      setShown(id);
      void navigate({ to: ".", hash: id, replace: true, resetScroll: false, hashScrollIntoView: false });
    },
    [tree, navigate],
  );
  return { tree, steps, target, show };
}
