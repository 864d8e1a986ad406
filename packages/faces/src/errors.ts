import { defineErrors } from "@symbolon/base";

/** Errors of `@symbolon/faces`: a listener that cannot be set up as asked. */
export const faceErrors = defineErrors("faces", {
  FACE_OPTION_INVALID: {
    meaning: "An option of a listener is out of range or contradicts another one.",
    remedy: "Correct the named option in the member's configuration.",
  },
  FACE_ADDRESS_UNAVAILABLE: {
    meaning: "A listener cannot take its address and port.",
    remedy: "Choose another port, stop the program that holds it, or check that the address belongs to this machine.",
  },
});
