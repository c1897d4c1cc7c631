package dev.faultline.chaos.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys in PEM (RFC 7468), from files or given as text. */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /** What the older forms of keys say when they are encrypted (RFC 1421). */
  private static final String ENCRYPTED = "Proc-Type: 4,ENCRYPTED";

  private static final int LONGEST = 1 << 20;
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519", "Ed448");

  private Pem() {}

  static String text(String label, byte[] content) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }

  /** All certificates of a file, at least one. */
  static List<X509Certificate> certificates(String field, String file) throws TlsException {
    return certificates(field, file, read(field, file));
  }

  /** All certificates of a text from {@code source}, at least one. */
  static List<X509Certificate> certificates(String field, String source, String text)
      throws TlsException {
    List<X509Certificate> found = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(text);
    while (blocks.find()) {
      if (!blocks.group(1).equals("CERTIFICATE")) {
        continue;
      }
      try {
        found.add(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(decoded(blocks.group(2)))));
      } catch (CertificateException | IllegalArgumentException e) {
        throw new TlsException(
            field, "certificate %d in %s is damaged".formatted(found.size() + 1, source));
      }
    }
    if (found.isEmpty()) {
      throw new TlsException(
          field, source + " holds no certificate; expected PEM with BEGIN CERTIFICATE");
    }
    return found;
  }

  /** The key of a file. */
  static PrivateKey key(String field, String file) throws TlsException {
    return key(field, file, read(field, file));
  }

  /** The key of a text from {@code source}: PKCS #8, or the older forms of RSA and EC keys. */
  static PrivateKey key(String field, String source, String text) throws TlsException {
    if (text.contains(ENCRYPTED)) {
      throw encrypted(field, source);
    }
    Matcher blocks = BLOCK.matcher(text);
    while (blocks.find()) {
      String label = blocks.group(1);
      if (label.equals("ENCRYPTED PRIVATE KEY")) {
        throw encrypted(field, source);
      }
      if (label.endsWith("PRIVATE KEY")) {
        return decodedKey(field, source, label, blocks.group(2));
      }
    }
    throw new TlsException(field, source + " holds no key; expected PEM with BEGIN PRIVATE KEY");
  }

  private static TlsException encrypted(String field, String source) {
    return new TlsException(
        field,
        source
            + " holds a key that is encrypted, expected one that is not: convert it with 'openssl"
            + " pkcs8 -topk8 -nodes'");
  }

  private static PrivateKey decodedKey(String field, String source, String label, String base64)
      throws TlsException {
    for (String algorithm : ALGORITHMS) {
      try {
        byte[] content = OlderKeys.asPkcs8(label, decoded(base64));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(content));
      } catch (InvalidKeySpecException | IllegalArgumentException e) {
        // Perhaps it is of the next algorithm.
        assert e != null;
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
    throw new TlsException(
        field,
        "the key in " + source + " is damaged, or of an algorithm other than EC, RSA, EdDSA");
  }

  /** A certificate with its key. */
  static Credentials credentials(String place, String certificate, String key) throws TlsException {
    if (certificate.isEmpty() != key.isEmpty()) {
      throw new TlsException(
          place + (certificate.isEmpty() ? ".certificate" : ".key"),
          "missing; a certificate and its key belong together");
    }
    return credentials(
        place,
        certificate,
        key,
        certificates(place + ".certificate", certificate),
        key(place + ".key", key));
  }

  /** The same of texts, from places of these names. */
  static Credentials credentialsOf(
      String place, String certificateText, String keyText, String name) throws TlsException {
    return credentials(
        place,
        name,
        name,
        certificates(place + ".certificate", name, certificateText),
        key(place + ".key", name, keyText));
  }

  private static Credentials credentials(
      String place, String certificate, String key, List<X509Certificate> chain, PrivateKey secret)
      throws TlsException {
    if (!belongs(secret, chain.getFirst().getPublicKey())) {
      throw new TlsException(
          place + ".key",
          "the key in %s does not belong to the first certificate in %s"
              .formatted(key, certificate));
    }
    return new Credentials(secret, chain);
  }

  private static boolean belongs(PrivateKey key, PublicKey open) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    try {
      byte[] sample = "faultline".getBytes(StandardCharsets.US_ASCII);
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(sample);
      byte[] signed = signer.sign();
      signer.initVerify(open);
      signer.update(sample);
      return signer.verify(signed);
    } catch (InvalidKeyException e) {
      return false;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] decoded(String base64) {
    return Base64.getMimeDecoder().decode(base64);
  }

  private static String read(String field, String file) throws TlsException {
    try {
      Path path = Path.of(file);
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        // A pipe may never say anything, and a device never end.
        throw new TlsException(
            field, file + " is not a regular file, so it cannot be read; expected PEM");
      }
      try (InputStream in = Files.newInputStream(path)) {
        byte[] content = in.readNBytes(LONGEST + 1);
        if (content.length > LONGEST) {
          throw new TlsException(field, file + " is longer than 1 MiB");
        }
        return new String(content, StandardCharsets.ISO_8859_1);
      }
    } catch (NoSuchFileException e) {
      throw new TlsException(field, "there is no file " + file);
    } catch (IOException | InvalidPathException e) {
      throw new TlsException(field, file + " cannot be read: " + e.getMessage());
    }
  }
}
