// Sends the form of the hand-off page on its way by itself, once: whoever comes back to the page,
// by the back button, from the browser's memory or by loading it again, finds its button only.
addEventListener("pageshow", function (event) {
  "use strict";
  var form = document.querySelector("form.shop-handoff-form");
  var arrival = performance.getEntriesByType("navigation")[0];
  var again = event.persisted || (history.state && history.state.handedOff) ||
    (arrival && arrival.type !== "navigate");
  if (!form || again) {
    return;
  }
  history.replaceState({ handedOff: true }, "");
  // A field may be named submit, and would stand before the form's own.
  HTMLFormElement.prototype.submit.call(form);
});
