import { Link } from "@tanstack/react-router";
import { sentence } from "../../api/call";
import type { MonitoredMessage } from "../../api/types";
import { connectionOf, providerSaid } from "./outcome";

/** Why a reply failed: what its user was told, and what the provider said, with a link to the connection. */
export function FailureNote({ projectId, message }: { projectId: string; message: MonitoredMessage }) {
  const { error, provider_error, content } = message;
  if (!error) return null;
  return (
    <div className="mt-1 text-bad">
      {provider_error ? (
        <>
          <p className="font-medium">{providerSaid(provider_error)}</p>
          <p className="text-sm">
            {content ? "The reply was interrupted. " : ""}The user was told: {sentence(new Error(error.message))}{" "}
            <Link
              to="/p/$projectId/settings"
              params={{ projectId }}
              search={{ tab: "connections" }}
              className="font-medium underline"
            >
              Check the connection “{connectionOf(provider_error.model)}”
            </Link>
          </p>
        </>
      ) : (
        <p>
          {content ? "The reply was interrupted. " : ""}
          {sentence(new Error(error.message))}
        </p>
      )}
    </div>
  );
}
