/** Who may do everything. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** PEM */
export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
}

export interface EventStoreDBDoubleOptions {
  /**
   * `memory` is fast and starts empty each time it is started; `file` is a SQLite file in the server's own folder, there until
   * the server is stopped; or the folder of that file. Default `memory`.
   */
  readonly storage?: 'memory' | 'file' | { readonly folder: string };
  /** Asked of whoever reads or writes. Default: nobody is asked. */
  readonly credentials?: Credentials;
  /** Default: no TLS. The certificate has to be for 127.0.0.1. */
  readonly tls?: TlsIdentity;
}

/** What the program is told as its argument, in JSON. */
export interface DoubleSettings {
  readonly port: number;
  /** Of the control socket. */
  readonly folder: string;
  /** Of the SQLite file; in memory without it. */
  readonly dataFolder?: string;
  readonly credentials?: Credentials;
  readonly tls?: TlsIdentity;
}
