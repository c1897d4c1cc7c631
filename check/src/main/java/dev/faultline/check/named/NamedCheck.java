package dev.faultline.check.named;

import dev.faultline.check.Budget;
import dev.faultline.check.Linearizability;
import dev.faultline.check.Spec;
import dev.faultline.check.Verdict;
import dev.faultline.check.model.Models;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A check of a model at a level, both given by name. Unsupported pairs are refused on creation,
 * before a file is read.
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
  private final BankTerms terms;
  private final Initial initial;

  private NamedCheck(
      String model, String level, boolean everyPart, BankTerms terms, Initial initial) {
    this.model = model;
    this.level = level;
    this.everyPart = everyPart;
    this.terms = terms;
    this.initial = initial;
  }

  /** The same check, but linearizability decides all parts even if one is invalid. */
  public NamedCheck ofEveryPart() {
    return new NamedCheck(model, level, true, terms, initial);
  }

  /**
   * The same check of a bank with these initial balances, by account. Without them, any initial
   * balances that explain the history are accepted.
   *
   * @throws IllegalArgumentException if the model is not a bank
   */
  public NamedCheck withBalances(Map<String, Long> balances) {
    var byAccount = new HashMap<Object, Long>();
    balances.forEach(
        (account, balance) -> byAccount.put(Meanings.OfBank.account(account), balance));
    return withTerms(new BankTerms(Map.copyOf(byAccount), terms.total()));
  }

  /**
   * The same check of a bank with this sum of all balances.
   *
   * @throws IllegalArgumentException if the model is not a bank
   */
  public NamedCheck withTotal(long total) {
    return withTerms(new BankTerms(terms.balances(), OptionalLong.of(total)));
  }

  private NamedCheck withTerms(BankTerms other) {
    if (!model.equals("bank")) {
      throw new IllegalArgumentException(
          "balances and a total are for the model bank, not for " + model);
    }
    return new NamedCheck(model, level, everyPart, other, initial);
  }

  /**
   * The same check with an initial value of the object, or of each object if there are keys. The
   * value is written as in the file, otherwise as in EDN.
   *
   * @throws IllegalArgumentException if the model or the level has no initial value, or the text is
   *     not a value
   */
  public NamedCheck withInitial(String value) {
    if (SessionLevel.of(level).isPresent()) {
      throw new IllegalArgumentException("level " + level + " takes no initial value, only nil");
    }
    return new NamedCheck(model, level, everyPart, terms, Initial.of(model, value));
  }

  /**
   * A check by the names of its model and its level.
   *
   * @throws IllegalArgumentException if the pair is not supported; the message lists the supported
   *     names
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
    return new NamedCheck(model, level, false, BankTerms.NONE, Initial.NONE);
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
   * A history as the model interprets it, and the verdict.
   *
   * @param operations the number of operations
   * @param history empty for transactions
   * @param transactions the transactions; null for single operations
   * @param places the places in the file of the single operations that evidence names, by their
   *     calls
   */
  public record Result(
      int operations,
      History<?, ?> history,
      @Nullable TxnHistory transactions,
      Verdict verdict,
      Map<Long, Place> places) {
    /** Copies the places, in their order. */
    public Result {
      places = Collections.unmodifiableMap(new LinkedHashMap<>(places));
    }

    /** A result without known places. */
    public Result(
        int operations, History<?, ?> history, @Nullable TxnHistory transactions, Verdict verdict) {
      this(operations, history, transactions, verdict, Map.of());
    }
  }

  /**
   * Checks a file, or the history in a folder of Jepsen's store. The budget includes reading it.
   *
   * @throws MalformedHistoryException if the file is not a history, or the model cannot understand
   *     it
   * @throws IOException if it cannot be read
   */
  public CheckedHistory check(Path file, Budget budget)
      throws IOException, MalformedHistoryException {
    return checked(new BoundedCheck<>(new OneLevel(this), budget).check(file));
  }

  /** Like {@link #check(Path, Budget)}, for a stream; the name is for messages. */
  public CheckedHistory check(String name, InputStream in, Budget budget)
      throws IOException, MalformedHistoryException {
    return checked(new BoundedCheck<>(new OneLevel(this), budget).check(name, in));
  }

  private static CheckedHistory checked(BoundedCheck.Answer<Result> answer) {
    return new CheckedHistory(
        answer.file(), answer.result(), answer.skipped(), answer.clientNames());
  }

  /**
   * Checks a history that has been read.
   *
   * @throws MalformedHistoryException if the model cannot understand it
   */
  public Result check(RawHistory raw, Budget budget) throws MalformedHistoryException {
    if (isTransactional()) {
      return transactions(raw, TxnConverter.convert(raw, ofLists()), budget);
    }
    var keys = Keys.of(raw);
    var in = keys.inField(raw);
    if (model.equals("counter") || model.equals("bank")) {
      Sums.requireThatTheyFit(in, Sums.atFirst(model, terms, initial.in(in)));
    }
    return switch (model) {
      case "register", "multi-register" -> registers(in, budget, keys != Keys.NONE);
      case "append-list" -> object(in, keys, new Meanings.OfList(), Models.appendList(), budget);
      case "kv" ->
          object(
              in,
              Keys.NONE, // This model has its keys in its operations.
              new Meanings.OfKeyValue(),
              Models.keyValue(KeyValueTerms.absent(in, initial)),
              budget);
      case "bank" -> object(in, keys, new Meanings.OfBank(), terms.model(in), budget);
      default ->
          Drains.areIn(in) && PlainModels.TAKE_OUT.contains(model)
              ? drained(in, keys, budget)
              : PlainModels.with(model, initial.in(raw), new OfHistory(in, keys, budget));
    };
  }

  /** Whether the operations are transactions of a list-append or rw-register workload. */
  boolean isTransactional() {
    return model.equals("list-append") || model.equals("rw-register");
  }

  boolean ofLists() {
    return model.equals("list-append");
  }

  private final class OfHistory implements PlainModels.Use<Result> {
    private final RawHistory raw;
    private final Keys keys;
    private final Budget budget;

    OfHistory(RawHistory raw, Keys keys, Budget budget) {
      this.raw = raw;
      this.keys = keys;
      this.budget = budget;
    }

    @Override
    public <S, I> Result of(Converter.Meaning<I> meaning, Spec<S, I, Object> spec)
        throws MalformedHistoryException {
      return object(raw, keys, meaning, spec, budget);
    }
  }

  /** Checks both possible meanings of a drain; if the verdicts differ, the result is unknown. */
  private Result drained(RawHistory raw, Keys keys, Budget budget)
      throws MalformedHistoryException {
    var most = Drains.expanded(raw, Drains.Place.ANYWHERE);
    var atMost = PlainModels.with(model, initial.in(raw), new OfHistory(most, keys, budget));
    if (!atMost.verdict().isValid() || model.equals("unordered-queue")) {
      return atMost;
    }
    var least = Drains.expanded(raw, Drains.Place.AT_ITS_END);
    var atLeast = PlainModels.with(model, initial.in(raw), new OfHistory(least, keys, budget));
    if (atLeast.verdict().isValid()) {
      return atLeast;
    }
    return new Result(
        atMost.operations(),
        atMost.history(),
        null,
        new Verdict.Unknown(
            "the drained values fit only in an order that the drain does not record",
            List.of(),
            atMost.verdict().statistics()));
  }

  /**
   * Checks a log while it is written, until it ends or a violation is certain.
   *
   * @throws IllegalArgumentException if the level or the model cannot be checked online
   * @throws MalformedHistoryException if the model cannot understand the log
   * @throws IOException if it cannot be read
   */
  public CheckedHistory follow(String name, InputStream log, Budget budget)
      throws IOException, MalformedHistoryException {
    return Following.of(model, level, terms, initial, budget).run(name, log);
  }

  private Result registers(RawHistory raw, Budget budget, boolean keyed)
      throws MalformedHistoryException {
    var meaning = new Meanings.OfRegister(false);
    var session = SessionLevel.of(level);
    boolean many = model.equals("multi-register");
    if (many && !keyed && raw.operations().stream().allMatch(TxnRegistersMeaning::fits)) {
      return ofTransactions(raw, session, budget);
    }
    boolean under = keyed || many;
    if (session.isEmpty()) {
      return object(
          raw, under ? Keys.FIELD : Keys.NONE, meaning, Models.register(initial.in(raw)), budget);
    }
    var history =
        Converter.convert(
            raw, under ? new Meanings.Under<>(meaning) : new Meanings.AtOneKey<>(meaning));
    try {
      var verdict = SessionConsistency.check(history, session.get());
      return Places.in(raw, new Result(history.size(), history, null, verdict));
    } catch (IllegalArgumentException e) {
      throw raw.malformed(duplicateLine(raw), String.valueOf(e.getMessage()));
    }
  }

  private Result ofTransactions(RawHistory raw, Optional<SessionLevel> session, Budget budget)
      throws MalformedHistoryException {
    if (session.isPresent() && !raw.operations().isEmpty()) {
      throw raw.malformed(
          raw.operations().getFirst().line(),
          "transactions over registers have no level "
              + level
              + " in this model; with unique values the model rw-register has such levels");
    }
    return object(
        raw,
        Keys.NONE,
        new TxnRegistersMeaning(),
        Models.transactionalRegisters(initial.in(raw)),
        budget);
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

  Result transactions(RawHistory raw, TxnHistory history, Budget budget)
      throws MalformedHistoryException {
    var txnLevel = TxnLevel.of(level).orElseThrow();
    if (raw.format() == RawHistory.Format.TRANSACTION_TEXT && Isolation.needsRealTime(txnLevel)) {
      throw raw.malformed(1, "this format has no times, which " + level + " needs");
    }
    return new Result(
        history.transactions(),
        History.empty(),
        history,
        Isolation.check(history, txnLevel, budget));
  }

  private <S, I> Result object(
      RawHistory raw,
      Keys keys,
      Converter.Meaning<I> meaning,
      Spec<S, I, Object> spec,
      Budget budget)
      throws MalformedHistoryException {
    return keys == Keys.NONE
        ? object(raw, meaning, spec, budget)
        : object(raw, new Meanings.Under<>(meaning), Models.keyed(spec), budget);
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
    return Places.in(raw, new Result(history.size(), history, null, verdict));
  }

  /** The quiescent point of a file is the end of its last update. */
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
