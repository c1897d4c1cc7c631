package dev.faultline.check.named;

import dev.faultline.check.Budget;
import dev.faultline.check.Count;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.check.engine.Meter;
import dev.faultline.check.engine.OutOfBudgetException;
import dev.faultline.check.engine.Polling;
import dev.faultline.check.read.HistoryReader;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.Skipped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A check of a file, of which reading, parsing and indexing are a part of the budget. */
final class BoundedCheck<T> {

  /** Least memory and time for a search after reading. */
  private static final long LEAST_MEMORY = 16L << 20;

  private final BoundedWork<T> work;
  private final Budget budget;
  private final Meter meter;
  private @Nullable Intake<T> intake;

  /** The result for a file; {@code raw} is null if nothing of it was read. */
  record Answer<T>(String file, T result, @Nullable RawHistory raw) {
    Skipped skipped() {
      return raw == null ? new Skipped() : raw.skipped();
    }

    Map<Integer, String> clientNames() {
      return raw == null ? Map.of() : raw.clients().names();
    }
  }

  BoundedCheck(BoundedWork<T> work, Budget budget) {
    this.work = work;
    this.budget = budget;
    this.meter = new Meter(budget);
  }

  Answer<T> check(Path file) throws IOException, MalformedHistoryException {
    Path found = HistoryReader.historyIn(file);
    try (var in = Files.newInputStream(found)) {
      return check(found.toString(), in);
    }
  }

  Answer<T> check(String name, InputStream in) throws IOException, MalformedHistoryException {
    var raw = new RawHistory[1];
    try {
      Function<RawHistory, Intake<T>> begin =
          history -> {
            raw[0] = history;
            intake = new Intake<>(history, work, meter, memory());
            return intake;
          };
      var malformed = new MalformedHistoryException[1];
      Optional<T> result =
          Polling.<Optional<T>, IOException>under(
              meter,
              () -> {
                try {
                  return Optional.of(read(name, in, begin));
                } catch (MalformedHistoryException e) {
                  malformed[0] = e;
                  return Optional.empty();
                }
              });
      if (result.isEmpty()) {
        throw malformed[0];
      }
      return new Answer<>(name, result.get(), raw[0]);
    } catch (OutOfBudgetException e) {
      return new Answer<>(name, unknown(String.valueOf(e.getMessage())), raw[0]);
    } catch (OutOfMemoryError e) {
      return new Answer<>(name, unknown(Meter.heapIsFull()), raw[0]);
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof OutOfMemoryError) {
        return new Answer<>(name, unknown(Meter.heapIsFull()), raw[0]);
      }
      throw e;
    }
  }

  private T read(String name, InputStream in, Function<RawHistory, Intake<T>> begin)
      throws IOException, MalformedHistoryException {
    long most = memory();
    var raw =
        HistoryReader.read(
            name,
            in,
            bytes -> {
              meter.requireMore();
              if (intake != null && bytes - intake.bytesAtLastEvent() > most / 8) {
                throw new OutOfBudgetException(
                    "one event is longer than an eighth of the memory of " + (most >> 20) + " MB");
              }
              if (intake != null) {
                intake.readTo(bytes);
              }
            },
            begin::apply);
    var all = intake;
    if (all == null) {
      throw new IllegalStateException("nobody listened to " + name);
    }
    // What is kept of the file counts for everything that is kept beside it.
    meter.spend(0, Math.min(all.bytes(), most));
    Duration left = meter.left();
    if (left.isZero()) {
      throw new OutOfBudgetException("out of time");
    }
    return all.check(
        raw, budget.withSearch(left).withMemory(Math.max(LEAST_MEMORY, most - all.bytes())));
  }

  /** No more than the heap can hold. */
  private long memory() {
    return Math.min(budget.memoryBytes(), Runtime.getRuntime().maxMemory() / 4 * 3);
  }

  private T unknown(String reason) {
    var reached = intake;
    int operations = reached == null ? 0 : reached.operations();
    String where =
        reached == null || reached.isComplete()
            ? ""
            : " while reading, after " + Count.of(operations, "operation");
    intake = null; // What it holds is not needed any more.
    return work.unknown(
        operations,
        new Verdict.Unknown(reason + where, List.of(), new Statistics(operations, 0, 0, "none")));
  }
}
