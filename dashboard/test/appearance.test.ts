// Editing how an agent appears: what is sent, and what stays unsaved.
import { expect, it } from "vitest";
import {
  type AppearanceForm,
  afterSave,
  changeOf,
  changesOf,
  distanceOf,
  formOf,
  hexOf,
  isValid,
  problemOf,
} from "../src/shared/appearance/appearance.js";

const saved = formOf({
  welcome_title: "Hello",
  starters: ["Where is my order?", "I want to return it"],
  colors: { accent: "#b3261e", dark_text: "#fff" },
  offset_x: 0,
  avatar_url: "/files/agents/ag_1/1.gif",
  languages: ["de"],
});
const edited = (change: Partial<AppearanceForm>): AppearanceForm => ({ ...saved, ...change });

it("fills the form with what is set, and the defaults of choices", () => {
  expect(saved).toMatchObject({
    welcome_title: "Hello",
    welcome_text: "",
    offset_x: "0",
    offset_y: "",
    accent: "#b3261e",
  });
  expect(saved).toMatchObject({ theme: "auto", side: "right", launcher_icon: "chat" });
  expect(saved.starters).toEqual(["Where is my order?", "I want to return it", "", ""]);
});

it("sends only what was changed, and null for what was cleared", () => {
  expect(changeOf(saved, edited({}))).toEqual({});
  expect(changeOf(saved, edited({ welcome_title: " ", welcome_text: " Ask us. ", side: "left" }))).toEqual({
    welcome_title: null,
    welcome_text: "Ask us.",
    side: "left",
  });
  expect(changeOf(saved, edited({ dark_text: "", background: "#fafafa" }))).toEqual({
    colors: { dark_text: null, background: "#fafafa" },
  });
  expect(changeOf(saved, edited({ offset_x: "", offset_y: "0" }))).toEqual({ offset_x: null, offset_y: 0 });
});

it("sends all starters that are not blank, in their order", () => {
  expect(changeOf(saved, edited({ starters: ["", "I want to return it", " ", " Hi "] }))).toEqual({
    starters: ["I want to return it", "Hi"],
  });
  expect(changeOf(saved, edited({ starters: ["", "", "", ""] }))).toEqual({ starters: null });
});

it("knows a change that was undone", () => {
  expect(changesOf(saved, { welcome_title: "Hello", starters: [...saved.starters], theme: "dark" })).toEqual({
    theme: "dark",
  });
});

it("keeps what was typed while saving", () => {
  const sent = edited({ welcome_title: "Welcome", accent: "#123456" });
  const unsaved = { welcome_title: "Welcome", accent: "#123456" };
  expect(afterSave(unsaved, saved, sent)).toBeUndefined();
  expect(afterSave({ ...unsaved, welcome_title: "Welcome back", welcome_text: "Hi" }, saved, sent)).toEqual({
    welcome_title: "Welcome back",
    welcome_text: "Hi",
  });
  // Meanwhile changed back to what it was, or discarded.
  expect(afterSave({ welcome_title: "Welcome" }, saved, sent)).toEqual({ accent: "#b3261e" });
  expect(afterSave(undefined, saved, sent)).toBeUndefined();
});

it("says which values the server would refuse", () => {
  expect(isValid(saved)).toBe(true);
  for (const accent of ["#12", "red", "#12345g"]) {
    expect(problemOf(edited({ accent }), "accent"), accent).toContain("Must be a color");
    expect(hexOf(accent), accent).toBeUndefined();
  }
  for (const offset_y of ["-1", "501", "1.5", "a"]) {
    expect(isValid(edited({ offset_y })), offset_y).toBe(false);
    expect(distanceOf(offset_y, 20), offset_y).toBe(20);
  }
  expect(isValid(edited({ accent: "#FFF", offset_y: "500" }))).toBe(true);
  expect(hexOf(" #Fa0 ")).toBe("#ffaa00");
});
