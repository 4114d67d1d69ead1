// The two steps that a slice goes through before it is sent: read and hashed, then sealed. Each takes one after the
// other in its order, so that they can run beside each other and beside the sending, each in a worker of its own.
import { hasher, hex, seal, sealedLength } from "./crypt.js";

const BLOCK = 2 * 1024 * 1024;

/** What a part of a file holds; throws where the phone can't read it. */
export function read(blob) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(new Uint8Array(reader.result));
    reader.onerror = () => failed(reader.error);
    reader.readAsArrayBuffer(blob);
  });
}

/** Reads slices and hashes their files: {id, file, from, to, size, wanted} -> {data (where wanted), digest (with the last slice)}. */
export function reading() {
  const known = new Map();
  async function hashed(asked, from, to) {
    const file = known.get(asked.id) || { hash: hasher(), at: 0, digest: "" };
    known.set(asked.id, file);
    const data = await read(asked.file.slice(from, to));
    if (data.length !== to - from) throw new Error("the file has changed");
    if (to > file.at) {
      file.hash.update(data.subarray(file.at - from));
      file.at = to;
      if (to === asked.size) file.digest = hex(file.hash.digest());
    }
    return { data, file };
  }
  return async (asked) => {
    // What was sent before a reload is read, too: the digest is of the whole file.
    for (let at = known.has(asked.id) ? known.get(asked.id).at : 0; at < asked.from; at += BLOCK) {
      await hashed(asked, at, Math.min(at + BLOCK, asked.from));
    }
    const { data, file } = await hashed(asked, asked.from, asked.to);
    return { data: asked.wanted ? data : null, digest: asked.to === asked.size ? file.digest : "" };
  };
}

/** Seals a slice block by block: {id, from, size, key, data, digest} -> {body}, a Blob: Chromium sends one several times as fast as bytes. */
export function sealing() {
  return async ({ id, from, size, key, data, digest }) => {
    const body = [];
    for (let at = 0; at < data.length; at += BLOCK) {
      const part = data.subarray(at, at + BLOCK);
      const last = from + at + part.length === size;
      const about = `slice ${id} ${from + at} ${size} ${last ? digest : ""}`;
      body.push(seal(key, about, part, new Uint8Array(sealedLength(part.length))));
    }
    return { body: new Blob(body) };
  };
}

/** Lets a step take one after the other; `null` is its answer where it failed. */
export function inTurn(step) {
  let last = Promise.resolve();
  return (asked) => {
    const mine = last.then(() => step(asked)).catch(() => null);
    last = mine;
    return mine;
  };
}
