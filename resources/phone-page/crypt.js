// Encryption and digests by @noble, loaded as it was published. Browsers older than it (before Chrome 80, iOS 14) can't
// load this; the page does without then, and says so.
import { xchacha20poly1305 } from "./noble/ciphers/chacha.js";
import { sha256 } from "./noble/hashes/sha2.js";

const NONCE = 24;
const TAG = 16;
const letters = new TextEncoder();

/** Nonce, ciphertext and tag, into `sealed` where it is given (a view of just that length); `about` binds them to their place. */
export function seal(key, about, data, sealed = new Uint8Array(sealedLength(data.length))) {
  const nonce = crypto.getRandomValues(sealed.subarray(0, NONCE));
  xchacha20poly1305(key, nonce, letters.encode(about)).encrypt(data, sealed.subarray(NONCE));
  return sealed;
}

/** How long `length` bytes are when they are sealed. */
export function sealedLength(length) {
  return NONCE + length + TAG;
}

/** What was sealed; throws where it was not sealed with this key for this place. */
export function unseal(key, about, sealed) {
  const nonce = sealed.slice(0, NONCE);
  return xchacha20poly1305(key, nonce, letters.encode(about)).decrypt(sealed.slice(NONCE));
}

/** A SHA-256 that grows: update(bytes), digest(). */
export function hasher() {
  return sha256.create();
}

/** Bytes as lower-case hexadecimal. */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
