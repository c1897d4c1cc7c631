package dev.faultline.check.named;

import dev.faultline.check.Budget;
import dev.faultline.check.Spec;
import dev.faultline.check.model.Models;
import dev.faultline.check.read.HistoryReader;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawListener;
import dev.faultline.check.read.RawOperation;
import dev.faultline.check.txn.OnlineIsolation;
import dev.faultline.check.txn.TxnLevel;
import dev.faultline.core.history.History;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Feeds a log that grows to an online check. */
final class Following {

  /** Ends the reading of a log of which enough is known. */
  private static final class Decided extends RuntimeException {
    private static final long serialVersionUID = 1;

    Decided() {
      super(null, null, false, false);
    }
  }

  private final String model;
  private final Optional<TxnLevel> transactions;
  private final BankTerms terms;
  private final Initial initial;
  private final Budget budget;
  private @Nullable Follower follower;

  private Following(
      String model,
      Optional<TxnLevel> transactions,
      BankTerms terms,
      Initial initial,
      Budget budget) {
    this.model = model;
    this.transactions = transactions;
    this.terms = terms;
    this.initial = initial;
    this.budget = budget;
  }

  /**
   * For a model and a level.
   *
   * @throws IllegalArgumentException with what can be followed, if this cannot
   */
  static Following of(String model, String level, BankTerms terms, Initial initial, Budget budget) {
    var transactions = TxnLevel.of(level);
    if (model.equals("list-append") && transactions.isPresent()) {
      if (!OnlineIsolation.offered(transactions.get())) {
        throw new IllegalArgumentException(
            "level "
                + level
                + " needs the whole history; of model list-append these can be followed: "
                + Stream.of(TxnLevel.values())
                    .filter(OnlineIsolation::offered)
                    .map(TxnLevel::lowerCaseName)
                    .collect(Collectors.joining(", ")));
      }
    } else if (model.equals("rw-register")) {
      throw new IllegalArgumentException(
          "model rw-register needs the whole history, since the order of writes is unknown before;"
              + " it cannot be followed");
    } else if (!level.equals("linearizable")) {
      throw new IllegalArgumentException(
          "only linearizable can be followed, not " + level + ", of model " + model);
    }
    return new Following(model, transactions, terms, initial, budget);
  }

  CheckedHistory run(String name, InputStream log) throws IOException, MalformedHistoryException {
    var raw = new RawHistory[1];
    try {
      HistoryReader.follow(
          name,
          log,
          history -> {
            raw[0] = history;
            return new Listener(history);
          });
    } catch (Decided _) {
      // The verdict says what.
    }
    if (follower == null) {
      throw new IllegalStateException("nobody listened to " + name);
    }
    var verdict = follower.verdict();
    var result =
        new NamedCheck.Result(verdict.statistics().operations(), History.empty(), null, verdict);
    return new CheckedHistory(name, result, raw[0].skipped(), raw[0].clients().names());
  }

  private Follower summed(RawHistory raw, Follower each) throws MalformedHistoryException {
    return Sums.following(raw, Sums.atFirst(model, terms, initial.in(raw)), each);
  }

  private Follower follower(RawHistory raw) throws MalformedHistoryException {
    return switch (model) {
      case "list-append" -> new TransactionFollower(raw, transactions.orElseThrow(), budget);
      case "register" ->
          late(raw, new Meanings.OfRegister(false), Models.register(initial.in(raw)));
      case "multi-register" -> new MultiRegisterFollower(raw, initial, budget);
      case "append-list" -> late(raw, new Meanings.OfList(), Models.appendList());
      case "bank" -> summed(raw, late(raw, new Meanings.OfBank(), terms.model(raw)));
      case "counter" ->
          summed(
              raw,
              late(
                  raw,
                  new Meanings.OfCounter(),
                  Models.counter(initial.in(raw) instanceof Long from ? from : 0)));
      case "kv" ->
          KeyValueTerms.following(
              raw,
              initial,
              absent -> object(raw, new Meanings.OfKeyValue(), Models.keyValue(absent)));
      default ->
          PlainModels.with(
              model,
              initial.in(raw),
              new PlainModels.Use<Follower>() {
                @Override
                public <S, I> Follower of(Converter.Meaning<I> meaning, Spec<S, I, Object> spec) {
                  return late(raw, meaning, spec);
                }
              });
    };
  }

  private <S, I> Follower late(
      RawHistory raw, Converter.Meaning<I> meaning, Spec<S, I, Object> spec) {
    return new LateFollower(
        raw,
        keys ->
            keys == Keys.NONE
                ? object(raw, meaning, spec)
                : object(raw, new Meanings.Under<>(meaning), Models.keyed(spec)));
  }

  private <S, I> Follower object(
      RawHistory raw, Converter.Meaning<I> meaning, Spec<S, I, Object> spec) {
    return new ObjectFollower<>(raw, meaning, spec, budget);
  }

  /** Stops the reading as soon as nothing more can change the verdict. */
  private final class Listener implements RawListener {
    private final Follower to;

    Listener(RawHistory raw) {
      try {
        to = follower(raw);
      } catch (MalformedHistoryException e) {
        throw new IllegalStateException("no line was read yet", e);
      }
      follower = to;
    }

    @Override
    public void called(RawOperation call) throws MalformedHistoryException {
      to.called(call);
    }

    @Override
    public void ended(RawOperation operation) throws MalformedHistoryException {
      to.ended(operation);
      if (to.isDecided()) {
        throw new Decided();
      }
    }
  }
}
