// Asking and finding: the box, filters, pages, citations, and the way back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { narrow, openPaper, withPage } from "./support.mjs";

// Everything that does not need script is done with it and without.
for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "" : ", without script";

  test(`a question typed into the box is answered with marked passages${how}`, () =>
    withPage({ javaScriptEnabled }, async (page) => {
      await page.goto("/");
      await page.getByRole("searchbox").fill("early help");
      await page.getByRole("button", { name: "Search" }).click();
      await page.waitForURL("**/search?q=early+help");
      assert.match(await page.getByRole("heading", { level: 1 }).textContent(), /^\d+ sections in \d+ papers$/);
      assert.equal(await page.getByRole("searchbox").inputValue(), "early help");
      const marks = await page.locator(".hit").first().locator("mark").allTextContents();
      assert.ok(marks.length > 0 && marks.every((mark) => /early|help/i.test(mark)), marks.join());
      assert.match(await page.locator(".read-as").textContent(), /sections with "early" and "help"/);
    }));

  test(`a filter narrows the answer and is taken away again${how}`, () =>
    withPage({ javaScriptEnabled }, async (page) => {
      await page.goto("/search?q=early+help");
      const all = await page.getByRole("heading", { level: 1 }).textContent();
      const council = page.getByRole("region", { name: "Council", exact: true }).getByRole("link").first();
      const name = await council.textContent();
      await council.click();
      await page.waitForURL("**council=**");
      assert.notEqual(await page.getByRole("heading", { level: 1 }).textContent(), all);
      const councils = await page.locator(".hit .council").allTextContents();
      assert.ok(councils.length > 0 && councils.every((one) => one === name), councils.join());
      await page.getByRole("link", { name: `Remove the filter Council ${name}` }).click();
      assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), all);
    }));

  test(`a bar of the chart leads to its year${how}`, () =>
    withPage({ javaScriptEnabled }, async (page) => {
      await page.goto("/search?q=early+help");
      const bar = page.locator(".chart a").last();
      const year = (await bar.locator("title").textContent()).slice(0, 4);
      await bar.click();
      await page.waitForURL(`**date=${year}**`);
      const dates = await page.locator(".hit time").evaluateAll((times) => times.map((time) => time.dateTime));
      assert.ok(dates.length > 0 && dates.every((date) => date.startsWith(year)), dates.join());
    }));

  test(`pages are turned on and back, and no paper stands on two${how}`, () =>
    withPage({ javaScriptEnabled }, async (page) => {
      await page.goto("/search?q=early+help&limit=3");
      const titles = () => page.locator(".hit h3 a").evaluateAll((links) => links.map((link) => link.pathname));
      const first = await titles();
      await page.getByRole("link", { name: "Next page" }).click();
      await page.waitForURL("**offset=3**");
      const second = await titles();
      assert.ok(second.length > 0 && second.every((paper) => !first.includes(paper)));
      assert.equal(await page.locator(".pages [aria-current=page]").textContent(), "Page 2");
      await page.getByRole("link", { name: "Previous page" }).click();
      assert.deepEqual(await titles(), first);
    }));

  test(`a title leads to the paper at the paragraph, and back leads to the answer${how}`, () =>
    withPage({ javaScriptEnabled }, async (page) => {
      await page.goto("/search?q=early+help");
      const hit = page.locator(".hit").first();
      const passage = (await hit.locator("blockquote mark").first().textContent()).trim();
      await hit.getByRole("heading").getByRole("link").click();
      await page.waitForURL("**/papers/**#*");
      const target = page.locator(".para:is(:target, :has(:target))");
      assert.ok((await target.locator("mark").allTextContents()).includes(passage));
      const seen = await target.evaluate((one) => {
        const { top } = one.getBoundingClientRect();
        return top >= 0 && top < window.innerHeight;
      });
      assert.ok(seen, "the paragraph is not in view");
      await page.goBack();
      await page.waitForURL("**/search?q=early+help");
      await page.goForward();
      await page.getByRole("link", { name: "Back to the results" }).click();
      await page.waitForURL("**/search?q=early+help");
    }));

  test(`links lead from hit to hit of a paper${how}`, () =>
    withPage({ javaScriptEnabled }, async (page) => {
      await openPaper(page, "early help");
      await page.getByRole("link", { name: "Go to the first" }).click();
      const present = () => page.locator(":target .neighbours > span").textContent();
      assert.match(await present(), /^Hit 1 of \d+$/);
      await page.locator(":target").getByRole("link", { name: "Next hit" }).click();
      assert.match(await present(), /^Hit 2 of \d+$/);
      await page.locator(":target").getByRole("link", { name: "Previous hit" }).click();
      assert.match(await present(), /^Hit 1 of \d+$/);
    }));

  test(`an answer without hits says what was searched and offers what comes near${how}`, () =>
    withPage({ javaScriptEnabled }, async (page) => {
      await page.goto("/search?q=zzqx");
      assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), "Nothing found");
      assert.match(await page.getByRole("note").textContent(), /Searched: \d+ papers/);
      await page.goto("/search?q=recomendations");
      await page.getByRole("note").getByRole("link").first().click();
      await page.waitForURL("**q=recommendations**");
      assert.ok((await page.locator(".hit").count()) > 0);
    }));

  test(`examples of the first page find something${how}`, () =>
    withPage({ javaScriptEnabled }, async (page) => {
      await page.goto("/");
      const links = page.locator(".examples a, .links a");
      const addresses = await links.evaluateAll((links) => links.map((link) => link.href));
      assert.ok(addresses.length >= 6);
      for (const address of addresses) {
        await page.goto(address);
        assert.ok((await page.locator(".hit").count()) > 0, address);
      }
    }));
}

test("a citation is copied", () =>
  withPage({ permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    await page.goto("/search?q=early+help");
    const hit = page.locator(".hit").first();
    await hit.getByRole("button", { name: "Copy the citation" }).click();
    await page.getByText("The citation was copied.").waitFor({ state: "attached" });
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, await hit.locator(".cite .text").textContent());
  }));

test("the citation of a paragraph is copied: of a hit, and of the one that the address names", () =>
  withPage({ permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    await openPaper(page, "early help");
    const paper = await page.locator("#cite-paper").textContent();
    const copyOf = async (paragraph) => {
      await paragraph.getByRole("button", { name: "Copy citation" }).click();
      await paragraph.getByRole("button", { name: "Copied" }).waitFor();
      const place = await paragraph.getAttribute("data-place");
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert.equal(copied, place ? `${paper}, ${place}` : paper);
    };
    await copyOf(page.locator("[data-hit]").first());
    // Others are quiet until they are named.
    const other = page.locator(".para:not([data-hit])").first();
    assert.equal(await other.getByRole("button").count(), 0);
    await other.locator(".mark-number a").click();
    await copyOf(other);
    await page.locator("[data-hit] .mark-number a").first().click();
    assert.equal(await other.getByRole("button").count(), 0);
  }));

test("a citation that cannot be copied is shown and selected", () =>
  withPage({}, async (page) => {
    await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
    await openPaper(page, "early help");
    const paper = await page.locator("#cite-paper").textContent();
    await page.locator("[data-hit]").first().getByRole("button", { name: "Copy citation" }).click();
    await page.getByRole("button", { name: "Selected" }).waitFor();
    assert.ok((await page.evaluate(() => window.getSelection().toString())).startsWith(paper));
  }));

test("a citation is plain text where there is no script", () =>
  withPage({ javaScriptEnabled: false }, async (page) => {
    await page.goto("/search?q=early+help");
    const cite = page.locator(".hit .cite").first();
    assert.ok(await cite.locator(".text").isVisible());
    assert.equal(await cite.getByRole("button").count(), 0);
  }));

test("keys lead to the box and from hit to hit, but not while typing, and can be turned off", () =>
  withPage({}, async (page) => {
    await openPaper(page, "early help");
    await page.keyboard.press("n");
    assert.match(await page.locator(":target .neighbours > span").textContent(), /^Hit 1 of/);
    await page.keyboard.press("j");
    assert.match(await page.locator(":target .neighbours > span").textContent(), /^Hit 2 of/);
    await page.keyboard.press("p");
    assert.match(await page.locator(":target .neighbours > span").textContent(), /^Hit 1 of/);
    await page.keyboard.press("/");
    assert.ok(await page.getByRole("searchbox").evaluate((box) => box === document.activeElement));
    await page.keyboard.type("npn/");
    assert.equal(await page.getByRole("searchbox").inputValue(), "npn/");
    assert.match(await page.locator(":target .neighbours > span").textContent(), /^Hit 1 of/);
    await page.getByRole("button", { name: "Keys are on" }).click();
    await page.getByRole("button", { name: "Keys are off" }).waitFor();
    await page.keyboard.press("n");
    assert.match(await page.locator(":target .neighbours > span").textContent(), /^Hit 1 of/);
  }));

test("keys that lead from hit to hit leave the way back to the results as it is", () =>
  withPage({}, async (page) => {
    await openPaper(page, "early help");
    for (const key of ["n", "n", "p", "n"]) await page.keyboard.press(key);
    assert.match(await page.locator(":target .neighbours > span").textContent(), /^Hit 2 of/);
    await page.goBack();
    await page.waitForURL("**/search?q=early%20help");
  }));

test("an address that asks for no hits shows the first page", () =>
  withPage({}, async (page) => {
    await page.goto("/search?q=early+help&limit=0");
    assert.ok((await page.locator(".hit").count()) > 1);
  }));

test("the way past the masthead is the first thing that the keyboard meets", () =>
  withPage({ viewport: narrow }, async (page) => {
    await page.goto("/search?q=early+help");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the main content");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  }));

test("a problem is told as a page", () =>
  withPage({}, async (page) => {
    const answer = await page.goto("/papers/no-such-paper");
    assert.equal(answer.status(), 404);
    assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), "Not found");
    await page.getByRole("searchbox").waitFor();
  }));
