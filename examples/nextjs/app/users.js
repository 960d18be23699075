// The users of this example. A real app has them in its database, with the same kind of hashes.
import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";

/** `salt:hash`, from which the password cannot be read. */
function hash(password, salt = randomBytes(16).toString("hex")) {
  return `${salt}:${scryptSync(password, salt, 32).toString("hex")}`;
}

const users = new Map([
  ["alice", { name: "Alice", password: hash("wonderland") }],
  ["bob", { name: "Bob", password: hash("builder") }],
]);

// Compared with when there is no such user, so that the time it takes does not tell.
const nobody = hash("nobody");

/** The user with this name and password, or undefined. */
export function authenticate(id, password) {
  const user = users.get(id);
  const [salt, expected] = (user?.password ?? nobody).split(":");
  const given = scryptSync(String(password), salt, 32);
  const isRight = timingSafeEqual(given, Buffer.from(expected, "hex"));
  return user && isRight ? { id, name: user.name } : undefined;
}

/** The user with this ID, or undefined. */
export function find(id) {
  const user = users.get(id);
  return user && { id, name: user.name };
}
