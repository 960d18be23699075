import { describe, expect, it } from "vitest";
import { darkTheme, lightTheme } from "../src/index.js";
import { checkProps } from "../src/view/props.js";

const valid = { apiKey: "pk_1", agentId: "ag_1", userExternalId: "alice" };

describe("the props of InteractionView", () => {
  it("accept what the documentation says", () => {
    checkProps(valid);
    checkProps({ ...valid, userHmac: undefined, theme: undefined });
    checkProps({
      ...valid,
      baseUrl: "https://chat.example",
      userHmac: async () => "x",
      layout: "formal",
      chatSectionHeight: 240,
      headerSectionHeight: 54,
      autoAsk: false,
      sendOnEnter: false,
      inputPlaceholder: "",
      theme: { light: lightTheme, dark: darkTheme },
      strings: { send: "Senden" },
      dir: "rtl",
      onOpen: () => {},
      onError: () => {},
      onMessage: () => {},
      onReply: () => {},
      onFeedback: () => {},
      compose: { text: "Hello", send: true },
    });
    checkProps({ ...valid, lang: "" });
    expect(() => checkProps({ ...valid, userExternalId: String(undefined) })).toThrow(
      'userExternalId is "undefined", which is a programming error',
    );
    for (const theme of ["auto", "light", "dark", darkTheme] as const) checkProps({ ...valid, theme });
    checkProps({ ...valid, chatSectionHeight: "fill", userHmac: "aGFzaA==" });
  });

  it.each([
    [{ apiKey: undefined }, "apiKey must be a non-empty string; it is missing"],
    [{ agentId: "" }, "agentId must be a non-empty string; it is missing"],
    [{ userExternalId: 7 }, "userExternalId must be a non-empty string, not 7"],
    [{ userHmac: "" }, "userHmac must be a string or a function"],
    [{ userHmac: {} }, "userHmac must be a string or a function"],
    [{ onReply: "log" }, "onReply must be a function"],
    [{ compose: "Hello" }, "compose must be an object with a text"],
    [{ layout: "fancy" }, 'layout must be "casual" or "formal"'],
    [{ chatSectionHeight: 239 }, "chatSectionHeight must be a number of at least 240, not 239"],
    [{ chatSectionHeight: Number.NaN }, "chatSectionHeight must be a number of at least 240, not NaN"],
    [{ headerSectionHeight: 53.9 }, "headerSectionHeight must be a number of at least 54, not 53.9"],
    [{ autoAsk: "yes" }, "autoAsk must be true or false"],
    [{ onOpen: "open" }, "onOpen must be a function"],
    [{ sendOnEnter: null }, "sendOnEnter must be true or false"],
    [{ inputPlaceholder: 1 }, "inputPlaceholder must be a string"],
    [{ theme: { colors: {} } }, 'theme must be "auto", "light", "dark", created with createTheme'],
    [{ lang: 1 }, "lang must be a string, not 1"],
    [{ dir: "up" }, 'dir must be "ltr" or "rtl"'],
  ])("reject %o", (invalid, message) => {
    expect(() => checkProps({ ...valid, ...invalid })).toThrow(`InteractionView: ${message}`);
  });

  it("do not repeat secrets in errors", () => {
    expect(() => checkProps({ ...valid, layout: "hsec_secret" })).toThrow(/^((?!hsec_).)*$/);
  });
});
