// Sessions: a signed cookie with the user's ID, which scripts in the page cannot read.
import { createHmac, timingSafeEqual } from "node:crypto";
import { cookies } from "next/headers";
import { findUser } from "./users.js";

const COOKIE = "session";

/** Signs an ID, with a key derived from the only secret of this example. */
function sign(id) {
  return createHmac("sha256", `session:${process.env.HMAC_SECRET}`).update(id).digest("base64url");
}

export async function currentUser() {
  const [id = "", signature = ""] = (await cookies()).get(COOKIE)?.value.split(".") ?? [];
  const [actual, expected] = [Buffer.from(signature), Buffer.from(sign(id))];
  return actual.length === expected.length && timingSafeEqual(actual, expected) ? findUser(id) : undefined;
}

export async function startSession({ id }) {
  (await cookies()).set(COOKIE, `${id}.${sign(id)}`, { httpOnly: true, sameSite: "lax", path: "/" });
}

export async function endSession() {
  (await cookies()).delete(COOKIE);
}
