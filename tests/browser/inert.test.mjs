// Papers that try to break out of the page: script and event handlers in titles, headings, text, file names, ids and
// addresses, characters that turn or hide text. All of it must stay text. `withPage` fails at dialogs, errors, breaches of
// the policy and requests to others.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hostile, withPage } from "./support.mjs";

// Elements that our pages have; any other was smuggled in.
const ours = new Set(
  (
    "html head meta title link script body a header nav ul li main footer p kbd button search form label div input h1 h2 h3 " +
    "h4 h5 h6 span bdi article section aside details summary svg rect text ol dl dt dd figure blockquote figcaption mark strong " +
    "time code table thead tbody tr th td"
  ).split(" "),
);

async function isInert(page, where) {
  const found = await page.evaluate(() => ({
    pwned: window.pwned,
    names: [...document.querySelectorAll("*")].map((one) => one.localName),
    handlers: [...document.querySelectorAll("*")].flatMap((one) => one.getAttributeNames()).filter((name) => /^on|^style$/.test(name)),
    scripts: [...document.scripts].map((script) => script.getAttribute("src") ?? "inline"),
    links: [...document.querySelectorAll("[href], [src], [action]")].map(
      (one) => new URL(one.getAttribute("href") ?? one.getAttribute("src") ?? one.getAttribute("action"), document.baseURI).href,
    ),
    text: document.documentElement.outerHTML,
  }));
  assert.equal(found.pwned, undefined, where);
  assert.deepEqual(found.names.filter((name) => !ours.has(name)), [], where);
  assert.deepEqual(found.handlers, [], where);
  assert.deepEqual(found.scripts, ["/assets/scrutineer.js"], where);
  for (const link of found.links) assert.match(String(link), /^https?:\/\//, where);
  assert.doesNotMatch(found.text, /[\u0000-\u0008\u000e-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/u, where);
}

test("papers that try to break out stay text on every page", () =>
  withPage({ base: hostile }, async (page) => {
    for (const place of ["/", "/help", "/status", "/search?q=gullies&limit=100", "/search?q=gullies&sort=oldest"]) {
      await page.goto(place);
      await isInert(page, place);
    }
    await page.goto("/search?q=gullies&limit=100");
    const papers = await page.locator(".hit h3 a").evaluateAll((links) => links.map((link) => link.href));
    assert.ok(papers.length >= 8, `${papers.length} papers`);
    for (const paper of papers) {
      const answer = await page.goto(paper);
      assert.equal(answer.status(), 200, paper);
      await isInert(page, paper);
      assert.ok((await page.locator(".paper mark").count()) > 0, paper);
    }
  }));

test("questions that try to break out stay text in the box and in what is said about them", () =>
  withPage({ base: hostile }, async (page) => {
    const questions = [
      '"><script>window.pwned = 1</script>',
      "'><img src=x onerror=alert(1)>",
      "</title><svg onload=alert(1)>",
      "gullies \u202e\u0000\u0007 council:<b>",
      "javascript:alert(1)",
      "{{constructor.constructor('alert(1)')()}}",
      "gullies-- /* */ ' OR 1=1",
      "<!--",
      "]]>",
    ];
    for (const question of questions) {
      for (const place of [
        `/search?q=${encodeURIComponent(question)}`,
        `/search?q=gullies&council=${encodeURIComponent(question)}`,
        `/search?q=gullies&committee=${encodeURIComponent(question)}`,
        `/search?q=gullies&date=${encodeURIComponent(question)}`,
        `/search?q=gullies&sort=${encodeURIComponent(question)}`,
        `/papers/${encodeURIComponent(question)}`,
      ]) {
        await page.goto(place);
        await isInert(page, place);
      }
    }
  }));

test("addresses are followed only if they are of the web", () =>
  withPage({ base: hostile }, async (page) => {
    await page.goto("/search?q=gullies&limit=100");
    const sources = await page.locator("a.source").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    assert.deepEqual(sources, ["https://papers.example/gullies.pdf?a=1&b=%22%3E%3Cscript%3E"]);
  }));
