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

  /** White space around a token, such as the line break at the end of a file, is not part of it. */
  Credentials {
    token = token.strip();
  }

  /** Whether a header can carry the token. */
  boolean isTokenSendable() {
    return token.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

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
