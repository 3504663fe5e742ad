// SPDX-License-Identifier: GPL-3.0-or-later
// The server's problems with what a form sent, by the member that each is about.
import { ApiProblem } from './api/client.svelte.ts';

export interface FormProblems {
  /// "src_prefixes" for a problem at "src_prefixes[2]".
  fields: Record<string, string>;
  /// The same by the whole path, for members that have parts of their own.
  paths: Record<string, string>;
  /// What belongs to no field of the form.
  trouble: Error | null;
}

export const noProblems: FormProblems = { fields: {}, paths: {}, trouble: null };

export function problemsOf(error: unknown, members: readonly string[]): FormProblems {
  if (!(error instanceof ApiProblem) || error.status !== 400) return { ...noProblems, trouble: error as Error };
  const fields: Record<string, string> = {};
  const paths: Record<string, string> = {};
  let isPlaced = error.fields.length > 0;
  for (const { path, message } of error.fields) {
    const member = /^\w+/.exec(path)?.[0] ?? '';
    if (!members.includes(member)) isPlaced = false;
    else fields[member] = fields[member] ? `${fields[member]} ${message}` : message;
    paths[path] = message;
  }
  return { fields, paths, trouble: isPlaced ? null : error };
}

/// One entry a line; empty lines are none.
export function linesOf(text: string): string[] {
  return text.split(/[\n,]/).map((line) => line.trim()).filter(Boolean);
}
