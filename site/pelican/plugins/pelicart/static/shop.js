// The shop's optional script: a badge, prices that follow the choice, and changes to the cart and
// the checkout in place. It posts the page's own forms and reads the pages that come back, so it
// knows no price and decides nothing. Whatever fails here is sent as the browser would have.
const KEY = "shop-cart", PATIENCE = 8000, PAUSE = 600, TWICE = 2000, MONTH = 30 * 864e5;
const find = (what, within = document) => within.querySelector(what);
const all = (what, within = document) => [...within.querySelectorAll(what)];
const words = (node) => node.textContent.trim().replace(/\s+/g, " ");
const told = (what, within) => all(what, within).map(words).join(" – ");

// The number of goods beside the cart's links, as a page of the functions said it last. The cart's
// cookie is out of our reach, and lives for a month.
function paint() {
  let count = "";
  try {
    const [goods, since] = (localStorage[KEY] ?? "").split(" ");
    count = Date.now() - since < MONTH ? goods : "";
  } catch { /* a browser that keeps nothing shows no badge */ }
  for (const link of all("[data-shop-cart]")) {
    let badge = find(".shop-count", link);
    if (!badge) {
      badge = document.createElement("span");
      badge.className = "shop-count";
      link.append(" ", badge);
    }
    badge.textContent = count;
  }
}

function note(page) {
  const count = find("[data-shop-count]", page)?.dataset.shopCount;
  if (count) {
    try {
      if (count > 0) localStorage[KEY] = `${count} ${Date.now()}`;
      else localStorage.removeItem(KEY);
    } catch { /* as above */ }
  }
  paint();
}

// A page, read: no picture of it is loaded, no script of it runs.
async function read(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  note(page);
  return page;
}

const ask = (address, more) =>
  fetch(address, { ...more, signal: AbortSignal.timeout(PATIENCE) });

// What the browser would send; the form's own `action` may be hidden by a button of that name.
function post(form, pressed, redirect = "follow") {
  const body = new URLSearchParams(new FormData(form));
  if (pressed?.name) body.set(pressed.name, pressed.value);
  return ask(form.getAttribute("action"), { method: "POST", body, redirect });
}

// Makes a part of this page equal to the other, and keeps each node that has a counterpart: with it
// the focus, the caret and what was typed.
function morph(old, fresh) {
  if (old.nodeType === 3) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  const left = parts(old);
  for (const next of parts(fresh)) {
    const place = left.findIndex((one) =>
      ["nodeName", "id", "className"].every((what) => one[what] === next[what]));
    if (place < 0) {
      old.insertBefore(next, left[0] ?? null);
    } else {
      left.splice(0, place).forEach((gone) => old.removeChild(gone));
      morph(left.shift(), next);
    }
  }
  left.forEach((gone) => old.removeChild(gone)); // a form's `remove` may be a button of that name
}

const parts = (node) => [...node.childNodes].filter((one) =>
  one.nodeType === 1 || one.nodeType === 3 && one.data.trim());

function say(text, within) {
  const region = find("[data-shop-said]", within);
  if (region) region.textContent = text;
}

// An amount after the server's own: `sample` has more digits than any price, `zero` the fewest.
function money(minor, { sample, zero }) {
  const digits = [...String(minor).padStart(zero.replace(/\D/g, "").length, "0")];
  const [, before, number, after] = sample.match(/^(\D*)(.*\d)(\D*)$/s);
  let text = "";
  for (const one of [...number].reverse()) {
    if (!digits.length) break;
    text = (/\d/.test(one) ? digits.pop() : one) + text;
  }
  return before + text + after;
}

function price(form) {
  const shown = find("[data-shop-price]");
  if (!shown) return;
  const { shopPrice, from, free, many } = shown.dataset;
  let minor = +shopPrice, open = false;
  for (const field of form.elements) {
    const { more } = (field.selectedOptions?.[0] ?? field).dataset;
    const taken = /radio|checkbox/.test(field.type) ? field.checked : field.value?.trim();
    if (more && taken) minor += +more;
    open ||= field.validity.valueMissing && field.name.startsWith("option.");
  }
  const each = money(minor, shown.dataset), count = +form.elements.quantity?.value;
  let text = minor ? each : free;
  if (open && from) text = from.replace("{price}", each);
  else if (minor && count > 1) {
    text = many.replace("{count}", count).replace("{price}", each)
      .replace("{total}", money(minor * count, shown.dataset));
  }
  if (shown.textContent !== text) shown.textContent = text;
  const was = find("[data-shop-was]"); // the price before a reduction is that of one, as it comes
  if (was) was.hidden = minor !== +shopPrice || count > 1;
}

// Not following the redirect tells whether the goods are in the cart: then nothing sends them again.
async function add(form, pressed) {
  let answer = await post(form, pressed, "manual");
  const added = answer.type === "opaqueredirect";
  const done = find("template", form).content;
  const cart = find("a", done).getAttribute("href");
  try {
    if (added) answer = await ask(cart);
    const page = await read(answer);
    const wrong = told("[data-shop-problem]", page);
    if (!added && !wrong) throw answer;
    if (wrong) say(wrong, form);
    else find("[data-shop-said]", form).replaceChildren(done.cloneNode(true));
  } catch (failure) {
    if (!added) throw failure;
    location.assign(cart);
  }
}

async function cart(form, pressed) {
  const root = form.closest("[data-shop-count]");
  const typed = all("[name^=quantity]", form).map(({ value }) => value);
  const page = await read(await post(form, pressed));
  const fresh = find("[data-shop-count]", page);
  if (!find("[data-shop-said]", fresh)) throw page;
  const before = root.contains(document.activeElement);
  morph(root, fresh);
  all("[name^=quantity]", root).forEach((field, place) => {
    if (field.value === typed[place] || pressed?.name === "remove") field.value = field.defaultValue;
    else change(field);
  });
  if (before && (pressed?.name === "remove" || !root.contains(document.activeElement))) {
    const heading = find("h1", root);
    heading.tabIndex = -1;
    heading.focus();
  }
  say(told("[data-shop-problem], [data-shop-sum]", root), root);
}

// Only what depends on the country, the postcode and the choices, as long as the rest stays.
async function checkout(form, pressed) {
  const picked = () => all(":checked", form).map(({ id }) => id).join(), asked = picked();
  const page = await read(await post(form, pressed ?? { name: "action", value: "refresh" }));
  const kept = working === 1 && picked() === asked; // else the shopper chose meanwhile
  const fresh = find("[data-shop=checkout]", page);
  const ids = (within) => all("fieldset", within).map(({ id }) => id).join();
  const live = ids(form) === ids(fresh) ? all("[data-shop-live]", form) : [form];
  const before = words(form);
  live.forEach((one) => morph(one, one.id ? page.getElementById(one.id) : fresh));
  if (kept) all("[type=radio][checked]", form).forEach((one) => { one.checked = true; });
  if (words(form) !== before) say(form.dataset.shopTold, form);
}

const kinds = { add, cart, checkout }, plain = new WeakSet();
let timer, sent = new WeakMap(), working = 0, work = Promise.resolve();

// One after the other: an answer tells the version of the cart that the next change is made to.
// What was pressed and fails is sent the plain way; what was only typed waits to be.
async function act(form, pressed) {
  clearTimeout(timer);
  working += 1;
  pressed?.setAttribute("aria-disabled", "true");
  const before = work;
  work = (async () => {
    await before;
    const failed = await kinds[form.dataset.shop](form, pressed).catch(() => true);
    working -= 1;
    pressed?.removeAttribute("aria-disabled");
    if (failed && pressed) {
      plain.add(form);
      form.requestSubmit(pressed);
    }
  })();
}

function change({ form }) {
  const kind = form?.dataset.shop;
  if (kind === "add") price(form);
  if (kind === "cart") {
    clearTimeout(timer);
    timer = setTimeout(() => form.checkValidity() && act(form), PAUSE);
  }
}

document.addEventListener("input", ({ target }) => change(target));
document.addEventListener("change", ({ target: { form, name } }) => {
  // One that waits for its turn will read the form as it is then.
  if (working < 2 && form?.dataset.shopFollow?.split(" ").includes(name)) act(form);
});
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event, kind = form.dataset.shop;
  const here = kinds[kind] && !plain.has(form) && submitter?.value !== "checkout"
    && (kind !== "checkout" || submitter?.value === "refresh");
  if (event.defaultPrevented) return;
  if (submitter?.getAttribute("aria-disabled") || !here && Date.now() - sent.get(form) < TWICE) {
    event.preventDefault(); // pressed twice
  } else if (here) {
    event.preventDefault();
    act(form, submitter);
  } else if (kind === "cart" && working) {
    event.preventDefault(); // the change under way comes first
    work.then(() => form.requestSubmit(submitter));
  } else {
    clearTimeout(timer);
    sent.set(form, Date.now());
    const { shopBack } = form.dataset; // a page that was posted to can't be come back to
    if (shopBack) {
      form.setAttribute("action", location.href);
      history.replaceState(null, "", shopBack);
    }
  }
});

// An order that is being confirmed: looks again until it is, and then shows that page.
function again() {
  const wait = find("[data-shop-again]")?.dataset.shopAgain;
  if (wait) {
    setTimeout(async () => {
      const page = document.hidden || await ask(location.href).then(read).catch(() => true);
      if (page === true || find("[data-shop-again]", page)) again();
      else location.reload();
    }, wait * 1000);
  }
}

addEventListener("storage", paint);
addEventListener("pageshow", (event) => {
  all("[data-shop=add]").forEach(price);
  if (!event.persisted) return;
  sent = new WeakMap();
  paint();
});
note(document);
again();
