import './tokens.css';
import './base.css';
import { mount } from 'svelte';
import { present } from '../shared/base/assert.ts';
import App from './App.svelte';
import { AppState } from './state/app.svelte.ts';
import { HttpTransport } from './state/http-transport.ts';

const target = present(document.getElementById('app'), 'index.html has the element');
mount(App, { target, props: { app: new AppState(new HttpTransport()) } });
