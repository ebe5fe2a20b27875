// What all scenarios need: a browser, pages that tell of everything they should not do, and the servers' addresses.
//
// The addresses come from the test in Rust (tests/browser.rs), which starts the servers: SCRUTINEER_URL is a server over
// the sample papers, SCRUTINEER_HOSTILE_URL one over papers that try to break out of the page.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

export const address = process.env.SCRUTINEER_URL;
export const hostile = process.env.SCRUTINEER_HOSTILE_URL;
assert.ok(address && hostile, "SCRUTINEER_URL and SCRUTINEER_HOSTILE_URL must be set");

export const phone = { width: 390, height: 844 };
export const narrow = { width: 320, height: 640 };
export const desktop = { width: 1280, height: 900 };

let browser;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.SCRUTINEER_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
});

after(async () => {
  await browser?.close();
});

// Opens a page, lets `use` have it, and fails if it did what none may do: ask another host for anything, break its own
// security policy, run into an error, open a dialog, keep a cookie.
export async function withPage(options, use) {
  const { base = address, ...rest } = options;
  const context = await browser.newContext({
    baseURL: base,
    viewport: desktop,
    locale: "en-GB",
    reducedMotion: "reduce",
    ...rest,
  });
  const wrong = [];
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== base && url.protocol !== "data:") wrong.push(`request to ${request.url()}`);
  });
  context.on("dialog", (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  context.on("weberror", (error) => wrong.push(`error: ${error.error()}`));
  context.on("console", (message) => {
    // A page of a problem is answered with its status, which the console tells of.
    const isStatus = message.text().startsWith("Failed to load resource: the server responded with a status");
    if (["error", "warning"].includes(message.type()) && !isStatus) wrong.push(`console: ${message.text()}`);
  });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    await use(page, context);
    assert.deepEqual(await context.cookies(), []);
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
}

// Whether nothing must be scrolled sideways.
export async function fitsItsWidth(page) {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  return content <= window;
}

// The address of some paper of the sample with marks of a question in several paragraphs.
export async function openPaper(page, question) {
  await page.goto(`/search?q=${encodeURIComponent(question)}`);
  const more = page.getByRole("link", { name: /more in this paper/ }).first();
  await more.click();
  await page.getByRole("heading", { level: 1 }).waitFor();
}
