// SPDX-License-Identifier: GPL-3.0-or-later
// The form on its way to the server: asked about first where that cuts somebody off or lets everybody
// in, sent once, and held against what somebody else saved meanwhile.
import { api, ApiProblem, path } from '../../api/client.svelte.ts';
import type { Zone } from '../../api/types.ts';
import { confirm } from '../../ask.svelte.ts';
import { duration, t } from '../../i18n/i18n.svelte.ts';
import { toast } from '../../notices.svelte.ts';
import { draftOf, isWhole, placeOf, primaryOf } from './draft.ts';
import type { TransfersForm } from './transfers-form.svelte.ts';

export class Saving {
  busy = $state(false);
  done = $state(false);
  trouble = $state.raw<Error | null>(null);
  /// What somebody else saved meanwhile.
  conflict = $state.raw<{ zone: Zone; etag: string | null } | null>(null);

  readonly #form: TransfersForm;
  readonly #name: () => string;
  readonly #then: () => Promise<void>;

  /// `then`: what is read again after a save.
  constructor(form: TransfersForm, name: () => string, then: () => Promise<void>) {
    this.#form = form;
    this.#name = name;
    this.#then = then;
  }

  async save(event?: SubmitEvent): Promise<void> {
    event?.preventDefault();
    const form = this.#form;
    if (form.editing === 'forbidden' || this.busy || !form.changed) return;
    this.trouble = null;
    this.done = false;
    form.forgetTold();
    if (form.isWrong) {
      form.attempt += 1;
      return;
    }
    form.attempt = 0;
    if (!(await this.#mayGoOn())) return;
    this.busy = true;
    try {
      const answer = await api.post<Zone>(path`/v1/zones/${this.#name()}`, { primary: primaryOf(form.draft) }, { ifMatch: form.etag });
      form.take(answer.data, answer.etag);
      await this.#then();
      this.done = true;
      toast(t('transfers.saved'));
    } catch (error) {
      await this.#tellFailure(error as Error);
    } finally {
      this.busy = false;
    }
  }

  takeTheirs(): void {
    if (this.conflict) this.#form.take(this.conflict.zone, this.conflict.etag);
    this.conflict = null;
  }

  async applyMine(): Promise<void> {
    if (!this.conflict) return;
    this.#form.etag = this.conflict.etag;
    this.#form.saved = draftOf(this.conflict.zone.primary);
    this.conflict = null;
    await this.save();
  }

  async #mayGoOn(): Promise<boolean> {
    const { draft, saved, zone } = this.#form;
    if (saved.enabled && !draft.enabled && saved.rows.length > 0) {
      return confirm({
        title: t('transfers.disableTitle'),
        text: t('transfers.disableText', { count: saved.rows.length, expiry: duration(zone.expiry) }),
        points: [t('transfers.disableAtOnce'), t('transfers.disableKept')],
        yes: t('transfers.disable'),
        danger: true,
      });
    }
    const wasOpen = saved.enabled && saved.rows.some(({ ip }) => isWhole(ip));
    if (draft.enabled && !wasOpen && draft.rows.some(({ ip }) => isWhole(ip))) {
      return confirm({ title: t('transfers.everybodyTitle'), text: t('transfers.everybodyText'), yes: t('transfers.everybodyYes'), typed: zone.name, danger: true });
    }
    return true;
  }

  async #tellFailure(error: Error): Promise<void> {
    if (error instanceof ApiProblem && error.status === 412) {
      const theirs = await api.get<Zone>(`${path`/v1/zones/${this.#name()}`}?records=false`);
      this.conflict = { zone: theirs.data, etag: theirs.etag };
      return;
    }
    const wrongs = error instanceof ApiProblem && error.status === 400 ? error.fields : [];
    const isTold = this.#form.tell(wrongs.map(({ path: at, code, message }) => ({ place: placeOf(at), wrong: { code, message } })));
    if (!isTold) this.trouble = error;
  }
}
