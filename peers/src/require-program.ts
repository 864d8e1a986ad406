import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { TestRunner } from "vitest";

/**
 * Finds a program that a test needs; to be called inside the test. Where it is missing the test is skipped and says
 * so by name, except in CI (`CI=true`), where every peer has to be there and the test fails.
 *
 * @param debianPackage the package that brings the program.
 * @returns its path.
 */
export function requireProgram(name: string, debianPackage: string): string {
  const path = findProgram(name);
  if (path !== undefined) return path;
  const missing = `${name} is missing; install the Debian package ${debianPackage}`;
  if (process.env["CI"] !== "true") TestRunner.getCurrentTest()?.context.skip(missing);
  throw new Error(missing);
}

function findProgram(name: string): string | undefined {
  // Tools for administrators are not on everybody's PATH.
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin"];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
