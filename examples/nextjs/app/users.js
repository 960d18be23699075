// The users of this example. A real app stores them in its database, with the same kind of password hashes.
import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";

/** Hashes a password. Returns `salt:hash`. */
function hash(password, salt = randomBytes(16).toString("hex")) {
  return `${salt}:${scryptSync(password, salt, 32).toString("hex")}`;
}

const users = new Map([
  ["alice", { name: "Alice", password: hash("wonderland") }],
  ["bob", { name: "Bob", password: hash("builder") }],
]);

// Used for unknown users, so that the response time does not reveal which users exist.
const dummy = hash("dummy");

/** Returns the user with this ID and password, or undefined. */
export function authenticate(id, password) {
  const user = users.get(id);
  const [salt, expected] = (user?.password ?? dummy).split(":");
  const actual = scryptSync(String(password), salt, 32);
  const matches = timingSafeEqual(actual, Buffer.from(expected, "hex"));
  return user && matches ? { id, name: user.name } : undefined;
}

/** Returns the user with this ID, or undefined. */
export function findUser(id) {
  const user = users.get(id);
  return user && { id, name: user.name };
}
