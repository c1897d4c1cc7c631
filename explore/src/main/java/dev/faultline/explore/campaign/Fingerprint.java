package dev.faultline.explore.campaign;

import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

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

  private static final String CLASS = ".class";

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

  /**
   * Of the classes in jars and folders, in this order, and of other files as they are. Equal for a
   * jar that was built again from equal classes, and for a folder with them; other things in jars
   * and folders are not looked at: reports and the campaign's own file may lie there.
   *
   * @param contents of files that are read already
   * @throws UsageException when one of them cannot be read
   */
  public static String ofProgram(List<Path> files, List<byte[]> contents) {
    MessageDigest digest = digest();
    for (Path file : files) {
      try {
        addProgram(digest, file.toRealPath());
      } catch (IOException | UncheckedIOException e) {
        throw new UsageException("cannot read " + file + ", of which the program is made: " + e, e);
      }
    }
    contents.forEach(content -> addNamed(digest, "", content));
    return hex(digest);
  }

  private static void addProgram(MessageDigest digest, Path file) throws IOException {
    if (Files.isDirectory(file)) {
      try (Stream<Path> files = Files.walk(file)) {
        SortedMap<String, Path> classes = new TreeMap<>();
        files
            .filter(each -> each.toString().endsWith(CLASS) && Files.isRegularFile(each))
            .forEach(each -> classes.put(file.relativize(each).toString(), each));
        for (Map.Entry<String, Path> each : classes.entrySet()) {
          addNamed(digest, each.getKey(), Files.readAllBytes(each.getValue()));
        }
      }
    } else if (file.toString().endsWith(".jar")) {
      try (ZipFile jar = new ZipFile(file.toFile())) {
        SortedMap<String, ZipEntry> classes = new TreeMap<>();
        jar.stream()
            .filter(each -> each.getName().endsWith(CLASS))
            .forEach(each -> classes.put(each.getName(), each));
        for (Map.Entry<String, ZipEntry> each : classes.entrySet()) {
          try (InputStream in = jar.getInputStream(each.getValue())) {
            addNamed(digest, each.getKey(), in.readAllBytes());
          }
        }
      }
    } else {
      addNamed(digest, "", Files.readAllBytes(file));
    }
    addNamed(digest, "", new byte[0]);
  }

  private static void addNamed(MessageDigest digest, String name, byte[] bytes) {
    byte[] named = name.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(8).putInt(named.length).putInt(bytes.length).flip());
    digest.update(named);
    digest.update(bytes);
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
