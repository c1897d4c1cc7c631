package dev.faultline.bench.guard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What pieces of work have cost, as recorded: a whole number on each line. Lines that begin with
 * {@code #} say how it was recorded.
 *
 * @param name for the table
 * @param costs in the order in which the pieces came, none negative
 */
record CostTrace(String name, long[] costs) {

  /** The traces that come with the benchmark. */
  static List<CostTrace> recorded() throws IOException {
    List<CostTrace> traces = new ArrayList<>();
    for (String name : List.of("worlds", "test-classes")) {
      try (InputStream in = CostTrace.class.getResourceAsStream(name + ".txt")) {
        if (in == null) {
          throw new IOException("the benchmark's resource " + name + ".txt is missing");
        }
        traces.add(parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      }
    }
    return traces;
  }

  /** A trace of the user's own. */
  static CostTrace read(Path file) throws IOException {
    return parse(file.getFileName().toString(), Files.readString(file));
  }

  private static CostTrace parse(String name, String text) {
    return new CostTrace(
        name,
        text.lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .mapToLong(Long::parseLong)
            .toArray());
  }

  /**
   * The pieces of plans, each of so many that follow one another; what is left at the end is in
   * none.
   */
  List<long[]> plans(int pieces, int mostPlans) {
    List<long[]> plans = new ArrayList<>();
    for (int from = 0; from + pieces <= costs.length && plans.size() < mostPlans; from += pieces) {
      plans.add(Arrays.copyOfRange(costs, from, from + pieces));
    }
    return plans;
  }
}
