package dev.faultline.bench.check;

import dev.faultline.check.Budget;
import dev.faultline.check.Linearizability;
import dev.faultline.check.generate.BankGenerator;
import dev.faultline.check.generate.HistoryGenerator;
import dev.faultline.check.generate.TransactionGenerator;
import dev.faultline.check.generate.UniqueWorkloads;
import dev.faultline.check.generate.Workload;
import dev.faultline.check.generate.Workloads;
import dev.faultline.check.model.Models;
import dev.faultline.check.named.NamedCheck;
import dev.faultline.check.txn.Isolation;
import dev.faultline.check.txn.TxnLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What large and usual histories take, whole files with reading. The rows {@code append-1m} and
 * {@code append-4m} are about memory: run them alone, with {@code -Xmx512m} and {@code -Xmx2g}.
 */
final class ScaleRows implements CheckBenchmark.Rows {

  private static final Budget BUDGET =
      Budget.DEFAULT
          .withSearch(Duration.ofSeconds(120))
          .withMemory(Runtime.getRuntime().maxMemory() / 4 * 3)
          .withReport(Duration.ZERO);

  @Override
  public List<String> names() {
    return List.of(
        "append-1m",
        "append-4m",
        "unique-30",
        "unique-1m",
        "registers-psi",
        "bank-30",
        "bank-refused-30");
  }

  @Override
  public boolean onlyByName(String name) {
    return name.startsWith("append-") || name.equals("bank-refused-30");
  }

  @Override
  public Row row(String name) throws Exception {
    return switch (name) {
      case "append-1m" -> append(name, 1_000_000, 60_000);
      case "append-4m" -> append(name, 4_000_000, 120_000);
      case "unique-30" -> unique(name, 10_000, 30, 2_000);
      case "unique-1m" -> unique(name, 1_000_000, 10, 6_000);
      case "registers-psi" -> parallelSnapshots(name);
      case "bank-30" -> bank(name);
      default ->
          linearizable(name, Workloads.bank(), "bank of 4 units, answers false", 5_000, 30, 5_000);
    };
  }

  private static Row append(String name, int transactions, double bar) throws IOException {
    Path file = Files.createTempFile("faultline-append", ".edn");
    file.toFile().deleteOnExit();
    AppendFile.write(file, transactions, 10, 1);
    var check = NamedCheck.of("list-append", "strict-serializable");
    return new Row(
        name,
        String.format("file of %,d list-append transactions, strict serializable", transactions),
        bar,
        1,
        () -> check.check(file, BUDGET).result().verdict().word());
  }

  private static Row unique(String name, int operations, int clients, double bar) {
    return linearizable(
        name, UniqueWorkloads.register(), "register, unique values", operations, clients, bar);
  }

  private static <S, I> Row linearizable(
      String name, Workload<S, I, Object> workload, String what, int ops, int clients, double bar) {
    var history = new HistoryGenerator(ops, clients, 0, 0).generate(workload, 1);
    return new Row(
        name,
        String.format("%s, %,d operations, %d clients", what, ops, clients),
        bar,
        3,
        () -> Linearizability.check(history, workload.spec(), BUDGET).word());
  }

  private static Row bank(String name) {
    var bank = new BankGenerator(5_000, 30, 8, 12, 5, 0, 0);
    var history = bank.generate(1);
    return new Row(
        name,
        "bank of 8 accounts, 5,000 operations, 30 clients",
        5_000,
        3,
        () -> Linearizability.check(history, Models.bank(bank.initial()), BUDGET).word());
  }

  private static Row parallelSnapshots(String name) {
    var history =
        new TransactionGenerator(false, 1_000, 4, 10, 200, Integer.MAX_VALUE, 0, 0)
            .generate(1)
            .history();
    return new Row(
        name,
        "1,000 register transactions, parallel snapshots",
        5_000,
        3,
        () -> Isolation.check(history, TxnLevel.PARALLEL_SNAPSHOT_ISOLATION, BUDGET).word());
  }
}
