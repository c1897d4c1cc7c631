package dev.faultline.check.named;

import dev.faultline.check.Budget;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.check.engine.Meter;
import dev.faultline.check.engine.OutOfBudgetException;
import dev.faultline.check.engine.Polling;
import dev.faultline.check.read.HistoryReader;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.Skipped;
import dev.faultline.core.history.History;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A check of a file, of which reading, parsing and indexing are a part of the budget. */
final class BoundedCheck {

  /** Least memory and time for a search after reading. */
  private static final long LEAST_MEMORY = 16L << 20;

  private final NamedCheck check;
  private final Budget budget;
  private final Meter meter;
  private @Nullable Intake intake;

  BoundedCheck(NamedCheck check, Budget budget) {
    this.check = check;
    this.budget = budget;
    this.meter = new Meter(budget);
  }

  CheckedHistory check(Path file) throws IOException, MalformedHistoryException {
    Path found = HistoryReader.historyIn(file);
    try (var in = Files.newInputStream(found)) {
      return check(found.toString(), in);
    }
  }

  CheckedHistory check(String name, InputStream in) throws IOException, MalformedHistoryException {
    var raw = new RawHistory[1];
    try {
      Function<RawHistory, Intake> begin =
          history -> {
            raw[0] = history;
            intake = new Intake(history, check, meter, memory());
            return intake;
          };
      var malformed = new MalformedHistoryException[1];
      NamedCheck.@Nullable Result result =
          Polling.<NamedCheck.@Nullable Result, IOException>under(
              meter,
              () -> {
                try {
                  return read(name, in, begin);
                } catch (MalformedHistoryException e) {
                  malformed[0] = e;
                  return null;
                }
              });
      if (result == null) {
        throw malformed[0];
      }
      return answer(name, raw[0], result);
    } catch (OutOfBudgetException e) {
      return answer(name, raw[0], unknown(String.valueOf(e.getMessage())));
    } catch (OutOfMemoryError e) {
      return answer(name, raw[0], unknown(Meter.heapIsFull()));
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof OutOfMemoryError) {
        return answer(name, raw[0], unknown(Meter.heapIsFull()));
      }
      throw e;
    }
  }

  private NamedCheck.Result read(String name, InputStream in, Function<RawHistory, Intake> begin)
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

  private NamedCheck.Result unknown(String reason) {
    var reached = intake;
    int operations = reached == null ? 0 : reached.operations();
    String where =
        reached == null || reached.isComplete()
            ? ""
            : " while reading, after " + operations + " operations";
    intake = null; // What it holds is not needed any more.
    return new NamedCheck.Result(
        operations,
        History.empty(),
        null,
        new Verdict.Unknown(reason + where, List.of(), new Statistics(operations, 0, 0, "none")));
  }

  private static CheckedHistory answer(
      String name, @Nullable RawHistory raw, NamedCheck.Result result) {
    return raw == null
        ? new CheckedHistory(name, result, new Skipped(), Map.of())
        : new CheckedHistory(name, result, raw.skipped(), raw.clients().names());
  }
}
