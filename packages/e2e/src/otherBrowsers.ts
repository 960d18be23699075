// Firefox and WebKit as Debian has them. Playwright drives its own builds of these only, so each has a driver of its own:
// Puppeteer speaks WebDriver BiDi to Firefox, and Selenium speaks WebDriver to WebKitGTK.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { listen } from "@proficient/testing";
import puppeteer, { type ElementHandle } from "puppeteer-core";
import { Builder, type WebElement } from "selenium-webdriver";

/** A browser with one page. Expressions are JavaScript that runs in the page. */
export interface OtherBrowser {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  evaluate<Value>(expression: string): Promise<Value>;
  /** Clicks the element that the expression returns. */
  click(expression: string): Promise<void>;
  /** Types into the element that has the focus. */
  type(text: string): Promise<void>;
  pressEnter(): Promise<void>;
  close(): Promise<void>;
}

/** A kind of browser that may be missing on this machine. */
export interface BrowserKind {
  name: string;
  /** The Debian packages that it needs. */
  packages: string;
  isInstalled: boolean;
  launch(): Promise<OtherBrowser>;
}

const firefoxPath = find(process.env.FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox");
const driverPath = find("/usr/bin/WebKitWebDriver");
const displayPath = find("/usr/bin/Xvfb");
const miniBrowserPath = find(
  ...["x86_64", "aarch64"]
    .map((machine) => `/usr/lib/${machine}-linux-gnu`)
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.startsWith("webkit2gtk-4"))
        .map((name) => `${folder}/${name}/MiniBrowser`),
    ),
);

export const OTHER_BROWSERS: readonly BrowserKind[] = [
  {
    name: "Firefox",
    packages: "firefox-esr",
    isInstalled: firefoxPath !== undefined,
    launch: () => launchFirefox(firefoxPath as string),
  },
  {
    name: "WebKit",
    packages: "webkit2gtk-driver xvfb",
    isInstalled: [driverPath, displayPath, miniBrowserPath].every((path) => path !== undefined),
    launch: () => launchWebKit(driverPath as string, miniBrowserPath as string, displayPath as string),
  },
];

async function launchFirefox(executablePath: string): Promise<OtherBrowser> {
  const browser = await puppeteer.launch({ browser: "firefox", executablePath });
  const page = await browser.newPage();
  await page.setViewport({ width: 1100, height: 720 });
  return {
    goto: async (url) => {
      await page.goto(url);
    },
    reload: async () => {
      await page.reload();
    },
    evaluate: <Value>(expression: string) => page.evaluate(expression) as Promise<Value>,
    click: async (expression) => {
      const handle = (await page.evaluateHandle(expression)) as ElementHandle<Element>;
      await handle.click();
    },
    type: (text) => page.keyboard.type(text),
    pressEnter: () => page.keyboard.press("Enter"),
    close: () => browser.close(),
  };
}

async function launchWebKit(driverPath: string, binary: string, displayPath: string): Promise<OtherBrowser> {
  // WebKitGTK has no headless mode, so it gets a display that nobody sees.
  const display = spawn(displayPath, ["-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const port = await freePort();
  let driver: ChildProcess | undefined;
  try {
    const number = await firstLine(display);
    driver = spawn(driverPath, [`--port=${port}`], {
      stdio: "ignore",
      env: { ...process.env, DISPLAY: `:${number}` },
    });
    await answers(`http://127.0.0.1:${port}/status`);
    const session = await new Builder()
      .usingServer(`http://127.0.0.1:${port}`)
      .withCapabilities({
        browserName: "MiniBrowser",
        "webkitgtk:browserOptions": { binary, args: ["--automation"] },
      })
      .build();
    await session.manage().window().setRect({ width: 1100, height: 800 });
    return {
      goto: (url) => session.get(url),
      reload: () => session.navigate().refresh(),
      evaluate: (expression) => session.executeScript(`return ${expression}`),
      click: async (expression) => {
        const element = (await session.executeScript(`return ${expression}`)) as WebElement;
        // A plain click would be refused, because the driver does not look into the shadow root.
        await session.actions().move({ origin: element }).click().perform();
      },
      type: (text) => session.actions().sendKeys(text).perform(),
      pressEnter: () => session.actions().sendKeys("\uE007").perform(),
      close: async () => {
        await session.quit().finally(() => {
          driver?.kill();
          display.kill();
        });
      },
    };
  } catch (error) {
    driver?.kill();
    display.kill();
    throw error;
  }
}

function find(...paths: (string | undefined)[]): string | undefined {
  return paths.find((path) => path !== undefined && existsSync(path));
}

/** Returns the number of the display that Xvfb has chosen. */
function firstLine(display: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface(display.stdio[3] as Readable).once("line", resolve);
    display.once("exit", (code) => reject(new Error(`Xvfb exited with code ${code}`)));
  });
}

async function freePort(): Promise<number> {
  const server = await listen(createServer());
  await server.close();
  return Number(new URL(server.url).port);
}

async function answers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} does not answer`);
}
