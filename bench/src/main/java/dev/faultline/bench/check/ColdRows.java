package dev.faultline.bench.check;

import dev.faultline.check.generate.HistoryGenerator;
import dev.faultline.check.generate.Workloads;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

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
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.faultline.cli.Main",
                "check",
                "--model",
                "cas-register",
                "--level",
                "linearizable"));
    for (int seed = 0; seed < LOGS; seed++) {
      Path log = folder.resolve("etcd_" + seed + ".log");
      var generator = new HistoryGenerator(OPERATIONS, 5, 0.03, seed % 10 == 0 ? 0.05 : 0);
      Files.writeString(log, text(generator.generate(Workloads.casRegister(5), seed)));
      log.toFile().deleteOnExit();
      command.add(log.toString());
    }
    folder.toFile().deleteOnExit();
    return new Row(
        name, "1,000 etcd logs of 85 operations, a cold process", 1_000, 7, () -> run(command));
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

  /** A history in the format of Jepsen's etcd logs. */
  static String text(History<RegisterOp, Object> history) {
    var events = new TreeMap<Long, String>();
    long last = 0;
    for (var op : history.operations()) {
      last = Math.max(last, op.isOk() ? op.returned() : op.called());
    }
    for (var op : history.operations()) {
      events.put(op.called(), line(op, "invoke", argument(op)));
      switch (op.outcome()) {
        case Outcome.Ok<Object>(var output) -> {
          boolean mismatch = output.equals(false);
          boolean read = op.input() instanceof RegisterOp.Read;
          events.put(
              op.returned(),
              line(op, mismatch ? "fail" : "ok", read ? output.toString() : argument(op)));
        }
        case Outcome.Fail<Object> _ -> events.put(op.returned(), line(op, "fail", argument(op)));
        case Outcome.Indeterminate<Object> _ -> events.put(++last, line(op, "info", ":timed-out"));
      }
    }
    return String.join("\n", events.values()) + "\n";
  }

  private static String line(Operation<RegisterOp, Object> op, String type, String value) {
    String f =
        switch (op.input()) {
          case RegisterOp.Read _ -> "read";
          case RegisterOp.Write _ -> "write";
          case RegisterOp.Cas _ -> "cas";
        };
    return "INFO  jepsen.util - " + op.client() + "\t:" + type + "\t:" + f + "\t" + value;
  }

  private static String argument(Operation<RegisterOp, Object> op) {
    return switch (op.input()) {
      case RegisterOp.Read _ -> "nil";
      case RegisterOp.Write(var value) -> value.toString();
      case RegisterOp.Cas(var expected, var next) -> "[" + expected + " " + next + "]";
    };
  }
}
