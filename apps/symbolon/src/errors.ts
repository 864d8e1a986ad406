import { defineErrors } from "@symbolon/base";

/** Errors of the `symbolon` program itself. */
export const symbolonErrors = defineErrors("symbolon", {
  WRONG_USAGE: {
    meaning: "The words of a command do not fit together.",
    remedy: "`symbolon help COMMAND` shows what it takes.",
  },
  FILE_UNREADABLE: {
    meaning: "A file named on the command line cannot be read or written.",
    remedy: "Check the path, the owner and the mode of the file and its directory.",
  },
  PLAN_FILE_INVALID: {
    meaning: "A plan file has bad lines; nothing was submitted.",
    remedy: "Correct the lines that are listed with their number, or let `--skip-bad` write them to a reject file.",
  },
  NO_DEVNET: {
    meaning: "There is no running consortium where the command looked for one.",
    remedy: "Start one with `npm start`, or name yours with `--dir`, `--config` or `--bchf`.",
  },
  NOT_REACHABLE: {
    meaning: "A member's node does not answer.",
    remedy: "Check that it runs and that the address is right: `symbolon doctor`.",
  },
  VOTE_PENDING: {
    meaning: "Plan data waits for the vote of the members.",
    remedy: "Let the others run `symbolon members approve PROPOSAL`, then give the same command again.",
  },
  STEP_REFUSED: {
    meaning: "A step that the node carries out in the background has failed.",
    remedy: "Mend what the named code says, then give the same command again: it goes on where it stood.",
  },
  STORY_FAILED: {
    meaning: "A step of the story did not end as it must.",
    remedy: "The step and its answer are printed above it; start again with `--reset` to rule out old state.",
  },
  ALREADY_EXISTS: {
    meaning: "A file or directory that would be written is there already.",
    remedy: "Choose another directory; nothing was changed.",
  },
});
