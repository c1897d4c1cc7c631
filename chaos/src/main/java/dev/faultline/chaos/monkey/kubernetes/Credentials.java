package dev.faultline.chaos.monkey.kubernetes;

/**
 * What a client shows a cluster.
 *
 * @param token the bearer token; empty for none
 * @param certificate the client's certificate in PEM; empty for none
 * @param key the certificate's key in PEM; empty for none
 */
record Credentials(String token, String certificate, String key) {
  static final Credentials NONE = new Credentials("", "", "");

  /** The same with another token. */
  Credentials withToken(String other) {
    return new Credentials(other, certificate, key);
  }

  /** Whether both need the same TLS context. */
  boolean sameCertificate(Credentials other) {
    return certificate.equals(other.certificate) && key.equals(other.key);
  }

  @Override
  public String toString() {
    // They are nobody's business.
    return "credentials";
  }
}
