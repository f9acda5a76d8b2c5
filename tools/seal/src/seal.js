// Seals the card on the review page before it leaves the browser. Without this script, or if the
// browser can't do it, the fields are posted over TLS, and the function seals them at once.

import { readCard } from "./card.js";
import { sealer, suite } from "./hpke.js";

const FIELDS = ["card_number", "card_expiry", "card_holder"];

export { readCard, sealer, suite };

async function watch(card) {
  const form = card.closest("form");
  const fields = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name]]));
  const sealed = form.elements.sealed;
  const seal = await sealer(card.dataset.key);
  let busy = false;
  for (const field of Object.values(fields)) {
    field.removeAttribute("name"); // from here on the form alone can't post them
  }
  form.noValidate = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) {
      return;
    }
    const typed = Object.fromEntries(FIELDS.map((name) => [name, fields[name].value]));
    const { message, wrong } = readCard(typed, card.dataset.earliest);
    tell(fields, wrong);
    if (Object.keys(wrong).length) {
      return;
    }
    busy = true;
    try {
      sealed.value = await seal(message, card.dataset.binding);
      Object.values(fields).forEach((field) => { field.value = ""; });
    } catch {
      Object.entries(fields).forEach(([name, field]) => { field.name = name; });
    }
    HTMLFormElement.prototype.submit.call(form);
  });
  // Whoever comes back by the browser's memory begins anew.
  addEventListener("pageshow", () => {
    busy = false;
    sealed.value = "";
    Object.values(fields).forEach((field) => { field.removeAttribute("name"); });
  });
}

// The sentences stand in the page, in the shopper's language.
function tell(fields, wrong) {
  for (const [name, field] of Object.entries(fields)) {
    const told = document.getElementById(`error-${name}`);
    const code = wrong[name];
    told.hidden = !code;
    told.textContent = code ? told.getAttribute(`data-${code}`) : "";
    if (code) {
      field.setAttribute("aria-invalid", "true");
    } else {
      field.removeAttribute("aria-invalid");
    }
  }
  const first = Object.keys(fields).find((name) => wrong[name]);
  if (first) {
    fields[first].focus();
  }
}

const card = globalThis.document?.getElementById("shop-card");
if (card) {
  watch(card).catch(() => {}); // then the form stays as it is
}
