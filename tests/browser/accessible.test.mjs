// WCAG 2.2 AA as far as axe can tell, on each kind of page, in light and dark, wide and narrow; and nothing to be scrolled
// sideways at 320 pixels.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { desktop, fitsItsWidth, hostile, narrow, withPage } from "./support.mjs";

// Run by the debugger's way in, which the page's own policy does not bind.
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const pages = {
  "the first page": "/",
  "an answer": "/search?q=early+help",
  "a narrowed answer": "/search?q=early+help&kind=minutes&sort=newest",
  "a second page": "/search?q=early+help&limit=3&offset=3",
  "an answer with words missing": "/search?q=early+help+hubs+zebra",
  "an answer without hits": "/search?q=zzqx",
  "no question": "/search?q=",
  "a paper with marks": "paper:early help",
  "a paper without marks": "paper:",
  "the help": "/help",
  "the state": "/status",
  "a problem": "/papers/no-such-paper",
};

async function open(page, place) {
  if (!place.startsWith("paper:")) return page.goto(place);
  const question = place.slice("paper:".length);
  await page.goto("/search?q=early+help");
  const link = await page.locator(".hit h3 a").first().getAttribute("href");
  return page.goto(question ? link : link.replace(/[?#].*$/, ""));
}

async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate((values) => axe.run({ runOnly: { type: "tag", values } }), standards);
  assert.ok(found.passes.some(({ id }) => id === "color-contrast"), "axe looked at nothing");
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}

for (const [name, place] of Object.entries(pages)) {
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [desktop, narrow]) {
      test(`${name} is accessible (${colorScheme}, ${viewport.width} px)`, () =>
        withPage({ colorScheme, viewport }, async (page) => {
          await open(page, place);
          assert.deepEqual(await violations(page), []);
          assert.ok(await fitsItsWidth(page), "it must be scrolled sideways");
          const folded = page.locator("main details:not([open]) > summary:visible");
          for (const summary of (await folded.all()).reverse()) await summary.click();
          assert.deepEqual(await violations(page), [], "with all unfolded");
          assert.ok(await fitsItsWidth(page), "it must be scrolled sideways when all is unfolded");
        }));
    }
  }
}

test("papers with overlong words and names fit a narrow window", () =>
  withPage({ base: hostile, viewport: narrow }, async (page) => {
    await page.goto("/search?q=gullies");
    assert.ok(await fitsItsWidth(page));
    await page.locator(".hit h3 a").first().click();
    await page.locator(".paper").waitFor();
    assert.ok(await fitsItsWidth(page));
  }));

test("colours of the reader's own leave nothing unsaid", () =>
  withPage({ forcedColors: "active" }, async (page) => {
    await page.goto("/search?q=early+help");
    const line = await page.locator(".hit mark").first().evaluate((mark) => getComputedStyle(mark).borderBottomWidth);
    assert.equal(line, "2px");
  }));

test("what is printed has no box, filters or buttons", () =>
  withPage({}, async (page) => {
    await page.goto("/search?q=early+help");
    await page.emulateMedia({ media: "print" });
    for (const unwanted of [".box", ".narrow", ".pages", ".cite button"]) {
      assert.equal(await page.locator(`${unwanted}:visible`).count(), 0, unwanted);
    }
    assert.ok((await page.locator(".cite .text:visible").count()) > 0);
  }));
