package dev.faultline.cli.topology;

import dev.faultline.check.named.NamedCheck;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What has to hold of the lines that programs print. A line counts when the pattern is found in it;
 * what counts of the line is its first group, or all that was found where it has no group.
 */
sealed interface Rule {
  /** As findings name it. */
  String name();

  /** Which lines, of whom. */
  Lines lines();

  /**
   * The lines that a rule looks at.
   *
   * @param nodes who prints them; empty for all
   */
  record Lines(Pattern pattern, List<String> nodes) {
    public Lines {
      nodes = List.copyOf(nodes);
    }

    /** What counts of a line; empty when it does not. */
    Optional<String> found(String node, String line) {
      if (!nodes.isEmpty() && !nodes.contains(node)) {
        return Optional.empty();
      }
      Matcher matcher = pattern.matcher(line);
      if (!matcher.find()) {
        return Optional.empty();
      }
      String counts = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
      return Optional.of(counts == null ? "" : counts);
    }
  }

  /** No such line is ever printed. */
  record Never(String name, Lines lines) implements Rule {}

  /** No two such lines have the same text. */
  record AtMostOnce(String name, Lines lines) implements Rule {}

  /** Such a line is printed in some world of the campaign. */
  record Sometimes(String name, Lines lines) implements Rule {}

  /**
   * Such lines are printed in every world.
   *
   * @param different how many that have different texts
   * @param within of the end of faults
   */
  record Eventually(String name, Lines lines, int different, Duration within) implements Rule {}

  /** The lines are the events of a history that fits a model. */
  record OfHistory(String name, Lines lines, NamedCheck check) implements Rule {}
}
