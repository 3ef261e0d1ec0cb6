import type { NatsAccess } from '@reeve/bus/nats';
import type { Settings } from '@reeve/platform';

/** How a process signs in to a NATS. @param service what it is called there. */
export function natsAccess(settings: Settings, url: string, service: string): NatsAccess {
  return {
    url,
    service,
    credentialsFile: settings.natsCredentialsFile,
    nkeyFile: settings.natsNkeyFile,
    caFile: settings.natsCaFile,
    certificateFile: settings.natsCertificateFile,
    keyFile: settings.natsKeyFile,
  };
}
