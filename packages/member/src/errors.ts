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
  LISTEN_FAILED: {
    meaning: "An address that a face shall listen on cannot be bound.",
    remedy: "Choose a free port for the named face, or stop the program that holds it.",
  },
  NO_SUBSCRIBER_STORE: {
    meaning: "Something about subscribers was asked of a node that keeps none.",
    remedy: "Configure `subscribers`, or ask the node of a member that runs a network.",
  },
  NOT_A_MEMBER: {
    meaning: "The configuration names a member that the ledger does not know.",
    remedy: "Check `member`, or join the consortium first: `symbolon members join --help`.",
  },
});
