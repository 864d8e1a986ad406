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
  PEER_UNREACHABLE: {
    meaning: "Another member's node does not answer, or its connection broke.",
    remedy:
      "Check the network, the endpoint that the member recorded, and whether both members' certificates are valid.",
  },
  PEER_REFUSED: {
    meaning: "Another member's node answered a request with a refusal.",
    remedy: "Look at the status and cause in the details.",
  },
  PEER_ANSWER_INVALID: {
    meaning: "Another member's node answered with octets that are not what was asked for, or with too many of them.",
    remedy: "Compare releases with that member.",
  },
  CALLBACK_NOT_ALLOWED: {
    meaning:
      "A consumer of Nudm registered a callback address that this node does not call, so it heard no notification.",
    remedy:
      "The host must be an endpoint that an active member recorded (https), be loopback (http), or be listed in `subscribers.callbackHosts`.",
  },
  PEER_UNKNOWN: {
    meaning: "The ledger does not know the member that a connection was asked for, or the member is suspended.",
    remedy: "Check the member's identifier; `symbolon members list` shows who is active.",
  },
});
