import { createContext, type ReactNode, useContext, useMemo, useRef } from "react";
import { Connection, type ConnectionSettings } from "../store/connection.js";

const ConnectionContext = createContext<Connection | undefined>(undefined);

export interface ProficientProviderProps extends ConnectionSettings {
  children?: ReactNode;
}

/** Gives the hooks below it one user's connection. With another user, everything of the former one is dropped. */
export function ProficientProvider({ children, ...settings }: ProficientProviderProps): ReactNode {
  return <ConnectionContext.Provider value={useNewConnection(settings)}>{children}</ConnectionContext.Provider>;
}

/** The connection that the nearest `ProficientProvider` gives. */
export function useConnection(): Connection {
  const connection = useContext(ConnectionContext);
  if (!connection) throw new TypeError("The hooks of @proficient/react need a ProficientProvider around them");
  return connection;
}

function useNewConnection({ baseUrl, apiKey, userExternalId, userHmac }: ConnectionSettings): Connection {
  // A function that is written in place is another one at each rendering: the latest is called, and only when needed.
  const latest = useRef(userHmac);
  latest.current = userHmac;
  const hmac = typeof userHmac === "function" ? CALL : userHmac;
  return useMemo(() => {
    const call = (id: string) => (typeof latest.current === "function" ? latest.current(id) : (latest.current ?? ""));
    return new Connection({ baseUrl, apiKey, userExternalId, userHmac: hmac === CALL ? call : hmac });
  }, [baseUrl, apiKey, userExternalId, hmac]);
}

/** Stands for any function; no hash looks like this. */
const CALL = "()";
