package dev.faultline.bench.check;

import dev.faultline.check.Budget;
import dev.faultline.check.Linearizability;
import dev.faultline.check.Verdict;
import dev.faultline.check.generate.HistoryGenerator;
import dev.faultline.check.generate.Workloads;
import dev.faultline.check.model.Models;
import dev.faultline.check.named.NamedCheck;
import dev.faultline.check.picture.Picture;
import dev.faultline.check.read.HistoryReader;
import dev.faultline.core.history.History;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Linearizability of single objects. */
final class ObjectRows implements CheckBenchmark.Rows {

  private static final Budget BUDGET = Budget.DEFAULT.withSearch(Duration.ofSeconds(60));

  /** A verdict alone: making its evidence small is reporting, and another row. */
  private static final Budget VERDICT = BUDGET.withReport(Duration.ZERO);

  private final @Nullable Path data;

  ObjectRows(@Nullable Path data) {
    this.data = data;
  }

  @Override
  public List<String> names() {
    var names = new ArrayList<String>();
    if (data != null) {
      names.addAll(List.of("c50-ok", "c50-bad", "c50-picture", "c10-ok", "c10-bad"));
    }
    names.addAll(List.of("register-10", "register-30", "unique-cas-10", "unique-cas-30"));
    return names;
  }

  @Override
  public Row row(String name) throws Exception {
    return switch (name) {
      case "c50-ok" -> keyed(name, "Porcupine's c50-ok, warm", 35);
      case "c50-bad" -> keyed(name, "Porcupine's c50-bad, warm, verdict", 15);
      case "c50-picture" -> picture();
      case "c10-ok", "c10-bad" -> whole(name);
      case "register-10" -> register(name, 100_000, 10, 2_000);
      case "unique-cas-10" -> unique(name, 1_000_000, 10, 6_000);
      case "unique-cas-30" -> unique(name, 10_000, 30, 2_000);
      default -> register(name, 10_000, 30, 1_000);
    };
  }

  private Path file(String name) {
    if (data == null) {
      throw new IllegalArgumentException(name + " needs the data folder");
    }
    return data.resolve("porcupine-kv").resolve(name + ".txt");
  }

  private static Row unique(String name, int operations, int clients, double bar) {
    var history = Registers.unique(operations, clients, 7);
    return new Row(
        name,
        "cas-register, unique values, %,d operations of %d clients".formatted(operations, clients),
        bar,
        5,
        () -> Linearizability.check(history, Models.casRegister(), BUDGET).word());
  }

  private Row keyed(String name, String what, double bar) throws Exception {
    var check = NamedCheck.of("kv", "linearizable");
    var raw = HistoryReader.read(file(name));
    return new Row(name, what, bar, 30, () -> check.check(raw, VERDICT).verdict().word());
  }

  private Row picture() throws Exception {
    var check = NamedCheck.of("kv", "linearizable").ofEveryPart();
    var raw = HistoryReader.read(file("c50-bad"));
    return new Row(
        "c50-picture",
        "c50-bad, every partition decided, evidence, picture",
        1_000,
        7,
        () -> {
          var result = check.check(raw, BUDGET);
          String page = Picture.of("c50-bad", result);
          String summary = result.verdict().summary();
          return summary.substring(0, summary.indexOf(';')) + ", " + page.length() + " characters";
        });
  }

  /** As Porcupine without its partition function: the whole store is one state. */
  @SuppressWarnings("unchecked")
  private Row whole(String name) throws Exception {
    var raw = HistoryReader.read(file(name));
    var history =
        (History<dev.faultline.check.model.KeyValueOp, Object>)
            NamedCheck.of("kv", "linearizable").check(raw, VERDICT).history();
    var spec = Models.keyValue().unpartitioned();
    return new Row(
        name,
        "Porcupine's " + name + " without partitioning",
        500,
        11,
        () -> Linearizability.check(history, spec, VERDICT).word());
  }

  private static Row register(String name, int operations, int clients, double bar) {
    var workload = Workloads.casRegister(5);
    var history = new HistoryGenerator(operations, clients, 0, 0).generate(workload, 1);
    return new Row(
        name,
        String.format("register, %,d operations, %d clients", operations, clients),
        bar,
        7,
        () -> {
          Verdict verdict = Linearizability.check(history, workload.spec(), BUDGET);
          return verdict.word();
        });
  }
}
