// SPDX-License-Identifier: GPL-3.0-or-later
import './styles/tokens.css';
import './styles/base.css';

import { mount } from 'svelte';
import App from './App.svelte';
import { startLocale } from './i18n/i18n.svelte.ts';
import { startRouter } from './router.svelte.ts';
import { redirects, routes } from './routes.ts';
import { startSession } from './session.svelte.ts';

await startLocale();
const started = startSession();
startRouter(routes, redirects);
mount(App, { target: document.getElementById('app')!, props: { started } });
