"use server";
import { redirect } from "next/navigation";
import { endSession, startSession } from "./session.js";
import { authenticate } from "./users.js";

export async function signIn(form) {
  const user = authenticate(form.get("id"), form.get("password"));
  if (!user) redirect("/?failed");
  await startSession(user);
  redirect("/");
}

export async function signOut() {
  await endSession();
  redirect("/");
}
