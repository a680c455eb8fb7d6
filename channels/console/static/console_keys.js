// Keys for whoever keeps their hands on the keyboard, and the focus that must not get lost. The list of keys: "?".
(() => {
  "use strict";
  const recall = (store, name, value) => {
    try {
      if (value !== undefined) store.setItem(name, value);
      return store.getItem(name);
    } catch { return null; }
  };
  const kept = (name, value) => recall(window.localStorage, `bantam:${name}`, value);
  const here = (name, value) => recall(window.sessionStorage, `bantam:${name}`, value);
  const lead = document.querySelector("article#lead");
  const rows = () => [...document.querySelectorAll(".rows h2 a")];

  // The list that was looked at last: a lead's page leads back to it, and on to its neighbours.
  const keepList = () => {
    if (!document.getElementById("list")) return;
    here("list", window.location.pathname + window.location.search);
    here("leads", JSON.stringify(rows().map((link) => link.getAttribute("href"))));
  };
  keepList();
  document.addEventListener("htmx:afterSettle", keepList);
  const back = document.querySelector(".back a");
  if (back && here("list")?.startsWith("/console")) back.href = here("list");
  const neighbour = (step) => {
    const known = JSON.parse(here("leads") || "[]");
    const place = known.indexOf(lead.dataset.here);
    return place < 0 ? undefined : known[place + step];
  };

  // What was done is told first: to the eye at the top, to the ear by the focus. Loading again tells nothing twice.
  const told = document.querySelector("main .told[role=status]");
  if (told && !window.location.hash) { told.tabIndex = -1; told.focus({ preventScroll: true }); }
  if (window.location.search.includes("said=")) {
    const address = new URL(window.location.href);
    address.searchParams.delete("said");
    window.history.replaceState(null, "", address);
  }

  // A refreshed list keeps the focus: on the same lead, or on the one that took its place.
  let place = -1;
  let asked = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.id !== "list") return;
    const active = document.activeElement;
    asked = event.target.contains(active) ? active.id : "";
    place = rows().indexOf(active);
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!asked || document.activeElement !== document.body) return;
    const next = document.getElementById(asked) || rows()[Math.min(place, rows().length - 1)] || document.getElementById("list");
    next?.focus();
    asked = "";
  });

  // Help, and the switch: whoever speaks to the computer, or rests a hand on it, can turn single keys off.
  const help = document.getElementById("keys-help");
  const opener = document.getElementById("keys");
  const toggle = document.getElementById("keys-on");
  const isOn = () => kept("keys") !== "off";
  if (help) {
    opener.hidden = false;
    opener.addEventListener("click", () => help.showModal());
    toggle.checked = isOn();
    toggle.addEventListener("change", () => kept("keys", toggle.checked ? "on" : "off"));
    help.addEventListener("click", (event) => event.target === help && help.close());
  }

  const go = (address) => { if (address) window.location.assign(address); };
  const press = (found) => {
    if (!found) return;
    const folded = found.closest("details:not([open])");
    if (folded) folded.open = true;
    found.focus();
    if (found.matches("[data-key], [data-fill]")) found.click();
  };
  const walk = (step) => {
    if (lead) return go(neighbour(step));
    const links = rows();
    const at = links.indexOf(document.activeElement);
    press(links[at < 0 ? 0 : at + step]);
  };
  const search = () => (document.getElementById("q") ? press(document.getElementById("q")) : go("/console#q"));
  const KEYS = {
    "?": () => help?.showModal(),
    "/": search,
    j: () => walk(1),
    k: () => walk(-1),
    u: () => lead && go(back?.href),
    t: () => press(document.querySelector("[data-key=t]")),
    a: () => press(document.querySelector("[data-key=a]")),
    x: () => press(document.getElementById("reason")),
    r: () => press(document.getElementById("say")),
    b: () => press(document.getElementById("back-note")),
    n: () => press(document.getElementById("note-text")),
    f: () => press(document.getElementById("slot")),
  };
  const PLACES = { a: "", n: "?box=new", m: "?box=mine", w: "?box=waiting" };
  const visit = (key) => {
    if (key in PLACES) go(`/console${PLACES[key]}`);
    else document.querySelector(`[data-go="${CSS.escape(key)}"]`)?.click();
  };

  // "g" waits a moment for the letter of the place to go to.
  let going = 0;
  document.addEventListener("keydown", (event) => {
    const active = document.activeElement;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && active.id === "say") { active.form.requestSubmit(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const isWriting = active.matches("input:not([type=checkbox]), select, textarea");
    if (isWriting && event.key === "Escape") active.blur();
    if (isWriting || help?.open || !isOn()) return;
    const isSecond = Date.now() - going < 1500;
    going = 0;
    if (isSecond) { event.preventDefault(); visit(event.key); return; }
    if (event.key === "g") { going = Date.now(); return; }
    if (/^[1-4]$/.test(event.key)) { press(document.querySelectorAll("[data-fill]")[event.key - 1]); return; }
    if (!Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    KEYS[event.key]();
  });

  // Arrow keys walk through the list once the focus is in it.
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = rows();
    const at = links.indexOf(document.activeElement);
    if (!step || at < 0 || !links[at + step]) return;
    event.preventDefault();
    links[at + step].focus();
  });
  if (window.location.hash === "#q") document.getElementById("q")?.focus();
})();
