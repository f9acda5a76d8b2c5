// A card as typed: the same checks as functions/pelicart/card.py, held together by one table of
// cases in the tests.

const SIZE = 256;
const LONGEST_NAME = 60;
const YEARS = 20;

const BETWEEN = /[\s.\u00ad\u200b-\u200f\u2010-\u2015\u2060\ufeff-]+/gu;
const EXPIRIES = [
  /^(0?[1-9]|1[0-2]) ?[/.-] ?(20[0-9]{2}|[0-9]{2})$/,
  /^(0[1-9]|1[0-2]) ?(20[0-9]{2}|[0-9]{2})$/,
];
const AUTOFILLED = /^(20[0-9]{2})-(0[1-9]|1[0-2])$/;
const UNPRINTABLE = /(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}]/u;

/** The message to seal, or a code for each wrong field: `{ message, wrong }`. */
export function readCard(typed, earliest) {
  const number = asciiDigits(typed.card_number).replace(BETWEEN, "");
  const expiry = month(tidy(asciiDigits(typed.card_expiry)));
  const holder = tidy(typed.card_holder);
  const message = new TextEncoder().encode(JSON.stringify({ number, expiry, holder }));
  const wrong = {
    card_number: wrongNumber(number),
    card_expiry: typed.card_expiry.trim() ? wrongExpiry(expiry, earliest) : "missing",
    card_holder: wrongHolder(holder) || (message.length > SIZE ? "too-long" : ""),
  };
  const faults = Object.entries(wrong).filter(([, code]) => code);
  return { message: padded(message), wrong: Object.fromEntries(faults) };
}

// Filled up with spaces, so that its length tells nothing of number or name.
function padded(message) {
  const whole = new Uint8Array(SIZE).fill(0x20);
  whole.set(message.subarray(0, SIZE));
  return whole;
}

// Digits of a script stand in a row of ten, so how many stand before one is what it counts.
function asciiDigits(text) {
  return text.replace(/\p{Nd}/gu, (digit) => {
    let before = 0;
    while (before < 9 && /\p{Nd}/u.test(String.fromCodePoint(digit.codePointAt(0) - before - 1))) {
      before += 1;
    }
    return String(before);
  });
}

function tidy(text) {
  const kept = text.replace(/\s+/gu, " ").replace(/(?![\u200c\u200d])\p{C}/gu, "");
  return kept.replace(/ +/g, " ").trim().normalize("NFC");
}

function month(text) {
  const autofilled = AUTOFILLED.exec(text);
  if (autofilled) {
    return text;
  }
  const found = EXPIRIES.map((pattern) => pattern.exec(text)).find(Boolean);
  return found ? `${found[2].padStart(4, "20")}-${found[1].padStart(2, "0")}` : "";
}

function wrongNumber(number) {
  if (!number) {
    return "missing";
  }
  return /^[0-9]{12,19}$/.test(number) && luhn(number) ? "" : "not-a-card";
}

// ISO/IEC 7812-1, annex B.
function luhn(number) {
  const digits = [...number].reverse().map((digit, place) => digit * (place % 2 ? 2 : 1));
  return digits.reduce((sum, digit) => sum + (digit > 9 ? digit - 9 : digit), 0) % 10 === 0;
}

function wrongExpiry(expiry, earliest) {
  if (!expiry) {
    return "malformed";
  }
  if (expiry < earliest) {
    return "expired";
  }
  return parseInt(expiry, 10) > parseInt(earliest, 10) + YEARS ? "malformed" : "";
}

function wrongHolder(holder) {
  if (!holder) {
    return "missing";
  }
  if ([...holder].length > LONGEST_NAME) {
    return "too-long";
  }
  return UNPRINTABLE.test(holder) ? "malformed" : "";
}
