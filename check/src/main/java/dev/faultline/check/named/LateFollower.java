package dev.faultline.check.named;

import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.check.model.Nil;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Waits for an operation that tells whether there is one object or one under each key, and then
 * begins; see {@link Keys}. What comes before is kept, and follows.
 */
final class LateFollower implements Follower {

  /** An event that waits. */
  private record Event(RawOperation operation, boolean end) {}

  private final RawHistory raw;
  private final Function<Keys, Follower> begin;
  private final List<Event> waiting = new ArrayList<>();
  private @Nullable RawOperation telling;
  private @Nullable Follower known;
  private Keys keys = Keys.NONE;

  LateFollower(RawHistory raw, Function<Keys, Follower> begin) {
    this.raw = raw;
    this.begin = begin;
  }

  @Override
  public void called(RawOperation call) throws MalformedHistoryException {
    Keys told =
        call.key() != Nil.NIL
            ? Keys.FIELD
            : Keys.tells(call) ? Keys.TUPLE : Keys.deniesTuples(call) ? Keys.NONE : null;
    if (known == null && told != null) {
      telling = call;
      begin(told);
    }
    if (known == null) {
      waiting.add(new Event(call, false));
      return;
    }
    boolean another = keys == Keys.TUPLE ? Keys.deniesTuples(call) : told != null && told != keys;
    if (another || keys == Keys.FIELD && told == null) {
      throw raw.malformed(
          call.line(),
          "has "
              + (told == null ? Keys.NONE : told).words()
              + ", but the operation of line "
              + (telling == null ? 1 : telling.line())
              + " has "
              + keys.words());
    }
    known.called(call);
  }

  private void begin(Keys told) throws MalformedHistoryException {
    keys = told;
    known = begin.apply(told);
    for (var event : waiting) {
      if (event.end()) {
        known.ended(event.operation());
      } else {
        known.called(event.operation());
      }
    }
    waiting.clear();
  }

  @Override
  public void ended(RawOperation operation) throws MalformedHistoryException {
    if (known == null) {
      waiting.add(new Event(operation, true));
    } else {
      known.ended(operation);
    }
  }

  @Override
  public boolean isDecided() {
    return known != null && known.isDecided();
  }

  @Override
  public Verdict verdict() {
    if (known == null && !waiting.isEmpty()) {
      try {
        begin(Keys.NONE);
      } catch (MalformedHistoryException e) {
        return unknown(String.valueOf(e.getMessage()));
      }
    }
    return known != null ? known.verdict() : unknown("no operation has returned");
  }

  private static Verdict unknown(String reason) {
    return new Verdict.Unknown(reason, List.of(), new Statistics(0, 0, 0, "none"));
  }
}
