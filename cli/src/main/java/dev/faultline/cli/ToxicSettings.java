package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The settings that adding and changing a toxic share. */
final class ToxicSettings {
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");

  @Option(
      names = {"--toxicity", "--tox"},
      paramLabel = "SHARE",
      description = "The share of connections that it bites, from 0 to 1.")
  private @Nullable Double toxicity;

  @Option(
      names = {"-a", "--attribute"},
      paramLabel = "KEY=VALUE",
      description =
          "An attribute, such as latency=500, shape=pareto or trace=5,20,5; may be given several times."
              + " 'proxy toxic types' lists them.")
  private List<String> attributes = List.of();

  Optional<Double> toxicity() {
    if (toxicity != null && !(toxicity >= 0 && toxicity <= 1)) {
      throw new UsageException("--toxicity is " + toxicity + ", expected 0 to 1");
    }
    return Optional.ofNullable(toxicity);
  }

  /** Names and values, as they were written. */
  List<Map.Entry<String, String>> attributes() {
    List<Map.Entry<String, String>> entries = new ArrayList<>();
    for (String text : attributes) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new UsageException(
            "--attribute is '" + text + "', expected KEY=VALUE, such as latency=500");
      }
      entries.add(Map.entry(text.substring(0, equals), text.substring(equals + 1)));
    }
    return entries;
  }

  /** The attributes where all are whole numbers, as all of Toxiproxy's are. */
  Optional<Map<String, BigDecimal>> wholeNumbers() {
    SortedMap<String, BigDecimal> numbers = new TreeMap<>();
    for (Map.Entry<String, String> entry : attributes()) {
      if (!WHOLE.matcher(entry.getValue()).matches()
          || numbers.put(entry.getKey(), new BigDecimal(entry.getValue())) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(numbers);
  }
}
