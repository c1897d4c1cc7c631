package dev.faultline.explore.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Hashes of code, by which two JVMs know that they run the same. */
public final class Fingerprint {
  /** One of each module that decides what a world comes to; this module reads not all of them. */
  private static final List<String> OWN =
      List.of(
          "dev.faultline.core.SystemModel",
          "dev.faultline.agent.Agent",
          "dev.faultline.jvm.Jvms",
          "dev.faultline.check.Verdict",
          "dev.faultline.disk.Profile",
          "dev.faultline.sim.World",
          "dev.faultline.explore.Campaign");

  private Fingerprint() {}

  /** What is loaded does not change; reading it takes a while. */
  private static final class Own {
    static final String PRINT = read();
  }

  /** Of Faultline itself, as it is loaded here. */
  public static String ofFaultline() {
    return Own.PRINT;
  }

  private static String read() {
    MessageDigest digest = digest();
    for (String name : OWN) {
      try {
        Class<?> type = Class.forName(name, false, Fingerprint.class.getClassLoader());
        add(digest, Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()));
      } catch (ClassNotFoundException | URISyntaxException e) {
        throw new IllegalStateException("where is " + name + "?", e);
      }
    }
    return hex(digest);
  }

  /** Of a jar, or of all files in a folder. */
  public static String of(Path code) {
    MessageDigest digest = digest();
    add(digest, code);
    return hex(digest);
  }

  private static void add(MessageDigest digest, Path code) {
    try {
      if (!Files.isDirectory(code)) {
        addFile(digest, code);
        return;
      }
      try (Stream<Path> files = Files.walk(code)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          digest.update(code.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
          addFile(digest, file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + code, e);
    }
  }

  private static void addFile(MessageDigest digest, Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    digest.update(ByteBuffer.allocate(8).putLong(0, bytes.length));
    digest.update(bytes);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has it", e);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
