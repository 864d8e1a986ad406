// oxlint-disable-next-line import/no-unassigned-import -- imported for its effect, which the library needs while it loads
import "./reflect-metadata.ts";

export * as x509 from "@peculiar/x509";
