// SPDX-License-Identifier: GPL-3.0-or-later
// The values of keys that this page has been given, because they were made or revealed here. Nothing
// else brings one to the browser, and nothing keeps one beyond the page.
import { confirm } from '../../ask.svelte.ts';
import { t } from '../../i18n/i18n.svelte.ts';
import { toast } from '../../notices.svelte.ts';
import type { RowDraft } from './draft.ts';
import { revealKey } from './server-keys.ts';

export class KnownSecrets {
  #byName = $state<Record<string, string>>({});

  note(keyName: string, secret: string): void {
    this.#byName[keyName] = secret;
  }

  /// What was typed, or is known of the stored key; else empty.
  of(row: RowDraft): string {
    return row.keyValue || this.ofKey(row.keyName);
  }

  ofKey(keyName: string): string {
    return this.#byName[keyName] ?? '';
  }

  /// Asks first. Null when it is not shown, the reason told.
  async reveal(keyName: string): Promise<string | null> {
    const agreed = await confirm({ title: t('transfers.revealTitle'), text: t('transfers.revealText', { name: keyName }), yes: t('transfers.reveal') });
    if (!agreed) return null;
    try {
      const secret = await revealKey(keyName);
      this.note(keyName, secret);
      return secret;
    } catch (error) {
      toast((error as Error).message, 'bad');
      return null;
    }
  }
}
