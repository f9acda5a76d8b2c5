// Sends the form of the hand-off page on its way by itself, once: whoever comes back to the page,
// by the back button, from the browser's memory or by loading it again, finds its button only.
addEventListener("pageshow", function (event) {
  "use strict";
  var form = document.querySelector("form.shop-handoff-form");
  var arrival = performance.getEntriesByType("navigation")[0];
  if (form && !event.persisted && arrival && arrival.type === "navigate") {
    // A field may be named submit, and would stand before the form's own.
    HTMLFormElement.prototype.submit.call(form);
  }
});
