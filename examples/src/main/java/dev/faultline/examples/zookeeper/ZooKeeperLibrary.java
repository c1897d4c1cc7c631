package dev.faultline.examples.zookeeper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The jars of ZooKeeper, which the build puts beside this class. Netty's are there because classes
 * of ZooKeeper's mention it; nothing of it runs.
 */
final class ZooKeeperLibrary {
  private static final List<String> JARS =
      List.of(
          "zookeeper.jar",
          "zookeeper-jute.jar",
          "slf4j-api.jar",
          "slf4j-nop.jar",
          "metrics-core.jar",
          "snappy-java.jar",
          "netty-common.jar",
          "netty-handler.jar");

  private static @Nullable List<Path> unpacked;

  private ZooKeeperLibrary() {}

  /** The class path of servers and clients. */
  static synchronized List<Path> classPath() {
    List<Path> known = unpacked;
    if (known == null) {
      known = find();
      unpacked = known;
    }
    return known;
  }

  private static List<Path> find() {
    List<Path> found = new ArrayList<>();
    found.add(classes());
    Path folder = null;
    for (String jar : JARS) {
      Path beside = found.getFirst().resolve("dev/faultline/examples/zookeeper/library/" + jar);
      if (Files.exists(beside)) {
        found.add(beside);
      } else {
        folder = folder != null ? folder : temporary();
        found.add(unpack(jar, folder));
      }
    }
    return List.copyOf(found);
  }

  /** Jars within a jar are on no class path. */
  private static Path unpack(String jar, Path folder) {
    try (InputStream packed = ZooKeeperLibrary.class.getResourceAsStream("library/" + jar)) {
      if (packed == null) {
        throw new IllegalStateException(
            jar + " is not in the build; run Maven's process-resources");
      }
      Path file = folder.resolve(jar);
      Files.copy(packed, file);
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path temporary() {
    try {
      Path folder = Files.createTempDirectory("faultline-zookeeper");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the client program is: beside this class. */
  private static Path classes() {
    try {
      return Path.of(
          ZooKeeperLibrary.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the example's classes are at no path", e);
    }
  }
}
