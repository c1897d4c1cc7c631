package dev.faultline.chaos.tls;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Keys in the forms that OpenSSL and Kubernetes still write: RSA keys of PKCS #1 (RFC 8017) and EC
 * keys of SEC 1 (RFC 5915). The JDK reads PKCS #8, which is the same key in an envelope that names
 * the algorithm.
 */
final class OlderKeys {
  private static final int[] RSA = {1, 2, 840, 113549, 1, 1, 1};
  private static final int[] EC = {1, 2, 840, 10045, 2, 1};
  private static final int SEQUENCE = 0x30;
  private static final int PARAMETERS = 0xa0;

  private OlderKeys() {}

  /**
   * A key as PKCS #8.
   *
   * @param label of its block in PEM
   * @throws IllegalArgumentException if the content is damaged or the label unknown
   */
  static byte[] asPkcs8(String label, byte[] content) {
    return switch (label) {
      case "PRIVATE KEY" -> content;
      case "RSA PRIVATE KEY" -> envelope(Der.oid(RSA), Der.tagged(0x05), content);
      case "EC PRIVATE KEY" -> envelope(Der.oid(EC), curve(content), content);
      default -> throw new IllegalArgumentException("a key of the form " + label);
    };
  }

  private static byte[] envelope(byte[] algorithm, byte[] parameters, byte[] key) {
    return Der.sequence(
        Der.integer(BigInteger.ZERO), Der.sequence(algorithm, parameters), Der.octets(key));
  }

  /** The name of the curve, which is a field of the key. */
  private static byte[] curve(byte[] key) {
    try {
      ByteBuffer in = ByteBuffer.wrap(key);
      if ((in.get() & 0xff) != SEQUENCE) {
        throw new IllegalArgumentException("not a sequence");
      }
      length(in);
      while (true) {
        int tag = in.get() & 0xff;
        byte[] value = new byte[length(in)];
        in.get(value);
        if (tag == PARAMETERS) {
          return value;
        }
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("no curve", e);
    }
  }

  private static int length(ByteBuffer in) {
    int first = in.get() & 0xff;
    int length = first;
    if (first >= 0x80) {
      length = 0;
      for (int i = 0; i < (first & 0x7f); i++) {
        length = length << 8 | in.get() & 0xff;
      }
    }
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    return length;
  }
}
