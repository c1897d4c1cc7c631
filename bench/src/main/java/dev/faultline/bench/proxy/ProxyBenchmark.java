package dev.faultline.bench.proxy;

import dev.faultline.bench.Benchmark;
import dev.faultline.bench.Rounds;
import java.io.IOException;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * What the proxy costs: direct connections, the proxy without toxics, with one that does nothing.
 */
public final class ProxyBenchmark implements Benchmark {
  private static final Map<String, Long> NO_LATENCY = Map.of("latency", 0L);

  @Override
  public String name() {
    return "proxy";
  }

  @Override
  public String description() {
    return "the proxy against direct connections [rounds=N] [millis=N] [idle=N] [toxiproxy=BINARY]";
  }

  /** The ports of one contestant, and the process behind them; none for direct connections. */
  private record Ports(int answering, int swallowing, Optional<ProxyProcess> process) {}

  @Override
  public void run(List<String> args) throws Exception {
    int rounds = Integer.parseInt(argument(args, "rounds", "5"));
    long nanos = Long.parseLong(argument(args, "millis", "500")) * 1_000_000;
    int idle = Integer.parseInt(argument(args, "idle", "10000"));
    String binary = argument(args, "toxiproxy", "");
    try (Peers peers = new Peers();
        ProxyProcess faultline = ProxyProcess.faultline()) {
      say("start to listening", faultline.startMillis(), "ms");
      Map<String, Ports> contestants = new LinkedHashMap<>();
      contestants.put(
          "direct", new Ports(peers.answeringPort(), peers.swallowingPort(), Optional.empty()));
      addTo(contestants, "faultline", faultline, peers);
      if (binary.isEmpty()) {
        compare(contestants, rounds, nanos);
      } else {
        try (ProxyProcess toxiproxy = ProxyProcess.toxiproxy(binary)) {
          addTo(contestants, "toxiproxy", toxiproxy, peers);
          compare(contestants, rounds, nanos);
        }
      }
      accuracy(faultline, peers);
      memory(faultline, peers, idle);
    }
  }

  private static String argument(List<String> args, String name, String otherwise) {
    for (String arg : args) {
      if (arg.startsWith(name + "=")) {
        return arg.substring(name.length() + 1);
      }
    }
    return otherwise;
  }

  private static void addTo(
      Map<String, Ports> contestants, String name, ProxyProcess process, Peers peers)
      throws IOException {
    for (String kind : List.of("", ", latency 0")) {
      String proxy = kind.isEmpty() ? "plain" : "latency";
      Ports ports =
          new Ports(
              process.proxyTo(proxy + "_answering", peers.answeringPort()),
              process.proxyTo(proxy + "_swallowing", peers.swallowingPort()),
              Optional.of(process));
      if (!kind.isEmpty()) {
        for (String of : List.of("_answering", "_swallowing")) {
          process.addToxic(proxy + of, "latency", "upstream", NO_LATENCY);
          process.addToxic(proxy + of, "latency", "downstream", NO_LATENCY);
        }
      }
      contestants.put(name + kind, ports);
    }
  }

  private static void compare(Map<String, Ports> contestants, int rounds, long nanos)
      throws IOException {
    measure("bulk", "MB/s", contestants, rounds, true, port -> Peers.bulk(port, nanos));
    measure(
        "50 connections",
        "requests/s",
        contestants,
        rounds,
        false,
        port -> Peers.requests(port, 50, 1, nanos));
    measure(
        "50 connections, 16 at a time",
        "requests/s",
        contestants,
        rounds,
        false,
        port -> Peers.requests(port, 50, 16, nanos));
    measure(
        "new connections",
        "1/s",
        contestants,
        rounds,
        false,
        port -> Peers.connections(port, nanos));
    System.out.println();
    double[] direct = {};
    for (Map.Entry<String, Ports> each : contestants.entrySet()) {
      double[] micros = Peers.roundTripMicros(each.getValue().answering(), 20_000);
      direct = direct.length == 0 ? micros : direct;
      System.out.printf(
          Locale.ROOT,
          "round trip, %-28s p50 %6.0f us (added %.0f)  p99 %6.0f us (added %.0f)%n",
          each.getKey(),
          at(micros, 0.5),
          at(micros, 0.5) - at(direct, 0.5),
          at(micros, 0.99),
          at(micros, 0.99) - at(direct, 0.99));
    }
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) (share * (sorted.length - 1))];
  }

  private static void measure(
      String what,
      String unit,
      Map<String, Ports> contestants,
      int rounds,
      boolean swallowing,
      IntToDoubleFunction measure) {
    System.out.println();
    System.out.println(what);
    Rounds measured = new Rounds(unit);
    Map<String, Work> works = new LinkedHashMap<>();
    contestants.forEach((name, ports) -> {
      Work work = new Work(ports.process());
      works.put(name, work);
      int port = swallowing ? ports.swallowing() : ports.answering();
      measured.add(name, () -> work.measured(() -> measure.applyAsDouble(port)));
    });
    measured.run(2, rounds);
    Work direct = works.values().iterator().next();
    works.forEach((name, work) -> work.print(name, direct));
  }

  private static void accuracy(ProxyProcess process, Peers peers) throws IOException {
    System.out.println();
    for (long millis : List.of(5L, 50L)) {
      String name = "late" + millis;
      int port = process.proxyTo(name, peers.answeringPort());
      process.addToxic(name, "latency", "downstream", Map.of("latency", millis));
      double[] micros = Peers.roundTripMicros(port, 40);
      System.out.printf(
          Locale.ROOT,
          "latency %d ms: round trip p50 %.2f ms, worst %.2f ms%n",
          millis,
          at(micros, 0.5) / 1e3,
          at(micros, 1) / 1e3);
    }
    for (long rate : List.of(1_000L, 20_000L)) {
      String name = "narrow" + rate;
      int port = process.proxyTo(name, peers.swallowingPort());
      process.addToxic(name, "bandwidth", "upstream", Map.of("rate", rate));
      double measured = Peers.kilobytesPerSecond(port, (int) (2 * rate * 1_000));
      System.out.printf(
          Locale.ROOT,
          "bandwidth %,d kB/s: %,.0f kB/s (%+.1f %%)%n",
          rate,
          measured,
          (measured / rate - 1) * 100);
    }
  }

  private static void memory(ProxyProcess process, Peers peers, int wanted) throws IOException {
    IdleCount idle = IdleCount.here(wanted);
    int count = idle.possible();
    if (count < wanted) {
      System.out.println();
      System.out.println(idle.shortage());
    }
    int port = process.proxyTo("idle", peers.answeringPort());
    System.out.println();
    say("resident before", process.residentMegabytes(), "MB");
    List<Socket> sockets = Peers.idle(port, count);
    say("resident with " + count + " idle connections", process.residentMegabytes(), "MB");
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static void say(String what, double value, String unit) {
    System.out.printf(Locale.ROOT, "%s: %.0f %s%n", what, value, unit);
  }
}
