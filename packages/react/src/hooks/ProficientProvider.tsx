import { createContext, type ReactNode, useContext, useMemo, useRef } from "react";
import { type ConnectionSettings, Session } from "../store/session.js";

const SessionContext = createContext<Session | undefined>(undefined);

export interface ProficientProviderProps extends ConnectionSettings {
  children?: ReactNode;
}

/** Provides one user's session to the hooks below it. If the user changes, all data of the previous user is dropped. */
export function ProficientProvider({ children, ...settings }: ProficientProviderProps): ReactNode {
  return <SessionContext.Provider value={useNewSession(settings)}>{children}</SessionContext.Provider>;
}

/** Returns the session of the nearest `ProficientProvider`. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new TypeError("The hooks of @proficient/react must be used inside a ProficientProvider");
  return session;
}

function useNewSession({ baseUrl, apiKey, userExternalId, userHmac }: ConnectionSettings): Session {
  // An inline function is a new one on each render. That must not create a new session, so call the latest one instead.
  const latest = useRef(userHmac);
  latest.current = userHmac;
  const hmac = typeof userHmac === "function" ? FUNCTION : userHmac;
  return useMemo(() => {
    const call = (id: string) => (typeof latest.current === "function" ? latest.current(id) : (latest.current ?? ""));
    return new Session({ baseUrl, apiKey, userExternalId, userHmac: hmac === FUNCTION ? call : hmac });
  }, [baseUrl, apiKey, userExternalId, hmac]);
}

/** Stands for any function in the dependencies above. It is not a possible hash. */
const FUNCTION = "()";
