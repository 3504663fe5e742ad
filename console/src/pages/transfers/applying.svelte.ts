// SPDX-License-Identifier: GPL-3.0-or-later
// The job that puts this zone's transfer settings on other zones. The server does it; whoever leaves
// the page and comes back in the same tab finds it again.
import { api, ApiProblem, path } from '../../api/client.svelte.ts';
import type { Job } from '../../api/account-types.ts';
import type { Primary } from '../../api/types.ts';
import { t } from '../../i18n/i18n.svelte.ts';
import { announce, toast } from '../../notices.svelte.ts';

export interface AppliedZone {
  zone: string;
  status: 'changed' | 'unchanged' | 'failed';
  message?: string;
}

export interface ApplyReport extends Job {
  result: { changed: number; failed: number; zones: AppliedZone[] } | null;
  errors: { zone: string; message: string }[];
}

const lookEveryMs = 500;

export class ApplyingJob {
  report = $state.raw<ApplyReport | null>(null);
  #id = $state<string | null>(null);
  readonly #zone: () => string;

  /// For the script of a component.
  constructor(zone: () => string) {
    this.#zone = zone;
    $effect(() => {
      this.#id = sessionStorage.getItem(this.#place);
      this.report = null;
    });
    $effect(() => {
      const id = this.#id;
      if (id === null) return;
      let isLeft = false;
      void this.#watch(id, () => isLeft);
      return () => (isLeft = true);
    });
  }

  get isRunning(): boolean {
    return this.report !== null && !hasEnded(this.report);
  }

  async start(zones: string[], primary: Primary): Promise<void> {
    const comment = t('apply.comment', { zone: this.#zone() });
    const { data } = await api.post<{ job: string }>('/v1/jobs', { type: 'transfers', zones, primary, comment });
    sessionStorage.setItem(this.#place, data.job);
    this.report = null;
    this.#id = data.job;
  }

  /// What is done by then stays.
  async cancel(): Promise<void> {
    const id = this.#id;
    if (id !== null) await api.delete(path`/v1/jobs/${id}`);
  }

  /// The report is no longer shown here; the list of jobs still has it.
  dismiss(): void {
    sessionStorage.removeItem(this.#place);
    this.#id = this.report = null;
  }

  get #place(): string {
    return `zonecast.applying.${this.#zone()}`;
  }

  async #watch(id: string, isLeft: () => boolean): Promise<void> {
    while (!isLeft()) {
      try {
        const { data } = await api.get<ApplyReport>(path`/v1/jobs/${id}`);
        if (isLeft()) return;
        this.report = data;
        if (hasEnded(data)) return announce(t('apply.done', { count: data.done - data.error_count, failed: data.error_count }));
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) {
          toast(t('apply.gone'), 'info');
          return this.dismiss();
        }
        // Away for a while: the banner says so, and the job goes on or is gone when it is back.
      }
      await new Promise((done) => setTimeout(done, lookEveryMs));
    }
  }
}

function hasEnded({ state }: Job): boolean {
  return state !== 'waiting' && state !== 'running';
}
