import './tokens.css';
import './base.css';
import { mount } from 'svelte';
import { present } from '../shared/base/assert.ts';
import App from './App.svelte';
import { AppState } from './state/app.svelte.ts';
import { desktop } from './state/desktop.ts';
import { obey } from './state/desktop-commands.ts';
import { HttpTransport } from './state/http-transport.ts';
import { settleAddress } from './state/page-address.ts';
import { PortTransport } from './state/port-transport.ts';

const target = present(document.getElementById('app'), 'index.html has the element');
const bridge = desktop();
const app = new AppState(bridge === null ? new HttpTransport(settleAddress()) : new PortTransport(bridge));
mount(App, { target, props: { app } });
bridge?.onCommand((command) => void obey(app, command));
