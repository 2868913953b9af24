import { createServer } from 'node:https';
import { listen } from '../tls/listen.ts';
import { forward, unavailable } from './forward.ts';
import { Routes } from './routes.ts';

export interface Ingress {
  port: number;
  routes: Routes;
  /** from now on shown for hosts without a certificate of their own */
  setDefault(tls: { cert: string; key: string }): void;
  stop(): Promise<void>;
}

/**
 * The router's data plane: one HTTPS listener on 127.0.0.1 that picks certificate and backend by the name asked for.
 * `tls` is the default certificate (chain and key in PEM), as a rule the wildcard of the ingress domain.
 */
export async function startIngress(tls: { cert: string; key: string }, port = 0): Promise<Ingress> {
  const routes = new Routes();
  const server = createServer({
    ...tls,
    SNICallback: (name, done) => {
      done(null, routes.find(name)?.context);
    },
  }, (request, response) => {
    const served = routes.find(request.headers.host ?? '');
    if (served) forward(served, request, response);
    else unavailable(response);
  });
  const { port: own, stop } = await listen(server, port);
  return {
    port: own,
    routes,
    setDefault: (next) => server.setSecureContext(next),
    async stop() {
      routes.clear();
      await stop();
    },
  };
}
