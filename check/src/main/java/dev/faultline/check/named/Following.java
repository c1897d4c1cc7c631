package dev.faultline.check.named;

import dev.faultline.check.Budget;
import dev.faultline.check.Spec;
import dev.faultline.check.Verdict;
import dev.faultline.check.model.Models;
import dev.faultline.check.read.HistoryReader;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawListener;
import dev.faultline.check.read.RawOperation;
import dev.faultline.check.txn.OnlineIsolation;
import dev.faultline.check.txn.TxnLevel;
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
  private final Budget budget;
  private @Nullable Follower follower;

  private Following(String model, Optional<TxnLevel> transactions, Budget budget) {
    this.model = model;
    this.transactions = transactions;
    this.budget = budget;
  }

  /**
   * For a model and a level.
   *
   * @throws IllegalArgumentException with what can be followed, if this cannot
   */
  static Following of(String model, String level, Budget budget) {
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
          "model rw-register needs the whole history, since nobody knows the order of writes; it"
              + " cannot be followed");
    } else if (!level.equals("linearizable")) {
      throw new IllegalArgumentException(
          "only linearizable can be followed, not " + level + ", of model " + model);
    }
    return new Following(model, transactions, budget);
  }

  Verdict run(String name, InputStream log) throws IOException, MalformedHistoryException {
    try {
      HistoryReader.follow(name, log, Listener::new);
    } catch (Decided _) {
      // The verdict says what.
    }
    if (follower == null) {
      throw new IllegalStateException("nobody listened to " + name);
    }
    return follower.verdict();
  }

  private Follower follower(RawHistory raw) throws MalformedHistoryException {
    return switch (model) {
      case "register" -> object(raw, new Meanings.OfRegister(false), Models.register());
      case "multi-register" ->
          object(raw, new Meanings.Under<>(new Meanings.OfRegister(false)), Models.multiRegister());
      case "append-list" -> new LateFollower(raw, false, budget);
      case "bank" -> new LateFollower(raw, true, budget);
      case "list-append" -> new TransactionFollower(raw, transactions.orElseThrow(), budget);
      default ->
          PlainModels.with(
              model,
              new PlainModels.Use<Follower>() {
                @Override
                public <S, I> Follower of(Converter.Meaning<I> meaning, Spec<S, I, Object> spec) {
                  return object(raw, meaning, spec);
                }
              });
    };
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
