// SPDX-License-Identifier: GPL-3.0-or-later
// The form of one object of the API: what was there, what is typed, what is wrong with it, and both
// sides when somebody else has saved meanwhile. What kind of object it is, is told by an ObjectKind.
import { api, ApiProblem } from './api/client.svelte.ts';
import { invalidate } from './api/query.svelte.ts';
import { noProblems, problemsOf, type FormProblems } from './form-problems.ts';
import { t, type MessageKey } from './i18n/i18n.svelte.ts';

/// The members of a draft are named as those of the API, so that each problem finds its field.
export interface ObjectKind<Stored, Draft extends object> {
  /// Of the list of all of the kind; the object is below it.
  list: string;
  /// Further lists that a change makes untrue.
  concerned?: readonly string[];
  /// Whether it is made at the address that it has then, as ACLs are, or at that of the list.
  isNamedByPath: boolean;
  idOf(stored: Stored): string;
  nameOf(draft: Draft): string;
  draftOf(stored: Stored | null): Draft;
  bodyOf(draft: Draft, stored: Stored | null): Record<string, unknown>;
  /// What is plainly wrong, by member.
  wrongOf(draft: Draft): Partial<Record<keyof Draft, string>>;
  labels: Record<keyof Draft, MessageKey>;
  /// As people read a member, where it is no text, number or list of them.
  textOf?(member: keyof Draft, draft: Draft): string | undefined;
  /// Said of 409 when it is made.
  taken?: MessageKey;
}

export interface BothSides {
  label: string;
  theirs: string;
  mine: string;
}

interface Theirs<Stored> {
  stored: Stored;
  etag: string | null;
}

export class ObjectForm<Stored, Draft extends object> {
  draft = $state() as Draft;
  busy = $state(false);
  private saved = $state.raw() as Draft;
  private tried = $state(false);
  private problems = $state.raw<FormProblems>(noProblems);
  private theirs = $state.raw<Theirs<Stored> | null>(null);
  private stored: Stored | null;
  private etag: Promise<string | null>;

  constructor(
    private readonly kind: ObjectKind<Stored, Draft>,
    stored: Stored | null,
  ) {
    this.stored = stored;
    this.saved = kind.draftOf(stored);
    this.draft = kind.draftOf(stored);
    this.etag = stored === null ? Promise.resolve(null) : this.look();
  }

  get isNew(): boolean {
    return this.stored === null;
  }
  get isChanged(): boolean {
    return this.members.some((member) => differ(this.draft[member], this.saved[member]));
  }
  /// By member of the draft.
  get errors(): Partial<Record<keyof Draft, string>> {
    const wrong = this.tried ? this.kind.wrongOf(this.draft) : {};
    return { ...(this.problems.fields as Partial<Record<keyof Draft, string>>), ...wrong };
  }
  /// By the API's path, for members that have parts of their own.
  get errorPaths(): Record<string, string> {
    return this.problems.paths;
  }
  get trouble(): Error | null {
    const { trouble } = this.problems;
    if (this.kind.taken && this.isNew && trouble instanceof ApiProblem && trouble.status === 409) return new Error(t(this.kind.taken));
    return trouble;
  }
  /// What they have and what is typed here, where that differs; null when nobody came between.
  get bothSides(): BothSides[] | null {
    if (!this.theirs) return null;
    const theirs = this.kind.draftOf(this.theirs.stored);
    return this.members
      .filter((member) => differ(theirs[member], this.draft[member]))
      .map((member) => ({ label: t(this.kind.labels[member]), theirs: this.textOf(member, theirs), mine: this.textOf(member, this.draft) }));
  }

  /// The saved object, or null when it could not be: why is in `errors`, `trouble` or `bothSides`.
  async save(): Promise<Stored | null> {
    if (this.busy) return null;
    this.tried = true;
    this.problems = noProblems;
    if (Object.keys(this.kind.wrongOf(this.draft)).length > 0) return null;
    this.busy = true;
    try {
      const ifMatch = this.isNew ? null : await this.tag();
      if (!this.isNew && (ifMatch === null || this.theirs)) return null;
      const body = this.kind.bodyOf(this.draft, this.stored);
      const { data } =
        this.stored === null
          ? await api.put<Stored>(this.kind.isNamedByPath ? this.pathOf(this.kind.nameOf(this.draft)) : this.kind.list, body)
          : await api.post<Stored>(this.pathOf(this.kind.idOf(this.stored)), body, { ifMatch });
      this.saved = $state.snapshot(this.draft) as Draft;
      await Promise.all([this.kind.list, ...(this.kind.concerned ?? [])].map((list) => invalidate(list)));
      return data;
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 412) this.theirs = { stored: error.body as Stored, etag: error.etag };
      else this.problems = problemsOf(error, this.members as string[]);
      return null;
    } finally {
      this.busy = false;
    }
  }

  takeTheirs(): void {
    this.take(this.theirs!, this.kind.draftOf(this.theirs!.stored));
  }
  /// Only what was changed here stays; what they changed beside it is taken.
  async applyMine(): Promise<Stored | null> {
    const mine = $state.snapshot(this.draft) as Draft;
    const draft = this.kind.draftOf(this.theirs!.stored);
    for (const member of this.members) if (differ(mine[member], this.saved[member])) draft[member] = mine[member];
    this.take(this.theirs!, draft);
    return this.save();
  }

  private get members(): (keyof Draft)[] {
    return Object.keys(this.kind.labels) as (keyof Draft)[];
  }
  private pathOf(id: string): string {
    return `${this.kind.list}/${encodeURIComponent(id)}`;
  }
  private textOf(member: keyof Draft, draft: Draft): string {
    const value = draft[member];
    return this.kind.textOf?.(member, draft) ?? (Array.isArray(value) ? value.join(', ') : String(value));
  }
  private take(theirs: Theirs<Stored>, draft: Draft): void {
    this.stored = theirs.stored;
    this.etag = Promise.resolve(theirs.etag);
    this.saved = this.kind.draftOf(theirs.stored);
    this.draft = draft;
    this.theirs = null;
    this.problems = noProblems;
  }
  /// Asked for once more when the server was away.
  private async tag(): Promise<string | null> {
    return (await this.etag) ?? (this.etag = this.look());
  }
  /// The list has no tags, and may be a while old.
  private async look(): Promise<string | null> {
    try {
      const { data, etag } = await api.get<Stored>(this.pathOf(this.kind.idOf(this.stored!)));
      if (this.isChanged && differ(this.kind.draftOf(data), this.saved)) {
        this.theirs = { stored: data, etag };
      } else if (!this.isChanged) {
        this.take({ stored: data, etag }, this.kind.draftOf(data));
      }
      return etag;
    } catch (error) {
      this.problems = { ...noProblems, trouble: error as Error };
      return null;
    }
  }
}

function differ(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}
