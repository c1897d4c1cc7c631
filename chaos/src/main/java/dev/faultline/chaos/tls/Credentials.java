package dev.faultline.chaos.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A key with the certificate for it.
 *
 * @param chain the certificate, and those that it rests on
 */
record Credentials(PrivateKey key, List<X509Certificate> chain) {
  Credentials {
    chain = List.copyOf(chain);
  }
}
