import { describe, expect, it } from "vitest";
import { darkTheme } from "../src/index.js";
import { checkProps } from "../src/props.js";

const good = { apiKey: "pk_1", agentId: "ag_1", userExternalId: "alice" };

describe("the props of InteractionView", () => {
  it("may be what the documentation says", () => {
    checkProps(good);
    checkProps({ ...good, userHmac: undefined, theme: undefined });
    checkProps({
      ...good,
      baseUrl: "https://chat.example",
      userHmac: async () => "x",
      layout: "formal",
      chatSectionHeight: 240,
      headerSectionHeight: 54,
      autoAsk: false,
      sendOnEnter: false,
      inputPlaceholder: "",
      theme: darkTheme,
      strings: { send: "Senden" },
      dir: "rtl",
      onOpen: () => {},
    });
    checkProps({ ...good, chatSectionHeight: "fill", userHmac: "aGFzaA==" });
  });

  it.each([
    [{ apiKey: undefined }, "apiKey must be a string that is not empty; it is missing"],
    [{ agentId: "" }, "agentId must be a string that is not empty; it is missing"],
    [{ userExternalId: 7 }, "userExternalId must be a string that is not empty, not 7"],
    [{ userHmac: "" }, "userHmac must be a string or a function"],
    [{ userHmac: {} }, "userHmac must be a string or a function"],
    [{ layout: "fancy" }, 'layout must be "casual" or "formal"'],
    [{ chatSectionHeight: 239 }, "chatSectionHeight must be a number of at least 240, not 239"],
    [{ chatSectionHeight: Number.NaN }, "chatSectionHeight must be a number of at least 240, not NaN"],
    [{ headerSectionHeight: 53.9 }, "headerSectionHeight must be a number of at least 54, not 53.9"],
    [{ autoAsk: "yes" }, "autoAsk must be true or false"],
    [{ onOpen: "open" }, "onOpen must be a function"],
    [{ sendOnEnter: null }, "sendOnEnter must be true or false"],
    [{ inputPlaceholder: 1 }, "inputPlaceholder must be a string"],
    [{ theme: { colors: {} } }, "theme must be what createTheme makes"],
    [{ dir: "up" }, 'dir must be "ltr" or "rtl"'],
  ])("%o is refused", (wrong, message) => {
    expect(() => checkProps({ ...good, ...wrong })).toThrow(`InteractionView: ${message}`);
  });

  it("repeats no secret", () => {
    expect(() => checkProps({ ...good, layout: "hsec_secret" })).toThrow(/^((?!hsec_).)*$/);
  });
});
