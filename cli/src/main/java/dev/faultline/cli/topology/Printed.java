package dev.faultline.cli.topology;

import dev.faultline.check.Budget;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.check.named.NamedCheck;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.sim.base.ModelException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the programs of one world have printed that a rule counts. Belongs to the world's thread.
 */
final class Printed {
  /** Counted, and not timed: what a world answers does not depend on the machine. */
  private static final long CONFIGURATIONS = 2_000_000;

  private final Rule.Lines which;
  private final Map<String, Integer> times = new LinkedHashMap<>();
  private final List<String> inOrder = new ArrayList<>();
  private @Nullable String twice;
  private @Nullable String unread;

  Printed(Rule.Lines which) {
    this.which = which;
  }

  void line(String node, String line) {
    try {
      which
          .found(node, line)
          .ifPresent(text -> {
            inOrder.add(text);
            if (times.merge(text, 1, Integer::sum) > 1 && twice == null) {
              twice = text;
            }
          });
    } catch (StackOverflowError e) {
      // Within the program's turn: thrown on, it would be taken for the program's own.
      unread =
          "the expression '%s' needs more stack than there is for a line of %d characters that node '%s' prints; write it without a repeated group, such as [ab]* in place of (a|b)*"
              .formatted(which.pattern(), line.length(), node);
    }
  }

  /**
   * This, if every line could be matched.
   *
   * @throws ModelException when one could not, so that nothing can be said of the rule
   */
  Printed read() {
    if (unread != null) {
      throw new ModelException(unread);
    }
    return this;
  }

  /** The first text that was there twice; null for none. */
  @Nullable String twice() {
    return twice;
  }

  /** The first text; null for none. */
  @Nullable String first() {
    return inOrder.isEmpty() ? null : inOrder.getFirst();
  }

  /** How many different texts there were. */
  int different() {
    return times.size();
  }

  /** Whether the lines are a history that fits; one that cannot be read is unknown. */
  Verdict judge(NamedCheck check) {
    String text = String.join("\n", inOrder);
    try {
      return check
          .check(
              "the printed history",
              new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
              Budget.deterministic(CONFIGURATIONS).withReport(Budget.DEFAULT.report()))
          .result()
          .verdict();
    } catch (MalformedHistoryException e) {
      return new Verdict.Unknown(
          String.valueOf(e.getMessage()),
          List.of(),
          new Statistics(0, 1, 0, "nothing, since the history cannot be read"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
