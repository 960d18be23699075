import { useState } from "react";
import { call } from "./api.js";

export function Login({ onSignIn }) {
  const [error, setError] = useState("");
  const submit = async (event) => {
    event.preventDefault();
    const { id, password } = Object.fromEntries(new FormData(event.currentTarget));
    try {
      onSignIn(await call("/api/login", { id, password }));
    } catch (error) {
      setError(error.message);
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
      <p>Users: alice (password wonderland) and bob (password builder)</p>
    </form>
  );
}
