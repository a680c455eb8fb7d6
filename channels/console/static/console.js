// Keeps open pages up to date. Every page works without it: links, forms and anchors are plain HTML.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  const lead = document.getElementById("lead");
  const topics = lead ? new Set(lead.dataset.topics.split(" ")) : null;
  let timer = 0;

  // Whoever is writing in a form, or has unfolded one, must not lose it to a refresh.
  const isBusy = () => {
    const active = document.activeElement;
    const isWriting = active.matches("input, select, textarea") && lead.contains(active);
    return isWriting || lead.querySelector("details[open]") !== null;
  };

  const showLead = async () => {
    if (isBusy()) {
      document.getElementById("changed").hidden = false;
      return;
    }
    const scrolled = document.getElementById("side").scrollTop;
    await window.htmx.ajax("GET", lead.dataset.here, { target: "#lead-body", select: "#lead-body", swap: "outerHTML" });
    document.getElementById("side").scrollTop = scrolled;
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
    const events = new EventSource("/console/events");
    let wasLost = false;
    events.addEventListener("ready", (event) => {
      if (state) state.hidden = false;
      // Something may have happened between the page and the stream.
      if (wasLost || event.data !== document.body.dataset.asOf) soon();
      wasLost = false;
    });
    events.addEventListener("change", (event) => concerns(event.data) && soon());
    events.addEventListener("error", () => {
      if (state) state.hidden = true;
      wasLost = true;
    });
    window.addEventListener("pagehide", () => events.close());
    window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
  };

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
