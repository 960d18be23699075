// Sessions: a random token in a cookie that scripts in the page cannot read.
import { randomBytes } from "node:crypto";

const COOKIE = "session";
const sessions = new Map();

const tokenOf = (request) => /(?:^|;\s*)session=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];

/** Returns the user of a request, or undefined. */
export const userOf = (request) => sessions.get(tokenOf(request));

export function signIn(request, response, user) {
  sessions.delete(tokenOf(request));
  const token = randomBytes(32).toString("base64url");
  sessions.set(token, user);
  response.cookie(COOKIE, token, { httpOnly: true, sameSite: "lax", secure: request.secure, path: "/" });
}

export function signOut(request, response) {
  sessions.delete(tokenOf(request));
  response.clearCookie(COOKIE, { path: "/" });
}
