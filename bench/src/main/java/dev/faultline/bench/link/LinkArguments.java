package dev.faultline.bench.link;

import dev.faultline.cli.measure.Contestant;
import dev.faultline.cli.measure.Measurement;
import dev.faultline.cli.measure.Setup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the command line asks for. */
final class LinkArguments {
  private LinkArguments() {}

  static Measurement parse(List<String> args, List<Contestant> all) {
    List<Contestant> contestants = all;
    List<Integer> sizes = List.of(32, 256, 4096);
    List<Double> losses = List.of(0.0);
    int rounds = 5;
    double seconds = 1;
    double warmUpSeconds = Double.NaN;
    Measurement.What what = Measurement.What.BOTH;
    for (int i = 0; i < args.size(); i += 2) {
      String option = args.get(i);
      if (i + 1 == args.size()) {
        throw new IllegalArgumentException(option + " needs a value");
      }
      String value = args.get(i + 1);
      switch (option) {
        case "--against" -> contestants = named("faultline," + value, all);
        case "--size" -> sizes = list(value).stream().map(Integer::valueOf).toList();
        case "--loss" -> losses = list(value).stream().map(Double::valueOf).toList();
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--seconds" -> seconds = Double.parseDouble(value);
        case "--warm-up" -> warmUpSeconds = Double.parseDouble(value);
        case "--only" -> what = Measurement.What.valueOf(value.toUpperCase(Locale.ROOT));
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    List<Setup> setups = new ArrayList<>();
    for (double loss : losses) {
      sizes.forEach(size -> setups.add(new Setup(size, loss)));
    }
    double most = Double.isNaN(warmUpSeconds) ? Measurement.WARM_UP_TIMES * seconds : warmUpSeconds;
    return new Measurement(
        contestants, setups, rounds, (long) (seconds * 1e9), (long) (most * 1e9), what);
  }

  private static List<String> list(String value) {
    return Arrays.asList(value.split(",", -1));
  }

  private static List<Contestant> named(String value, List<Contestant> all) {
    List<Contestant> named = new ArrayList<>();
    for (String name : list(value)) {
      named.add(
          all.stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "there is no contestant '"
                          + name
                          + "', only "
                          + all.stream().map(Contestant::name).collect(Collectors.joining(", ")))));
    }
    return named;
  }
}
