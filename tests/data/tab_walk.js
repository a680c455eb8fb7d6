(() => {
  // What Tab must reach, in the order of the page; marked so that each step knows where it is.
  const isShown = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("dialog:not([open])");
  const stops = () => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter((one) => !one.disabled && one.tabIndex >= 0 && one.type !== "hidden" && isShown(one));
  const name = (one) => `${one.tagName.toLowerCase()} ${(one.id || one.textContent.trim() || one.name || "").slice(0, 60)}`;
  const isMarked = (one) => ["", "::after"].some((part) => {
    const style = getComputedStyle(one, part || null);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  // Some of it must be to be seen: not under a bar that sticks to an edge, not outside of the window.
  const isCovered = (one) => {
    const box = one.getClientRects()[0] || one.getBoundingClientRect();
    const [left, top] = [Math.max(box.left, 0), Math.max(box.top, 0)];
    const [width, height] = [Math.min(box.right, innerWidth) - left, Math.min(box.bottom, innerHeight) - top];
    const places = [0.5, 0.1, 0.9].flatMap((x) => [0.5, 0.2, 0.8].map((y) => [left + width * x, top + height * y]));
    return !places.some(([x, y]) => {
      const found = document.elementFromPoint(x, y);
      return found && (one.contains(found) || found.contains(one) || one.closest(".row")?.contains(found));
    });
  };
  return {
    begin: () => {
      document.body.tabIndex = -1;
      document.body.focus();
      document.body.removeAttribute("tabindex");
      window.scrollTo(0, 0);
      window.tabStops = stops();
      return window.tabStops.map(name);
    },
    step: () => {
      const active = document.activeElement;
      const at = window.tabStops.indexOf(active);
      const faults = [];
      if (at >= 0 && !isMarked(active)) faults.push("no visible focus");
      if (at >= 0 && isCovered(active)) faults.push("covered");
      return { at, faults };
    },
  };
})()
