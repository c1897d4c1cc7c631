package dev.faultline.bench.check;

import dev.faultline.check.Budget;
import dev.faultline.check.generate.TransactionGenerator;
import dev.faultline.check.txn.Isolation;
import dev.faultline.check.txn.TxnHistory;
import dev.faultline.check.txn.TxnLevel;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Isolation of transactions. */
final class TransactionRows implements CheckBenchmark.Rows {

  private static final int TRANSACTIONS = 125_000;
  private static final Budget BUDGET = Budget.DEFAULT.withSearch(Duration.ofSeconds(60));
  private TxnHistory registers = new TxnHistory.Builder().build();
  private boolean made;

  @Override
  public List<String> names() {
    return List.of(
        "list-append",
        "component",
        "registers-rc",
        "registers-ra",
        "registers-cc",
        "registers-psi");
  }

  @Override
  public Row row(String name) {
    return switch (name) {
      case "list-append" -> lists();
      case "component" -> component();
      case "registers-rc" -> registers(name, TxnLevel.READ_COMMITTED, 1_000);
      case "registers-ra" -> registers(name, TxnLevel.READ_ATOMIC, 1_500);
      case "registers-psi" -> parallel();
      default -> registers(name, TxnLevel.CAUSAL, 5_000);
    };
  }

  private static Row lists() {
    var history = TransactionGenerator.honest(true, TRANSACTIONS, 8).generate(1).history();
    return new Row(
        "list-append",
        "list-append, 125,000 transactions x 8, strict serializable",
        5_000,
        5,
        () -> Isolation.check(history, TxnLevel.STRICT_SERIALIZABLE, BUDGET).word());
  }

  /** Every read may be late, so that nearly all transactions are in one cycle with each other. */
  private static Row component() {
    var late = new TransactionGenerator(true, 20_000, 4, 10, 10, 32, 0, 6);
    var history = late.generate(1).history();
    return new Row(
        "component",
        "one component of 20,000 transactions, all anomalies",
        500,
        9,
        () ->
            Isolation.classify(history, TxnLevel.STRICT_SERIALIZABLE).stream()
                .map(anomaly -> anomaly.name() + " of " + anomaly.transactions().size())
                .collect(Collectors.joining(", ")));
  }

  private static Row parallel() {
    var history =
        new TransactionGenerator(false, 1_000, 4, 10, 200, Integer.MAX_VALUE, 0.05, 0)
            .generate(1)
            .history();
    return new Row(
        "registers-psi",
        "1,000 register transactions x 4, parallel snapshot isolation",
        5_000,
        5,
        () -> Isolation.check(history, TxnLevel.PARALLEL_SNAPSHOT_ISOLATION, BUDGET).word());
  }

  private Row registers(String name, TxnLevel level, double bar) {
    if (!made) {
      made = true;
      registers =
          new TransactionGenerator(false, TRANSACTIONS, 8, 50, 1_000, Integer.MAX_VALUE, 0, 0)
              .generate(1)
              .history();
    }
    var history = registers;
    return new Row(
        name,
        "125,000 register transactions x 8, " + level.lowerCaseName(),
        bar,
        5,
        () -> Isolation.check(history, level, BUDGET).word());
  }
}
