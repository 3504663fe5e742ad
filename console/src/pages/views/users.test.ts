// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import type { View } from '../../api/access-types.ts';
import { usersOfAcl, usersOfView } from './users.ts';

const view = (name: string, read_acls: string[], update_acls: string[], zones: string[]) => ({ name, read_acls, update_acls, zones }) as unknown as View;
const views = [view('lan', ['office'], [], ['b.example', 'a.example']), view('vpn', [], ['office'], ['a.example']), view('other', ['home'], [], ['c.example'])];

it('names the views that have a list, and the zones behind them once', () => {
  expect(usersOfAcl('office', views)).toEqual({ views: ['lan', 'vpn'], zones: ['a.example', 'b.example'] });
  expect(usersOfAcl('none', views)).toEqual({ views: [], zones: [] });
});

it('names the zones of a view', () => {
  expect(usersOfView('lan', views)).toEqual({ views: [], zones: ['a.example', 'b.example'] });
  expect(usersOfView('none', views).zones).toEqual([]);
});
