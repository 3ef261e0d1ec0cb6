#!/bin/bash
# Makes an authority and a certificate for EventStoreDB, once, and throws the authority's key away: nobody signs by it again.
# To renew them (after five years, or when the node's key has leaked): remove both volumes and start again.
set -euo pipefail

if [ -f /tls/node.crt ]; then exit 0; fi
work="$(mktemp -d)"
es-gencert-cli create-ca -days 1825 -out "$work/ca"
es-gencert-cli create-node -days 1824 -ca-certificate "$work/ca/ca.crt" -ca-key "$work/ca/ca.key" \
  -dns-names eventstoredb -out "$work/node"
cp "$work/ca/ca.crt" /ca/ca.crt
cp "$work/node/node.key" "$work/node/node.crt" /tls/
# For the user of EventStoreDB's image; the volume with the key is mounted there and nowhere else.
chmod 444 /ca/ca.crt /tls/node.key /tls/node.crt
rm -r "$work"
