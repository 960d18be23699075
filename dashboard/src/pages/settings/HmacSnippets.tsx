import { useState } from "react";
import type { Project } from "../../api/types";
import { Card, CodeBlock, CodeTabs } from "../../kit";
import { clientSnippet, hashSnippets, secretVariable } from "./snippets";

const LANGUAGE = "proficient.language";

/** What to put into one's backend and app, with this project's names; the secret itself is never among them. */
export function HmacSnippets({ project }: { project: Project }) {
  const [language, setLanguage] = useState(() => localStorage.getItem(LANGUAGE) ?? "Node");
  const variable = secretVariable(project.name);
  function choose(title: string) {
    setLanguage(title);
    localStorage.setItem(LANGUAGE, title);
  }
  return (
    <Card
      title="Compute the hash"
      description="Base64 of HMAC-SHA256, with the HMAC secret as the key and the user’s external ID as the message."
    >
      <ol className="flex flex-col gap-5">
        <li>
          <h3 className="mb-1.5 font-medium">1. Give your backend the secret</h3>
          <p className="mb-2 text-soft">
            Reveal it above and put it into the environment of your backend, never into an app, a page or a repository.
          </p>
          <CodeBlock label="variable" code={`${variable}=hsec_…`} />
        </li>
        <li>
          <h3 className="mb-1.5 font-medium">2. Compute the hash there, for the user who is signed in</h3>
          <p className="mb-2 text-soft">
            By your own session, never for an ID that a request names: whoever has a user’s hash is that user.
          </p>
          <CodeTabs label="Compute the hash" snippets={hashSnippets(variable)} value={language} onChange={choose} />
        </li>
        <li>
          <h3 className="mb-1.5 font-medium">3. Send it from your app</h3>
          <p className="mb-2 text-soft">
            As the header <code className="font-mono text-sm">X-PROFICIENT-USER-HMAC</code>; the SDKs do so.
          </p>
          <CodeBlock label="program" code={clientSnippet(project.publishable_key)} />
        </li>
      </ol>
    </Card>
  );
}
