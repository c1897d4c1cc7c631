package dev.faultline.examples.zookeeper;

import dev.faultline.examples.Jars;
import java.nio.file.Path;
import java.util.List;

/**
 * The jars of ZooKeeper. Netty's are there because classes of ZooKeeper's mention it; nothing of it
 * runs.
 */
final class ZooKeeperLibrary {
  private static final Jars JARS =
      new Jars(
          ZooKeeperLibrary.class,
          "zookeeper.jar",
          "zookeeper-jute.jar",
          "slf4j-api.jar",
          "slf4j-nop.jar",
          "metrics-core.jar",
          "snappy-java.jar",
          "netty-common.jar",
          "netty-handler.jar");

  private ZooKeeperLibrary() {}

  /** The class path of servers and clients. */
  static List<Path> classPath() {
    return List.of(JARS.classPath());
  }
}
