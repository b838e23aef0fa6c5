import type { App, Session, WebContents } from 'electron';
import { isPageUrl } from './app-protocol.ts';

/** Schemes that a page's request may have; the network is none of them. */
const allowedSchemes: ReadonlySet<string> = new Set(['app:', 'blob:', 'data:', 'devtools:']);

/** WebRTC, which no page here uses, would otherwise look for ways out past all other rules, and tell addresses of this machine. */
const noDirectUdp = 'disable_non_proxied_udp';

/** Before the app is ready: every page in a sandbox, and a Chromium that asks nothing of the network. */
export function guardApp(app: App): void {
  app.enableSandbox();
  app.commandLine.appendSwitch('disable-background-networking');
  app.commandLine.appendSwitch('disable-component-update');
  app.commandLine.appendSwitch('no-pings');
  app.commandLine.appendSwitch('force-webrtc-ip-handling-policy', noDirectUdp);
  // Nothing has an address: a request that got past all else still ends here.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
}

/** Denies every permission, device, download and request that leaves the app's own scheme. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
  session.setSpellCheckerEnabled(false);
  session.on('select-hid-device', (event, _details, answer) => {
    event.preventDefault();
    answer();
  });
  session.on('select-usb-device', (event, _details, answer) => {
    event.preventDefault();
    answer();
  });
  session.on('select-serial-port', (event, _ports, _contents, answer) => {
    event.preventDefault();
    answer('');
  });
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: !allowedSchemes.has(URL.parse(details.url)?.protocol ?? '') }),
  );
}

/** A page stays where it is and opens nothing: no navigation of any frame, no redirect, no webview, no window, no device. */
export function guardContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('select-bluetooth-device', (event, _devices, answer) => {
    event.preventDefault();
    answer('');
  });
  contents.setWebRTCIPHandlingPolicy(noDirectUdp);
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Of a message: the frame that sent it, null where that frame is gone. */
interface Sender {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/** Whether a message comes from our page itself, not from a frame in it or from one that is no longer there. */
export function isTrusted({ senderFrame }: Sender): boolean {
  return senderFrame !== null && senderFrame.parent === null && isPageUrl(senderFrame.url);
}
