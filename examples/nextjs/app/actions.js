"use server";
import { redirect } from "next/navigation";
import { begin, end } from "./session.js";
import { authenticate } from "./users.js";

export async function signIn(form) {
  const user = authenticate(form.get("id"), form.get("password"));
  if (!user) redirect("/?failed");
  await begin(user);
  redirect("/");
}

export async function signOut() {
  await end();
  redirect("/");
}
