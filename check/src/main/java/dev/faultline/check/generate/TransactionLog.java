package dev.faultline.check.generate;

import dev.faultline.check.txn.TxnHistory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Transactions as clients observed them, in the order of their calls.
 *
 * @param lists append-only lists rather than registers
 */
public record TransactionLog(boolean lists, List<Transaction> transactions) {

  /** Room between two neighbouring positions of a generated log, for planted transactions. */
  static final long SPACING = 1L << 20;

  /** How a transaction ended. */
  public enum Ending {
    /** It took effect. */
    COMMITTED,
    /** It did not. */
    ABORTED,
    /** The client did not learn the outcome. */
    INDETERMINATE
  }

  /**
   * An operation of a transaction.
   *
   * @param write an append or a write; otherwise a read
   * @param value what was written; for a read the list, or the value or null, that was seen
   */
  public record Access(boolean write, Object key, @Nullable Object value) {}

  /** A transaction with the positions of its call and of its return. */
  public record Transaction(
      int client, List<Access> accesses, Ending ending, long called, long returned) {}

  /** Sorts the transactions by call. */
  public TransactionLog {
    var sorted = new ArrayList<>(transactions);
    sorted.sort(Comparator.comparingLong(Transaction::called));
    transactions = List.copyOf(sorted);
  }

  /** The history, for the checker. */
  public TxnHistory history() {
    var builder = new TxnHistory.Builder();
    int line = 1;
    for (var t : transactions) {
      builder.transaction(
          t.client(),
          t.ending() == Ending.COMMITTED,
          t.ending() == Ending.INDETERMINATE,
          t.called(),
          t.returned(),
          line++);
      for (var access : t.accesses()) {
        add(builder, t, access);
      }
    }
    return builder.build();
  }

  private void add(TxnHistory.Builder builder, Transaction t, Access access) {
    var value = access.value();
    if (access.write() && value != null) {
      if (lists) {
        builder.append(access.key(), value);
      } else {
        builder.write(access.key(), value);
      }
    } else if (t.ending() == Ending.COMMITTED) {
      if (value instanceof List<?> list) {
        builder.readList(access.key(), list);
      } else if (value == null) {
        builder.readInitial(access.key());
      } else {
        builder.read(access.key(), value);
      }
    }
  }

  /**
   * This log with an anomaly inserted at a place that the seed determines. The anomaly has its own
   * keys and clients.
   *
   * @throws IllegalArgumentException if this is a log of registers, which cannot show the anomaly
   */
  public TransactionLog plant(PlantedAnomaly anomaly, long seed) {
    if (!anomaly.canBePlanted(lists)) {
      throw new IllegalArgumentException(anomaly + " needs lists, which tell the order of writes");
    }
    var random = new Random(seed);
    int clients = transactions.stream().mapToInt(Transaction::client).max().orElse(-1) + 1;
    long slot =
        transactions.isEmpty() ? 0 : transactions.get(random.nextInt(transactions.size())).called();
    long from = slot + 1 + random.nextInt((int) SPACING / 64 - 1) * 64L;
    var all = new ArrayList<>(transactions);
    all.addAll(new Template(anomaly, lists, from, clients).transactions());
    return new TransactionLog(lists, all);
  }

  /** The log in Jepsen's EDN format, one event per line. */
  public String edn() {
    record Event(long position, String text) {}
    var events = new ArrayList<Event>();
    for (var t : transactions) {
      events.add(new Event(t.called(), event(t, "invoke", true)));
      String type =
          switch (t.ending()) {
            case COMMITTED -> "ok";
            case ABORTED -> "fail";
            case INDETERMINATE -> "info";
          };
      events.add(new Event(t.returned(), event(t, type, t.ending() != Ending.COMMITTED)));
    }
    events.sort(Comparator.comparingLong(Event::position));
    var text = new StringBuilder();
    for (var event : events) {
      text.append(event.text()).append('\n');
    }
    return text.toString();
  }

  private String event(Transaction t, String type, boolean blind) {
    var text = new StringBuilder();
    text.append("{:process ").append(t.client()).append(", :type :").append(type);
    text.append(", :f :txn, :value [");
    for (var access : t.accesses()) {
      text.append(access.write() ? lists ? "[:append " : "[:w " : "[:r ");
      text.append(quoted(access.key())).append(' ');
      text.append(!access.write() && blind ? "nil" : quoted(access.value())).append("] ");
    }
    return text.append("]}").toString();
  }

  private static String quoted(@Nullable Object value) {
    if (value instanceof List<?> list) {
      var text = new StringBuilder("[");
      list.forEach(v -> text.append(quoted(v)).append(' '));
      return text.append(']').toString();
    }
    return value == null ? "nil" : value instanceof String ? "\"" + value + "\"" : value.toString();
  }
}
