// Keeps open pages up to date. Every page works without it: links, forms and anchors are plain HTML.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  const lead = document.getElementById("lead");
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

  const exchange = (page) => {
    let kept = false;
    for (const part of document.querySelectorAll("#lead [data-live]")) {
      const fresh = page.getElementById(part.id);
      if (!fresh || fresh.isEqualNode(part)) continue;
      if (part.dataset.live === "calm" || part.id === "desk-state") {
        if (isBusy(part) && !(part.id === "desk-state" && "mine" in part.dataset !== "mine" in fresh.dataset)) { kept ||= part.dataset.live === "calm"; continue; }
      }
      const [scrolled, focused] = [part.scrollTop, part.contains(document.activeElement) && document.activeElement.id];
      part.replaceWith(document.adoptNode(fresh));
      document.getElementById(part.id).scrollTop = scrolled;
      if (focused) document.getElementById(focused)?.focus();
      if (part.id === "talk-log") toEnd();
    }
    document.getElementById("changed").hidden = !kept;
    if (page.body.dataset.asOf) document.body.dataset.asOf = page.body.dataset.asOf;
  };

  const toEnd = () => {
    typing("");
    if (document.getElementById("composer")?.contains(document.activeElement)) document.getElementById("desk").scrollIntoView({ block: "nearest" });
  };

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
    events.addEventListener("alert", (event) => tell(JSON.parse(event.data)));
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

  // Sound and notification, for whoever asks for them on this device.
  const alerts = document.getElementById("alerts");
  const kept = (value) => {
    try {
      if (value !== undefined) window.localStorage.setItem("bantam:alerts", value);
      return window.localStorage.getItem("bantam:alerts");
    } catch { return null; }
  };
  const label = () => {
    const on = kept() === "on";
    alerts.setAttribute("aria-pressed", on);
    alerts.textContent = on ? "Alerts on" : "Alerts off";
  };
  if (alerts) {
    alerts.hidden = false;
    label();
    alerts.addEventListener("click", async () => {
      const on = kept() !== "on";
      kept(on ? "on" : "off");
      label();
      if (on) { beep(); if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission(); }
    });
  }
  const beep = () => {
    try {
      const audio = new AudioContext();
      const [tone, gain] = [audio.createOscillator(), audio.createGain()];
      tone.frequency.value = 660;
      gain.gain.setValueAtTime(0.12, audio.currentTime);
      gain.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.35);
      tone.connect(gain).connect(audio.destination);
      tone.start();
      tone.stop(audio.currentTime + 0.35);
    } catch { /* no sound on this device */ }
  };
  const tell = ({ words, lead_id }) => {
    if (kept() !== "on") return;
    beep();
    if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
    const note = new Notification("Bantam", { body: words, tag: lead_id });
    note.onclick = () => { window.focus(); window.location.assign(`/console/leads/${encodeURIComponent(lead_id)}`); };
  };

  // Keys, where nobody writes: j and k walk, / searches, t takes over, a accepts, r writes, g goes to the list.
  document.addEventListener("keydown", (event) => {
    const active = document.activeElement;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && active.id === "say") { active.form.requestSubmit(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || active.matches("input, select, textarea")) return;
    const press = (found) => { if (found) { event.preventDefault(); found.focus(); if (found.dataset.key) found.click(); } };
    if (event.key === "/") press(document.getElementById("q"));
    else if (event.key === "r") press(document.getElementById("say"));
    else if (event.key === "t" || event.key === "a") press(document.querySelector(`[data-key="${event.key}"]`));
    else if (event.key === "g") window.location.assign("/console");
    else if (event.key === "j" || event.key === "k") {
      const links = [...document.querySelectorAll(".rows h2 a")];
      const place = links.indexOf(active);
      press(links[place < 0 ? 0 : place + (event.key === "j" ? 1 : -1)]);
    }
  });

  // Arrow keys walk through the list once the focus is in it.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = [...document.querySelectorAll(".rows h2 a")];
    const place = links.indexOf(document.activeElement);
    if (place < 0) return;
    const next = links[place + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", listen);
  else listen();
})();
