"use strict";
// Loads the page anew when the pack was saved. EventSource connects again by itself.
(() => {
  const version = document.getElementById("problems").dataset.version;
  const changes = new EventSource(`changes?since=${version}`);
  changes.addEventListener("message", () => {
    changes.close();
    location.reload();
  });
})();
