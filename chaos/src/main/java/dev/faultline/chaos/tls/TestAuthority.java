package dev.faultline.chaos.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate authority for tests: a client that trusts its certificate trusts every server that
 * it signs for. Its folder holds {@value #CERTIFICATE}, for clients to trust, and {@value #KEY},
 * which only its owner should read. Thread-safe. The certificates follow RFC 5280, with keys on the
 * curve P-256.
 */
public final class TestAuthority {
  /** The file that clients trust. */
  public static final String CERTIFICATE = "authority.pem";

  /** The file with the key. */
  public static final String KEY = "authority-key.pem";

  private static final int[] ECDSA_SHA256 = {1, 2, 840, 10045, 4, 3, 2};
  private static final int[] COMMON_NAME = {2, 5, 4, 3};
  private static final int[] BASIC_CONSTRAINTS = {2, 5, 29, 19};
  private static final int[] KEY_USAGE = {2, 5, 29, 15};
  private static final int[] EXTENDED_KEY_USAGE = {2, 5, 29, 37};
  private static final int[] ALTERNATIVE_NAMES = {2, 5, 29, 17};
  private static final int[] SERVER_AUTH = {1, 3, 6, 1, 5, 5, 7, 3, 1};
  private static final int[] CLIENT_AUTH = {1, 3, 6, 1, 5, 5, 7, 3, 2};

  /** Signs certificates, for authorities. */
  private static final byte[] CERT_SIGN = {0x04};

  /** Signs handshakes, for servers and clients. */
  private static final byte[] DIGITAL_SIGNATURE = {(byte) 0x80};

  private static final Duration VALID = Duration.ofDays(365);
  private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);
  private static final String NAME = "Faultline test authority";

  private final X509Certificate certificate;
  private final PrivateKey key;
  private final SecureRandom random = new SecureRandom();

  private TestAuthority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /**
   * Makes a new authority in a folder, in place of one that is there.
   *
   * @throws IOException when the files cannot all be written; the existing files are then unchanged
   */
  public static TestAuthority create(Path folder) throws IOException {
    SecureRandom random = new SecureRandom();
    KeyPair pair = newKey();
    byte[] name = name(NAME);
    byte[] extensions =
        Der.sequence(
            extension(BASIC_CONSTRAINTS, true, Der.sequence(Der.yes())),
            extension(KEY_USAGE, true, Der.bits(2, CERT_SIGN)));
    X509Certificate own =
        sign(
            random,
            name,
            name,
            pair.getPublic(),
            VALID.multipliedBy(10),
            extensions,
            pair.getPrivate());
    Files.createDirectories(folder);
    String secret = Pem.text("PRIVATE KEY", pair.getPrivate().getEncoded());
    WholeFiles.write(
        new WholeFiles.Content(folder.resolve(CERTIFICATE), pem(own), false),
        new WholeFiles.Content(folder.resolve(KEY), secret, true));
    return new TestAuthority(own, pair.getPrivate());
  }

  /**
   * Reads the authority of a folder.
   *
   * @param field the name of the field, for the message
   * @throws TlsException where a file is missing or damaged
   */
  static TestAuthority read(String field, String folder) throws TlsException {
    Credentials found =
        Pem.credentials(
            field, Path.of(folder, CERTIFICATE).toString(), Path.of(folder, KEY).toString());
    if (!found.key().getAlgorithm().equals("EC")) {
      throw new TlsException(
          field, "the key of " + folder + " is not on a curve; make one with 'proxy authority'");
    }
    return new TestAuthority(found.chain().getFirst(), found.key());
  }

  /** A new certificate and key for a server or a client of these names and addresses. */
  Credentials issue(List<String> names) {
    KeyPair pair = newKey();
    byte[] extensions =
        Der.sequence(
            extension(BASIC_CONSTRAINTS, true, Der.sequence()),
            extension(KEY_USAGE, true, Der.bits(7, DIGITAL_SIGNATURE)),
            extension(
                EXTENDED_KEY_USAGE,
                false,
                Der.sequence(Der.oid(SERVER_AUTH), Der.oid(CLIENT_AUTH))),
            extension(ALTERNATIVE_NAMES, false, alternatives(names)));
    X509Certificate issued =
        sign(random, name(NAME), name(names.getFirst()), pair.getPublic(), VALID, extensions, key);
    return new Credentials(pair.getPrivate(), List.of(issued, certificate));
  }

  /**
   * Writes a new certificate for these names and addresses, followed by the authority's
   * certificate, and its key. Only the file's owner may read the key.
   *
   * @throws IOException when the files cannot all be written; the existing files are then unchanged
   */
  public void issue(List<String> names, Path certificateFile, Path keyFile) throws IOException {
    Credentials issued = issue(names);
    StringBuilder chain = new StringBuilder();
    for (X509Certificate one : issued.chain()) {
      chain.append(pem(one));
    }
    WholeFiles.write(
        new WholeFiles.Content(certificateFile, chain.toString(), false),
        new WholeFiles.Content(keyFile, Pem.text("PRIVATE KEY", issued.key().getEncoded()), true));
  }

  private static String pem(X509Certificate certificate) {
    try {
      return Pem.text("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] alternatives(List<String> names) {
    List<byte[]> all = new ArrayList<>();
    for (String name : names) {
      byte[] address = address(name);
      all.add(
          address.length > 0
              ? Der.tagged(0x87, address)
              : Der.tagged(0x82, name.getBytes(StandardCharsets.US_ASCII)));
    }
    return Der.sequence(all.toArray(byte[][]::new));
  }

  private static byte[] address(String name) {
    try {
      return InetAddress.ofLiteral(name).getAddress();
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static byte[] name(String common) {
    return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.text(common))));
  }

  private static byte[] extension(int[] oid, boolean critical, byte[] content) {
    return critical
        ? Der.sequence(Der.oid(oid), Der.yes(), Der.octets(content))
        : Der.sequence(Der.oid(oid), Der.octets(content));
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static X509Certificate sign(
      SecureRandom random,
      byte[] issuer,
      byte[] subject,
      PublicKey open,
      Duration valid,
      byte[] extensions,
      PrivateKey signer) {
    try {
      Instant now = Instant.now();
      byte[] algorithm = Der.sequence(Der.oid(ECDSA_SHA256));
      byte[] content =
          Der.sequence(
              Der.tagged(0xa0, Der.integer(BigInteger.TWO)),
              Der.integer(new BigInteger(120, random).setBit(120)),
              algorithm,
              issuer,
              Der.sequence(Der.time(now.minus(CLOCKS_DIFFER)), Der.time(now.plus(valid))),
              subject,
              open.getEncoded(),
              Der.tagged(0xa3, extensions));
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(signer);
      signature.update(content);
      byte[] whole = Der.sequence(content, algorithm, Der.bits(0, signature.sign()));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(whole));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
