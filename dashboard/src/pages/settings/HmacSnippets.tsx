import { useState } from "react";
import { storage } from "../../api/storage";
import type { Project } from "../../api/types";
import { Card, CodeBlock, CodeTabs } from "../../kit";
import { clientSnippet, hashSnippets, secretVariable } from "./snippets";

const LANGUAGE = "proficient.language";

/** Code for the backend and the app, with this project's names but never its secret. */
export function HmacSnippets({ project }: { project: Project }) {
  const [language, setLanguage] = useState(() => storage.get(LANGUAGE) ?? "Node");
  const variable = secretVariable(project.name);
  function choose(title: string) {
    setLanguage(title);
    storage.set(LANGUAGE, title);
  }
  return (
    <Card
      title="Compute the hash"
      description="Base64-encoded HMAC-SHA256 of the user’s external ID, with the HMAC secret as the key."
    >
      <ol className="flex flex-col gap-5">
        <li>
          <h3 className="mb-1.5 font-medium">1. Add the secret to your backend</h3>
          <p className="mb-2 text-soft">
            Reveal it above and add it to your backend’s environment. Never put it into an app, a web page, or a
            repository.
          </p>
          <CodeBlock label="variable" code={`${variable}=hsec_…`} />
        </li>
        <li>
          <h3 className="mb-1.5 font-medium">2. Compute the hash for the signed-in user</h3>
          <p className="mb-2 text-soft">
            Use the signed-in user from your session; never trust an ID from the request. Anyone with a user’s hash can
            act as that user.
          </p>
          <CodeTabs label="Compute the hash" snippets={hashSnippets(variable)} value={language} onChange={choose} />
        </li>
        <li>
          <h3 className="mb-1.5 font-medium">3. Send the hash from your app</h3>
          <p className="mb-2 text-soft">
            In the <code className="font-mono text-sm">X-PROFICIENT-USER-HMAC</code> header. The SDKs do this for you.
          </p>
          <CodeBlock label="code" code={clientSnippet(project.publishable_key)} />
        </li>
      </ol>
    </Card>
  );
}
