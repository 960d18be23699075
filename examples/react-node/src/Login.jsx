import { useState } from "react";
import { call } from "./api.js";

export function Login({ signedIn }) {
  const [error, setError] = useState("");
  const submit = async (event) => {
    event.preventDefault();
    const { id, password } = Object.fromEntries(new FormData(event.currentTarget));
    try {
      signedIn(await call("/api/login", { id, password }));
    } catch (problem) {
      setError(problem.message);
    }
  };
  return (
    <form className="login" onSubmit={submit}>
      <h1>Example shop</h1>
      <label>
        Name <input name="id" autoComplete="username" required />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" required />
      </label>
      {error && <p role="alert">{error}</p>}
      <button type="submit">Sign in</button>
      <p>There are alice (wonderland) and bob (builder).</p>
    </form>
  );
}
