package dev.faultline.bench.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What the command line asks for. */
record LinkArguments(
    List<Contestant> contestants,
    List<Integer> sizes,
    List<Double> losses,
    int rounds,
    long nanos,
    boolean throughput,
    boolean latency) {

  static LinkArguments parse(List<String> args, List<Contestant> all) {
    List<Contestant> contestants = all;
    List<Integer> sizes = List.of(32, 256, 4096);
    List<Double> losses = List.of(0.0);
    int rounds = 5;
    double seconds = 1;
    String only = "both";
    for (int i = 0; i < args.size(); i += 2) {
      String option = args.get(i);
      if (i + 1 == args.size()) {
        throw new IllegalArgumentException(option + " needs a value");
      }
      String value = args.get(i + 1);
      switch (option) {
        case "--against" -> contestants = named(value, all);
        case "--size" -> sizes = list(value).stream().map(Integer::valueOf).toList();
        case "--loss" -> losses = list(value).stream().map(Double::valueOf).toList();
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--seconds" -> seconds = Double.parseDouble(value);
        case "--only" -> only = value;
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    return new LinkArguments(
        contestants,
        sizes,
        losses,
        rounds,
        (long) (seconds * 1e9),
        !only.equals("latency"),
        !only.equals("throughput"));
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
