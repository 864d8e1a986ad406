import type { Contract } from "@symbolon/state";
import { defineMethod } from "../contract/define-method.ts";
import { BATCH_WORK } from "../contract/work-limits.ts";
import { proposeSchema } from "./effects.ts";
import { voteSchema } from "./schemas.ts";
import { propose, vote } from "./votes.ts";

const byAdmin = { roles: ["admin"], workLimit: BATCH_WORK } as const;

/** What the members decide together. */
export const governanceContract: Contract = {
  name: "governance",
  version: 1,
  methods: {
    propose: defineMethod({
      ...byAdmin,
      args: proposeSchema,
      execute: (view, { kind, body }) => {
        const { id, status } = propose(view, kind, body);
        return { proposal: id, status };
      },
    }),
    vote: defineMethod({
      ...byAdmin,
      args: voteSchema,
      execute: (view, args) => ({ proposal: args.proposal, status: vote(view, args.proposal, args.vote).status }),
    }),
  },
};
