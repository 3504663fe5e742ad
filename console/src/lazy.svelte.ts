// SPDX-License-Identifier: GPL-3.0-or-later
// A component that is fetched when it is first opened, so that the page comes without it.
import { t } from './i18n/i18n.svelte.ts';
import { toast } from './notices.svelte.ts';

export class Lazy<T> {
  /// Null until it has come.
  component = $state.raw<T | null>(null);
  readonly #load: () => Promise<{ default: T }>;

  constructor(load: () => Promise<{ default: T }>) {
    this.#load = load;
  }

  /// False, and told, when the server cannot be reached for it.
  async fetch(): Promise<boolean> {
    try {
      this.component ??= (await this.#load()).default;
      return true;
    } catch {
      toast(t('problem.away'), 'bad');
      return false;
    }
  }
}
