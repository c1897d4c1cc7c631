package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.faultline.cli.measure.Contestant;
import dev.faultline.cli.measure.Contestants;
import dev.faultline.cli.measure.Measurement;
import dev.faultline.cli.measure.MeasurementText;
import dev.faultline.cli.measure.Row;
import dev.faultline.cli.measure.Setup;
import dev.faultline.cli.measure.WarmUp;
import dev.faultline.explore.UsageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures links on this machine, against what the JDK has. */
@Command(
    name = "bench",
    description =
        "Measures links on loopback against plain TCP and unreliable UDP, in interleaved rounds.",
    footer = {
      "",
      "Aeron, JGroups and gRPC are not part of the product; in a clone, 'bench/run link --against"
          + " aeron-invoker,jgroups,grpc'",
      "measures them in the same way.",
      "",
      "Example:",
      "  ./faultline link bench --against tcp,udp --size 32,256 --loss 0,0.01"
    })
final class LinkBenchCommand implements Callable<Integer> {
  private static final List<String> PEERS =
      List.of(
          "aeron-invoker",
          "aeron-invokers",
          "aeron-shared",
          "jgroups",
          "jgroups-low-latency",
          "grpc");

  private final Terminal terminal;

  @Option(
      names = "--against",
      split = ",",
      paramLabel = "NAME",
      description =
          "tcp, udp, udp-no-gso, udp-channel, faultline-no-gso, faultline-channel,"
              + " faultline-durable, faultline-encrypted, fdatasync, fdatasync-apart (default:"
              + " tcp).")
  private List<String> against = List.of("tcp");

  @Option(
      names = "--size",
      split = ",",
      paramLabel = "BYTES",
      description = "Message sizes (default: 32,256,4096).")
  private List<Integer> sizes = List.of(32, 256, 4096);

  @Option(
      names = "--loss",
      split = ",",
      paramLabel = "SHARE",
      description =
          "Shares of packets to lose, such as 0.01 (default: 0). TCP is left out where it is above"
              + " 0.")
  private List<Double> losses = List.of(0.0);

  @Option(names = "--rounds", description = "Rounds that count (default: 5).")
  private int rounds = 5;

  @Option(
      names = "--time",
      paramLabel = "DURATION",
      converter = Converters.Time.class,
      description = "Time of sending in each round (default: 1s).")
  private Duration time = Duration.ofSeconds(1);

  @Option(
      names = "--warm-up",
      paramLabel = "DURATION",
      converter = Converters.Time.class,
      description =
          "Longest warm-up before each round, which ends when the rate is steady (default:"
              + " twelve times --time).")
  private @Nullable Duration warmUp;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  LinkBenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    List<Row> rows =
        new Measurement(
                contestants(),
                setups(),
                rounds(),
                time.toNanos(),
                warmUpNanos(),
                Measurement.What.BOTH)
            .run();
    if (json) {
      JsonObject document = new JsonObject();
      JsonArray array = new JsonArray();
      rows.forEach(row -> array.add(document(row)));
      document.add("rows", array);
      terminal.out().println(Json.text(document));
    } else {
      MeasurementText.lines(rows).forEach(terminal.out()::println);
    }
    return 0;
  }

  private int rounds() {
    if (rounds < 1) {
      throw new UsageException("--rounds is " + rounds + ", expected at least 1");
    }
    return rounds;
  }

  private long warmUpNanos() {
    Duration most = warmUp == null ? time.multipliedBy(Measurement.WARM_UP_TIMES) : warmUp;
    return most.toNanos();
  }

  private List<Setup> setups() {
    List<Setup> setups = new ArrayList<>();
    try {
      for (double loss : losses) {
        sizes.forEach(size -> setups.add(new Setup(size, loss)));
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    return setups;
  }

  private List<Contestant> contestants() {
    List<Contestant> all = Contestants.own();
    List<Contestant> chosen = new ArrayList<>(List.of(all.getFirst()));
    for (String name : against) {
      chosen.add(
          all.stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow(() -> unknown(name, all)));
    }
    return chosen;
  }

  private static UsageException unknown(String name, List<Contestant> all) {
    String known = all.stream().map(Contestant::name).collect(Collectors.joining(", "));
    String peers =
        PEERS.contains(name)
            ? name
                + " is not part of the product: in a clone, use 'bench/run link --against "
                + name
                + "'"
            : "there is no contestant '" + name + "'";
    return new UsageException(peers + "; here: " + known);
  }

  private static JsonObject document(Row row) {
    JsonObject document = new JsonObject();
    document.addProperty("contestant", row.contestant());
    document.addProperty("configuration", row.configuration());
    document.addProperty("bytes", row.setup().messageBytes());
    document.addProperty("loss", row.setup().loss());
    JsonArray rates = new JsonArray();
    row.rates().forEach(rates::add);
    document.add("messagesPerSecond", rates);
    document.addProperty("medianMessagesPerSecond", row.median());
    if (row.roundTrips().getTotalCount() > 0) {
      document.addProperty("handedOverMicrosP50", row.handedOver().getValueAtPercentile(50) / 1e3);
      document.addProperty("roundTripMicrosP50", row.micros(50));
      document.addProperty("roundTripMicrosP99", row.micros(99));
      document.addProperty("roundTripMicrosMax", row.micros(100));
    }
    JsonArray warmUps = new JsonArray();
    for (WarmUp each : row.warmUps()) {
      JsonObject warm = new JsonObject();
      warm.addProperty("seconds", each.seconds());
      warm.addProperty("steady", each.steady());
      warmUps.add(warm);
    }
    document.add("warmUps", warmUps);
    return document;
  }
}
