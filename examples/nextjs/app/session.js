// Who is signed in: the ID, signed, in a cookie that scripts of the page cannot read.
import { createHmac, timingSafeEqual } from "node:crypto";
import { cookies } from "next/headers";
import { find } from "./users.js";

const COOKIE = "session";

/** A key of its own, made from the one secret that this example has. */
function sign(id) {
  return createHmac("sha256", `session:${process.env.HMAC_SECRET}`).update(id).digest("base64url");
}

export async function currentUser() {
  const [id = "", signature = ""] = (await cookies()).get(COOKIE)?.value.split(".") ?? [];
  const [given, expected] = [Buffer.from(signature), Buffer.from(sign(id))];
  return given.length === expected.length && timingSafeEqual(given, expected) ? find(id) : undefined;
}

export async function begin({ id }) {
  (await cookies()).set(COOKIE, `${id}.${sign(id)}`, { httpOnly: true, sameSite: "lax", path: "/" });
}

export async function end() {
  (await cookies()).delete(COOKIE);
}
