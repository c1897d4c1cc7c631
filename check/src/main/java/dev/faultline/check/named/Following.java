package dev.faultline.check.named;

import dev.faultline.check.Budget;
import dev.faultline.check.OnlineLinearizability;
import dev.faultline.check.Spec;
import dev.faultline.check.Verdict;
import dev.faultline.check.read.HistoryReader;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawListener;
import dev.faultline.check.read.RawOperation;
import java.io.IOException;
import java.io.InputStream;

/** Feeds a log that grows to the online check. */
final class Following<S, I> {

  /** Ends the reading of a log of which enough is known. */
  private static final class Decided extends RuntimeException {
    private static final long serialVersionUID = 1;

    Decided() {
      super(null, null, false, false);
    }
  }

  private final Converter.Meaning<I> meaning;
  private final OnlineLinearizability<S, I, Object> online;

  Following(Converter.Meaning<I> meaning, Spec<S, I, Object> spec, Budget budget) {
    this.meaning = meaning;
    this.online = new OnlineLinearizability<>(spec, budget);
  }

  Verdict run(String name, InputStream log) throws IOException, MalformedHistoryException {
    try {
      HistoryReader.follow(name, log, Listener::new);
    } catch (Decided _) {
      return online.verdict();
    }
    return online.verdict();
  }

  private final class Listener implements RawListener {
    private final RawHistory raw;

    Listener(RawHistory raw) {
      this.raw = raw;
    }

    @Override
    public void called(RawOperation call) throws MalformedHistoryException {
      online.called(call.client(), meaning.input(raw, call));
    }

    @Override
    public void ended(RawOperation operation) throws MalformedHistoryException {
      online.ended(operation.client(), Converter.outcome(raw, operation, meaning));
      if (online.isDecided()) {
        throw new Decided();
      }
    }
  }
}
