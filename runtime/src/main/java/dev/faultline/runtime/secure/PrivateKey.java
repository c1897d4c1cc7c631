package dev.faultline.runtime.secure;

import com.southernstorm.noise.protocol.DHState;
import com.southernstorm.noise.protocol.Noise;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What proves who somebody is: 32 bytes of X25519, to be kept by its holder. */
public final class PrivateKey {
  private static final KeyFile FILE = new KeyFile("faultline-private-key-1");

  private final byte[] bytes;
  private final PublicKey publicKey;

  private PrivateKey(byte[] bytes) {
    DHState pair = pair();
    pair.setPrivateKey(bytes, 0);
    byte[] known = new byte[PublicKey.BYTES];
    pair.getPublicKey(known, 0);
    pair.destroy();
    this.bytes = bytes;
    publicKey = new PublicKey(known);
  }

  private static DHState pair() {
    try {
      return Noise.createDH("25519");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("the library has X25519 of its own", e);
    }
  }

  /** A new key. */
  public static PrivateKey generate() {
    return generate(new SecureRandom());
  }

  /**
   * A new key.
   *
   * @param random seeded in a simulated world only
   */
  public static PrivateKey generate(RandomGenerator random) {
    byte[] bytes = new byte[PublicKey.BYTES];
    random.nextBytes(bytes);
    return new PrivateKey(bytes);
  }

  /**
   * The key of all who share a secret: each of them has it, and allows it.
   *
   * @param secret at least 32 bytes that cannot be guessed
   */
  static PrivateKey ofSecret(byte[] secret) {
    try {
      KDF kdf = KDF.getInstance("HKDF-SHA256");
      SecretKey derived =
          kdf.deriveKey(
              "Generic",
              HKDFParameterSpec.ofExtract()
                  .addIKM(new SecretKeySpec(secret, "Generic"))
                  .thenExpand(
                      "faultline shared link key"
                          .getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                      PublicKey.BYTES));
      return new PrivateKey(derived.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has HKDF-SHA256", e);
    }
  }

  /**
   * Reads a file that {@link #write} wrote.
   *
   * @throws KeyException if it cannot be read, others can read it too, or it is something else
   */
  public static PrivateKey read(Path file) {
    return new PrivateKey(FILE.read(file));
  }

  /**
   * Writes this key to a new file that only the owner can read.
   *
   * @throws KeyException if there is such a file already, or it cannot be written
   */
  public void write(Path file) {
    FILE.write(file, bytes);
  }

  /** What others are told. */
  public PublicKey publicKey() {
    return publicKey;
  }

  void copyTo(DHState pair) {
    pair.setPrivateKey(bytes, 0);
  }

  /** Names the key, and does not tell it. */
  @Override
  public String toString() {
    return "private key of " + publicKey;
  }
}
