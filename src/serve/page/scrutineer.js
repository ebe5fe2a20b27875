// Comfort for those whose browser runs scripts: buttons that copy a citation, and keys. Nothing needs it.
"use strict";

(() => {
  const status = document.getElementById("said");

  const say = (text) => {
    // Emptied first, so that the same words are said again.
    status.textContent = "";
    window.setTimeout(() => { status.textContent = text; }, 50);
  };

  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  const copy = async (text, label, usual) => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      label.textContent = "Copied";
      say("The citation was copied.");
    } catch {
      // Not over plain HTTP from another machine, for one: the words are selected, to be copied by hand.
      text.hidden = false;
      select(text);
      label.textContent = "Selected";
      say("The citation is selected: copy it with the keyboard.");
    }
    window.setTimeout(() => { label.textContent = usual; }, 2500);
  };

  for (const button of document.querySelectorAll("button[data-copies]")) {
    const text = document.getElementById(button.dataset.copies);
    const label = button.querySelector(".label");
    button.hidden = false;
    button.addEventListener("click", () => copy(text, label, "Copy"));
  }

  const hits = [...document.querySelectorAll("[data-hit]")];

  // The paragraph that the address names, by itself or by its number.
  const named = () => {
    try {
      return document.getElementById(decodeURIComponent(window.location.hash.slice(1)))?.closest(".para");
    } catch {
      // What is wrongly encoded names nothing.
      return undefined;
    }
  };

  // A button that copies the citation of a paragraph: of each hit, and of the one that the address names.
  const offerCitation = (paragraph) => {
    const paper = document.getElementById("cite-paper");
    if (!paper || !paragraph || paragraph.querySelector(".cite-here")) return;
    const offer = document.createElement("div");
    offer.className = "cite-here";
    const text = document.createElement("bdi");
    text.hidden = true;
    text.textContent = [paper.textContent, paragraph.dataset.place].filter(Boolean).join(", ");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy citation";
    button.addEventListener("click", () => copy(text, button, "Copy citation"));
    offer.append(button, text);
    (paragraph.querySelector(".neighbours") ?? paragraph.querySelector(".says")).append(offer);
  };

  hits.forEach(offerCitation);
  offerCitation(named());
  window.addEventListener("hashchange", () => offerCitation(named()));

  // From where the reader is: the hit of the address, else the last one above the middle of the window.
  const present = () => {
    const of = named()?.closest("[data-hit]");
    const seen = of?.getBoundingClientRect();
    if (of && seen.bottom > 0 && seen.top < window.innerHeight) return hits.indexOf(of);
    return hits.findLastIndex((hit) => hit.getBoundingClientRect().top < window.innerHeight / 2);
  };

  const goTo = (place) => {
    const hit = hits[place];
    if (!hit) return say(hits.length ? "There is no further hit that way." : "Nothing is marked in this paper.");
    // Replaced, so that the way back leads to the results and not through all hits.
    window.location.replace(`#${hit.id}`);
    hit.focus({ preventScroll: true });
    say(`Hit ${place + 1} of ${hits.length}.`);
  };

  const isTyping = (element) =>
    element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);

  // Keys that are single letters can be turned off: some readers speak to their browser, or strike keys unawares.
  const KEYS_OFF = "scrutineer-keys-off";
  const keys = document.getElementById("keys");
  const stored = (use) => { try { return use(window.localStorage); } catch { return null; } };
  let listens = stored((storage) => storage.getItem(KEYS_OFF)) !== "yes";

  const tellOfKeys = () => {
    keys.textContent = listens ? "Keys are on" : "Keys are off";
  };

  keys.parentElement.hidden = false;
  tellOfKeys();
  keys.addEventListener("click", () => {
    listens = !listens;
    stored((storage) => (listens ? storage.removeItem(KEYS_OFF) : storage.setItem(KEYS_OFF, "yes")));
    tellOfKeys();
  });

  document.addEventListener("keydown", (event) => {
    if (!listens || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const box = document.getElementById("q");
    if (event.key === "/" && box) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if ((event.key === "n" || event.key === "j") && hits.length) {
      goTo(present() + 1);
    } else if ((event.key === "p" || event.key === "k") && hits.length) {
      goTo(present() - 1);
    }
  });
})();
