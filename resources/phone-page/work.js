// A worker that takes one step of the mill: the first message says which, each other one is a slice.
import { inTurn, reading, sealing } from "./mill.js";

let step = null;

self.onmessage = async ({ data: asked }) => {
  if (step === null) {
    step = inTurn(asked === "reading" ? reading() : sealing());
    self.postMessage("ready");
    return;
  }
  const made = await step(asked);
  self.postMessage(made, made && made.data ? [made.data.buffer] : []);
};
