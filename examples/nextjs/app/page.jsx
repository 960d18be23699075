import { createHmac } from "node:crypto";
import { signIn, signOut } from "./actions.js";
import { Chat } from "./chat.jsx";
import { currentUser } from "./session.js";

/** Rendered on the server for each request. The secret stays there; the page only gets its user's hash. */
export default async function Page({ searchParams }) {
  const user = await currentUser();
  if (!user) return <Login failed={"failed" in (await searchParams)} />;
  const userHmac = createHmac("sha256", process.env.HMAC_SECRET).update(user.id).digest("base64");
  return (
    <main className="app">
      <header>
        <h1>Example shop</h1>
        <span>Signed in as {user.name}</span>
        <form action={signOut}>
          <button type="submit">Sign out</button>
        </form>
      </header>
      <Chat
        baseUrl={process.env.PROFICIENT_URL ?? "http://localhost:8080"}
        apiKey={process.env.PROFICIENT_API_KEY}
        agentId={process.env.PROFICIENT_AGENT_ID}
        userExternalId={user.id}
        userHmac={userHmac}
      />
    </main>
  );
}

function Login({ failed }) {
  return (
    <form className="login" action={signIn}>
      <h1>Example shop</h1>
      <label>
        Name <input name="id" autoComplete="username" required />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" required />
      </label>
      {failed && <p role="alert">Wrong name or password</p>}
      <button type="submit">Sign in</button>
      <p>Users: alice (password wonderland) and bob (password builder)</p>
    </form>
  );
}
