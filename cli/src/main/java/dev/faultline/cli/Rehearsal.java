package dev.faultline.cli;

import dev.faultline.check.generate.EtcdLog;
import dev.faultline.check.generate.HistoryGenerator;
import dev.faultline.check.generate.Workloads;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Checks some histories, runs a proxy and mounts a folder, to no purpose but that the JVM may learn
 * what they need, and keep it for those that follow. The launcher runs it once after each build.
 */
final class Rehearsal {

  /** Enough for the code that every short log runs through to become hot. */
  private static final int LOGS = 600;

  private static final int OPERATIONS = 85;

  private static final String REGISTER =
      """
      {:process 0, :type :invoke, :f :write, :value 1}
      {:process 0, :type :ok, :f :write, :value 1}
      {:process 1, :type :invoke, :f :read, :value nil}
      {:process 1, :type :ok, :f :read, :value 1}
      """;

  private static final String TRANSACTIONS =
      """
      {"process": 0, "type": "invoke", "f": "txn", "value": [["append", 1, 1], ["r", 2, null]]}
      {"process": 1, "type": "invoke", "f": "txn", "value": [["append", 2, 2], ["r", 1, null]]}
      {"process": 0, "type": "ok", "f": "txn", "value": [["append", 1, 1], ["r", 2, []]]}
      {"process": 1, "type": "ok", "f": "txn", "value": [["append", 2, 2], ["r", 1, []]]}
      """;

  private final Path folder;

  private Rehearsal(Path folder) {
    this.folder = folder;
  }

  /** No arguments. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("faultline-rehearsal");
    try {
      new Rehearsal(folder).run();
      ProxyRehearsal.run();
      MountRehearsal.run();
      for (String command :
          List.of("--help", "list", "help explore", "explore pyments", "exlore")) {
        quietly(command.split(" "));
      }
    } finally {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private void run() throws IOException {
    List<String> logs = new ArrayList<>();
    for (int seed = 0; seed < LOGS; seed++) {
      var generator = new HistoryGenerator(OPERATIONS, 5, 0.03, seed % 10 == 0 ? 0.05 : 0);
      var history = generator.generate(Workloads.casRegister(5), seed);
      logs.add(file("etcd_" + seed + ".log", EtcdLog.of(history)));
    }
    check("cas-register", "linearizable", logs);
    String picture = folder.resolve("picture.html").toString();
    check("cas-register", "linearizable", List.of(logs.getFirst(), "--json", "--html", picture));
    String register = file("register.edn", REGISTER);
    for (String level : List.of("linearizable", "sequential", "causal")) {
      check("register", level, List.of(register));
    }
    check("list-append", "serializable", List.of(file("transactions.json", TRANSACTIONS)));
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static void check(String model, String level, List<String> more) {
    List<String> arguments = new ArrayList<>(List.of("check", "--model", model, "--level", level));
    arguments.addAll(more);
    int code = quietly(arguments.toArray(String[]::new));
    if (code > 1) {
      throw new IllegalStateException("checked nothing: " + arguments + " ended with " + code);
    }
  }

  private static int quietly(String... arguments) {
    var nowhere = new PrintWriter(Writer.nullWriter());
    return Main.run(
        new Terminal(nowhere, nowhere, false, false, Map.of(), Terminal.DEFAULT_COMMAND),
        arguments);
  }
}
