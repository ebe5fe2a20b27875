// Pictures of each kind of page, on a phone and on a desk, in light and dark: to be looked at.
//
// node screenshots.mjs ADDRESS FOLDER [QUESTION]

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [address, folder, question = "early help"] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const asked = encodeURIComponent(question);
const browser = await chromium.launch({
  executablePath: process.env.SCRUTINEER_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
for (const [size, viewport] of Object.entries({ phone: { width: 390, height: 844 }, desk: { width: 1280, height: 900 } })) {
  for (const colorScheme of ["light", "dark"]) {
    const page = await browser.newPage({ viewport, colorScheme, reducedMotion: "reduce" });
    const shoot = (name, fullPage) => page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`), fullPage });
    for (const [name, place] of Object.entries({ home: "/", help: "/help", status: "/status", nothing: "/search?q=zzqx", problem: "/papers/none" })) {
      await page.goto(address + place);
      await shoot(name, false);
    }
    await page.goto(`${address}/search?q=${asked}`);
    await shoot("results", false);
    await shoot("results-whole", true);
    const kind = page.locator("aside.narrow a[href*='kind=']").first();
    if ((await kind.count()) > 0) await page.goto(address + (await kind.getAttribute("href")));
    await shoot("narrowed", false);
    await page.goto(`${address}/search?q=${asked}`);
    const paper = await page.locator(".hit h3 a").first().getAttribute("href");
    await page.goto(address + paper.split("#")[0]);
    await shoot("paper", false);
    await page.goto(address + paper);
    await shoot("paper-at-hit", false);
    await page.close();
  }
}
await browser.close();
