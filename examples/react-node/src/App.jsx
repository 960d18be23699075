import { InteractionView } from "@proficient/react";
import { useEffect, useState } from "react";
import { call } from "./api.js";
import { Login } from "./Login.jsx";

/** Called when the hash is first needed, and again if Proficient rejects it. */
const userHmac = async () => (await call("/api/hmac")).userHmac;

export function App() {
  const [session, setSession] = useState();
  useEffect(() => {
    call("/api/me").then(setSession);
  }, []);
  if (!session) return null;
  if (!session.user) return <Login onSignIn={setSession} />;

  const { user, chat } = session;
  const signOut = async () => {
    await call("/api/logout", {});
    setSession({ ...session, user: null });
  };
  return (
    <main className="app">
      <header>
        <h1>Example shop</h1>
        <span>Signed in as {user.name}</span>
        <button type="button" onClick={signOut}>
          Sign out
        </button>
      </header>
      <InteractionView
        baseUrl={chat.baseUrl}
        apiKey={chat.apiKey}
        agentId={chat.agentId}
        userExternalId={user.id}
        userHmac={userHmac}
        chatSectionHeight="fill"
      />
    </main>
  );
}
