// Keeps open pages up to date. Every page works without it: links, forms and anchors are plain HTML.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  const lead = document.querySelector("article#lead");
  const topics = lead ? new Set(lead.dataset.topics.split(" ")) : null;
  let timer = 0;

  // Whoever is writing in a form, or has unfolded one, must not lose it to a refresh.
  const isBusy = (part) => {
    const active = document.activeElement;
    const isWriting = active.matches("input, select, textarea") && part.contains(active);
    return isWriting || part.querySelector("details[open]") !== null;
  };

  // The page is fetched as a whole and its live parts are exchanged: nobody who writes loses a word.
  let fetching = false;
  let again = false;
  const showLead = async () => {
    if (fetching) { again = true; return; }
    fetching = true;
    try {
      do {
        again = false;
        const answer = await fetch(lead.dataset.here, { headers: { "HX-Request": "true" } });
        if (!answer.ok || answer.redirected) return;
        exchange(new DOMParser().parseFromString(await answer.text(), "text/html"));
      } while (again);
    } catch { /* the stream tells when the line is back */ } finally { fetching = false; }
  };

  // Where the focus is in a part, and the same place in the part that takes over from it.
  const stops = (part) => [...part.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  const placeOf = (part) => {
    const active = document.activeElement;
    if (!part.contains(active)) return null;
    return { id: active.id, words: active.textContent, at: stops(part).indexOf(active) };
  };
  const placed = (part, { id, words, at }) => {
    const all = stops(part);
    const same = (id && document.getElementById(id)) || all.find((one) => words && one.textContent === words);
    if (!same && all.length === 0) part.tabIndex = -1;
    return same || all[Math.min(Math.max(at, 0), all.length - 1)] || part;
  };

  const exchange = (page) => {
    let kept = false;
    const isFollowing = atEnd();
    for (const part of document.querySelectorAll("#lead [data-live]")) {
      const fresh = page.getElementById(part.id);
      if (!fresh || fresh.isEqualNode(part)) continue;
      if (part.dataset.live === "calm" || part.id === "desk-state") {
        if (isBusy(part) && !(part.id === "desk-state" && "mine" in part.dataset !== "mine" in fresh.dataset)) { kept ||= part.dataset.live === "calm"; continue; }
      }
      const [scrolled, focused] = [part.scrollTop, placeOf(part)];
      part.replaceWith(document.adoptNode(fresh));
      fresh.scrollTop = scrolled;
      if (focused) placed(fresh, focused)?.focus({ preventScroll: true });
      if (part.id === "talk-log") { typing(""); if (isFollowing) toEnd(); }
    }
    document.getElementById("changed").hidden = !kept;
    const waiting = page.getElementById("waiting");
    if (waiting) document.getElementById("waiting").replaceWith(document.adoptNode(waiting));
    if (page.body.dataset.asOf) document.body.dataset.asOf = page.body.dataset.asOf;
  };

  // Whoever writes, or has the last words before their eyes, sees the next ones too.
  const beyond = () => document.getElementById("talk").getBoundingClientRect().bottom - window.innerHeight;
  const atEnd = () => Math.abs(beyond()) < 80 || (document.getElementById("composer")?.contains(document.activeElement) ?? false);
  const toEnd = () => window.scrollBy({ top: beyond() + 16, behavior: "instant" });

  const refresh = () => {
    if (lead) showLead();
    else if (document.getElementById("list")) window.htmx.trigger("#list", "refresh");
  };

  // A burst of events is one refresh.
  const soon = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(refresh, 250);
  };

  const concerns = (data) => !topics || data === "" || data.split(" ").some((topic) => topics.has(topic));

  const listen = () => {
    if (!document.querySelector("#list, #lead")) return;
    const state = document.getElementById("live-state");
    const talk = lead?.dataset.talk;
    const events = new EventSource(talk ? `/console/events?talk=${encodeURIComponent(talk)}` : "/console/events");
    let wasLost = false;
    events.addEventListener("ready", (event) => {
      if (state) state.hidden = false;
      // Something may have happened between the page and the stream.
      if (wasLost || event.data !== document.body.dataset.asOf) soon();
      wasLost = false;
    });
    events.addEventListener("change", (event) => concerns(event.data) && soon());
    events.addEventListener("typing", (event) => typing(JSON.parse(event.data).from));
    events.addEventListener("alert", (event) => document.dispatchEvent(new CustomEvent("bantam:alert", { detail: JSON.parse(event.data) })));
    events.addEventListener("error", () => {
      if (state) state.hidden = true;
      wasLost = true;
    });
    window.addEventListener("pagehide", () => events.close());
    window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
  };

  // What the other side writes is shown for a few seconds after each sign of it.
  let stale = 0;
  const typing = (from) => {
    const line = document.getElementById("desk-typing");
    if (!line) return;
    window.clearTimeout(stale);
    line.textContent = { lead: "The lead is typing…", agent: isMine() ? "" : "The agent is writing…" }[from] || "";
    if (line.textContent) stale = window.setTimeout(() => typing(""), 6000);
  };

  // The desk: what its forms do, without leaving the page.
  const send = async (form, fields) => {
    const body = new URLSearchParams(new FormData(form));
    for (const [name, value] of Object.entries(fields || {})) body.set(name, value);
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const said = await answer.json().catch(() => ({}));
    const trouble = document.getElementById("desk-trouble");
    trouble.hidden = answer.ok;
    trouble.textContent = answer.ok ? "" : said.said || said.detail || "That did not work. Please try again.";
    return answer.ok;
  };
  const whisper = (what) => {
    const body = new URLSearchParams({ csrf: lead.dataset.csrf });
    return fetch(`/console/conversations/${encodeURIComponent(lead.dataset.talk)}/${what}`, { method: "POST", body });
  };
  const isMine = () => "mine" in (document.getElementById("desk-state")?.dataset || {});
  let typed = 0;
  let sending = false;

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.desk) return;
    event.preventDefault();
    if (sending) return;
    sending = true;
    const box = document.getElementById("say");
    const isSay = form.dataset.desk === "say";
    const words = box?.value;
    // The same id again is the same message: a press repeated after a lost answer sends nothing twice.
    if (isSay && box.dataset.words !== words) { box.dataset.words = words; box.dataset.id = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join(""); }
    try {
      if (await send(form, isSay ? { client_id: box.dataset.id } : {})) {
        if (isSay && box.value === words) { box.value = ""; box.dataset.words = ""; }
        if (form.dataset.desk === "take") box?.focus();
        if (form.dataset.desk === "release") form.closest("details").open = false;
      }
    } catch {
      const trouble = document.getElementById("desk-trouble");
      trouble.hidden = false;
      trouble.textContent = "No connection. What you wrote is still here.";
    } finally { sending = false; }
    showLead();
  });
  document.addEventListener("input", (event) => {
    if (event.target.id !== "say" || !isMine() || Date.now() - typed < 3000) return;
    typed = Date.now();
    whisper("typing").catch(() => {});
  });
  document.addEventListener("click", (event) => {
    const hint = event.target.closest("[data-fill]");
    const box = document.getElementById("say");
    if (!hint || !box) return;
    box.value = hint.dataset.fill;
    box.focus();
  });
  if (lead?.dataset.talk) window.setInterval(async () => {
    if (!isMine()) return;
    const answer = await whisper("beat").catch(() => null);
    if (answer?.status === 409) showLead();
  }, 30000);

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", listen);
  else listen();
})();
