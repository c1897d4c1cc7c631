package dev.faultline.check.named;

import dev.faultline.check.Budget;
import dev.faultline.check.Linearizability;
import dev.faultline.check.Spec;
import dev.faultline.check.Verdict;
import dev.faultline.check.model.Models;
import dev.faultline.check.model.Nil;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawOperation;
import dev.faultline.check.session.EventualConsistency;
import dev.faultline.check.session.SequentialConsistency;
import dev.faultline.check.session.SessionConsistency;
import dev.faultline.check.session.SessionLevel;
import dev.faultline.check.txn.Isolation;
import dev.faultline.check.txn.TxnHistory;
import dev.faultline.check.txn.TxnLevel;
import dev.faultline.core.history.History;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model and a level by their names. Unsupported pairs are refused when this is made, before any
 * file is read.
 */
public final class NamedCheck {

  private static final List<String> SINGLE =
      List.of(
          "register",
          "cas-register",
          "multi-register",
          "kv",
          "counter",
          "set",
          "queue",
          "unordered-queue",
          "stack",
          "priority-queue",
          "mutex",
          "owned-mutex",
          "fenced-lock",
          "append-list",
          "bank");

  private static final List<String> FOR_ANY_OBJECT =
      List.of("linearizable", "sequential", "eventual", "strong-eventual");

  private final String model;
  private final String level;

  private final boolean everyPart;

  private NamedCheck(String model, String level, boolean everyPart) {
    this.model = model;
    this.level = level;
    this.everyPart = everyPart;
  }

  /** The same check, but linearizability goes on after an invalid part and decides all. */
  public NamedCheck ofEveryPart() {
    return new NamedCheck(model, level, true);
  }

  /**
   * A check by the names of its model and its level.
   *
   * @throws IllegalArgumentException with what is possible, if it is not
   */
  public static NamedCheck of(String model, String level) {
    if (!models().contains(model)) {
      throw new IllegalArgumentException(
          "unknown model " + model + "; there are " + String.join(", ", models()));
    }
    if (!levels(model).contains(level)) {
      throw new IllegalArgumentException(
          "model "
              + model
              + " has no level "
              + level
              + "; it has "
              + String.join(", ", levels(model)));
    }
    return new NamedCheck(model, level, false);
  }

  /** All models. */
  public static List<String> models() {
    return Stream.concat(SINGLE.stream(), Stream.of("list-append", "rw-register")).toList();
  }

  /** The levels that are checked for a model. */
  public static List<String> levels(String model) {
    return switch (model) {
      case "list-append", "rw-register" ->
          Stream.of(TxnLevel.values()).map(TxnLevel::lowerCaseName).toList();
      case "register", "multi-register" ->
          Stream.concat(
                  FOR_ANY_OBJECT.stream(),
                  Stream.concat(
                      Stream.of(SessionLevel.values()).map(SessionLevel::lowerCaseName),
                      Stream.of("cc", "ccv", "cm")))
              .toList();
      default -> FOR_ANY_OBJECT;
    };
  }

  /**
   * A history as the model understands it, and the verdict.
   *
   * @param operations how many there are
   * @param history empty for transactions
   * @param transactions none for single operations
   */
  public record Result(
      int operations, History<?, ?> history, @Nullable TxnHistory transactions, Verdict verdict) {}

  /**
   * Checks a history.
   *
   * @throws MalformedHistoryException if the model cannot understand it
   */
  public Result check(RawHistory raw, Budget budget) throws MalformedHistoryException {
    return switch (model) {
      case "register" -> registers(raw, budget, false);
      case "multi-register" -> registers(raw, budget, true);
      case "append-list" -> appendLists(raw, budget);
      case "bank" -> bank(raw, budget);
      case "list-append" -> transactions(raw, true, budget);
      case "rw-register" -> transactions(raw, false, budget);
      default -> PlainModels.with(model, new OfHistory(raw, budget));
    };
  }

  private final class OfHistory implements PlainModels.Use<Result> {
    private final RawHistory raw;
    private final Budget budget;

    OfHistory(RawHistory raw, Budget budget) {
      this.raw = raw;
      this.budget = budget;
    }

    @Override
    public <S, I> Result of(Converter.Meaning<I> meaning, Spec<S, I, Object> spec)
        throws MalformedHistoryException {
      return object(raw, meaning, spec, budget);
    }
  }

  /**
   * Checks a log while it grows, until it ends or a violation is certain.
   *
   * @throws IllegalArgumentException if the level or the model cannot be followed
   * @throws MalformedHistoryException if the model cannot understand the log
   * @throws IOException if it cannot be read
   */
  public Verdict follow(String name, InputStream log, Budget budget)
      throws IOException, MalformedHistoryException {
    return Following.of(model, level, budget).run(name, log);
  }

  private Result registers(RawHistory raw, Budget budget, boolean keyed)
      throws MalformedHistoryException {
    var meaning = new Meanings.OfRegister(false);
    var session = SessionLevel.of(level);
    if (session.isEmpty()) {
      return keyed
          ? object(raw, new Meanings.Under<>(meaning), Models.multiRegister(), budget)
          : object(raw, meaning, Models.register(), budget);
    }
    var history =
        Converter.convert(
            raw, keyed ? new Meanings.Under<>(meaning) : new Meanings.AtOneKey<>(meaning));
    try {
      return new Result(
          history.size(), history, null, SessionConsistency.check(history, session.get()));
    } catch (IllegalArgumentException e) {
      throw raw.malformed(duplicateLine(raw), String.valueOf(e.getMessage()));
    }
  }

  /** The line of the second write of a value, or of a cas; else the first line. */
  private static int duplicateLine(RawHistory raw) {
    var seen = new HashSet<List<Object>>();
    for (var op : raw.operations()) {
      boolean write = op.f().equals("write") && op.end() != RawOperation.End.FAIL;
      if (op.f().equals("cas") || write && !seen.add(List.of(op.key(), op.argument()))) {
        return op.line();
      }
    }
    return 1;
  }

  private Result appendLists(RawHistory raw, Budget budget) throws MalformedHistoryException {
    boolean keyed = raw.operations().stream().anyMatch(op -> op.key() != Nil.NIL);
    return keyed
        ? object(
            raw,
            new Meanings.Under<>(new Meanings.OfList()),
            Models.keyed(Models.appendList()),
            budget)
        : object(raw, new Meanings.OfList(), Models.appendList(), budget);
  }

  private Result bank(RawHistory raw, Budget budget) throws MalformedHistoryException {
    var operations = raw.operations();
    if (operations.isEmpty()) {
      return object(raw, new Meanings.OfBank(), Models.bank(Map.of()), budget);
    }
    var first = operations.getFirst();
    boolean alone = operations.size() < 2 || operations.get(1).called() > first.returned();
    if (!first.f().equals("read") || first.end() != RawOperation.End.OK || !alone) {
      throw raw.malformed(
          first.line(),
          "a bank's history must start with a read alone: it gives the first balances");
    }
    var balances = Meanings.OfBank.balances(raw, first);
    return object(raw, new Meanings.OfBank(), Models.bank(balances), budget);
  }

  private Result transactions(RawHistory raw, boolean lists, Budget budget)
      throws MalformedHistoryException {
    var txnLevel = TxnLevel.of(level).orElseThrow();
    if (raw.format() == RawHistory.Format.TRANSACTION_TEXT && Isolation.needsRealTime(txnLevel)) {
      throw raw.malformed(1, "this format has no times, which " + level + " needs");
    }
    var history = TxnConverter.convert(raw, lists);
    return new Result(
        raw.operations().size(),
        History.empty(),
        history,
        Isolation.check(history, txnLevel, budget));
  }

  private <S, I> Result object(
      RawHistory raw, Converter.Meaning<I> meaning, Spec<S, I, Object> spec, Budget budget)
      throws MalformedHistoryException {
    var history = Converter.convert(raw, meaning);
    var verdict =
        switch (level) {
          case "linearizable" ->
              everyPart
                  ? Linearizability.checkEveryPart(history, spec, budget)
                  : Linearizability.check(history, spec, budget);
          case "sequential" -> SequentialConsistency.check(history, spec, budget);
          default ->
              EventualConsistency.check(
                  history,
                  spec,
                  quiescentPoint(history, spec),
                  level.equals("strong-eventual"),
                  budget);
        };
    return new Result(history.size(), history, null, verdict);
  }

  /** A file declares its quiescent point by ceasing to update: the end of the last update. */
  private static <S, I> long quiescentPoint(History<I, Object> history, Spec<S, I, Object> spec) {
    var ends = new ArrayList<Long>();
    for (var op : history.operations()) {
      if (!op.isFail() && !spec.readOnly(op.input(), op.outcome())) {
        ends.add(op.isOk() ? op.returned() : op.called());
      }
    }
    return ends.stream().mapToLong(Long::longValue).max().orElse(-1);
  }

  /** The name of the model. */
  public String model() {
    return model;
  }

  /** The name of the level. */
  public String level() {
    return level;
  }
}
