// SPDX-License-Identifier: GPL-3.0-or-later
// Who uses a view or an access control list.
import type { View } from '../../api/access-types.ts';

export interface Users {
  views: string[];
  zones: string[];
}

/// The views that name the list, and the zones that are seen through them.
export function usersOfAcl(name: string, views: readonly View[]): Users {
  const using = views.filter(({ read_acls, update_acls }) => read_acls.includes(name) || update_acls.includes(name));
  return { views: using.map((view) => view.name), zones: [...new Set(using.flatMap(({ zones }) => zones))].sort() };
}

export function usersOfView(name: string, views: readonly View[]): Users {
  return { views: [], zones: [...(views.find((view) => view.name === name)?.zones ?? [])].sort() };
}
