package dev.faultline.explore.tape;

import dev.faultline.explore.Durations;
import dev.faultline.explore.FaultKind;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.adversary.FaultRates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Changes to a fault mix as text: {@code kinds=crash+pause, loss=0.05, longest=2s}. */
public final class FaultMixText {
  private static final String EXPECTED =
      "kinds, loss, duplication, corruption, every, chance, shortest, longest, pace";

  private FaultMixText() {}

  public static FaultMix changed(FaultMix mix, String text) {
    FaultMix changed = mix;
    for (String part : text.split(",")) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new UsageException(
            "fault mix '"
                + text
                + "': '"
                + part.strip()
                + "', expected name=value, with a name of "
                + EXPECTED);
      }
      String name = part.substring(0, equals).strip();
      String value = part.substring(equals + 1).strip();
      try {
        changed = changed(changed, name, value);
      } catch (IllegalArgumentException e) {
        throw new UsageException("fault mix '" + text + "': " + name + ": " + e.getMessage(), e);
      }
    }
    return changed;
  }

  private static FaultMix changed(FaultMix mix, String name, String value) {
    FaultRates rates = mix.rates();
    return switch (name) {
      case "kinds" -> mix.withKinds(kinds(value));
      case "loss" ->
          mix.withRates(
              new FaultRates(
                  rate(value), rates.duplication(), rates.corruption(), rates.faultInterval()));
      case "duplication" ->
          mix.withRates(
              new FaultRates(rates.loss(), rate(value), rates.corruption(), rates.faultInterval()));
      case "corruption" ->
          mix.withRates(
              new FaultRates(
                  rates.loss(), rates.duplication(), rate(value), rates.faultInterval()));
      case "every" ->
          mix.withRates(
              new FaultRates(
                  rates.loss(), rates.duplication(), rates.corruption(), Durations.parse(value)));
      case "chance" -> mix.withChance(rate(value));
      case "shortest" -> mix.withDurations(Durations.parse(value), mix.longest());
      case "longest" -> mix.withDurations(mix.shortest(), Durations.parse(value));
      case "pace" -> mix.withPace(rate(value));
      default -> throw new IllegalArgumentException("expected one of " + EXPECTED);
    };
  }

  private static double rate(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + value + "', expected a number", e);
    }
  }

  private static List<FaultKind> kinds(String value) {
    List<FaultKind> kinds = new ArrayList<>();
    if (value.equals("none")) {
      return kinds;
    }
    for (String name : value.split("\\+")) {
      try {
        kinds.add(FaultKind.valueOf(name.strip().toUpperCase(Locale.ROOT).replace('-', '_')));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "there is no kind '"
                + name.strip()
                + "', expected none, or with + between them "
                + Arrays.stream(FaultKind.values())
                    .map(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .collect(Collectors.joining(", ")),
            e);
      }
    }
    return kinds;
  }
}
