package dev.faultline.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** What a command has printed, which may be more than memory or a reader takes. */
final class Said {
  /** So much of it is kept and shown. */
  static final int MOST_BYTES = 4_096;

  private Said() {}

  /**
   * The text of a file, or its beginning. Two texts that differ behind it differ by the digest that
   * follows: a checker's words tell which states are equal.
   */
  static String of(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      byte[] first = in.readNBytes(MOST_BYTES);
      long rest = in.transferTo(java.io.OutputStream.nullOutputStream());
      String text = new String(first, StandardCharsets.ISO_8859_1);
      return rest == 0
          ? text.strip()
          : text.stripLeading()
              + String.format(
                  Locale.ROOT,
                  "… and %,d bytes more, SHA-256 %s",
                  rest,
                  HexFormat.of().formatHex(digest.digest()));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }
}
