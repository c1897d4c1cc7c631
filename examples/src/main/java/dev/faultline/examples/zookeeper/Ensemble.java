package dev.faultline.examples.zookeeper;

import dev.faultline.sim.World;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Three servers of ZooKeeper, configured as its manual has it, by a file and an id for each. */
final class Ensemble {
  static final List<String> SERVERS = List.of("zk1", "zk2", "zk3");

  private static final String MAIN = "org.apache.zookeeper.server.quorum.QuorumPeerMain";
  private static final int CLIENT_PORT = 2181;

  private Ensemble() {}

  /** The servers as clients are told them. */
  static String connectString() {
    return SERVERS.stream()
        .map(server -> server + ":" + CLIENT_PORT)
        .collect(Collectors.joining(","));
  }

  /** Adds them to a world. */
  static void add(World world, List<Path> classPath) {
    for (String server : SERVERS) {
      world
          .jvm(server)
          .classpath(classPath.toArray(Path[]::new))
          .file("/conf/zoo.cfg", configuration())
          .file("/data/myid", server.substring(2))
          .main(MAIN, "/conf/zoo.cfg");
    }
  }

  private static String configuration() {
    return """
    tickTime=500
    initLimit=10
    syncLimit=5
    dataDir=/data
    clientPort=%d
    admin.enableServer=false
    """
            .formatted(CLIENT_PORT)
        + SERVERS.stream()
            .map(server -> "server." + server.substring(2) + "=" + server + ":2888:3888\n")
            .collect(Collectors.joining());
  }
}
