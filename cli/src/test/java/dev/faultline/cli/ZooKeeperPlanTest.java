package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plan of docs/plans against three real ZooKeepers of the test's own. */
@Timeout(300)
class ZooKeeperPlanTest {
  private static final List<String> PORTS =
      List.of("7941", "7942", "7943", "7951", "7952", "7953", "7961", "7962", "7963");

  /** What the examples have copied from Maven Central: ZooKeeper 3.9 and what it needs. */
  private static final Path LIBRARY =
      Path.of("../examples/target/classes/dev/faultline/examples/zookeeper/library");

  @TempDir private Path folder;
  private final Map<String, String> ports = new TreeMap<>();

  @BeforeEach
  void needZooKeeper() throws IOException {
    assertThat(LIBRARY.resolve("zookeeper.jar")).as("the examples are built before").exists();
    ServerSocket[] free = new ServerSocket[PORTS.size()];
    for (int i = 0; i < free.length; i++) {
      free[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      ports.put(PORTS.get(i), Integer.toString(free[i].getLocalPort()));
    }
    for (ServerSocket one : free) {
      one.close();
    }
    Path plans = Path.of("..", "docs", "plans");
    Files.createDirectory(folder.resolve("zookeeper"));
    try (Stream<Path> all = Files.list(plans.resolve("zookeeper"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        copy(file, folder.resolve("zookeeper").resolve(file.getFileName()));
      }
    }
    copy(plans.resolve("zookeeper.yaml"), folder.resolve("zookeeper.yaml"));
  }

  private void copy(Path from, Path to) throws IOException {
    String text = Files.readString(from);
    for (Map.Entry<String, String> port : ports.entrySet()) {
      text = text.replaceAll("\\b" + port.getKey() + "\\b", port.getValue());
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(
        to, text.replace("$JAVA", java).replace("$ZK", LIBRARY.toAbsolutePath() + "/*"));
  }

  private Run play() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), false, false, Map.of(), "none");
    int exitCode =
        Main.run(
            terminal,
            "run",
            folder.resolve("zookeeper.yaml").toString(),
            "--seed",
            "7",
            "--state",
            folder.resolve("state").toString());
    return new Run(exitCode, out.toString(), err.toString());
  }

  @Test
  void writes_and_synced_reads_stay_linearizable_through_kills_and_a_wrong_clock() {
    Run run = play();
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("kill ", "pause ", "clock +3600s x2.0 ", " is right again", "linearizable: valid")
        .containsPattern("it was read [1-9][0-9,]* times while it was wrong");
  }
}
