// Sound and notification, for whoever asks for them on this device. What is worth an alert, the stream tells.
(() => {
  "use strict";
  const button = document.getElementById("alerts");
  const kept = (value) => {
    try {
      if (value !== undefined) window.localStorage.setItem("bantam:alerts", value);
      return window.localStorage.getItem("bantam:alerts");
    } catch { return null; }
  };
  const label = () => {
    button.textContent = kept() === "on" ? "Alerts on" : "Alerts off";
  };
  const beep = () => {
    try {
      const audio = new AudioContext();
      const [tone, gain] = [audio.createOscillator(), audio.createGain()];
      tone.frequency.value = 660;
      gain.gain.setValueAtTime(0.12, audio.currentTime);
      gain.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.35);
      tone.connect(gain).connect(audio.destination);
      tone.onended = () => audio.close();
      tone.start();
      tone.stop(audio.currentTime + 0.35);
    } catch { /* no sound on this device */ }
  };
  const isSeen = () => !document.hidden && document.hasFocus();
  if (button) {
    button.hidden = false;
    label();
    button.addEventListener("click", async () => {
      const on = kept() !== "on";
      kept(on ? "on" : "off");
      label();
      if (!on) return;
      beep();
      if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
    });
  }
  document.addEventListener("bantam:alert", ({ detail: { words, lead_id: lead } }) => {
    if (kept() !== "on") return;
    beep();
    if (isSeen() || !("Notification" in window) || Notification.permission !== "granted") return;
    const note = new Notification("Bantam", { body: words, tag: lead });
    note.onclick = () => { window.focus(); window.location.assign(`/console/leads/${encodeURIComponent(lead)}`); };
  });
})();
