// Encryption and digests by @noble (loaded as it was published). Old browsers can't load this; page.js then does without.
import { xchacha20poly1305 } from "./noble/ciphers/chacha.js";
import { sha256 } from "./noble/hashes/sha2.js";

const NONCE = 24;
const TAG = 16;
const letters = new TextEncoder();

window.keeperSeal = {
  /** Nonce, ciphertext and tag; `about` binds them to their place. */
  seal(key, about, data) {
    const sealed = new Uint8Array(NONCE + data.length + TAG);
    const nonce = crypto.getRandomValues(sealed.subarray(0, NONCE));
    xchacha20poly1305(key, nonce, letters.encode(about)).encrypt(data, sealed.subarray(NONCE));
    return sealed;
  },
  /** What was sealed; throws where it was not sealed with this key for this place. */
  unseal(key, about, sealed) {
    const nonce = sealed.slice(0, NONCE);
    return xchacha20poly1305(key, nonce, letters.encode(about)).decrypt(sealed.slice(NONCE));
  },
  /** A SHA-256 that grows: update(bytes), digest(). */
  hasher() {
    return sha256.create();
  },
};
document.dispatchEvent(new Event("keeper-seal"));
