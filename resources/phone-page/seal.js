// What the page's old scripts get where the browser is young enough: window.keeperSeal. Slices go through the mill in two
// workers where the browser has such, else on the page's own thread.
import { hasher, hex, seal, unseal } from "./crypt.js";
import { inTurn, read, reading, sealing } from "./mill.js";

const PATIENCE = 5000;

/** A step in a worker of its own: answers come in the order of the questions. Rejects where there can be none. */
function inWorker(name) {
  return new Promise((done, failed) => {
    const worker = new Worker("work.js", { type: "module" });
    const asked = [];
    worker.onerror = failed;
    setTimeout(failed, PATIENCE);
    worker.onmessage = () => {
      worker.onmessage = ({ data: made }) => asked.shift()(made);
      worker.onerror = () => asked.splice(0).forEach((answer) => answer(null));
      done((question, moved = []) => new Promise((answer) => {
        asked.push(answer);
        worker.postMessage(question, moved);
      }));
    };
    worker.postMessage(name);
  });
}

async function steps() {
  try {
    return await Promise.all([inWorker("reading"), inWorker("sealing")]);
  } catch {
    return [inTurn(reading()), inTurn(sealing())];
  }
}

const mill = steps();

window.keeperSeal = {
  seal,
  unseal,
  hasher,
  hex,
  /** The digest of a small blob; empty where it can't be read. */
  digest(blob, done) {
    read(blob).then((data) => done(hex(hasher().update(data).digest())), () => done(""));
  },
  /** A slice made ready: done(body, digest), in the order of asking; no body where the phone can't read the file. */
  async prepare({ id, file, from, to, size, key }, done) {
    const [toRead, toSeal] = await mill;
    const found = await toRead({ id, file, from, to, size, wanted: Boolean(key) });
    if (!found) return done(null, "");
    if (!key) return done(file.slice(from, to), found.digest);
    const made = await toSeal({ id, from, size, key, data: found.data, digest: found.digest }, [found.data.buffer]);
    return done(made && made.body, found.digest);
  },
};
document.dispatchEvent(new Event("keeper-seal"));
