package dev.faultline.chaos.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key and its certificate.
 *
 * @param chain the certificate, followed by its issuers' certificates
 */
record Credentials(PrivateKey key, List<X509Certificate> chain) {
  Credentials {
    chain = List.copyOf(chain);
  }
}
