// HPKE, RFC 9180: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, base mode, one message.
// All of it is the browser's own cryptography; the library puts it together.

import {
  AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_P256_HKDF_SHA256,
} from "hpke";

export const suite = new CipherSuite(
  KEM_DHKEM_P256_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_256_GCM,
);

/** A way to seal messages to the key `<id>:<base64url point>`; fails if the browser has none. */
export async function sealer(key) {
  const [kid, point] = key.split(":");
  const publicKey = await suite.DeserializePublicKey(bytes(point));
  return async (message, binding) => {
    const info = new TextEncoder().encode(binding);
    const { encapsulatedSecret, ciphertext } = await suite.Seal(publicKey, message, { info });
    const whole = new Uint8Array([...encapsulatedSecret, ...ciphertext]);
    return `${kid}:${text(whole)}`;
  };
}

function bytes(base64url) {
  const binary = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function text(whole) {
  const base64 = btoa(String.fromCharCode(...whole));
  return base64.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
