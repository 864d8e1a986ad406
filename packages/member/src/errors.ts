import { defineErrors } from "@symbolon/base";

/** Errors of `@symbolon/member`: a member's configuration and start. */
export const memberErrors = defineErrors("member", {
  CONFIG_UNREADABLE: {
    meaning: "The configuration file cannot be read or is not YAML.",
    remedy: "Check the path and the syntax at the named line; `symbolon init` writes a commented example.",
  },
  CONFIG_INVALID: {
    meaning: "A configuration value is missing, unknown or of the wrong form.",
    remedy: "Correct the named option; docs/configuration.md lists every option with its form and default.",
  },
  MEMBER_FILE_UNREADABLE: {
    meaning: "A file that the configuration names (key, certificate, genesis) cannot be read.",
    remedy: "Check the path, which is relative to the configuration file, and the file's owner and mode.",
  },
  ORDER_CONFLICT: {
    meaning: "An order for accounts is under way under the same idempotency key with other content.",
    remedy: "Give each order a key of its own; repeat an order with exactly its content.",
  },
  NO_SUBSCRIBER_STORE: {
    meaning: "Something about subscribers was asked of a node that keeps none.",
    remedy: "Configure `subscribers`, or ask the node of a member that runs a network.",
  },
});
