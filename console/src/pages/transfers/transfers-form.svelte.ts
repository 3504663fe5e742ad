// SPDX-License-Identifier: GPL-3.0-or-later
// The page's form while somebody works on it: what the server has, what stands in the fields, what is
// wrong with it, and the way back. The page shows it; how it is saved is in saving.svelte.ts.
import { tick } from 'svelte';
import type { Zone } from '../../api/types.ts';
import type { SummaryEntry } from '../../components/ErrorSummary.svelte';
import { t, translated } from '../../i18n/i18n.svelte.ts';
import { announce, toast } from '../../notices.svelte.ts';
import { afterPress } from '../../press.ts';
import type { Wrong } from './address.ts';
import { draftOf, emptyRow, errorsOf, isChanged, rowsMax, sharedAddresses, type Draft, type RowDraft, type RowErrors, type RowField } from './draft.ts';
import { addressesOfText } from './pasted-addresses.ts';

export type Editing = 'allowed' | 'forbidden' | 'busy';

const controls: Record<RowField, string> = { ip: 'ip', port: 'port', hash: 'hash', keyName: 'key-name', keyValue: 'key-value' };

export class TransfersForm {
  zone = $state.raw<Zone>()!;
  etag = $state<string | null>(null);
  saved = $state<Draft>({ enabled: false, rows: [] });
  draft = $state<Draft>({ enabled: false, rows: [] });
  editing = $state<Editing>('allowed');
  filter = $state('');
  removed = $state<{ row: RowDraft; index: number } | null>(null);
  /// Attempts to save that were refused: from the first on, every field tells what is wrong with it.
  attempt = $state(0);
  /// Whether something else than the rows lets somebody transfer.
  grantedByKey = $derived((this.zone?.primary.transfer_acls?.length ?? 0) > 0 || (this.zone?.views?.length ?? 0) > 0);
  changed = $derived(isChanged(this.draft, this.saved));
  errors = $derived(errorsOf(this.draft.rows));
  shared = $derived(sharedAddresses(this.draft.rows));
  noRows = $derived(this.draft.enabled && this.draft.rows.length === 0 && !this.grantedByKey);
  isWrong = $derived(this.draft.enabled && (this.noRows || this.errors.some((row) => Object.keys(row).length > 0)));
  isFull = $derived(this.draft.rows.length >= rowsMax);
  /// Whether the rows can be worked on now.
  isLive = $derived(this.draft.enabled && this.editing === 'allowed');
  shownRows = $derived.by(() => {
    const words = this.filter.trim();
    return this.draft.rows.map((row, index) => ({ row, index })).filter(({ row }) => !words || `${row.ip} ${row.keyName}`.includes(words));
  });
  summary = $derived.by(() => this.#summary());

  // Fields that were left once.
  #left = $state<Record<string, true>>({});
  // What the server said of a value, as long as it stands there.
  #told = $state<Record<string, Wrong>>({});

  take(zone: Zone, etag: string | null) {
    this.zone = zone;
    this.etag = etag;
    this.saved = draftOf(zone.primary);
    this.draft = $state.snapshot(this.saved) as Draft;
    this.#left = {};
    this.attempt = 0;
    this.#told = {};
    this.removed = null;
  }

  discard() {
    this.take(this.zone, this.etag);
  }

  leave(row: RowDraft, field: RowField) {
    afterPress(() => (this.#left[`${row.id} ${field}`] = true));
  }

  /// Those that are to be seen by now.
  shownErrors(row: RowDraft, index: number): RowErrors {
    const out: RowErrors = {};
    for (const [field, wrong] of Object.entries(this.errors[index] ?? {}) as [RowField, Wrong][]) {
      if (this.attempt > 0 || this.#left[`${row.id} ${field}`]) out[field] = wrong;
    }
    for (const field of Object.keys(controls) as RowField[]) {
      const told = this.#told[`${row.id} ${field} ${row[field]}`];
      if (told) out[field] = told;
    }
    return out;
  }

  /// False when none of it belongs to a field of a row.
  tell(wrongs: { place: { row: number; field: RowField } | null; wrong: Wrong }[]): boolean {
    const told: Record<string, Wrong> = {};
    for (const { place, wrong } of wrongs) {
      const row = place && this.draft.rows[place.row];
      if (row) told[`${row.id} ${place.field} ${row[place.field]}`] = wrong;
    }
    if (Object.keys(told).length === 0) return false;
    this.#told = told;
    this.attempt += 1;
    return true;
  }

  forgetTold() {
    this.#told = {};
  }

  allow(on: boolean) {
    if (on && this.draft.rows.length === 0) this.draft.rows.push(emptyRow());
    announce(on ? t('transfers.appeared') : t('transfers.disappeared'));
    // One empty row is nobody's work.
    if (!on && this.saved.rows.length === 0 && this.draft.rows.length === 1 && !this.draft.rows[0]!.ip) this.draft.rows = [];
  }

  async add() {
    this.filter = '';
    const row = emptyRow();
    this.draft.rows.push(row);
    await focusAfterwards(controlOf(row, 'ip'));
  }

  async remove(index: number) {
    const [row] = this.draft.rows.splice(index, 1);
    this.removed = { row: row!, index };
    announce(t('transfers.removed', { name: nameOf(row!, index) }));
    const next = this.draft.rows[index] ?? this.draft.rows[index - 1];
    await focusAfterwards(next ? controlOf(next, 'ip') : 'add-server');
  }

  async undoRemoval() {
    if (!this.removed) return;
    const { row, index } = this.removed;
    this.draft.rows.splice(index, 0, row);
    this.removed = null;
    await focusAfterwards(controlOf(row, 'ip'));
  }

  /// A pasted list goes into the row it was pasted into, and into new ones.
  takeList(index: number, text: string) {
    const others = this.draft.rows.filter((_, i) => i !== index);
    const list = addressesOfText(text, others);
    const room = rowsMax - others.length;
    const rows = list.addresses.slice(0, room).map(({ ip, port }) => ({ ...emptyRow(), ip, port: port || '53' }));
    const [first, ...more] = rows;
    if (first) Object.assign(this.draft.rows[index]!, { ip: first.ip, port: first.port });
    this.draft.rows.splice(index + 1, 0, ...more);
    const skipped = [
      ...list.skipped.map(({ text: item, reason }) => `${item} (${translated('transfers.wrong', reason, reason, { row: '', message: reason })})`),
      ...list.addresses.slice(room).map(({ ip }) => `${ip} (${t('transfers.rowsMax', { max: rowsMax })})`),
    ];
    toast(
      t('transfers.pasted', { count: rows.length }) + (skipped.length > 0 ? ` ${t('transfers.skipped', { list: skipped.join(', ') })}` : ''),
      skipped.length > 0 ? 'info' : 'good',
    );
  }

  #summary(): SummaryEntry[] {
    if (this.attempt === 0 || !this.draft.enabled) return [];
    const entries: SummaryEntry[] = [];
    if (this.noRows) entries.push({ message: t('transfers.needRow'), field: 'allow-transfers' });
    for (const [i, row] of this.draft.rows.entries()) {
      for (const [field, wrong] of Object.entries(this.shownErrors(row, i)) as [RowField, Wrong][]) {
        entries.push({ message: this.#summaryText(i, field, wrong), field: controlOf(row, field) });
      }
    }
    return entries;
  }

  #summaryText(index: number, field: RowField, wrong: Wrong): string {
    if (field === 'ip' && wrong.code === 'required') {
      return this.draft.rows.length === 1 ? t('transfers.needRow') : t('transfers.needAddress', { number: index + 1 });
    }
    return t('transfers.inRow', { number: index + 1, message: textOf(wrong, field) });
  }
}

/// What stands at the field.
export function textOf(wrong: Wrong, field: RowField): string {
  if (wrong.code === 'required') return t(`transfers.needed.${field as 'ip' | 'hash' | 'keyName' | 'keyValue'}`);
  return translated('transfers.wrong', wrong.code, wrong.message, { message: wrong.message, row: /\d+$/.exec(wrong.message)?.[0] ?? '' });
}

export function nameOf(row: RowDraft, index: number): string {
  return row.ip || t('transfers.server', { number: index + 1 });
}

function controlOf(row: RowDraft, field: RowField): string {
  return `row-${row.id}-${controls[field]}`;
}

async function focusAfterwards(id: string) {
  await tick();
  document.getElementById(id)?.focus();
}
