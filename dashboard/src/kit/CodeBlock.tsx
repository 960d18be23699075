import { Tabs as Radix } from "radix-ui";
import { CopyButton } from "./Copy";
import { Scroll } from "./Scroll";

/** Code with a copy button. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <div className="relative rounded-lg border bg-sunken">
      <Code code={code} label={label} />
      <div className="absolute top-1 right-1 rounded-md bg-sunken">
        <CopyButton text={code} label={`Copy ${label}`} />
      </div>
    </div>
  );
}

export interface Snippet {
  /** Tab label, such as the language. */
  title: string;
  code: string;
}

/** Code in several languages, one tab each. */
export function CodeTabs({
  snippets,
  value,
  onChange,
  label,
}: {
  snippets: readonly Snippet[];
  value?: string;
  onChange?: (title: string) => void;
  label: string;
}) {
  const titles = snippets.map((snippet) => snippet.title);
  const given = value !== undefined && titles.includes(value) ? { value } : { defaultValue: titles[0] ?? "" };
  return (
    <Radix.Root {...given} onValueChange={onChange} className="rounded-lg border bg-sunken">
      <Radix.List aria-label={label} className="flex gap-1 overflow-x-auto border-b px-2 [scrollbar-width:none]">
        {titles.map((title) => (
          <Radix.Trigger
            key={title}
            value={title}
            className="control -mb-px shrink-0 border-b-2 border-transparent px-2 text-sm text-soft -outline-offset-2 hover:text-text data-[state=active]:border-accent data-[state=active]:text-text"
          >
            {title}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {snippets.map(({ title, code }) => (
        <Radix.Content key={title} value={title} tabIndex={-1} className="relative outline-none">
          <Code code={code} label={`${label}: ${title}`} />
          <div className="absolute top-1 right-1 rounded-md bg-sunken">
            <CopyButton text={code} label={`Copy ${title} code`} />
          </div>
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}

function Code({ code, label }: { code: string; label: string }) {
  return (
    <Scroll label={label} className="max-h-96 px-3 py-2.5 pr-12 font-mono text-sm leading-relaxed">
      <pre>
        <code>{code}</code>
      </pre>
    </Scroll>
  );
}
