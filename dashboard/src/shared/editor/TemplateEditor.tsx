import { autocompletion, closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { type RefObject, useEffect, useRef } from "react";
import type { Preview } from "../../api/types";
import { nonce } from "../../shell/nonce";
import { editorTheme } from "./editorTheme";
import { rangeOf } from "./errorRange";
import { complete, handlebars } from "./handlebars";

export interface TemplateEditorProps {
  value: string;
  onChange: (value: string) => void;
  label: string;
  /** The IDs of the describing elements. */
  describedBy: string;
  /** Placeholder. */
  hint: string;
  /** The error in `value` and its position. */
  error: Preview["error"];
  readOnly: boolean;
  /** Receives a function that inserts text at the cursor. */
  insert: RefObject<((text: string) => void) | null>;
}

/** A code editor for Handlebars templates. */
export default function TemplateEditor(props: TemplateEditorProps) {
  const { value, onChange, label, describedBy, hint, error, readOnly, insert } = props;
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  const change = useRef(onChange);
  change.current = onChange;
  const text = useRef(value);

  useEffect(() => {
    if (!place.current) return;
    const view = new EditorView({
      parent: place.current,
      doc: text.current,
      extensions: [
        nonce && !nonce.startsWith("_") ? EditorView.cspNonce.of(nonce) : [],
        readOnly ? [EditorState.readOnly.of(true), EditorView.editable.of(false)] : [],
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        EditorView.lineWrapping,
        handlebars,
        closeBrackets(),
        autocompletion({ override: [complete], icons: false }),
        lintGutter(),
        placeholder(hint),
        // Tab moves to the next control, so that keyboard users are not trapped.
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap]),
        editorTheme,
        EditorView.contentAttributes.of({
          "aria-label": label,
          "aria-describedby": describedBy,
          ...(readOnly && { "aria-readonly": "true", tabindex: "0" }),
          spellcheck: "true",
          autocapitalize: "sentences",
        }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          text.current = update.state.doc.toString();
          change.current(text.current);
        }),
      ],
    });
    editor.current = view;
    insert.current = (text) => {
      view.dispatch(view.state.replaceSelection(text), { scrollIntoView: true });
      view.focus();
    };
    return () => {
      view.destroy();
      editor.current = null;
      insert.current = null;
    };
  }, [readOnly, label, describedBy, hint, insert]);

  // Apply outside changes, such as a restored version.
  useEffect(() => {
    const view = editor.current;
    if (!view || text.current === value) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const view = editor.current;
    if (!view) return;
    const found = error
      ? [{ ...rangeOf(view.state.doc, error), severity: "error" as const, message: error.message }]
      : [];
    view.dispatch(setDiagnostics(view.state, found));
  }, [error]);

  return <div ref={place} className="flex min-h-[inherit] flex-1 flex-col overflow-hidden" />;
}
