package dev.faultline.bench.check;

import dev.faultline.check.generate.EtcdLog;
import dev.faultline.check.generate.HistoryGenerator;
import dev.faultline.check.generate.Workloads;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Many short logs in a process of their own: the start of the JVM is a part of the time. */
final class ColdRows implements CheckBenchmark.Rows {

  private static final int LOGS = 1_000;

  /** The sizes of the logs that Jepsen's etcd test gave Porcupine. */
  private static final int OPERATIONS = 85;

  @Override
  public List<String> names() {
    return List.of("cold-logs");
  }

  @Override
  public Row row(String name) throws Exception {
    Path folder = Files.createTempDirectory("faultline-logs");
    var command =
        new ArrayList<String>(
            List.of(launcher(), "check", "--model", "cas-register", "--level", "linearizable"));
    for (int seed = 0; seed < LOGS; seed++) {
      Path log = folder.resolve("etcd_" + seed + ".log");
      var generator = new HistoryGenerator(OPERATIONS, 5, 0.03, seed % 10 == 0 ? 0.05 : 0);
      Files.writeString(log, EtcdLog.of(generator.generate(Workloads.casRegister(5), seed)));
      log.toFile().deleteOnExit();
      command.add(log.toString());
    }
    folder.toFile().deleteOnExit();
    return new Row(
        name, "1,000 etcd logs of 85 operations, a cold process", 1_000, 7, () -> run(command));
  }

  /** What people start; it builds first if it has to, which the rounds that warm up bear. */
  private static String launcher() {
    String root = System.getProperty("faultline.root");
    if (root == null) {
      throw new IllegalArgumentException(
          "cold-logs starts ./faultline: expected its folder in the property faultline.root,"
              + " as bench/run sets it");
    }
    return Path.of(root, "faultline").toString();
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("faultline-verdicts", ".txt");
    try {
      new ProcessBuilder(command)
          .redirectOutput(out.toFile())
          .redirectError(Redirect.INHERIT)
          .start()
          .waitFor();
      var lines = Files.readAllLines(out);
      return lines.getLast();
    } finally {
      Files.delete(out);
    }
  }
}
