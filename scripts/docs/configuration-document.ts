import { configOptions } from "@symbolon/member/config";

/** The text of docs/configuration.md: every option with its place in the file, its variable, its flag. */
export function configurationDocument(): string {
  const rows = configOptions.map(
    ({ path, environment, flag, type, description, standard }) =>
      `| \`${path.join(".")}\` | ${type} | ${standard === undefined ? "" : `\`${JSON.stringify(standard)}\``} | \`${environment}\` | \`${flag}\` | ${description.replaceAll("|", "\\|")} |`,
  );
  return `# Configuration of a member's node

Generated from the schema; a test fails when they differ. An option of \`symbolon node\` wins over its environment variable,
that over the YAML file. \`symbolon init\` writes a file with comments. An unknown name, in the file or in the environment,
is an error.

| in the file | form | default | variable | option | what it is |
|---|---|---|---|---|---|
${rows.join("\n")}
`;
}
